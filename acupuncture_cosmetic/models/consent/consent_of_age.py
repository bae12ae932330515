from odoo import api, fields, models
from odoo.fields import Domain

from ...engine.screening_findings import ADULT

BATCH_SIZE = 100
CAUGHT_UP = ADULT + 1  # years; the job may have been off


class Consent(models.Model):
    """The 18th birthday: what a parent agreed to is asked anew, of the person.

    What a signature is worth is judged at each use, so nothing waits for the job; it
    ends what goes on by itself, such as a photo that stands in public.
    """

    _inherit = "acupuncture.consent"

    @api.model
    def _cron_of_age(self):
        """Carry out the birthdays since a year, in batches that are committed."""
        cron = self.env["ir.cron"]
        due = [
            (company, clients[at : at + BATCH_SIZE])
            for company, clients in self._came_of_age()
            for at in range(0, len(clients), BATCH_SIZE)
        ]
        cron._commit_progress(remaining=len(due))
        for company, clients in due:
            self._consents_changed(clients, company)
            if not cron._commit_progress(1):
                break

    @api.model
    def _came_of_age(self):
        """Return (clinic, clients) of those who came of age after a parent signed."""
        grown = self.env["res.company"]._each_on_its_day(
            lambda today: [
                ("birth_date", "<=", fields.Date.subtract(today, years=ADULT)),
                ("birth_date", ">", fields.Date.subtract(today, years=CAUGHT_UP)),
            ]
        )
        groups = self.env["acupuncture.intake"]._read_group(
            Domain("state", "in", ("submitted", "reviewed")) & grown,
            ["company_id"],
            ["client_id:recordset"],
        )
        clients = self.env["res.partner"].union(*(young for _clinic, young in groups))
        signed = self._read_group(
            [("signer_role", "=", "guardian"), ("client_id", "in", clients.ids)],
            ["company_id"],
            ["client_id:recordset"],
        )
        signed_for = dict(signed)
        return [
            (company, young & signed_for.get(company, clients.browse()))
            for company, young in groups
        ]

    @api.model
    def _left_alone_by_age(self):
        """Return the e-mail addresses that get no news: children, and who were.

        A parent's word ends with the birthday; nothing is sent until the person agrees.
        """
        young = self.env["res.company"]._each_on_its_day(
            lambda today: [
                ("birth_date", ">", fields.Date.subtract(today, years=ADULT))
            ]
        )
        histories = self.env["acupuncture.intake"]._read_group(
            Domain("state", "in", ("submitted", "reviewed")) & young,
            ["client_id"],
        )
        children = self.env["res.partner"].union(*(client for [client] in histories))
        asked = self.search(
            [("kind", "=", "marketing"), ("signer_role", "=", "guardian")]
        )
        grown = children.browse()
        for company, consents in asked.grouped("company_id").items():
            standings = self._standings(consents.client_id, company)
            grown += consents.filtered(
                lambda each, standings=standings: (
                    standings[each.client_id].get(each._subject()) == "outdated"
                )
            ).client_id
        return set((children | grown).mapped("email_normalized")) - {False}
