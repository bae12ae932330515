from odoo import fields, models

from .consent_template import REQUIRED_KINDS


class Session(models.Model):
    """Who takes back the consent before a visit pays nothing for it."""

    _inherit = "acupuncture.session"

    def _uncharged(self):
        reasons = super()._uncharged()
        known = self.browse().union(*reasons.values())
        if free := (self - known)._without_consent():
            reasons[self.env._("Not charged: consent was not in force")] = free
        return reasons

    def _without_consent(self):
        """Return those whose client had taken back a needed consent before the visit.

        Two queries for any number of sessions.
        """
        treatments = self.filtered(lambda session: session.kind == "treatment")
        # sudo: whether it was in force, never the record
        consents = self.env["acupuncture.consent"].sudo()
        signed = consents.search_fetch(
            [
                ("client_id", "in", treatments.client_id.ids),
                ("company_id", "in", treatments.company_id.ids),
                ("kind", "in", REQUIRED_KINDS),
                ("decision", "=", "agreed"),
            ],
            ["client_id", "company_id", "kind", "signed_at"],
        )
        by_kind = signed.grouped(lambda one: (one.client_id, one.company_id, one.kind))
        none = signed.browse()
        return treatments.filtered(
            lambda session: any(
                session._was_taken_back(
                    by_kind.get((*session._screening_subject(), kind), none)
                )
                for kind in REQUIRED_KINDS
            )
        )

    def _was_taken_back(self, signed):
        """Tell whether the last word before the visit was a withdrawal."""
        self.ensure_one()
        moment = min(self.start, fields.Datetime.now())
        taken = [at for at in signed.withdrawal_ids.mapped("at") if at <= moment]
        return bool(taken) and not any(
            max(taken) < one.signed_at <= moment for one in signed
        )
