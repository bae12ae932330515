"""Figures of a week, room by room: what a manager and a clinical lead begin with.

To add figures, a room writes functions in its own folder, in ``week_part.py``:

    @to_do(MANAGER)
    def rooms_to_clean(week):
        \"\"\"Return what waits for somebody, a figure each.\"\"\"
        dirty = [*week.ours(), ("is_clean", "=", False)]
        count = week.env["clinic.room"].search_count(dirty)
        return [week.figure(week.env._("Rooms to clean"), count, "room_action", dirty)]

``@week_part(name, *groups)`` is a part of its own that the page knows how to draw.
A function asks with the rights of the user, in a number of queries that neither people
nor sessions change, and returns what JSON can carry. Each figure names the window of
Odoo that shows what it counts.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import get_lang

from ...engine.clinic_clock import at_hour
from ...engine.week import WEEK, week_of
from .days import format_brief
from .groups import MANAGER

YEARS = range(1970, 3000)
_PARTS = {}  # name -> (groups, function), in the order of the rooms
_TO_DO = []  # (groups, function), in the order of the rooms


def week_part(name, *groups):
    """Register the function below it as a part of the page.

    :param groups: who reads it: whoever is in one of these
    """

    def register(tell):
        _PARTS[name] = (groups, tell)
        return tell

    return register


def to_do(*groups):
    """Register the function below it: it returns figures of what waits."""

    def register(tell):
        _TO_DO.append((groups, tell))
        return tell

    return register


class Week:
    """A week at the clinics that a user has open, on the clock of the first of them."""

    def __init__(self, env, day=None):
        self.env, self.companies = env, env.companies
        self.zone = env.company._clinic_tz().zone
        self.now = fields.Datetime.now()
        self.today = env.company._clinic_today()
        begins_on = int(get_lang(env).week_start)
        self.first, self.after = week_of(day or self.today, begins_on)
        self.last = self.after - WEEK / 7
        self.begin, self.end = (
            at_hour(each, 0, self.zone) for each in (self.first, self.after)
        )
        self.label = self._label()

    def _label(self):
        first, last = (
            format_brief(self.env, day, letters)
            for day, letters in ((self.first, "MMMd"), (self.last, "yMMMd"))
        )
        return self.env._("%(first)s to %(last)s", first=first, last=last)

    def ours(self):
        """Return what limits records to the clinics that are open."""
        return [("company_id", "in", self.companies.ids)]

    def spans(self, name):
        """Return what limits a moment of records to this week."""
        begin, end = map(fields.Datetime.to_string, (self.begin, self.end))
        return [(name, ">=", begin), (name, "<", end)]

    def figure(self, label, count, action, domain, view=None, **more):
        """Return a number, what it is called, and the window that shows what it counts.

        :param action: the window action, by its external id in this addon
        :param view: the view it opens in; without one its first
        :param more: ``title`` of the window; ``context`` of it; ``is_urgent``
        """
        opens = {
            "action": f"acupuncture_cosmetic.{action}",
            "name": more.pop("title", label),
            "domain": domain,
            "context": more.pop("context", {}),
            "view": view,
        }
        return {"label": label, "count": count, "opens": opens, **more}


class WeekPage(models.AbstractModel):
    """The one method behind the figures of a week; they themselves are the rooms'."""

    _name = "acupuncture.week"
    _description = "Figures of a Week"

    @api.model
    @api.readonly
    def read_week(self, day=None):
        """Return the figures of the week in which ``day`` lies, this week if none.

        :raises AccessError: for whoever does not manage the clinic
        """
        user = self.env.user
        if not user.has_group(MANAGER):
            raise AccessError(
                self.env._("The figures of the clinic are for those who manage it.")
            )
        week = Week(self.env, self._day_asked(day))
        sees = {
            group: user.has_group(group)
            for groups, _tell in (*_PARTS.values(), *_TO_DO)
            for group in groups
        }
        return {
            "label": week.label,
            "first": fields.Date.to_string(week.first),
            "before": fields.Date.to_string(week.first - WEEK),
            "after": fields.Date.to_string(week.after),
            "is_now": week.first <= week.today < week.after,
            "late_jobs": self.env["res.company"].acupuncture_late_jobs(),
            "to_do": [
                figure
                for groups, tell in _TO_DO
                if any(map(sees.get, groups))
                for figure in tell(week)
            ],
            **{
                name: tell(week)
                for name, (groups, tell) in _PARTS.items()
                if any(map(sees.get, groups))
            },
        }

    @api.model
    def _day_asked(self, day):
        """Return the day that a link or a caller names.

        :raises UserError: it names none
        """
        try:
            asked = fields.Date.to_date(day) if day else None
            if asked and asked.year not in YEARS:
                raise ValueError
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._(
                    "“%(day)s” is no day of this calendar. Choose a week on the page.",
                    day=day,
                )
            ) from error
        return asked


@to_do(MANAGER)
def undelivered(week):
    """Return the messages to clients that did not arrive."""
    failed = [*week.ours(), ("state", "=", "failed")]
    count = week.env["acupuncture.delivery"].search_count(failed)
    label = week.env._("Messages not delivered")
    return [week.figure(label, count, "delivery_action", failed, is_urgent=bool(count))]
