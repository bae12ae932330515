from odoo import api, fields, models
from odoo.exceptions import UserError

from ..foundation.form_errors import FormErrors
from .intake_states import LIVE
from .screen_form import ScreenForm


class IntakeAskingMixin(models.AbstractModel):
    """Before a visit it is asked whether anything has changed since this version."""

    _name = "acupuncture.intake.asking.mixin"
    _description = "Health History Asked Again"

    check_ids = fields.One2many(
        comodel_name="acupuncture.intake.check",
        inverse_name="intake_id",
        string="Confirmed Unchanged",
        readonly=True,
    )
    last_confirmed = fields.Datetime(compute="_compute_last_confirmed")

    @api.depends("check_ids")
    def _compute_last_confirmed(self):
        for intake in self:
            unchanged = intake.check_ids.filtered(lambda check: not check.changed)
            intake.last_confirmed = unchanged[:1].at

    def _asked_again(self):
        """Return the questions for before a visit: critical ones, and what goes on."""
        self.ensure_one()
        going_on = self.finding_ids.filtered(
            lambda finding: finding.answer_ids.sorted("id")[-1:].ongoing
        ).item_id
        going_on = going_on.mapped(lambda item: item.question_of_id or item)
        every = self._questions()
        return every & (self._questions(critical_only=True) | going_on)

    def _critical_changed(self, values):
        """Return the codes of the critical questions that are answered differently.

        :param values: as ``_save_screen`` takes them: ``items`` and ``none``
        :raises FormErrors: nothing was answered, or it cannot be
        """
        self.ensure_one()
        form = ScreenForm(self, "", self._questions(critical_only=True), values)
        if form.errors:
            raise FormErrors(form.errors)
        rows = {row.item_id: row for row in self.answer_ids}
        return {
            item.code
            for item, answer in form.answers.items()
            if item not in rows
            or any(rows[item][name] != value for name, value in answer.items())
        }

    def _confirm_unchanged(self, source, session=None):
        """Note that the client found nothing changed; no new version is made.

        :raises UserError: there is no history in date to confirm
        """
        return self._note_asked(source, session)

    def _note_asked(self, source, session=None, changed=False):
        """Note that the client was asked what has changed since this version.

        :param changed: something did; the next version will say what
        :raises UserError: there is no history in date to ask about
        """
        self.ensure_one()
        today = self.company_id._clinic_today()
        if self.state not in LIVE or self.valid_until < today:
            raise UserError(
                self.env._(
                    "This health history is out of date. Please fill it in again."
                )
            )
        checks = self.env["acupuncture.intake.check"]
        return checks._sealed_create(
            [
                {
                    "intake_id": self.id,
                    "company_id": self.company_id.id,
                    "at": fields.Datetime.now(),
                    "user_id": self.env.uid,
                    "source": source,
                    "session_id": session.id if session else False,
                    "changed": changed,
                }
            ]
        )
