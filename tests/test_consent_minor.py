"""Under 18: clinical lead, guardian, clearance, and time to think it over."""

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .gate_common import NOW, GateCase

SIGNED = "2026-02-23 08:00:00"  # seven days before
PARENT = {"name": "Gerda", "role": "guardian", "relation": "mother"}


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestMinor(GateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(SIGNED):
            cls.history = cls.answer(birth_date="2009-06-01")
            cls.sign(**PARENT)
            cls.clearance = cls.env["acupuncture.clearance"].search(
                [("client_id", "=", cls.client.id)]
            )
            cls.clearance.received_from = "Dr Who"
            cls.clearance.action_receive()

    def here(self, start="2026-03-02 09:00:00"):
        session = self.arrived(start)
        self.ask_again(session)
        return session

    def plan(self, role="practitioner"):
        action = self.as_role(self.course, role).action_plan()
        return self.as_role(self.env["acupuncture.plan"].browse(action["res_id"]), role)

    def agree(self):
        self.plan("clinical_lead").action_agree()

    def test_the_clinical_lead_agrees_to_the_plan(self):
        session = self.here()
        self.assertShut(session, "minor_plan")
        plan = self.plan()
        self.assertTrue(plan.is_minor)
        for who in (plan, plan.sudo()):
            with self.assertRaisesRegex(UserError, "clinical lead"):
                who.action_agree()
        self.assertShut(session, "minor_plan")
        self.agree()
        self.assertEqual(plan.lead_id, self.users["clinical_lead"])
        self.start(session)

    def test_the_approval_is_not_typed_in(self):
        plan = self.plan("clinical_lead")
        with self.assertRaises(UserError):
            plan.lead_id = self.users["clinical_lead"]
        self.agree()
        self.env.flush_all()
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.cr.execute("UPDATE acupuncture_plan SET lead_id = 1")

    def test_a_new_version_is_approved_anew(self):
        self.agree()
        draft = self.env["acupuncture.plan"].browse(
            self.plan().action_revise()["res_id"]
        )
        self.assertFalse(draft.lead_id)
        with self.assertRaises(UserError):
            self.as_role(draft, "practitioner").action_agree()

    def test_time_to_think_it_over(self):
        self.agree()
        for start, shut in (("2026-03-01", True), ("2026-03-02", False)):
            with self.subTest(start), freeze_time(f"{start} 08:00:00"):
                session = self.here(f"{start} 09:00:00")
                self.assertEqual(set(self.red(session)) == {"cooling_off"}, shut)
                if shut:
                    line = self.red(session)["cooling_off"]
                    self.assertIn("March 2, 2026", line.message)
                    self.assertFalse(line.overridable)
                session.action_reset()
                session._cancel_in_time("test")

    def test_each_clinic_sets_its_days(self):
        self.agree()
        session = self.here()
        self.company.acupuncture_cooling_off_days = 8
        self.assertShut(session, "cooling_off")
        self.company.acupuncture_cooling_off_days = 0
        self.start(session)
        for days in (-1, 91):
            with (
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.company.acupuncture_cooling_off_days = days
                self.env.flush_all()

    def test_it_runs_before_the_first_treatment_alone(self):
        self.agree()
        session = self.here()
        self.start(session)
        self.sign_chart(session)
        self.company.acupuncture_cooling_off_days = 30
        with freeze_time("2026-03-06 08:00:00"):
            later = self.here("2026-03-06 09:00:00")
            self.assertFalse(self.red(later))

    def test_the_clearance_is_needed_as_well(self):
        self.answer(self.other_client, birth_date="2009-06-01")
        self.sign(self.other_client, **PARENT)
        course = self.sell_course(client=self.other_client)
        session = self.arrived(course=course, client=self.other_client)
        codes = {"clearance:MINOR", "cooling_off", "minor_plan"}
        self.assertEqual(set(self.red(session)), codes)

    def test_the_desk_reads_no_age(self):
        session = self.here()
        [lines] = self.as_role(session, "front_desk")._gate_checks().values()
        told = " ".join(f"{c.code} {c.label} {c.message} {c.note}" for c in lines)
        for word in ("minor", "18", "guardian", "lead", "cooling"):
            self.assertNotIn(word, told.lower())
        self.assertIn("screening", self.red(session, "front_desk"))

    def test_a_grown_up_needs_none_of_it(self):
        with freeze_time("2027-06-01 08:00:00"):
            self.answer(birth_date="2009-06-01")
            self.sign()
            course = self.sell_course()
            session = self.arrived("2027-06-01 09:00:00", course)
            self.assertFalse(self.red(session))
