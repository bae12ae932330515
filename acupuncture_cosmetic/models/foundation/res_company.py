from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_datetime

from ...engine.palette import palette
from .windows import window

LATE_AFTER = timedelta(minutes=30)  # the fullest job is done long before
NAMED = 3


class ResCompany(models.Model):
    """The clinic: its own clock, and which of its jobs stand still.

    Rooms add their settings and texts.
    """

    _inherit = "res.company"

    # Stored, so that asking for the day costs no look at the working hours.
    acupuncture_tz = fields.Selection(
        related="resource_calendar_id.tz", store=True, export_string_translation=False
    )

    acupuncture_setup_put_away = fields.Boolean(
        export_string_translation=False,
        help="Technical: the app opens with the week although the setup is not done.",
    )

    def _clinic_tz(self):
        """Return the clinic's time zone: of its working hours, else its address."""
        self.ensure_one()
        name = self.acupuncture_tz or self.partner_id.tz or "UTC"
        return pytz.timezone(name)

    def _clinic_date(self, moment):
        """Return the clinic's calendar day of a UTC ``moment``."""
        return pytz.utc.localize(moment).astimezone(self._clinic_tz()).date()

    def _clinic_today(self):
        """Return today's date in the clinic."""
        return self._clinic_date(fields.Datetime.now())

    @api.model
    def _each_on_its_day(self, domain_on):
        """Return the domain of what holds today, in every clinic by its own day.

        :param domain_on: function from a day to the domain of what holds on it
        """
        # sudo: jobs go through all clinics; only their day is read
        return Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain(domain_on(company._clinic_today()))
            for company in self.sudo().search([])
        )

    @api.model
    def _clinics(self):
        """Return the companies that may use what clinics share."""
        # sudo: whoever works in one company may not read the others
        return self.sudo().search([("active", "=", True)])

    @api.model
    def _late_jobs(self):
        """Return (job, due) of what of ours nobody has begun in time, oldest first.

        Switched off counts as late, and comes last: due is False. In no order of rooms:
        whatever job a room brings.
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
        late = [(job, at) for job, at in due.items() if not at or at < latest]
        return sorted(late, key=lambda one: (not one[1], one[1], one[0].id))

    @api.model
    def _tell_late(self, late):
        """Return one text for each (job, due), on the clock of the clinic."""
        zone = self.env.company._clinic_tz().zone
        return [
            self.env._(
                "%(job)s: since %(due)s",
                job=job.name,
                due=format_datetime(self.env, due, tz=zone, dt_format="d MMM y HH:mm"),
            )
            if due
            else self.env._("%(job)s: switched off", job=job.name)
            for job, due in late
        ]

    @api.model
    @api.readonly
    def acupuncture_late_jobs(self):
        """Return what Today tells a manager of late jobs, or False.

        ``told``: which, and since when, in one line; ``remedy``: whom to ask; or
        ``action``, that opens the jobs, for whoever may open them.
        """
        if not self.env.user.has_group("acupuncture_cosmetic.group_manager"):
            return False
        late = self._late_jobs()
        if not late:
            return False
        told = self._tell_late(late[:NAMED])
        if len(late) > NAMED:
            told.append(self.env._("%(count)s more", count=len(late) - NAMED))
        may_open = self.env.user.has_group("base.group_system")
        return {
            "told": "; ".join(told),
            "remedy": not may_open and self._whom_to_ask(),
            "action": may_open and self._prepare_late_action(late),
        }

    @api.model
    def _whom_to_ask(self):
        """Return whose task it is to set jobs going again, as a sentence."""
        # sudo: names of administrators; what groups a user has is not for all to read
        users = self.env["res.users"].sudo()
        admins = users.search(
            [
                ("all_group_ids", "in", self.env.ref("base.group_system").ids),
                ("company_ids", "in", self.env.company.ids),
            ],
            limit=NAMED,
            order="id",
        )
        return self.env._(
            "Ask %(who)s to start Odoo's scheduled actions again.",
            who=", ".join(admins.mapped("name")) or self.env._("an administrator"),
        )

    @api.model
    def _prepare_late_action(self, late):
        return window(
            self.env,
            "base.ir_cron_act",
            domain=[("id", "in", [job.id for job, _due in late])],
            context={"active_test": False},
        )

    # ------------------------------------------------------------------
    # How a clinic looks to its clients
    # ------------------------------------------------------------------

    def _palette(self):
        """Return the readable colours of this clinic, calm ones where it chose none."""
        self.ensure_one()
        return palette(self.primary_color)

    def _letterhead(self):
        """Return the lines under the name: where the clinic is, how it is reached."""
        self.ensure_one()
        lines = self.partner_id._display_address(without_company=True).splitlines()
        where = ", ".join(filter(None, map(str.strip, lines)))
        return list(filter(None, (where, self.phone, self.email, self.website)))
