from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ..foundation.setup import NAMED, setup_step
from ..foundation.windows import dialog

_lt = LazyTranslate(__name__)


class Setup(models.AbstractModel):
    """Who treats, where, and the first client whose course is booked."""

    _inherit = "acupuncture.setup"

    @setup_step(
        "people",
        order=20,
        verb="_open_people",
        label=_lt("People"),
        why=_lt("Who treats, with login and licence; who books, invoices and manages."),
        without=_lt("Without a licensed practitioner no session can be booked."),
        button=_lt("Add a Practitioner"),
        again=_lt("Add a Person"),
    )
    def _step_people(self, step):
        lacks = self._lacks_of_people()
        ready = [one.name for one, lack in lacks.items() if not lack]
        if lacks and not ready:
            name = next(iter(lacks)).name
            step = step._replace(button=self.env._("Complete %(name)s", name=name))
        return step._replace(
            done=bool(ready),
            told=self._shortened(ready),
            lacks=tuple(filter(None, lacks.values()))[:NAMED],
        )

    @api.model
    def _lacks_of_people(self):
        """Return practitioner -> why nobody can be treated by them, or False."""
        today = self.env.company._clinic_today()
        return {
            one: one._licence_failure(today)
            or (not one.user_id and self._without_login(one))
            for one in self._resources("practitioner")
        }

    @api.model
    def _without_login(self, practitioner):
        return self.env._("%(name)s has no login to sign with", name=practitioner.name)

    @api.model
    def _open_people(self):
        lacks = self._lacks_of_people()
        if lacks and all(lacks.values()):
            return next(iter(lacks)).action_complete()
        person = self.env["acupuncture.setup.person"]
        treats = not lacks or not self.env["res.users"].has_access("create")
        title = self.env._("Somebody Who Works Here")
        return dialog(person, title, is_practitioner=treats)

    @setup_step(
        "rooms",
        order=30,
        verb="_open_rooms",
        label=_lt("Rooms"),
        why=_lt("A room holds one session at a time, then its turnover."),
        without=_lt("Without rooms two sessions may be booked into the same one."),
        button=_lt("Add Rooms"),
        again=_lt("Add Rooms"),
    )
    def _step_rooms(self, step):
        rooms = self._resources("room")
        return step._replace(
            done=bool(rooms), told=self._shortened(rooms.mapped("name"))
        )

    @api.model
    def _open_rooms(self):
        title = self.env._("Treatment Rooms")
        return dialog(self.env["acupuncture.setup.room"], title, "medium")

    @setup_step(
        "client",
        order=70,
        verb="_open_client",
        label=_lt("The first client"),
        why=_lt(
            "A name and a treatment: all dates are proposed, you book them at once."
        ),
        without=_lt("Nothing is lost: whoever calls is sold a course from Sales."),
        button=_lt("Sell and Book"),
        again=_lt("Another Client"),
    )
    def _step_client(self, step):
        booked = self.env["acupuncture.session"].search(
            [("company_id", "=", self.env.company.id)], order="id", limit=1
        )
        waiting = self._unplanned_course()
        if not booked and waiting:
            words = self.env._(
                "%(client)s: sold, not booked yet", client=waiting.client_id.name
            )
            return step._replace(lacks=(words,), button=self.env._("Plan Sessions"))
        return step._replace(
            done=bool(booked), told=tuple(booked.client_id.mapped("name"))
        )

    @api.model
    def _open_client(self):
        if waiting := self._unplanned_course():
            return waiting.action_plan_sessions()
        title = self.env._("The First Client")
        return dialog(self.env["acupuncture.setup.client"], title, "medium")

    @api.model
    def _unplanned_course(self):
        """Return a course that was sold and not booked, while nothing is booked."""
        courses = self.env["acupuncture.course"]
        mine = [("company_id", "=", self.env.company.id)]
        if self.env["acupuncture.session"].search_count(mine, limit=1):
            return courses
        return courses.search(
            [*mine, ("state", "=", "active"), ("available_count", ">", 0)], limit=1
        )

    @api.model
    def _resources(self, role):
        return self.env["resource.resource"].search(
            [
                ("acupuncture_role", "=", role),
                ("company_id", "=", self.env.company.id),
            ],
            order="name",
        )
