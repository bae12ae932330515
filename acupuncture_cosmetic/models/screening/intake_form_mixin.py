from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...engine.screening_findings import ADULT, birthday
from ..foundation.form_errors import FormErrors
from .screen_form import REQUIRED, SCREEN_FIELDS, SCREEN_OF_TOPIC, SCREENS, ScreenForm

OLDEST = 120
_PREGNANCY = timedelta(days=310)


class IntakeFormMixin(models.AbstractModel):
    """The form: screen by screen, each one checked as a whole before it is kept."""

    _name = "acupuncture.intake.form.mixin"
    _description = "Health History Form"

    @api.constrains("birth_date", "pregnancy_due_date")
    def _check_days(self):
        for intake in self:
            problem = (
                intake.birth_date
                and intake._birth_date_problem(intake.birth_date)
                or intake.pregnancy_due_date
                and intake._due_date_problem(intake.pregnancy_due_date)
            )
            if problem:
                raise ValidationError(problem)

    def _screens(self):
        """Return the keys of the screens of this history, in order.

        A screen that holds nothing but questions is left out when the clinic asks none
        of them.
        """
        asked = self._questions_by_screen()
        return [key for key in SCREENS if key in SCREEN_FIELDS or key in asked]

    @api.model
    def _screen_labels(self):
        """Return (screen, title) of every screen, in order."""
        return [
            ("about", self.env._("About you")),
            ("concerns", self.env._("What you would like to change")),
            ("skin", self.env._("Your skin")),
            ("heart_nerves", self.env._("Heart, nerves and general health")),
            ("medicines", self.env._("Medicines")),
            ("allergies", self.env._("Allergies")),
            ("pregnancy", self.env._("Pregnancy and needles")),
            ("procedures", self.env._("Recent procedures")),
            ("lifestyle", self.env._("Daily life")),
        ]

    def _open_screens(self):
        """Return the screens that are not completed yet, in order.

        Staff type into one page, so for them the contents alone decide.
        """
        self.ensure_one()
        done = self.draft_screens or []
        answered = self.answer_ids.filtered("value").item_id
        asked = self._questions_by_screen()
        return [
            screen
            for screen in self._screens()
            if (self.source != "staff" and screen not in done)
            or (screen in REQUIRED and not self[REQUIRED[screen]])
            or (screen in asked and asked[screen] - answered)
        ]

    def _first_open_screen(self):
        """Return the first screen that is not completed, or None."""
        return next(iter(self._open_screens()), None)

    def _refuse_if_open(self):
        labels = dict(self._screen_labels())
        if open_screens := self._open_screens():
            raise FormErrors(
                {
                    "screen": self.env._(
                        "Not complete yet: %(screens)s.",
                        screens=", ".join(labels[key] for key in open_screens),
                    )
                }
            )

    def _screen_values(self, screen):
        """Return what stands on a screen, in the form that ``_save_screen`` takes.

        Dates are ISO text; a field without value is ''. ``none`` is True when the
        completed screen holds nothing but "no".
        """
        self.ensure_one()
        values = {name: str(self[name] or "") for name in SCREEN_FIELDS.get(screen, ())}
        complete = screen in (self.draft_screens or []) or self.state != "draft"
        if screen == "concerns":
            codes = self.concern_ids.concern_id.mapped("code")
            nothing = not codes and not self.goals
            return {**values, "concerns": codes, "none": complete and nothing}
        questions = self._questions_by_screen().get(screen)
        if questions:
            answers = self.answer_ids.filtered(
                lambda answer: answer.value and answer.item_id in questions
            )
            values["items"] = {a.item_id.code: a._as_values() for a in answers}
            values["none"] = complete and set(answers.mapped("value")) == {"no"}
        return values

    def _save_screen(self, screen, values):
        """Check one screen of a draft as a whole and keep it, or keep nothing.

        A key that is left out means empty; keys that do not belong to the screen are
        refused. Values by screen:

        - ``about``: birth_date, emergency_name, emergency_phone, guardian_name,
          guardian_relation (both needed under 18), guardian_email, guardian_phone (one
          of them needed under 18)
        - ``concerns``: concerns (codes, what matters most first), goals, none
        - ``skin``: skin_type '1' to '6', and items
        - ``medicines``, ``allergies``, ``lifestyle``: free text of that name, and items
        - ``pregnancy``: pregnancy_due_date, needle_comfort, and items
        - ``heart_nerves``, ``procedures``: items alone

        Items come as ``items`` = {code: {'value': 'yes'|'no'|'unknown', 'on':
        'YYYY-MM-DD', 'detail': text}} and ``none`` = True for "none of these". What is
        not named counts as no, once something is named or ``none`` is said.

        :raises FormErrors: messages by field; for an item by ``code``, ``code.on`` or
            ``code.detail``; ``none`` when nothing was answered; ``screen`` otherwise
        """
        self.ensure_one()
        self._lock_draft()
        questions = self._questions_by_screen().get(screen, self._no_items())
        if screen not in self._screens():
            raise FormErrors(
                {"screen": self.env._("This page is not part of the form.")}
            )
        form = ScreenForm(self, screen, questions, values)
        if form.errors:
            raise FormErrors(form.errors)
        done = {*(self.draft_screens or []), screen}
        self._sealed_write({**form.fields, "draft_screens": sorted(done)})
        if screen == "concerns":
            self._keep_concerns(form.concerns)
        self._keep_answers(form.answers)

    def _keep_concerns(self, concerns):
        self.concern_ids.unlink()
        self.env["acupuncture.intake.concern"].create(
            [
                {"intake_id": self.id, "concern_id": concern.id, "rank": rank}
                for rank, concern in enumerate(concerns, 1)
            ]
        )

    def _keep_answers(self, answers):
        """Write the rows that differ, add those that are new."""
        rows = {row.item_id: row for row in self.answer_ids}
        new = []
        for item, answer in answers.items():
            row = rows.get(item)
            if not row:
                new.append({"intake_id": self.id, "item_id": item.id, **answer})
            elif any(row[name] != value for name, value in answer.items()):
                row.write(answer)
        self.env["acupuncture.intake.answer"].create(new)

    def _lay_out_questions(self):
        """Add an empty row for each question, for staff to tick."""
        missing = self._questions() - self.answer_ids.item_id
        self._keep_answers(
            {
                item: {"value": False, "on_date": False, "detail": False}
                for item in missing
            }
        )

    def action_no_to_rest(self):
        """Answer every open question with no, as the client just said."""
        self._refuse_if_submitted()
        self.answer_ids.filtered(lambda answer: not answer.value).write({"value": "no"})

    def _lock_draft(self):
        """Hold this draft for the rest of the transaction; a second tab waits.

        Whoever waited is retried by Odoo and then sees what the first one did.

        :raises UserError: it is submitted already
        """
        self.flush_recordset()
        self.env.execute_query(
            SQL(
                "SELECT 1 FROM acupuncture_intake WHERE id = %s FOR NO KEY UPDATE",
                self.id,
            )
        )
        self._refuse_if_submitted()

    def _questions(self, critical_only=False):
        """Return the screening items that the clinic asks, in order."""
        items = self.env["acupuncture.contraindication"]
        return items._questions(self.company_id, critical_only=critical_only)

    def _questions_by_screen(self):
        """Return screen -> the screening items that the clinic asks there."""
        self.ensure_one()
        return self._questions().grouped(
            lambda i: SCREEN_OF_TOPIC.get(i.topic, i.topic)
        )

    def _no_items(self):
        return self.env["acupuncture.contraindication"]

    def _is_minor(self, birth_date):
        """Tell whether somebody born that day is under age today."""
        return self.company_id._clinic_today() < birthday(birth_date, ADULT)

    def _is_of_minor(self):
        """Tell whether the client is under age today, as far as this version knows."""
        return bool(self.birth_date) and self._is_minor(self.birth_date)

    def _birth_date_problem(self, day):
        """Return why that day cannot be a date of birth, or None."""
        today = self.company_id._clinic_today()
        if day > today:
            return self.env._("The date of birth lies in the future.")
        if day <= today - relativedelta(years=OLDEST):
            return self.env._("Please check the year of the date of birth.")
        return None

    def _past_day_problem(self, day):
        """Return why something cannot have happened that day, or None."""
        if day > self.company_id._clinic_today():
            return self.env._("This date lies in the future. When was it last?")
        if self.birth_date and day < self.birth_date:
            return self.env._("This date lies before the date of birth.")
        return None

    def _due_date_problem(self, day):
        """Return why that day cannot be a due date, or None."""
        today = self.company_id._clinic_today()
        if not today - timedelta(days=30) <= day <= today + _PREGNANCY:
            return self.env._("Please check the due date.")
        return None
