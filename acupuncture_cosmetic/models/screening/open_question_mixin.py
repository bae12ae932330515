from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import screening
from ...engine.screening_findings import DERIVED
from ..foundation.windows import dialog

_GRAVEST = ("absolute", "clearance_required", "caution", "info")


class OpenQuestionMixin(models.AbstractModel):
    """What the form leaves open in a finding, and what was told when somebody asked.

    Unclear is never accepted: it is answered, then the item's own severity decides.
    What is asked is worked out with the effect of the finding, from the same look.
    """

    _name = "acupuncture.open.question.mixin"
    _description = "Asks What the Form Leaves Open"

    answer_ids = fields.One2many(
        comodel_name="acupuncture.finding.answer",
        inverse_name="finding_id",
        string="What Was Told",
        readonly=True,
    )
    asked_back = fields.Boolean(
        readonly=True,
        export_string_translation=False,
        help="Technical: there are answers to read.",
    )
    asks = fields.Selection(
        selection=[("answer", "Does it apply?"), ("date", "When was it?")],
        compute="_compute_effect",
        help="What somebody must tell before anything is decided.",
    )
    left_open = fields.Selection(
        selection=[("answer", "Whether it applies"), ("date", "When it was")],
        compute="_compute_effect",
        export_string_translation=False,
    )
    needs_date = fields.Boolean(
        compute="_compute_effect", export_string_translation=False
    )
    said = fields.Char(string="Told Later", compute="_compute_said")
    said_kind = fields.Char(compute="_compute_said", export_string_translation=False)

    def _compute_open_question(self, look, now):
        self.ensure_one()
        asked = [item for item in look.catalogue if item.question == self._question()]
        self.asks = now and now.asks or False
        self.needs_date = any(item.needs_date for item in asked)
        left_open = screening.open_question(
            look.profile, look.catalogue, self.item_id.code, look.day
        )
        if not left_open and self._question() in look.profile.told:
            left_open = "date" if look.says_yes(self._question()) else "answer"
        self.left_open = left_open or False

    @api.depends("intake_id.finding_ids.answer_ids")
    def _compute_said(self):
        for finding in self:
            newest = finding._same_question().answer_ids.sorted("id")[-1:]
            finding.said = newest._told() if newest else False
            finding.said_kind = newest.says

    def action_answer_applies(self):
        """Ask who said that it applies, how, and when it was."""
        return self._ask_back("applies", self.env._("Applies"))

    def action_answer_not(self):
        """Ask who said that it does not apply, how, and what that rests on."""
        return self._ask_back("not_applicable", self.env._("Does not apply"))

    def action_answer_date(self):
        """Ask when it was, or whether it still goes on, and who said so."""
        return self._ask_back("applies", self.env._("When was it?"))

    def _ask_back(self, says, title):
        self.ensure_one()
        self._refuse_answer(says)
        answers = self.env["acupuncture.finding.answer"]
        return dialog(answers, title, finding_id=self.id, says=says)

    def _refuse_answer(self, says):
        """:raises UserError: nothing is open here that this answer could settle"""
        self._refuse_if_replaced()
        if self.decision not in ("open", "accepted"):
            raise UserError(
                self.env._("This finding is decided. Reopen it to write an answer.")
            )
        if self.item_id.code in DERIVED:
            raise UserError(
                self.env._(
                    "This follows from the date of birth or the skin type. If they are "
                    "wrong, enter a new version of the history."
                )
            )
        tightens = says == "applies" and self.needs_date and self._closes()
        if says == "lapsed" or not (self.left_open or tightens):
            raise UserError(
                self.env._(
                    "The client's own answer is clear and stands. If it has changed, "
                    "enter a new version of the history."
                )
            )
        if self.left_open == "date" and says != "applies":
            raise UserError(
                self.env._(
                    "The client said yes, only the day is missing. Fill in the day; if "
                    "the yes was wrong, enter a new version of the history."
                )
            )

    def _closes(self):
        """Tell whether a wait runs, which may turn out to have not even begun."""
        return self.effect in ("stop", "defer")

    def _answered(self, answers):
        """What was told may change everything that rests on the same question."""
        accepted = self._same_question().filtered(lambda f: f.decision == "accepted")
        if accepted:
            accepted.action_reopen()
        denied = answers.filtered(lambda each: each.says == "not_applicable")
        self.env["acupuncture.clearance"]._drop_waiting(
            denied.finding_id._same_question()
        )
        for company, findings in self.grouped("company_id").items():
            self.env["acupuncture.intake"]._history_changed(findings.client_id, company)

    def _question(self):
        """Return the code of the item whose question was asked."""
        return (self.item_id.question_of_id or self.item_id).code

    def _same_question(self):
        """Return these findings and those of the same history on the same question."""
        return self.intake_id.finding_ids.filtered(
            lambda other: any(
                other.intake_id == mine.intake_id
                and other._question() == mine._question()
                for mine in self
            )
        )

    def _gravest(self):
        """Return the worst severity of what a yes to the question would mean."""
        catalogue = self.env["acupuncture.contraindication"]._catalogue(self.company_id)
        asked = {i.severity for i in catalogue if i.question == self._question()}
        return next((each for each in _GRAVEST if each in asked), "info")

    def _told_days(self):
        """Return question -> the last day that was told for it, if any."""
        days = {}
        for answer in self.answer_ids.sorted("id"):
            item = answer.finding_id.item_id
            days[item.question_of_id or item] = answer.on_date
        return days
