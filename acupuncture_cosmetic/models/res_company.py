from datetime import timedelta

from odoo import api, fields, models

LATE_AFTER = timedelta(minutes=30)  # the fullest job is done long before


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model
    def _clinics(self):
        """Return the companies that may use what clinics share."""
        # sudo: whoever works in one company may not read the others
        return self.sudo().search([("active", "=", True)])

    @api.model
    def _late_jobs(self):
        """Return (name, due) of each job of ours that nobody has begun in time.

        Switched off counts as late. In no order of rooms: whatever job a room brings.
        """
        # sudo: a manager need not be an administrator to hear that a job stands still
        data = self.env["ir.model.data"].sudo()
        ours = data.search_fetch(
            [("module", "=", "acupuncture_cosmetic"), ("model", "=", "ir.cron")],
            ["res_id"],
        )
        jobs = self.env["ir.cron"].sudo().with_context(active_test=False)
        jobs = jobs.browse(ours.mapped("res_id")).exists()
        due = dict.fromkeys(jobs, False) | {
            job: job.nextcall for job in jobs.filtered("active")
        }
        asked = self.env["ir.cron.trigger"].sudo()
        for job, at in asked._read_group(
            [("cron_id", "in", jobs.ids)], ["cron_id"], ["call_at:min"]
        ):
            due[job] = due[job] and min(due[job], at)
        latest = fields.Datetime.now() - LATE_AFTER
        return [(job.name, at) for job, at in due.items() if not at or at < latest]
