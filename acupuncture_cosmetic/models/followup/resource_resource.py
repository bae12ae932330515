from odoo import api, fields, models
from odoo.fields import Domain

from ..foundation.days import format_day
from ..foundation.groups import DESK
from ..schedule.session_states import AHEAD

NOTICE = 30  # days
PLACES = {"calendar_id", "tz", "licence_expiry"}


class ResourceResource(models.Model):
    """The manager hears of a licence that ends, while there is time to renew it."""

    _inherit = "resource.resource"

    acupuncture_displaced = fields.Char(
        string="Booked Outside",
        compute="_compute_acupuncture_displaced",
        groups=DESK,
        help="Upcoming sessions outside the hours or the licence entered here.",
    )

    @api.depends("calendar_id", "tz", "licence_expiry")
    def _compute_acupuncture_displaced(self):
        for resource in self:
            sessions = self.env["acupuncture.session"]
            if resource.acupuncture_role:
                sessions = resource._booked_outside()
            resource.acupuncture_displaced = bool(sessions) and self.env._(
                "Booked outside these hours or after the licence: %(count)s. "
                "%(names)s. They stay booked; the desk gets a task with the list of "
                "sessions to move.",
                count=len(sessions),
                names=sessions._named(),
            )

    def _booked_outside(self):
        """Return the sessions ahead outside of the hours and licence in the form."""
        who, hours = self._origin, self.calendar_id._origin
        sessions = self.env["acupuncture.session"]
        ahead = sessions.search(
            Domain(sessions._ahead_domain())
            & (
                Domain("practitioner_id", "in", who.ids)
                | Domain("room_id", "in", who.ids)
            )
        )
        if not ahead:
            return ahead
        open_hours = self.env["acupuncture.timetable"]._open_on(
            who, hours, min(ahead.mapped("start")), max(ahead.mapped("stop"))
        )
        return ahead.filtered(
            lambda s: (
                not open_hours.is_open(s.start, s.stop)
                or (
                    self.licence_expiry
                    and self.licence_expiry < s.company_id._clinic_date(s.start)
                )
            )
        )

    def write(self, vals):
        if not PLACES & vals.keys():
            return super().write(vals)
        with self.env["acupuncture.session"]._watching_displaced(self):
            return super().write(vals)

    def action_archive(self):
        """Name first what is booked, with the way there."""
        asked = self.env["acupuncture.archive.check"]._ask(resource_ids=self)
        return asked or super().action_archive()

    @api.model
    def _cron_licences_ending(self):
        """Give the managers one task for each licence that ends within a month."""
        ending = self.search(
            Domain("acupuncture_role", "=", "practitioner")
            & self.env["res.company"]._each_on_its_day(
                lambda today: [
                    ("licence_expiry", ">=", fields.Date.subtract(today, days=1)),
                    ("licence_expiry", "<=", fields.Date.add(today, days=NOTICE)),
                ]
            )
        ).filtered(lambda one: one.licence_told_for != one.licence_expiry)
        touched = ending._sessions_after_licence()
        managers = {
            company: self.env["res.users"]._first_with_role("manager", company)
            for company in ending.company_id
        }
        told = ending.filtered(lambda one: managers[one.company_id])
        tasks = self.env["mail.activity"].with_context(mail_activity_quick_update=True)
        tasks.create(
            [
                one._prepare_licence_task(managers[one.company_id], touched[one])
                for one in told
            ]
        )
        for one in told:
            one.licence_told_for = one.licence_expiry

    def _sessions_after_licence(self):
        """Return practitioner -> how many sessions are booked after the licence."""
        sessions = self.env["acupuncture.session"].search_fetch(
            [
                ("practitioner_id", "in", self.ids),
                ("state", "in", AHEAD),
                ("start", ">", fields.Datetime.now()),
            ],
            ["practitioner_id", "start"],
        )
        by_practitioner = sessions.grouped("practitioner_id")
        return {
            one: sum(
                session.start >= one._licence_over()
                for session in by_practitioner.get(one, ())
            )
            for one in self
        }

    def _prepare_licence_task(self, manager, count):
        """A task of its own: it is about a person of the clinic, not about a client."""
        day = format_day(self.env, self.licence_expiry)
        return {
            "activity_type_id": self.env.ref(
                "acupuncture_cosmetic.mail_activity_type_licence"
            ).id,
            "user_id": manager.id,
            "summary": self.env._(
                "Licence of %(name)s ends on %(day)s: %(count)s sessions",
                name=self.name,
                day=day,
                count=count,
            ),
            "note": self.env._(
                "Sessions booked with %(name)s after %(day)s: %(count)s. Enter the "
                "renewed licence under Practitioners, or give the sessions to somebody "
                "else: after that day none of them may start.",
                count=count,
                name=self.name,
                day=day,
            ),
            "date_deadline": self.licence_expiry,
            "automated": True,
        }
