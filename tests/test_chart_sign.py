"""Who signs a treatment record, and what follows from it, once."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged

from .chart_common import NOW, ChartCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestChartSign(ChartCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["colleague"] = new_test_user(
            cls.env,
            "test_colleague",
            groups="acupuncture_cosmetic.group_practitioner",
        )
        cls.colleague = cls.practitioner.copy(
            {
                "name": "Carl Colleague",
                "user_id": cls.users["colleague"].id,
                "licence_number": "L-2",
                "cosmetic_certified": True,
            }
        )

    def test_signing_ends_the_session_and_uses_one_credit(self):
        chart = self.counted()
        session = chart.session_id
        chart.action_sign()
        self.assertRecordValues(
            chart,
            [
                {
                    "state": "signed",
                    "is_open": False,
                    "signed_by_id": self.users["practitioner"].id,
                }
            ],
        )
        self.assertEqual((session.state, session.credit_id.state), ("done", "used"))
        self.assertEqual(self.course.used_count, 1)
        self.assertEqual(
            session.credit_id.sudo().move_ids.sorted("id").mapped("to_state"),
            ["reserved", "used"],
        )

    def test_the_hooks_of_a_done_session_fire_once(self):
        chart = self.counted()
        session = chart.session_id
        states = []
        self.patch(
            type(session),
            "_state_changed",
            lambda records, old: states.append((records.ids, records.mapped("state"))),
        )
        chart.action_sign()
        self.assertEqual(states, [(session.ids, ["done"])])

    def test_when_the_session_cannot_end_nothing_is_signed(self):
        chart = self.counted()
        chart.session_id._sealed_write({"credit_id": False, "state": "arrived"})
        with self.assertRaisesRegex(UserError, "cannot become"), self.cr.savepoint():
            chart.action_sign()
        chart.invalidate_recordset()
        self.assertEqual((chart.state, chart.signed_at), ("draft", False))

    def test_it_is_signed_by_who_treated(self):
        chart = self.counted()
        with self.assertRaisesRegex(AccessError, "by the practitioner who treated"):
            self.as_role(chart, "colleague").action_sign()
        for role in ("front_desk", "manager", "billing"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.as_role(chart, role).action_sign()
        lead = self.as_role(chart, "clinical_lead")
        with self.assertRaisesRegex(UserError, "write down why"):
            lead.action_sign()
        lead.sign_reason = "Paula was taken ill"
        lead.action_sign()
        self.assertEqual(chart.signed_by_id, self.users["clinical_lead"])
        self.assertEqual(chart.state, "signed")

    def trainee(self):
        self.practitioner.write(
            {"supervisor_id": self.colleague.id, "is_trainee": True}
        )

    def test_a_trainee_signs_and_the_supervisor_cosigns(self):
        self.trainee()
        chart = self.counted()
        chart.action_sign()
        self.assertEqual(chart.state, "to_cosign")
        self.assertEqual(chart.session_id.state, "done")
        self.assertEqual(chart.session_id.credit_id.state, "used")
        with self.assertRaises(UserError):
            chart.subjective = "Changed"
        with self.assertRaises(AccessError):
            chart.action_cosign()
        with self.assertRaises(AccessError):
            self.as_role(chart, "front_desk").action_cosign()
        self.as_role(chart, "colleague").action_cosign()
        self.assertEqual(chart.state, "signed")
        self.assertEqual(chart.cosigned_by_id, self.users["colleague"])
        self.assertTrue(chart._is_intact())
        with self.assertRaisesRegex(UserError, "is not awaiting"):
            self.as_role(chart, "colleague").action_cosign()

    def test_another_colleague_does_not_cosign_the_lead_does(self):
        self.trainee()
        self.practitioner.supervisor_id = self.colleague.copy(
            {"name": "Sue Supervisor", "user_id": False}
        )
        chart = self.counted()
        chart.action_sign()
        with self.assertRaisesRegex(AccessError, "supervisor"):
            self.as_role(chart, "colleague").action_cosign()
        self.as_role(chart, "clinical_lead").action_cosign()
        self.assertEqual(chart.state, "signed")

    def test_a_trainee_has_a_supervisor_who_is_none(self):
        for values in (
            {"is_trainee": True},
            {"is_trainee": True, "supervisor_id": self.practitioner.id},
            {"is_trainee": True, "supervisor_id": self.room.id},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self.practitioner.write(values)

    def test_the_desk_can_neither_open_nor_read_a_record(self):
        chart = self.signed()
        for role in ("front_desk", "manager", "billing", "marketing", "employee"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.as_role(chart, role).read(["subjective"])
            with self.subTest(role), self.assertRaises(AccessError):
                self.as_role(chart.session_id, role).action_open_chart()

    def test_what_is_not_signed_is_asked_for_once_in_the_evening(self):
        chart = self.needled()
        session = chart.session_id
        treatments = self.env["acupuncture.treatment"]
        treatments._cron_remind_unsigned()
        with freeze_time("2026-03-02 14:00:00"):
            treatments._cron_remind_unsigned()
        self.assertFalse(session.activity_ids)
        with freeze_time("2026-03-02 17:30:00"):  # half past six in Vienna
            treatments._cron_remind_unsigned()
            treatments._cron_remind_unsigned()
        self.assertRecordValues(
            session.activity_ids,
            [
                {
                    "user_id": self.users["practitioner"].id,
                    "summary": "Record to sign",
                    "note": False,
                }
            ],
        )
        self.counted(chart).action_sign()
        self.assertFalse(session.activity_ids)

    def test_signed_records_ask_for_nothing(self):
        session = self.signed().session_id
        with freeze_time("2026-03-05 17:30:00"):
            self.env["acupuncture.treatment"]._cron_remind_unsigned()
        self.assertFalse(session.activity_ids)

    def test_the_meter_warns_and_does_not_hold(self):
        chart = self.counted()
        self.assertIn("aftercare", chart.missing_text)
        before = chart.completeness
        chart.write({"aftercare_given": True, "subjective": "Well"})
        self.assertNotIn("aftercare", chart.missing_text)
        self.assertGreater(chart.completeness, before)
        chart.action_sign()
