from odoo import api, models

from ...engine import screening, screening_words

_STRICTEST = ("yes", "unknown", "no")


class IntakeCarryMixin(models.AbstractModel):
    """What a new version takes over from the ones that it replaces.

    Its draft begins with what the client told then. Once submitted, it has findings of
    its own, with those decisions and answers that still rest on the very same words.
    """

    _name = "acupuncture.intake.carry.mixin"
    _description = "Health History Carried On"

    def _carry_rows(self, draft):
        """Copy concerns of the last version, and of each answer the strictest.

        A question about the day itself is asked anew: its answer would be dated anew.
        A day that was told since stands in the draft, for the client to confirm.
        """
        if not self:
            return
        draft._keep_concerns(self[0].concern_ids.concern_id)
        asked = draft._questions()
        asked = asked.filtered(lambda item: not item._is_of_the_day())
        rows = self.answer_ids.filtered(lambda row: row.item_id in asked)
        told = self.finding_ids._told_days()
        strictest = {}
        for row in sorted(rows, key=lambda row: _STRICTEST.index(row.value)):
            strictest.setdefault(row.item_id, row)
        draft._keep_answers(
            {
                item: {
                    "value": row.value,
                    "on_date": row.on_date
                    or (row.value == "yes" and told.get(item, False)),
                    "detail": row.detail,
                }
                for item, row in strictest.items()
            }
        )

    def _carry_screens(self, last):
        """Mark as completed what need not be gone through again."""
        if not last or last.valid_until < last.company_id._clinic_today():
            return
        critical = self._questions(critical_only=True)
        asked = self._questions_by_screen()
        done = [
            screen
            for screen in self._screens()
            if not asked.get(screen, critical.browse()) & critical
        ]
        self._sealed_write({"draft_screens": done})

    def _mark_gone_through(self):
        """Take over all of the last version: the client told it just now."""
        known = self.answer_ids.item_id
        rest = self.previous_id.answer_ids.filtered(
            lambda row: row.item_id not in known
        )
        self._keep_answers(
            {
                row.item_id: {
                    "value": row.value,
                    "on_date": row.on_date,
                    "detail": row.detail,
                }
                for row in rest
            }
        )
        self._sealed_write({"draft_screens": self._screens()})

    def _make_findings(self, heads):
        """Note what this version means, with decisions and answers that still fit.

        :param heads: the versions that it replaces
        """
        self.ensure_one()
        day = self.company_id._clinic_date(self.submitted_at)
        kept = self._answers_that_fit(heads)
        lapsed = {
            question.code: screening.Told(applies=True, lapsed=True)
            for question, (says, _answer) in kept.items()
            if says == "lapsed"
        }
        found = self._looks(day, lapsed)[self].found
        items = self.env["acupuncture.contraindication"].search(
            [("code", "in", list(found))]
        )
        decided = self._decisions_that_fit(heads)
        findings = self.env["acupuncture.finding"]._sealed_create(
            [
                {
                    **self._prepare_finding(item, found[item.code]),
                    **decided.get(item, {}),
                }
                for item in items
            ]
        )
        self._keep_answers_told(findings, kept)

    @api.model
    def _keep_answers_told(self, findings, kept):
        by_question = findings.grouped(lambda f: f.item_id.question_of_id or f.item_id)
        self.env["acupuncture.finding.answer"]._write_down(
            [
                answer._carried(by_question[question][0], says)
                for question, (says, answer) in kept.items()
                if question in by_question
            ]
        )

    def _answers_that_fit(self, heads):
        """Return question -> (answer, row) of what was told and still counts.

        What applies goes on on the very same answer; a day does not, it may be another
        one now. A "no" outlives the form where the form itself says no; who is not sure
        again is asked again. What was going on and is not told any more has lapsed.
        """
        kept = {}
        for finding in heads.finding_ids:
            newest = finding._same_question().answer_ids.sorted("id")[-1:]
            question = finding.item_id.question_of_id or finding.item_id
            says = newest and self._still_says(newest, question)
            if says and kept.get(question, ("not_applicable",))[0] == "not_applicable":
                kept[question] = says, newest
        return kept

    def _still_says(self, answer, question):
        item = answer.finding_id.item_id
        before = answer.finding_id.intake_id
        same = self._basis(item) == before._basis(item)
        rows = self.answer_ids.filtered(lambda row: row.item_id == question)
        value = rows.value
        if same and answer.says == "applies" and not answer.on_date:
            return "applies"
        if same and answer.says == "not_applicable" and value == "no":
            return "not_applicable"
        if (answer.ongoing or answer.says == "lapsed") and value != "yes":
            return "lapsed"
        return None

    def _prepare_finding(self, item, found):
        self.ensure_one()
        return {
            "intake_id": self.id,
            "company_id": self.company_id.id,
            "client_id": self.client_id.id,
            "item_id": item.id,
            "rank": screening.EFFECTS.index(found.effect),
        }

    def _decisions_that_fit(self, heads):
        """Return item -> decision of the replaced versions on the very same answer."""
        decided = {}
        for finding in heads.finding_ids.filtered(lambda f: f.decision != "open"):
            same = self._basis(finding.item_id)
            if finding.intake_id._basis(finding.item_id) == same:
                decided.setdefault(finding.item_id, finding._carried_decision())
        return decided

    def _basis(self, item):
        """Return all that a finding on that item rests on."""
        asked = item | item.question_of_id
        rows = self.answer_ids.filtered(lambda row: row.item_id in asked)
        answers = sorted(str(sorted(row._as_values().items())) for row in rows)
        facts = {
            "MINOR": self.birth_date,
            "FRAIL": self.birth_date,
            "PIH": self.skin_type,
            "NEEDLE_PHOBIA": self.needle_comfort,
        }
        kinds = set(asked.term_ids.mapped("kind"))
        told = (
            screening_words.MEDICINE in kinds and self.medicines,
            screening_words.ALLERGEN in kinds and self.allergies,
            self._doubt(item),
        )
        return answers, facts.get(item.code), told
