"""Licences: what a session was checked with stays; who changed one, and who is told."""

from psycopg2.errors import IntegrityConstraintViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .gate_common import NOW, GateCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLicence(GateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(NOW):
            cls.make_ready()
        cls.as_manager = cls.practitioner.with_user(cls.users["manager"])

    def test_a_session_keeps_the_licence_it_was_checked_with(self):
        self.as_manager.write({"licence_number": "L-9", "licence_expiry": "2026-12-31"})
        session = self.arrived()
        self.assertFalse(session.licence_change_id)
        self.start(session)
        self.as_manager.write({"licence_number": "L-10", "licence_expiry": False})
        kept = session.licence_change_id
        self.assertEqual(
            (kept.licence_number, str(kept.licence_expiry), kept.user_id, str(kept.at)),
            ("L-9", "2026-12-31", self.users["manager"], NOW),
        )
        self.assertIn("L-9", kept.display_name)
        for role in ("front_desk", "billing", "manager"):
            seen = self.as_role(session, role)
            self.assertIn("L-9", seen.licence_change_id.display_name)

    def test_the_desk_starts_a_consultation_with_it_too(self):
        session = self.book("2026-03-02 12:00:00", kind="consultation")
        session.action_arrive()
        self.start(session)
        self.assertEqual(session.licence_change_id.licence_number, "L-1")

    def test_undoing_the_start_takes_it_back(self):
        session = self.arrived()
        self.start(session)
        session.action_reset()
        self.assertFalse(session.licence_change_id)
        self.as_manager.licence_number = "L-2"
        self.start(session)
        self.assertEqual(session.licence_change_id.licence_number, "L-2")

    def test_every_change_leaves_a_trace(self):
        self.as_manager.licence_expiry = "2026-12-31"
        self.as_manager.cosmetic_certified = False
        self.as_manager.turnover_minutes = 20
        self.as_manager.licence_expiry = "2026-12-31"  # nothing new
        rows = self.practitioner.licence_change_ids
        self.assertEqual(
            rows.mapped(lambda row: (str(row.licence_expiry), row.cosmetic_certified)),
            [("2026-12-31", False), ("2026-12-31", True), ("False", True)],
        )
        self.assertEqual(rows[:2].user_id, self.users["manager"])

    def test_nobody_writes_or_cleans_the_trace(self):
        row = self.practitioner.licence_change_ids[:1]
        values = {"resource_id": self.practitioner.id, "licence_number": "X"}
        for role in ("front_desk", "practitioner", "clinical_lead", "manager"):
            rows = row.with_user(self.users[role])
            with self.subTest(role), self.assertRaises(UserError):
                rows.write({"licence_number": "X"})
            with self.subTest(role), self.assertRaises(UserError):
                rows.create(values)
            with self.subTest(role), self.assertRaises(AccessError):
                rows.unlink()
        session = self.arrived()
        for who in (session, session.sudo()):
            with self.assertRaises(UserError):
                who.licence_change_id = row
        self.env.flush_all()
        for query in (
            "UPDATE acupuncture_licence_change SET licence_number = 'X'",
            "DELETE FROM acupuncture_licence_change",
            "TRUNCATE acupuncture_licence_change CASCADE",
        ):
            with (
                self.subTest(query),
                self.assertRaises(IntegrityConstraintViolation),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.cr.execute(query)

    def test_a_licence_from_before_the_trace_is_noted_at_the_start(self):
        self.env.flush_all()
        self.cr.execute(
            "UPDATE resource_resource SET licence_number = 'OLD' WHERE id = %s",
            [self.practitioner.id],
        )
        self.env.invalidate_all()
        session = self.arrived()
        self.start(session)
        kept = session.licence_change_id
        self.assertEqual(kept.licence_number, "OLD")
        self.assertEqual(kept.user_id, self.practitioner.write_uid)

    # the end of a licence

    def run_job(self):
        cron = self.env.ref("acupuncture_cosmetic.ir_cron_licences")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def tasks(self):
        return self.env["mail.activity"].search(
            [("summary", "like", f"Licence of {self.practitioner.name}")]
        )

    def test_the_manager_is_told_once_with_the_number_of_sessions(self):
        for day in ("03", "10", "17"):
            self.book(f"2026-03-{day} 09:00:00", course_id=self.course.id)
        self.practitioner.licence_expiry = "2026-03-10"  # its last day
        self.run_job()
        self.run_job()
        [task] = self.tasks()
        self.assertIn("1 sessions", task.summary)
        manager = "acupuncture_cosmetic.group_manager"
        self.assertTrue(task.user_id.has_group(manager))
        self.assertEqual(str(task.date_deadline), "2026-03-10")
        self.assertFalse(task.res_model)
        self.practitioner.licence_expiry = "2027-03-10"
        self.run_job()
        self.assertEqual(len(self.tasks()), 1)
        with freeze_time("2027-02-20 08:00:00"):
            self.run_job()
        self.assertEqual(len(self.tasks()), 2)

    def test_nobody_is_told_long_before(self):
        self.practitioner.licence_expiry = "2026-04-02"
        self.run_job()
        self.assertFalse(self.tasks())

    # judged on the day it really starts

    def test_a_visit_that_starts_late_is_judged_on_its_real_day(self):
        session = self.arrived()
        self.course._sealed_write({"usable_until": "2026-03-02"})
        self.practitioner.licence_expiry = "2026-03-02"
        self.assertFalse(self.red(session))
        with freeze_time("2026-03-04 08:00:00"):
            self.env.invalidate_all()
            self.assertEqual(
                set(self.red(session)), {"credit", "licence", "changes", "other_time"}
            )
            self.assertIn("valid until", self.red(session)["credit"].message)
        with freeze_time("2027-03-03 08:00:00"):
            self.env.invalidate_all()
            codes = {"history", "consent:treatment", "consent:data"}
            self.assertLessEqual(codes, set(self.red(session)))
