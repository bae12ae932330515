from odoo import models
from odoo.exceptions import AccessError, UserError

from ...engine import wording

BY_MAIL = ("marketing", False, "email")
TREATING = ("treatment", "technique", "data")


class Consent(models.Model):
    """Taking a consent back: an event of its own that stops what follows at once."""

    _inherit = "acupuncture.consent"

    def action_withdraw(self):
        """Ask for the reason, and show what happened and what stops."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Withdraw Consent"),
            "res_model": "acupuncture.consent.withdraw",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_consent_id": self.id},
        }

    def action_give_again(self):
        """Hand the client the form on this device; whoever presses this is witness.

        :raises UserError: the consent is not one that was taken back
        :raises AccessError: no practitioner
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group("acupuncture_cosmetic.group_practitioner"):
            raise AccessError(
                self.env._("A practitioner is the witness of a consent given again.")
            )
        if self.status != "withdrawn":
            raise UserError(self.env._("%(name)s was not taken back.", name=self.name))
        return self.client_id._open_tablet(
            self.company_id, self.course_id, "consent", witness_id=self.env.uid
        )

    def _withdraw(self, reason, by, link=None):
        """Record that the client takes these consents back.

        :param by: client, guardian or staff
        :param link: the link to the page on which the client did so
        :return: the withdrawals
        """
        self._refuse_withdrawn()
        # sudo: nobody may write the table; the caller could read the consents
        withdrawals = self.env["acupuncture.consent.withdrawal"].sudo()
        withdrawals = withdrawals._record(self, wording.clean(reason, 2000), by, link)
        self.invalidate_recordset(["withdrawal_ids", "status"])
        self._stop_mailings()
        for company, consents in self.grouped("company_id").items():
            self._consents_changed(consents.client_id, company)
        self._wake_archivist()
        return withdrawals.with_env(self.env)

    def _refuse_withdrawn(self):
        for consent in self:
            if consent.decision == "declined" or consent.withdrawal_ids:
                raise UserError(
                    self.env._(
                        "%(name)s is not in force: it was declined or withdrawn.",
                        name=consent.name,
                    )
                )

    def _stop_mailings(self):
        """Put the address out of reach of every mailing, not only of ours."""
        # sudo: clients and practitioners may not write the blacklist
        blacklist = self.env["mail.blacklist"].sudo()
        for consent in self.filtered(lambda each: each._subject() == BY_MAIL):
            if email := consent.client_id.email_normalized:
                blacklist._add(email)

    def _welcome_back(self):
        """Take an address off the blacklist that a withdrawal put there."""
        # sudo: see _stop_mailings
        blacklist = self.env["mail.blacklist"].sudo()
        for consent in self.filtered(
            lambda each: each._subject() == BY_MAIL and each.decision == "agreed"
        ):
            email = consent.client_id.email_normalized
            if email and consent._was_withdrawn_before():
                blacklist._remove(email)

    def _was_withdrawn_before(self):
        before = self.search(
            [
                ("client_id", "=", self.client_id.id),
                ("company_id", "=", self.company_id.id),
                ("kind", "=", self.kind),
                ("channel", "=", self.channel),
            ]
        )
        return bool(before.withdrawal_ids)

    # ------------------------------------------------------------------
    # What a withdrawal means, for whoever records it
    # ------------------------------------------------------------------

    def _happened(self):
        """Return, in sentences, what took place under this consent."""
        self.ensure_one()
        if self.kind == "doctor":
            return self.env._("Letters that were handed out stay with the doctor.")
        if self.kind not in TREATING:
            return self.env._(
                "What was published or sent before stays out of our reach; we take "
                "back what we can."
            )
        held = self._sessions(
            [("state", "=", "done"), ("began_at", ">=", self.signed_at)]
        )
        if not held:
            return self.env._("No session took place under it.")
        return self.env._(
            "%(count)s sessions took place under it: %(sessions)s.",
            count=len(held),
            sessions=", ".join(held.mapped("name")),
        )

    def _stops(self):
        """Return, in sentences, what may not happen any more."""
        self.ensure_one()
        texts = {
            "marketing": self.env._("Marketing messages by this channel stop at once."),
            "doctor": self.env._("No letter to the doctor is written any more."),
            "photo_record": self.env._("No more photos are taken."),
            "photo_teaching": self.env._("The photos are not shown in teaching."),
            "photo_publicity": self.env._(
                "The photos are taken down and not published again."
            ),
        }
        if self.kind in texts:
            return texts[self.kind]
        coming = self._sessions(
            [("state", "in", ("planned", "confirmed", "arrived", "in_treatment"))]
        )
        if not coming:
            return self.env._("No session is planned. None may start without it.")
        return self.env._(
            "%(count)s sessions cannot start until it is signed again: %(sessions)s.",
            count=len(coming),
            sessions=", ".join(coming.mapped("name")),
        )

    def _stops_for_client(self):
        """Return, as the client reads it, what follows from taking it back."""
        self.ensure_one()
        if self.kind in TREATING:
            return self.env._(
                "Without it we may not go on with what it is about. The clinic is told "
                "at once and calls you about coming appointments."
            )
        return self._stops()

    def _sessions(self, domain):
        return self.env["acupuncture.session"].search(
            [
                ("client_id", "=", self.client_id.id),
                ("company_id", "=", self.company_id.id),
                ("kind", "=", "treatment"),
                *domain,
            ],
            order="start",
        )
