from odoo import api, models

from ..screening.intake_states import LIVE


class Intake(models.Model):
    """Its follow-ups: before it ends, and around the birth of a child."""

    _inherit = "acupuncture.intake"

    @api.model
    def _history_changed(self, clients, company):
        result = super()._history_changed(clients, company)
        # nobody needs a right on follow-ups to fill in a form or to decide a finding
        followups = self.env["acupuncture.followup"].sudo()
        followups._sync_clients(clients.sudo(), company)
        return result

    @api.model
    def _minors(self, clients, company):
        """Return the clients who are minors by the history that counts at a clinic."""
        histories = self.search(
            [
                ("client_id", "in", clients.ids),
                ("company_id", "=", company.id),
                ("state", "in", LIVE),
                ("birth_date", "!=", False),
            ]
        )
        return histories.filtered(
            lambda each: each._is_minor(each.birth_date)
        ).client_id

    def _followup_events(self):
        """Return the end of each history, and the due date of a pregnancy."""
        events = []
        for intake in self:
            client, company = intake.client_id, intake.company_id
            if intake.valid_until:
                anchor = f"intake:{intake.id}:end"
                events.append(
                    client._followup_on(
                        "history_expiry", anchor, intake.valid_until, company
                    )
                )
            if due := intake.pregnancy_due_date:
                anchor = f"intake:{intake._first_with_due_date().id}:due"
                events.append(
                    client._followup_on("pregnancy_due", anchor, due, company)
                )
        return events

    def _first_with_due_date(self):
        """Return the version that first told of it: told once, asked once."""
        self.ensure_one()
        previous = self.previous_id
        if previous.pregnancy_due_date == self.pregnancy_due_date:
            return previous._first_with_due_date()
        return self
