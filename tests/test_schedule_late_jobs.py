"""A job that nobody begins is told on the settings page."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import ClinicCase


@tagged("post_install", "-at_install")
class TestLateJobs(ClinicCase):
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

    def late(self):
        names = {name for name, _due in self.company._late_jobs()}
        told = self.env["res.config.settings"].create({}).acu_late_jobs or ""
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
