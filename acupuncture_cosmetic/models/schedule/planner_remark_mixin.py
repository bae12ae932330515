from odoo import api, models

from ..foundation.days import format_day


class PlannerRemarkMixin(models.AbstractModel):
    """What speaks against a time, in words. Part of ``acupuncture.planner``.

    Each answer is a status and a remark, or nothing where nothing speaks against it.
    """

    _name = "acupuncture.planner.remark.mixin"
    _description = "What Speaks Against a Time"

    @api.model
    def _refused_day(self, course, option, day, opening):
        """Return (status, remark) where nobody could treat that day, or None."""
        practitioner, room = self._people(option)
        if not practitioner:
            return "none", self.env._("Choose a practitioner")
        if gone := (practitioner | room).filtered(lambda one: not one.active)[:1]:
            return "closed", self.env._("%(name)s is archived", name=gone.name)
        if failure := practitioner._licence_failure(day):
            return "closed", failure
        until = course.usable_until
        if until and day > until:
            return "expired", self.env._(
                "Usable until %(day)s", day=format_day(self.env, until)
            )
        if opening.closed and opening.day and day < opening.day:
            return "early", self.env._(
                "Not before %(day)s", day=format_day(self.env, opening.day)
            )
        return None

    @api.model
    def _people(self, option):
        resources = self.env["resource.resource"]
        return resources.browse(option.practitioner), resources.browse(option.room)

    @api.model
    def _trouble(self, course, option, clinic):
        """Return (status, remark) of who cannot be there at that time, or None."""
        practitioner, room = self._people(option)
        for who, agenda in (
            (practitioner, clinic.practitioners.get(practitioner.id)),
            (room, clinic.rooms.get(room.id)),
            (course.client_id, clinic.client),
        ):
            if agenda and not agenda.is_open(option.start, option.stop):
                name = who.display_name
                return "closed", self.env._("%(name)s is not available then", name=name)
            if agenda and not agenda.is_free(option.start, option.stop):
                return "taken", self.env._(
                    "%(name)s is already booked", name=who.display_name
                )
        return None

    @api.model
    def _odd_distance(self, day, previous, gap):
        """Return (status, remark) where the course plans another distance, or None."""
        days = (day - previous).days if previous else None
        if days is None or gap.least <= days <= gap.most:
            return None
        return "spacing", self.env._(
            "%(days)s days after the one before; %(least)s to %(most)s are planned",
            days=days,
            least=gap.least,
            most=gap.most,
        )

    @api.model
    def _reduced_day(self, course, day, opening):
        """Return what cannot be done yet on a day that is open otherwise, or False."""
        lacks = opening.later and day < opening.whole()
        return bool(lacks) and course._opening_note(opening)
