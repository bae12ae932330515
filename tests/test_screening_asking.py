"""The question of the day: asked for every visit, by whoever meets the client first."""

from runpy import run_path

from psycopg2.errors import IntegrityConstraintViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import file_path, mute_logger

from .gate_common import GateCase

LONG_AGO = "2026-02-02 08:00:00"
YESTERDAY = "2026-03-01 20:00:00"
TODAY = "2026-03-02 08:00:00"  # a Monday, 9:00 in Vienna


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestAskedAgain(GateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(LONG_AGO):
            cls.history = cls.answer()
            cls.sign()

    def answer_at_the_gate(self, session, role, verb, starting=True):
        """Tap an answer in the checklist, as the role that stands there."""
        opened = self.as_role(session, role)._open_checklist(starting)
        dialog = self.env["acupuncture.gate.check"].browse(opened["res_id"])
        lines = self.as_role(dialog, role).line_ids
        [line] = lines.filtered(lambda line: line.code == "changes")
        return line.with_context(
            acupuncture_gate_code="changes", acupuncture_gate_verb=verb
        ).action_mend()

    def link(self, session=None, unchanged="1"):
        """Answer the client's own link."""
        links = self.env["acupuncture.form.link"]
        link, _url = links._make(self.client, self.company, "delta", session)
        bundle = link.sudo()._bundle({"key": "phone"})
        bundle.save("delta", {"unchanged": unchanged, "read": "1"})

    # who may ask

    def test_a_history_of_weeks_ago_starts_nothing_unasked(self):
        self.assertShut(self.arrived(), "changes")

    def test_the_practitioner_asks_in_one_tap_that_starts(self):
        session = self.arrived()
        self.answer_at_the_gate(session, "practitioner", "action_nothing_changed")
        self.assertEqual(session.state, "in_treatment")
        [noted] = self.history.check_ids
        self.assertEqual(
            (noted.source, noted.user_id, noted.session_id, noted.changed),
            ("practitioner", self.users["practitioner"], session, False),
        )

    def test_a_look_at_the_checklist_starts_nothing(self):
        session = self.arrived()
        self.answer_at_the_gate(
            session, "practitioner", "action_nothing_changed", starting=False
        )
        self.assertEqual(session.state, "arrived")
        self.start(session)

    def test_the_desk_asks_at_the_door(self):
        session = self.arrived()
        self.answer_at_the_gate(session, "front_desk", "action_nothing_changed")
        self.assertEqual(session.state, "arrived", "the desk starts nothing")
        self.assertEqual(self.history.check_ids.source, "desk")
        self.start(session)

    def test_the_client_answers_on_the_phone_the_day_before(self):
        session = self.book("2026-03-02 09:00:00", course_id=self.course.id)
        with freeze_time(YESTERDAY):
            self.link(session)
        session.action_arrive()
        self.start(session)

    def test_an_answer_counts_on_its_day_and_the_next(self):
        session = self.arrived()
        for asked, shut in (
            ("2026-02-28 22:30:00", True),  # the 28th in Vienna
            ("2026-02-28 23:30:00", False),  # the 1st in Vienna
            (TODAY, False),
        ):
            with self.subTest(asked), self.cr.savepoint() as savepoint:
                with freeze_time(asked):
                    self.ask_again(session)
                self.assertEqual("changes" in self.red(session), shut)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_a_history_of_today_was_the_question(self):
        self.answer()
        self.start(self.arrived())

    def test_without_a_history_in_date_everything_is_asked(self):
        with freeze_time("2027-03-01 08:00:00"):
            self.sign()
            session = self.arrived("2027-03-01 09:00:00")
            self.assertShut(session, "history")

    # something changed

    def test_the_desk_notes_that_something_changed_and_never_what(self):
        session = self.arrived()
        self.answer_at_the_gate(session, "front_desk", "action_something_changed")
        for role in ("front_desk", "practitioner"):
            line = self.red(session, role)["changes"]
            self.assertIn("practitioner must look", line.message)
            self.assertFalse(line.overridable)
        self.assertShut(session, "changes")
        self.assertFalse(
            [
                name
                for name, field in self.history.check_ids._fields.items()
                if field.type in ("char", "text", "html", "json") and field.store
            ]
        )

    def test_nobody_but_a_practitioner_takes_it_back(self):
        session = self.arrived()
        desk = self.as_role(session, "front_desk")
        desk.action_something_changed()
        desk.action_nothing_changed()
        self.link(session)
        self.assertShut(session, "changes")
        self.as_role(session, "practitioner").action_nothing_changed()
        self.start(session)

    def test_a_practitioner_goes_on_to_the_history(self):
        session = self.arrived()
        action = self.answer_at_the_gate(
            session, "practitioner", "action_something_changed"
        )
        self.assertEqual(action["res_model"], "acupuncture.intake")
        self.assertEqual(session.state, "arrived")
        draft = self.env["acupuncture.intake"].browse(action["res_id"])
        self.assertEqual((draft.state, draft.previous_id), ("draft", self.history))
        self.answer()
        self.start(session)

    def test_who_taps_changed_on_the_phone_and_stops_is_not_treated(self):
        session = self.arrived()
        self.ask_again(session)
        self.link(session, unchanged="0")
        self.assertShut(session, "changes")
        self.answer()
        self.start(session)

    # nobody gets past

    def test_asking_is_not_overridden(self):
        self.practitioner.user_id = self.users["clinical_lead"]
        session = self.arrived()
        self.course.action_hold()
        self.override(session)
        self.assertEqual(set(self.red(session, "clinical_lead")), {"changes"})
        with self.assertRaises(UserError):
            self.as_role(session, "clinical_lead").action_start()
        self.as_role(session, "clinical_lead").action_nothing_changed()
        self.start(session, "clinical_lead")

    def test_it_is_noted_by_verbs_of_the_clinic_alone(self):
        session = self.arrived()
        for role in ("billing", "marketing", "employee"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.as_role(session, role).action_nothing_changed()
        row = {
            "intake_id": self.history.id,
            "company_id": self.company.id,
            "at": TODAY,
            "user_id": self.env.uid,
            "source": "practitioner",
        }
        for role in ("front_desk", "practitioner", "clinical_lead"):
            rows = self.env["acupuncture.intake.check"].with_user(self.users[role])
            with self.subTest(role), self.assertRaises(UserError):
                rows.create(row)
        with self.assertRaises(UserError):
            self.env["acupuncture.intake.check"].create(row)
        self.assertShut(session, "changes")

    def test_what_was_noted_stays(self):
        self.ask_again(self.arrived())
        self.env.flush_all()
        with (
            self.assertRaises(IntegrityConstraintViolation),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.cr.execute("UPDATE acupuncture_intake_check SET changed = true")

    def test_a_line_offers_its_own_answers_alone(self):
        session = self.arrived()
        for verb in ("action_resume_course", "unlink", "_finish", "action_override"):
            with self.subTest(verb), self.assertRaises(UserError):
                self.answer_at_the_gate(session, "practitioner", verb)

    def test_there_is_nothing_to_ask_after_the_visit(self):
        session = self.arrived()
        self.ask_again(session)
        self.start(session)
        with self.assertRaisesRegex(UserError, "nothing to ask any more"):
            self.as_role(session, "front_desk").action_something_changed()
        other = self.book("2026-03-02 12:00:00", kind="consultation")
        with self.assertRaises(UserError):
            self.as_role(other, "front_desk").action_nothing_changed()

    def test_who_told_no_history_is_told_the_way(self):
        course = self.sell_course(client=self.other_client)
        session = self.book(
            "2026-03-02 12:00:00", self.other_client, course_id=course.id
        )
        with self.assertRaisesRegex(UserError, "no health history yet"):
            self.as_role(session, "front_desk").action_nothing_changed()

    # what is over again has a date

    def test_a_glass_yesterday_evening_is_over_today(self):
        session = self.arrived()
        self.answer(yes={"ALCOHOL": {"on_date": "2026-03-01"}})
        self.start(session)

    def test_a_glass_today_is_not(self):
        session = self.arrived()
        self.answer(yes={"ALCOHOL": {"on_date": "2026-03-02"}})
        self.assertIn("defer:ALCOHOL", self.red(session))

    def test_an_illness_of_the_last_week_is_asked_for(self):
        items = self.env["acupuncture.contraindication"]
        for code in ("FEVER", "HERPES", "ALCOHOL"):
            item = items.search([("code", "=", code)])
            self.assertTrue(item.critical and item.ask_date and item.date_label, code)
        self.assertIn("last week", items.search([("code", "=", "FEVER")]).question)

    def test_clinics_from_before_get_the_dates(self):
        folder = "acupuncture_cosmetic/migrations/19.0.1.2.0"
        script = run_path(file_path(f"{folder}/post-asked-again.py"))
        old = {"ask_date": False, "date_label": False}
        items = self.env["acupuncture.contraindication"]
        fever = items.search([("code", "=", "FEVER")])
        alcohol = items.search([("code", "=", "ALCOHOL")])
        fever.write({**old, "question": script["QUESTIONS"]["FEVER"][0]})
        alcohol.write({**old, "question": "Our own words?"})
        self.env.flush_all()
        script["migrate"](self.env.cr, "19.0.1.1.0")
        self.env.invalidate_all()
        self.assertTrue(fever.ask_date)
        self.assertIn("last week", fever.question)
        self.assertFalse(alcohol.ask_date, "a clinic's own wording stays")
