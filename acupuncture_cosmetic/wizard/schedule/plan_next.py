from datetime import timedelta

from odoo import api, fields, models

from .plan_course import WEEKDAYS

NEAR = timedelta(days=3)
SOON = timedelta(days=7)
WEEK_RHYTHM = 5  # days: sessions this far apart are held on the same weekday


class PlanCourse(models.TransientModel):
    """The next session only, as near as possible to how the last one was."""

    _inherit = "acupuncture.plan.course"

    after_id = fields.Many2one(
        comodel_name="acupuncture.session", string="Booked After", ondelete="cascade"
    )

    @api.model
    def _after(self, session):
        """Return the plan of the session that follows ``session``, with a proposal.

        The wish for the same room gives way first, then the weekday, the hour, and last
        the practitioner.
        """
        plan = self.create(
            {
                "course_id": session.course_id.id,
                "after_id": session.id,
                "count": 1,
                "practitioner_ids": [fields.Command.set(session.practitioner_id.ids)],
            }
        )
        for wishes in plan._wishes_like(session):
            plan.write(wishes)
            plan._propose()
            if plan._is_in_rhythm():
                break
        return plan

    def _is_in_rhythm(self):
        """Tell whether the one line is free, and near the best day for it.

        A course that has rested too long is late on any day: then soon is good enough.
        """
        line, gap, previous = self.line_ids, self._gaps(1)[0], self._previous_day()
        best = max(previous + timedelta(days=gap.ideal), self._wishes().first_day)
        overdue = best > previous + timedelta(days=gap.most)
        if line.status not in (("ok", "spacing") if overdue else ("ok",)):
            return False
        away = abs(self.company_id._clinic_date(line.start) - best)
        return away <= (SOON if overdue else NEAR)

    def _wishes_like(self, session):
        """Yield what to ask for, from just like ``session`` to any time at all."""
        local = self.company_id._clinic_tz().fromutc(session.start)
        begin = local.hour + local.minute / 60
        same_time = {"hour_from": begin, "hour_to": begin + self.minutes / 60}
        any_day = dict.fromkeys(WEEKDAYS, True)
        if self._gaps(1)[0].ideal >= WEEK_RHYTHM:
            same_day = dict.fromkeys(WEEKDAYS, False) | {
                WEEKDAYS[local.weekday()]: True
            }
        else:
            same_day = any_day
        room = {"room_ids": [fields.Command.set(session.room_id.ids)]}
        any_room = {"room_ids": [fields.Command.clear()]}
        yield {**same_time, **same_day, **room}
        yield {**same_time, **same_day, **any_room}
        yield {**same_time, **any_day}
        yield {"hour_from": 0.0, "hour_to": 24.0}
        yield {"practitioner_ids": [fields.Command.clear()]}

    def action_confirm(self):
        """After a session the desk stays where it was, and is told what is booked."""
        action = super().action_confirm()
        if not self.after_id:
            return action
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(client)s is booked: %(times)s",
                    client=self.client_id.name,
                    times=", ".join(line._format(line.start) for line in self.line_ids),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
