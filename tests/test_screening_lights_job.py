"""The lights of all clients: worked out anew where due, batch after committed batch."""

from contextlib import suppress
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_cron import IrCron

from .screening_common import ScreeningCase

EVALUATION = "odoo.addons.acupuncture_cosmetic.models.screening.intake_lights_mixin"


class Killed(Exception):
    """The server went down after a commit."""


@freeze_time("2026-03-02 09:00:00")
@tagged("post_install", "-at_install")
class TestLightsJob(ScreeningCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alerts = cls.env["acupuncture.client.alert"]
        cls.clients = cls.client + cls.other_client
        cls.clients += cls.env["res.partner"].create({"name": "Third"})
        cls.submit({"BOTOX": {"value": "yes", "on": "2026-02-25"}})
        for client in cls.clients[1:]:
            cls.submit(client=client)

    def run_job(self, commits=None):
        """Return the number of lights in each batch; killed after so many commits."""
        done = []

        def committed(cron, processed=0, **_told):
            self.env.flush_all()
            if processed:
                done.append(processed)
            if commits and len(done) >= commits:
                raise Killed
            return 60.0

        with (
            patch.object(IrCron, "_commit_progress", committed),
            patch.object(self.env.cr, "rollback", lambda: None),
            patch(f"{EVALUATION}.LIGHTS_BATCH", 1),
        ):
            with suppress(Killed):
                self.intakes._cron_refresh_alerts()
        return done

    def due(self):
        return self.alerts.search(self.alerts._due_domain()).client_id

    def test_nothing_is_due_the_same_day(self):
        self.assertFalse(self.due())
        self.assertEqual(self.run_job(), [])

    def test_only_whose_wait_ends_is_due_then(self):
        with freeze_time("2026-03-11 09:00:00"):
            self.assertEqual(self.due(), self.client)
            self.assertEqual(self.run_job(), [1])
            self.assertFalse(self.due())
        self.assertNotEqual(self.alert().level, "red")

    def test_every_light_comes_once_in_four_weeks(self):
        self.assertEqual(self.alert(self.other_client).due_on, date(2026, 3, 30))
        with freeze_time("2026-03-30 09:00:00"):
            self.assertEqual(self.due(), self.clients)

    def test_a_birthday_is_due_though_the_light_stays(self):
        child = self.env["res.partner"].create({"name": "Nearly of age"})
        self.submit(client=child, birth_date="1950-03-11")
        self.assertEqual(self.alert(child).due_on, date(2026, 3, 11))

    def test_an_edited_rule_marks_and_the_job_works_it_out(self):
        before = self.alert().not_before
        with patch.object(type(self.intakes), "_refresh_alerts") as refresh:
            self.item("BOTOX").with_user(self.users["clinical_lead"]).write(
                {"defer_days": 60}
            )
            self.assertFalse(refresh.called, "an edit waits for all clients")
        self.assertEqual(self.due(), self.clients)
        self.assertEqual(self.alert().not_before, before)
        self.assertEqual(self.run_job(), [1, 1, 1])
        self.assertEqual(self.alert().not_before, date(2026, 4, 26))
        self.assertFalse(self.due())

    def test_whatever_decides_about_findings_marks_them(self):
        technique = self.env["acupuncture.technique"].search([], limit=1)
        for name, edit in (
            ("technique", lambda: technique.write({"requires_id": False})),
            (
                "word",
                lambda: self.env["acupuncture.screening.term"].create(
                    {
                        "name": "Zzlatex",
                        "item_ids": [Command.link(self.item("LATEX").id)],
                        "kind": "allergen",
                        "starts": "zzlatex",
                    }
                ),
            ),
        ):
            self.pass_night()
            with self.subTest(name):
                self.assertFalse(self.due())
                edit()
                self.assertEqual(self.due(), self.clients)

    def test_a_killed_job_resumes_without_loss_or_repeat(self):
        self.alerts._expire()
        self.assertEqual(self.run_job(commits=2), [1, 1])
        self.assertEqual(len(self.due()), 1)
        self.assertEqual(self.run_job(), [1])

    def test_one_that_fails_does_not_hold_up_the_others(self):
        self.alerts._expire()
        refresh = type(self.intakes)._refresh_alerts

        def failing(intakes, clients, company):
            if self.other_client in clients:
                raise ValueError("broken")
            return refresh(intakes, clients, company)

        with (
            patch.object(type(self.intakes), "_refresh_alerts", failing),
            mute_logger(EVALUATION),
        ):
            self.run_job()
        self.assertEqual(self.due(), self.other_client)

    def test_a_history_that_came_without_a_light_gets_one(self):
        self.env.cr.execute("DELETE FROM acupuncture_client_alert")
        self.env.invalidate_all()
        self.assertEqual(self.run_job(), [1, 1, 1])
        self.assertEqual(self.alert().level, "red")

    def test_a_course_that_ends_changes_what_is_planned(self):
        course = self.sell_course()
        self.pass_night()
        self.assertFalse(self.due())
        course.order_id.with_context(disable_cancel_warning=True).action_cancel()
        self.assertEqual(self.due(), self.client)
