from odoo import api, fields, models
from odoo.exceptions import UserError

from ..course.course_states import OPEN_STATES
from ..foundation.days import format_day
from ..foundation.windows import dialog
from ..schedule.opening import Opening
from .finding import MOST_YEARS
from .intake_judging_mixin import Request


class Course(models.Model):
    """What the screening says of a course, and its deferral.

    Deferred, its time stands still and its sessions move, or nothing happens.
    """

    _inherit = "acupuncture.course"

    @api.depends("client_id", "state")
    @api.depends_context("uid")
    def _compute_screening_light(self):
        return super()._compute_screening_light()

    @api.model_create_multi
    def create(self, vals_list):
        courses = super().create(vals_list)
        # one that is sold has no credits yet
        courses.filtered(lambda course: not course.activated_on)._refresh_lights()
        return courses

    @api.model
    def _open(self, vals_list, prices):
        courses = super()._open(vals_list, prices)
        courses._refresh_lights()
        return courses

    def write(self, vals):
        result = super().write(vals)
        if "technique_ids" in vals:
            self._refresh_lights()
        return result

    def _state_changed(self, old_states):
        """A course that ends, or goes on again, changes what is planned."""
        result = super()._state_changed(old_states)
        turned = self.filtered(
            lambda course: (
                old_states[course.id] != "draft"
                and (old_states[course.id] in OPEN_STATES)
                != (course.state in OPEN_STATES)
            )
        )
        if turned:
            self.env["acupuncture.client.alert"]._expire(
                [("client_id", "in", turned.client_id.ids)]
            )
        return result

    def _refresh_lights(self):
        """What is planned decides which findings count: light up anew."""
        for company, courses in self.grouped("company_id").items():
            self.env["acupuncture.client.alert"]._refresh(courses.client_id, company)

    def _screening_key(self):
        if self.state not in OPEN_STATES or not self.client_id:
            return None
        return self.client_id._origin, self.company_id, self.company_id._clinic_today()

    def _update_to(self, protocol):
        """Other techniques may change the light of the client."""
        result = super()._update_to(protocol)
        self._refresh_lights()
        return result

    def action_defer(self):
        """Ask until when the course is deferred."""
        return self._defer_action()

    def _defer_action(self, day=False):
        names = ", ".join(self.mapped("name"))
        return dialog(
            self.env["acupuncture.course.defer"],
            self.env._("Defer %(courses)s", courses=names),
            course_ids=self.ids,
            **({"until": day} if day else {}),
        )

    def _is_planned_before(self, day):
        """Tell whether a session is still to come on an earlier day."""
        self.ensure_one()
        return any(session._is_planned_before(day) for session in self.session_ids)

    def _openings(self):
        """Return course -> what its client's screening says about today."""
        live = self.filtered(
            lambda course: course.state in OPEN_STATES and course.client_id
        )
        return {course: course._treatment_opening() for course in live}

    def _treatment_opening(self, day=None):
        """Return what the screening says about a session on ``day``, today if None."""
        self.ensure_one()
        day = day or self.company_id._clinic_today()
        if not self._have_history(self.client_id):
            return Opening(day=day)
        request = Request(
            self.client_id,
            self.company_id,
            self._planned_techniques(),
            day,
            self._essential_techniques(),
        )
        [opening] = self._opening_of([request])
        return opening

    def _check_plannable(self, opening):
        result = super()._check_plannable(opening)
        if opening.closed and not opening.day:
            raise UserError(self._closed_message(opening))
        return result

    def _opening_note(self, opening):
        return self._not_before_note(opening)

    def _defer_until(self, day, reason):
        """Hold courses until ``day``: expiry and earlier sessions move behind it.

        While nobody knows from which day on the client can be treated, those sessions
        are cancelled without a charge instead.

        :param reason: what stands in the course; nothing about health
        :raises UserError: no free times for all sessions; then nothing has changed
        """
        with self.env.cr.savepoint():
            for course in self:
                course._stop_the_clock(day)
                early = course.session_ids.filtered(
                    lambda session: session._is_planned_before(day)
                )
                opening = course._treatment_opening(day)
                if opening.closed and not opening.day:
                    # nobody knows a day to move them to: they are planned anew then
                    early._cancel_in_time(reason)
                else:
                    course._move_sessions_after(early, day)
                course.message_post(body=reason)

    def _stop_the_clock(self, day):
        """Let the expiry wait; days that were granted before are not granted twice."""
        today = self.company_id._clinic_today()
        if day > fields.Date.add(today, years=MOST_YEARS):
            raise UserError(
                self.env._(
                    "%(course)s can be deferred by %(years)s years at most. Choose an "
                    "earlier day.",
                    course=self.name,
                    years=MOST_YEARS,
                )
            )
        days = (day - max(today, self.deferred_until or today)).days
        if days <= 0:
            return
        facts = {"deferred_until": day}
        if self.expiry_date:
            facts["extended_days"] = self.extended_days + days
        with self._transition():
            self._sealed_write(facts)

    def _move_sessions_after(self, sessions, day):
        """Give sessions the next free times from ``day`` on, after those that stay."""
        if not sessions:
            return
        proposals = self.env["acupuncture.planner"]._propose_again(sessions, day)
        if not all(proposal.option for proposal in proposals):
            raise UserError(
                self.env._(
                    "%(course)s: there are not enough free times for its %(count)s "
                    "sessions from %(day)s on. Nothing was changed. Plan them by "
                    "hand, or choose another day.",
                    course=self.name,
                    count=len(sessions),
                    day=format_day(self.env, day),
                )
            )
        promised = {session: session.promised_start for session in sessions}
        sessions._move_together(
            {
                session: {
                    "start": proposal.option.start,
                    "practitioner_id": proposal.option.practitioner,
                    "room_id": proposal.option.room or False,
                }
                for session, proposal in zip(
                    sessions.sorted("start"), proposals, strict=True
                )
            }
        )
        # it was the clinic that moved them: no notice of the client is at stake
        for session, start in promised.items():
            session._sealed_write({"promised_start": start})
