from contextlib import contextmanager

from markupsafe import Markup

from odoo import api, fields, models

_WATCHED = object()


class DisplacedMixin(models.AbstractModel):
    """Whoever takes somebody away from booked sessions leaves the desk a list."""

    _inherit = "acupuncture.displaced.mixin"

    @api.model
    @contextmanager
    def _watching_displaced(self, resources=None):
        """Make a task of the sessions that what happens inside leaves without a place.

        By whatever way it comes: a form, an import, the time off of another app. What
        is booked in the same instant is not missed.

        :param resources: whom it is about; everybody whom clients book, if not told
        :raises ConcurrencyError: something was booked meanwhile; Odoo tries again
        """
        watched = self.env.cr.cache
        if watched.get(_WATCHED):  # a week of hours writes its lines one by one
            yield
            return
        # sudo: whoever enters time off need not read sessions; the desk is told
        sessions = self.env["acupuncture.session"].sudo()
        if resources is None:
            resources = self.env["resource.resource"].sudo()
            resources = resources.search([("acupuncture_role", "!=", False)])
        self.env["acupuncture.booking"]._settle(resources)
        ahead = sessions.search_fetch(sessions._ahead_domain(), ["start", "stop"])
        before = set(ahead._displaced())
        watched[_WATCHED] = True
        try:
            yield
        finally:
            del watched[_WATCHED]
        if ahead:
            self.env.flush_all()
            fresh = [one for one in ahead._displaced() if one not in before]
            sessions.union(*fresh)._ask_to_move()
            self._none_left_to_move()

    @api.model
    def _none_left_to_move(self):
        """Put away the tasks of those desks that have no session left to move."""
        kind = self.env.ref("acupuncture_cosmetic.mail_activity_type_to_move")
        # sudo: the task is the desk's, and whoever moves the last one ends it
        tasks = self.env["mail.activity"].sudo()
        tasks = tasks.search(
            [("res_model", "=", False), ("activity_type_id", "=", kind.id)]
        )
        if not tasks:
            return
        ahead = self.env["acupuncture.session"].sudo()
        ahead = ahead.search_fetch(ahead._ahead_domain(), ["start", "stop"])
        clinics = {session.company_id for session in ahead._displaced()}
        tasks.filtered(
            lambda task: not clinics.intersection(task.user_id.company_ids)
        ).action_done()

    def _ask_to_move(self):
        """Give the desk of each clinic one task: the sessions to move, by name."""
        users = self.env["res.users"]
        kind = self.env.ref("acupuncture_cosmetic.mail_activity_type_to_move")
        link = Markup('<a href="/odoo/clinic-sessions-to-move">%s</a>') % self.env._(
            "Sessions to move"
        )
        tasks = self.env["mail.activity"]._tasks_of_followups()
        tasks.create(
            [
                {
                    "activity_type_id": kind.id,
                    "user_id": users._first_with_role("front_desk", company).id,
                    "summary": self.env._(
                        "Sessions to move: %(count)s", count=len(sessions)
                    ),
                    "note": Markup("<p>%s</p><p>%s</p>") % (sessions._named(), link),
                    "date_deadline": max(
                        company._clinic_today(),
                        fields.Date.subtract(
                            company._clinic_date(min(sessions.mapped("start"))), days=1
                        ),
                    ),
                    "automated": True,
                }
                for company, sessions in self.grouped("company_id").items()
            ]
        )
