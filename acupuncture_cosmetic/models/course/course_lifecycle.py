import logging
from contextlib import contextmanager
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..foundation.windows import window
from .course_states import RUNNING_STATES

_logger = logging.getLogger(__name__)

EXPIRY_BATCH = 100
_NONE_YET = ("reserved_count", "used_count", "forfeited_count", "expired_count")


class Course(models.Model):
    """What happens to a course: going, on hold, cancelled, expired.

    Later rooms listen by ``_state_changed`` and ``_expiry_changed``.
    """

    _inherit = "acupuncture.course"

    def action_activate(self):
        """Grant the credits of courses made by hand, without a sale (price zero).

        :raises AccessError: the user may not make courses either
        """
        self.check_access("create")
        drafts = self.filtered(lambda course: course.state == "draft")
        drafts._grant({course: [0.0] * course.session_count for course in drafts})

    def action_hold(self):
        """Put active courses on hold: nothing may be booked until resumed."""
        active = self.filtered(lambda course: course.state == "active")
        with active._transition():
            active._stamp("held_on")

    def action_resume(self):
        """Let courses on hold be booked again."""
        held = self.filtered(lambda course: course.state == "on_hold")
        with held._transition():
            held._sealed_write({"held_on": False})

    def action_cancel(self):
        """Close courses by hand: planned sessions are cancelled, open credits refunded.

        :raises UserError: the course belongs to a live order, which must be changed
        """
        sold = self.filtered(lambda course: course.order_id.sudo().state == "sale")[:1]
        if sold:
            raise UserError(
                self.env._(
                    "%(course)s was sold with %(order)s. Lower the quantity there, or "
                    "cancel the order.",
                    course=sold.name,
                    order=sold.order_id.sudo().name,
                )
            )
        self._cancel(self.env._("Course cancelled"))

    def action_view_order(self):
        """Open the order the course was sold with."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "view_mode": "form",
            "res_id": self.order_id.id,
        }

    def action_view_journal(self):
        """Open what happened to the credits of this course."""
        own = [("credit_id.course_id", "in", self.ids)]
        # no context: all of it, from the sale on
        return window(self.env, "credit_move_action", domain=own, context={})

    def _grant(self, prices_by_course):
        """Make the credits of courses, one per price, and set the courses going.

        :param prices_by_course: course -> untaxed price per credit, in course currency
        """
        with self._transition():
            self.env["acupuncture.credit"]._grant(prices_by_course)
            self.modified(["credit_ids"])
            fresh = self.filtered(lambda course: not course.activated_on)
            fresh._stamp("activated_on")

    @api.model
    def _open(self, vals_list, prices):
        """Create courses that are sold, going from the start.

        Writes at once what their credits will tell: working it out afterwards would
        write each course a second time.

        :param prices: untaxed price per credit, of each course
        """
        figures = [
            self._first_figures(vals, shares)
            for vals, shares in zip(vals_list, prices, strict=True)
        ]
        courses = self._sealed_create(
            [{**vals, **known} for vals, known in zip(vals_list, figures, strict=True)]
        )
        for name in figures[0]:
            self.env.remove_to_compute(self._fields[name], courses)
        self.env["acupuncture.credit"]._grant(dict(zip(courses, prices, strict=True)))
        courses._state_changed(dict.fromkeys(courses.ids, "draft"))
        return courses

    @api.model
    def _first_figures(self, vals, prices):
        """Return what will be worked out for a course that has just been sold."""
        today = self.env["res.company"].browse(vals["company_id"])._clinic_today()
        expiry_date, usable_until = self._last_days(vals, today)
        return {
            **dict.fromkeys(_NONE_YET, 0),
            "activated_on": today,
            "expiry_date": expiry_date,
            "usable_until": usable_until,
            "state": "active",
            "available_count": len(prices),
            "open_count": len(prices),
            "amount_total": sum(prices),
            "amount_price": vals["amount_agreed"],
        }

    def _cancel(self, reason):
        """Close courses; used and forfeited sessions stay what they are."""
        live = self.filtered(lambda course: not course.cancelled_on)
        live._cancel_open_sessions(reason)
        credits = live.credit_ids.filtered(lambda credit: credit.state == "available")
        amounts = credits._paid_back()
        with live._transition():
            live._stamp("cancelled_on")
            # The index on units must see it before a new course takes the place.
            live.flush_recordset(["cancelled_on"])
        credits._refund(reason, amounts)

    def _stamp(self, fact):
        """Write today's date, as the clinic's calendar has it, on a fact."""
        for company, courses in self.grouped("company_id").items():
            courses._sealed_write({fact: company._clinic_today()})

    @contextmanager
    def _transition(self):
        """Call the hooks once for those whose state or expiry changed inside."""
        before = {course: (course.state, course.usable_until) for course in self}
        yield
        state_changed = self.filtered(lambda course: course.state != before[course][0])
        if state_changed:
            state_changed._state_changed(
                {course.id: before[course][0] for course in state_changed}
            )
        moved = (self - state_changed).filtered(
            lambda course: course.usable_until != before[course][1]
        )
        if moved:
            moved._expiry_changed()

    def _state_changed(self, old_states):
        """Hook: the state of these courses, maybe their last day too, just changed.

        :param old_states: the state before, by course id
        """

    def _expiry_changed(self):
        """Hook: the last usable day has just changed, the state has not."""

    def _cancel_open_sessions(self, reason):
        """Hook: cancel planned sessions of courses that are being closed."""

    @api.model
    def _cron_expire(self):
        """Expire open credits of courses past their last usable day, in batches.

        Waits until the day is over in every time zone: a booking after the last usable
        day is refused anyway, so late is harmless and early is not. A course that fails
        is logged and waits for the next run.
        """
        cron, size, failed = self.env["ir.cron"], EXPIRY_BATCH, self.browse()
        cron._commit_progress(remaining=self.search_count(self._over_domain(failed)))
        while courses := self._lock_over(failed, size):
            try:
                courses._expire_credits()
            except Exception:
                self.env.cr.rollback()
                _logger.exception("Courses %s could not expire", courses.ids)
                if len(courses) > 1:
                    size = 1  # find the one that fails, without holding up the others
                    continue
                failed += courses
            if not cron._commit_progress(len(courses)):
                break

    @api.model
    def _over_domain(self, failed):
        over_everywhere = fields.Datetime.now() - timedelta(hours=12)
        return [
            ("usable_until", "<", over_everywhere.date()),
            ("state", "in", RUNNING_STATES),
            ("available_count", ">", 0),
            ("id", "not in", failed.ids),
        ]

    @api.model
    def _lock_over(self, failed, size):
        """Return the next courses past their last day that nobody else holds."""
        domain = self._over_domain(failed)
        courses = self.search(domain, limit=size, order="usable_until, id")
        return courses.try_lock_for_update().filtered_domain(domain)

    def _expire_credits(self):
        available = self.credit_ids.filtered(lambda credit: credit.state == "available")
        available._expire(self.env._("Validity and days of grace are over"))
        self.env.flush_all()  # what PostgreSQL refuses, it refuses for this batch
