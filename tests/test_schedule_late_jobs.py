"""A job that nobody begins is told on the settings page, and to managers on Today."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import ClinicCase


class LateJobsCase(ClinicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        data = cls.env["ir.model.data"].search(
            [("module", "=", "acupuncture_cosmetic"), ("model", "=", "ir.cron")]
        )
        cls.jobs = cls.env["ir.cron"].browse(data.mapped("res_id"))
        cls.env["ir.cron.trigger"].search([]).unlink()
        cls.jobs.write({"nextcall": cls.moment(minutes=5), "active": True})

    @classmethod
    def moment(cls, **delta):
        return fields.Datetime.now() + timedelta(**delta)


@tagged("post_install", "-at_install")
class TestLateJobs(LateJobsCase):
    def late(self):
        names = {job.name for job, _due in self.company._late_jobs()}
        told = self.env["res.config.settings"].create({}).acupuncture_late_jobs or ""
        self.assertTrue(all(name in told for name in names))
        self.assertEqual(bool(names), bool(told))
        return names

    def test_every_job_of_ours_is_looked_at(self):
        self.assertGreater(len(self.jobs), 8)
        self.assertEqual(self.late(), set())
        for job in self.jobs:
            with self.subTest(job.name):
                job.nextcall = self.moment(minutes=-20)
                self.assertEqual(self.late(), set())
                job.nextcall = self.moment(minutes=-40)
                self.assertEqual(self.late(), {job.name})
                job.nextcall = self.moment(minutes=5)
                job.active = False
                self.assertEqual(self.late(), {job.name})
                job.active = True

    def test_so_is_one_that_was_asked_for_before_its_time(self):
        job = self.env.ref("acupuncture_cosmetic.ir_cron_consent_archive")
        job._trigger(self.moment(minutes=-40))
        self.assertEqual(self.late(), {job.name})

    def test_jobs_of_others_are_not_ours_to_tell(self):
        others = self.env["ir.cron"].search([("id", "not in", self.jobs.ids)])
        others.write({"nextcall": self.moment(days=-2)})
        self.assertEqual(self.late(), set())

    def test_a_manager_hears_of_it(self):
        self.jobs[0].nextcall = self.moment(hours=-2)
        company = self.company.with_user(self.users["manager"])
        self.assertEqual(len(company._late_jobs()), 1)


@tagged("post_install", "-at_install")
class TestLateJobsOnToday(LateJobsCase):
    def line(self, role):
        user = self.users[role]
        return self.env["res.company"].with_user(user).acupuncture_late_jobs()

    def test_nothing_is_late(self):
        self.assertFalse(self.line("manager"))

    def test_a_manager_reads_which_since_when_and_whom_to_ask(self):
        job = self.env.ref("acupuncture_cosmetic.ir_cron_followups")
        job.nextcall = "2026-03-02 09:15:00"
        admin = self.env.ref("base.user_admin")
        line = self.line("manager")
        self.assertIn("Clinic: carry out due follow-ups", line["told"])
        self.assertIn("2 Mar 2026 10:15", line["told"])  # in Vienna
        self.assertIn(admin.name, line["remedy"])
        self.assertFalse(line["action"])

    def test_an_administrator_is_led_to_the_jobs(self):
        self.jobs[0].nextcall = self.moment(minutes=-40)
        self.jobs[1].active = False
        self.users["manager"].group_ids += self.env.ref("base.group_system")
        line = self.line("manager")
        action = line["action"]
        self.assertEqual(action["res_model"], "ir.cron")
        jobs = self.env["ir.cron"].with_user(self.users["manager"])
        jobs = jobs.with_context(**action["context"]).search(action["domain"])
        self.assertEqual(jobs, self.jobs[:2])

    def test_many_are_one_line_the_oldest_first(self):
        for days, job in enumerate(self.jobs, 1):
            job.nextcall = self.moment(days=-days)
        told = self.line("manager")["told"]
        names = [job.name for job in self.jobs if job.name in told]
        self.assertEqual(names, self.jobs[-3:].mapped("name"))
        self.assertIn(f"{len(self.jobs) - 3} more", told)
        self.assertNotIn("\n", told)

    def test_nobody_else_hears_of_it_at_no_cost(self):
        self.jobs.nextcall = self.moment(days=-2)
        for role, user in self.users.items():
            if not user.has_group("acupuncture_cosmetic.group_manager"):
                with self.subTest(role), self.assertQueryCount(0):
                    self.assertFalse(self.line(role))
        self.assertTrue(self.line("clinical_lead"))
        for user in (self.env.ref("base.public_user"), self.env.ref("base.user_root")):
            company = self.env["res.company"].with_user(user)
            told = company.acupuncture_late_jobs()
            self.assertEqual(bool(told), user == self.env.ref("base.user_root"))

    def test_it_is_cheap_for_managers_too(self):
        self.line("manager")
        self.env.invalidate_all()
        with self.assertQueryCount(4):
            self.assertFalse(self.line("manager"))
        self.jobs.nextcall = self.moment(days=-2)
        self.assertTrue(self.line("manager"))
        self.env.flush_all()
        with self.assertQueryCount(5):
            self.assertTrue(self.line("manager"))
