"""Overrides: by the clinical lead, with a reason, for what was shown alone."""

from psycopg2.errors import IntegrityConstraintViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .gate_common import NOW, GateCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestOverride(GateCase):
    def lead_treats(self):
        self.practitioner.user_id = self.users["clinical_lead"]

    def test_the_lead_overrides_with_a_reason(self):
        self.lead_treats()
        session = self.arrived()
        row = self.override(session)
        self.assertEqual(
            set(row.codes), {"history", "consent:treatment", "consent:data"}
        )
        self.assertEqual(row.user_id, self.users["clinical_lead"])
        self.start(session, "clinical_lead")

    def test_the_lead_overrides_for_the_one_who_treats(self):
        session = self.arrived()
        row = self.override(session)
        row.action_start_session()
        self.assertEqual(session.state, "arrived", "the lead does not treat")
        self.start(session)

    def test_only_the_lead_overrides_and_only_with_a_reason(self):
        session = self.arrived()
        for role in ("practitioner", "manager", "front_desk"):
            with self.subTest(role), self.assertRaises(UserError):
                self.override(session, role)
            rows = self.env["acupuncture.override"].with_user(self.users[role])
            with self.subTest(role), self.assertRaises(AccessError):
                rows.create({"session_id": session.id, "reason": "x", "codes": []})
        for reason in (False, "", "  \n"):
            with self.subTest(reason), self.assertRaises(UserError):
                self.override(session, reason=reason)

    def test_an_absolute_item_is_not_overridden(self):
        self.lead_treats()
        session = self.arrived()
        self.answer(yes={"FEVER": {"on_date": "2026-03-01"}})
        self.sign()
        self.assertShut(session, "stop:FEVER", "practitioner")
        with self.assertRaises(UserError):
            self.override(session)
        with self.assertRaises(UserError):
            self.as_role(session, "clinical_lead").action_override()

    def test_what_nobody_answered_is_not_overridden(self):
        self.lead_treats()
        session = self.arrived()
        history = self.answer(yes={"PREG": {"value": "unknown"}}, review=False)
        self.sign()
        self.assertIn("unclear:PREG", self.red(session, "clinical_lead"))
        with self.assertRaisesRegex(UserError, "nobody has answered"):
            self.as_role(session, "clinical_lead").action_override()
        with self.assertRaisesRegex(UserError, "nobody has answered"):
            self.override(session)
        # a row by hand opens nothing either
        self.env["acupuncture.override"]._append(
            [
                {
                    "kind": "override",
                    "session_id": session.id,
                    "reason": "x",
                    "codes": ["unclear:PREG", "review"],
                }
            ]
        )
        self.assertEqual(set(self.red(session, "clinical_lead")), {"unclear:PREG"})
        self.tell(self.finding(history, "PREG"), told_how="phone")
        self.settle(history)
        self.assertEqual(set(self.red(session, "clinical_lead")), {"clearance:PREG"})
        self.override(session)
        self.start(session, "clinical_lead")

    def test_an_override_covers_what_was_shown(self):
        self.lead_treats()
        self.sign()
        history = self.answer(review=False)
        session = self.arrived()
        self.override(session)
        self.assertFalse(self.red(session, "clinical_lead"))
        history.action_mark_reviewed()
        self.answer(yes={"BOTOX": {"on_date": "2026-03-01"}})
        self.sign()
        self.assertEqual(set(self.red(session, "clinical_lead")), {"defer:BOTOX"})
        with self.assertRaisesRegex(UserError, "changed meanwhile"):
            self.override(session, codes=["review"])
        self.override(session)
        self.start(session, "clinical_lead")

    def test_what_the_client_tells_later_was_not_overridden(self):
        self.lead_treats()
        self.sign()
        self.answer(review=False)
        session = self.arrived()
        self.override(session)
        self.assertFalse(self.red(session, "clinical_lead"))
        with freeze_time("2026-03-02 08:05:00"):
            self.answer(review=False, yes={"NICKEL": {}})
            self.sign()
            self.assertIn("review", self.red(session, "clinical_lead"))
            with self.assertRaises(UserError):
                self.as_role(session, "clinical_lead").action_start()
            self.override(session)
            self.start(session, "clinical_lead")

    def test_red_does_not_hide_a_history_out_of_date(self):
        session = self.arrived()
        items = self.env["acupuncture.contraindication"]
        items.search([("code", "=", "BOTOX")]).defer_days = 400
        with freeze_time("2025-02-01 08:00:00"):
            self.answer(yes={"BOTOX": {"on_date": "2025-02-01"}})
        self.sign()
        self.assertShut(session, "history", "defer:BOTOX")

    def test_an_override_counts_for_its_session(self):
        self.lead_treats()
        session = self.arrived()
        self.override(session)
        other = self.arrived("2026-03-02 12:00:00")
        self.assertTrue(self.red(other, "clinical_lead"))

    def test_an_override_is_not_forged(self):
        session = self.arrived()
        forged = {"session_id": session.id, "reason": "x", "codes": ["history"]}
        for role in ("clinical_lead", "practitioner"):
            rows = self.env["acupuncture.override"].with_user(self.users[role])
            for attempt in (
                {"kind": "override", **forged},
                {"kind": "left_out", **forged},
                {"user_id": self.users["manager"].id, "kind": "override", **forged},
            ):
                with self.subTest(role), self.assertRaises(UserError):
                    rows.create(attempt)
        self.assertEqual(len(self.red(session)), 3)

    def test_an_override_is_never_changed(self):
        self.lead_treats()
        row = self.override(self.arrived())
        self.env.flush_all()
        for statement in (
            "UPDATE acupuncture_override SET reason = 'x' WHERE id = %s",
            "DELETE FROM acupuncture_override WHERE id = %s",
        ):
            with (
                self.assertRaises(IntegrityConstraintViolation),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.cr.execute(statement, [row.id])

    def test_no_context_key_opens_the_gate(self):
        session = self.arrived()
        keys = {"acupuncture_seal": True, "acupuncture_gate_code": "history"}
        keys |= {"acupuncture_override": True, "neutral": True}
        gate = self.as_role(session, "clinical_lead").with_context(**keys)
        with self.assertRaises(UserError):
            gate.action_start()
        with self.assertRaises(UserError):
            gate.write({"state": "in_treatment"})
