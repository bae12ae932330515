from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...engine.slots import Agenda
from ..groups import DESK


class ResourceResource(models.Model):
    """Practitioners and rooms of the clinic are resources with a role."""

    _inherit = "resource.resource"

    acu_role = fields.Selection(
        selection=[("practitioner", "Practitioner"), ("room", "Treatment room")],
        string="Clinic Role",
        index="btree_not_null",
        groups=DESK,
        help="What the clinic schedules this resource as.",
    )
    licence_number = fields.Char(groups=DESK, copy=False)
    licence_expiry = fields.Date(
        string="Licence Valid Until",
        groups=DESK,
        copy=False,
        help="The last day on which this practitioner may treat. Empty: no end.",
    )
    cosmetic_certified = fields.Boolean(
        string="Certified for Cosmetic Acupuncture", groups=DESK, copy=False
    )
    licence_state = fields.Selection(
        selection=[("valid", "Valid"), ("soon", "Ends soon"), ("missing", "Not valid")],
        compute="_compute_licence_state",
        groups=DESK,
    )
    turnover_minutes = fields.Integer(
        groups=DESK,
        help="Kept free after each session: to clean the room, to write the notes.",
    )
    color = fields.Integer(groups=DESK)

    _check_turnover = models.Constraint(
        "CHECK (turnover_minutes >= 0)", "Turnover minutes cannot be negative."
    )

    @api.depends("acu_role", "licence_number", "licence_expiry", "cosmetic_certified")
    def _compute_licence_state(self):
        today = fields.Date.context_today(self)
        soon = fields.Date.add(today, days=60)
        for resource in self:
            if resource._licence_failure(today):
                resource.licence_state = "missing"
            elif resource.licence_expiry and resource.licence_expiry < soon:
                resource.licence_state = "soon"
            else:
                resource.licence_state = "valid"

    @api.constrains("acu_role", "company_id")
    def _check_acu_company(self):
        for resource in self:
            if resource.acu_role and not resource.company_id:
                raise ValidationError(
                    self.env._(
                        "%(name)s works for a clinic, so it needs a company.",
                        name=resource.name,
                    )
                )

    def write(self, vals):
        if vals.get("active") is False or "acu_role" in vals:
            leaving = self.filtered(
                lambda resource: (
                    "acu_role" not in vals
                    or resource.sudo().acu_role not in (False, vals["acu_role"])
                )
            )
            leaving._check_no_upcoming_sessions()
        return super().write(vals)

    def action_view_acu_sessions(self):
        """Open the sessions of this practitioner or room."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "acupuncture_cosmetic.session_action"
        )
        side = "room_id" if self.acu_role == "room" else "practitioner_id"
        return {**action, "domain": [(side, "=", self.id)], "context": {}}

    def _check_no_upcoming_sessions(self):
        # sudo: whoever may archive a resource need not be allowed to read sessions;
        # only their number is told
        upcoming = (
            self.env["acupuncture.booking"]
            .sudo()
            ._read_group(
                [
                    ("resource_id", "in", self.ids),
                    ("occupying", "=", True),
                    ("start", ">", fields.Datetime.now()),
                ],
                ["resource_id"],
                ["__count"],
            )
        )
        if upcoming:
            resource, count = upcoming[0]
            raise UserError(
                self.env._(
                    "%(name)s still has %(count)s upcoming sessions. "
                    "Move or cancel them first.",
                    name=resource.name,
                    count=count,
                )
            )

    def _licence_failure(self, day):
        """Return why this practitioner may not treat on ``day``, or False."""
        self.ensure_one()
        if not self.licence_number:
            return self.env._("%(name)s has no licence on file", name=self.name)
        if self.licence_expiry and self.licence_expiry < day:
            return self.env._(
                "The licence of %(name)s ended on %(day)s",
                name=self.name,
                day=fields.Date.to_string(self.licence_expiry),
            )
        if not self.cosmetic_certified:
            return self.env._(
                "%(name)s is not certified for cosmetic acupuncture", name=self.name
            )
        return False

    def _agendas(self, start, stop, ignored_session_ids=()):
        """Return resource id -> agenda in [start, stop), in a fixed number of queries
        for any number of resources on the same working hours.

        :param ignored_session_ids: sessions whose own bookings do not count
        """
        # sudo: planners may not read the leaves of colleagues; only times are returned
        resources = self.sudo()
        span = pytz.utc.localize(start), pytz.utc.localize(stop)
        work = resources._get_valid_work_intervals(*span)[0] if resources else {}
        busy = resources.env["acupuncture.booking"]._busy(
            [
                ("resource_id", "in", self.ids),
                ("session_id", "not in", list(ignored_session_ids)),
            ],
            start,
            stop,
        )
        by_resource = busy.grouped("resource_id")
        return {
            resource.id: Agenda(
                [(_naive(a), _naive(b)) for a, b, _meta in work[resource.id]],
                [(row.start, row.stop) for row in by_resource.get(resource, busy[:0])],
                timedelta(minutes=resource.turnover_minutes),
            )
            for resource in resources
        }

    def _client_agenda(self, client_id, start, stop, ignored_session_ids=()):
        """Return the agenda of a client: open always, busy in other sessions."""
        # sudo: bookings are nobody's to read here; only times are returned
        busy = (
            self.env["acupuncture.booking"]
            .sudo()
            ._busy(
                [
                    ("client_id", "=", client_id),
                    ("session_id", "not in", list(ignored_session_ids)),
                ],
                start,
                stop,
            )
        )
        return Agenda(None, [(row.start, row.stop) for row in busy])

    def _end_with_licence(self, agenda):
        """Close the hours of ``agenda`` after the last day of this licence."""
        self.ensure_one()
        if self.licence_expiry:
            day = fields.Datetime.to_datetime(self.licence_expiry)
            last = self.company_id._clinic_tz().localize(day + timedelta(days=1))
            agenda.work = [span for span in agenda.work if span[1] <= _naive(last)]


def _naive(moment):
    return moment.astimezone(pytz.utc).replace(tzinfo=None)
