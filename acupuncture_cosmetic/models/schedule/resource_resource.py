from datetime import datetime, time, timedelta
from itertools import pairwise

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...engine.clinic_clock import to_utc
from ..foundation.days import format_day
from ..foundation.groups import DESK
from ..foundation.windows import window
from .licence_change import LICENCE

TOLD_CLASHES = 10
# who may be chosen: not somebody whose login is archived
OFFERED = [
    ("acupuncture_role", "=", "practitioner"),
    "|",
    ("user_id", "=", False),
    ("user_id.active", "=", True),
]
PRACTITIONERS = str(OFFERED)


class ResourceResource(models.Model):
    """Practitioners and rooms of the clinic are resources with a role."""

    _inherit = "resource.resource"

    acupuncture_role = fields.Selection(
        selection=[("practitioner", "Practitioner"), ("room", "Treatment room")],
        string="Clinic Role",
        index="btree_not_null",
        groups=DESK,
        help="How the clinic schedules this resource.",
    )
    licence_number = fields.Char(groups=DESK, copy=False)
    licence_expiry = fields.Date(
        string="Licence Valid Until",
        groups=DESK,
        copy=False,
        help="The last day on which this practitioner may treat. Leave empty if it "
        "has no end.",
    )
    cosmetic_certified = fields.Boolean(
        string="Certified for Cosmetic Acupuncture", groups=DESK, copy=False
    )
    licence_state = fields.Selection(
        selection=[("valid", "Valid"), ("soon", "Ends soon"), ("missing", "Not valid")],
        compute="_compute_licence_state",
        groups=DESK,
    )
    licence_lack = fields.Char(
        string="What Is Missing", compute="_compute_licence_state", groups=DESK
    )
    licence_change_ids = fields.One2many(
        comodel_name="acupuncture.licence.change",
        inverse_name="resource_id",
        string="Licence History",
        readonly=True,
        copy=False,
        groups=DESK,
    )
    turnover_minutes = fields.Integer(
        groups=DESK,
        help="Kept free after each session, to clean the room or write the notes.",
    )
    licence_told_for = fields.Date(
        groups=DESK,
        copy=False,
        readonly=True,
        export_string_translation=False,
        help="Technical: the manager was told of this end of the licence.",
    )
    color = fields.Integer(groups=DESK)

    _check_turnover = models.Constraint(
        "CHECK (turnover_minutes >= 0)", "Turnover minutes cannot be negative."
    )

    @api.depends(
        "acupuncture_role", "licence_number", "licence_expiry", "cosmetic_certified"
    )
    def _compute_licence_state(self):
        for resource in self:
            today = (resource.company_id or self.env.company)._clinic_today()
            soon = fields.Date.add(today, days=60)
            resource.licence_lack = resource._licence_lack(today)
            if resource.licence_lack:
                resource.licence_state = "missing"
            elif resource.licence_expiry and resource.licence_expiry < soon:
                resource.licence_state = "soon"
            else:
                resource.licence_state = "valid"

    @api.constrains("acupuncture_role", "company_id")
    def _check_acu_company(self):
        for resource in self:
            if resource.acupuncture_role and not resource.company_id:
                raise ValidationError(
                    self.env._(
                        "%(name)s works for a clinic, so it needs a company.",
                        name=resource.name,
                    )
                )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        clinical = self.env.context.get("default_acupuncture_role")
        if clinical and "tz" in fields and "default_tz" not in self.env.context:
            values["tz"] = self._clinic_zone(values)
        return values

    @api.model
    def _clinic_zone(self, values):
        """Return the zone of the hours that a resource made of ``values`` keeps."""
        # sudo: who may make a resource need not read the hours of every clinic
        hours = self.env["resource.calendar"].sudo().browse(values.get("calendar_id"))
        company = self.env["res.company"].sudo().browse(values.get("company_id"))
        return hours.tz or (company or self.env.company)._clinic_tz().zone

    @api.onchange("acupuncture_role", "company_id")
    def _onchange_acu_place(self):
        if self.acupuncture_role and not self._origin:
            self.tz = (self.company_id or self.env.company)._clinic_tz().zone

    @api.onchange("user_id")
    def _onchange_user_id(self):
        """A practitioner keeps the clinic's hours, whatever zone their login shows."""
        # sudo: the role has groups
        return None if self.sudo().acupuncture_role else super()._onchange_user_id()

    @api.model_create_multi
    def create(self, vals_list):
        role = self.env.context.get("default_acupuncture_role")
        resources = super().create(
            [
                {**vals, "tz": self._clinic_zone(vals)}
                if vals.get("acupuncture_role", role) and not vals.get("tz")
                else vals
                for vals in vals_list
            ]
        )
        resources._licences_in_force(entered=True)
        return resources

    def write(self, vals):
        if vals.keys() & {"active", "acupuncture_role", "company_id"}:
            leaving = self.filtered(lambda resource: resource._leaves_schedule(vals))
            self.env["acupuncture.booking"]._settle(leaving)
            leaving._check_no_upcoming_sessions()
        licensed = vals.keys() & {*LICENCE, "acupuncture_role"}
        if licensed:
            self._licences_in_force()  # as it was before
        changed = self.filtered(lambda resource: resource._is_booked_otherwise(vals))
        self.env["acupuncture.booking"]._settle(changed)
        result = super().write(vals)
        changed._rebook_upcoming()
        if licensed:
            self._licences_in_force(entered=True)
        return result

    def _licences_in_force(self, entered=False):
        """Return practitioner -> the row that says its licence as it is now.

        :param entered: the present user just entered it; else whoever wrote last did
        """
        # sudo: whoever edits or treats need not write the trace, it writes itself
        practitioners = self.sudo().filtered(
            lambda one: one.acupuncture_role == "practitioner" and one.company_id
        )
        rows = self.env["acupuncture.licence.change"].sudo()
        known = {
            resource: own[:1]
            for resource, own in rows.search_fetch(
                [("resource_id", "in", practitioners.ids)],
                ["resource_id", "company_id", *LICENCE],
            )
            .grouped("resource_id")
            .items()
        }
        missing = practitioners.filtered(
            lambda one: one._licence() != known.get(one, rows)._licence()
        )
        made = rows._sealed_create(
            [one._prepare_licence_change(entered) for one in missing]
        )
        return known | dict(zip(missing, made, strict=True))

    def _licence(self):
        return [self[name] for name in LICENCE]

    def _prepare_licence_change(self, entered):
        user, at = (
            (self.env.user, fields.Datetime.now())
            if entered
            else (self.write_uid or self.env.user, self.write_date)
        )
        return {
            **{name: self[name] for name in LICENCE},
            "resource_id": self.id,
            "company_id": self.company_id.id,
            "user_id": user.id,
            "at": at,
        }

    def copy_data(self, default=None):
        """A duplicated practitioner is somebody else."""
        vals_list = super().copy_data(default)
        # sudo: the role has groups
        for resource, vals in zip(self.sudo(), vals_list, strict=True):
            if resource.acupuncture_role and "user_id" not in (default or {}):
                vals["user_id"] = False
        return vals_list

    def _leaves_schedule(self, vals):
        """Tell whether ``vals`` take this resource away from where it works now."""
        # sudo: the role has groups, anybody who may archive a resource is asked
        role, company = self.sudo().acupuncture_role, self.company_id.id
        return bool(role) and (
            vals.get("active") is False
            or vals.get("acupuncture_role", role) != role
            or vals.get("company_id", company) != company
        )

    def _is_booked_otherwise(self, vals):
        """Tell whether ``vals`` change who is booked, or for how long."""
        # sudo: these fields have groups, anybody who may write a resource is asked
        resource = self.sudo()
        booked = (resource.turnover_minutes, resource.user_id.id)
        turnover = vals.get("turnover_minutes", booked[0])
        user = vals.get("user_id", booked[1])
        return bool(resource.acupuncture_role) and (turnover, user) != booked

    def _rebook_upcoming(self):
        """Let sessions ahead book who is meant now, and keep the turnover free.

        :raises UserError: names the sessions that would be in each other's way
        """
        # sudo: whoever may edit a resource need not be allowed to write sessions; only
        # the end of their bookings moves
        bookings = self.env["acupuncture.booking"].sudo()
        now = fields.Datetime.now()
        busy = bookings._busy([("resource_id", "in", self.ids)], now, datetime.max)
        clashes = [
            (row.session_id, following.session_id)
            for resource, rows in busy.grouped("resource_id").items()
            for row, following in pairwise(rows)
            if row.start > now
            and row.session_id.stop + timedelta(minutes=resource.turnover_minutes)
            > following.start
        ]
        if clashes:
            raise UserError(self._turnover_message(clashes))
        busy.filtered(lambda row: row.start > now).session_id._book()

    def _turnover_message(self, clashes):
        pairs = [
            self.env._(
                "%(session)s at %(start)s and %(next)s at %(next_start)s",
                session=session.display_name,
                start=session._format(session.start),
                next=following.display_name,
                next_start=following._format(following.start),
            )
            for session, following in clashes[:TOLD_CLASHES]
        ]
        intro = self.env._(
            "%(count)s pairs of upcoming sessions are too close together for that "
            "turnover. Move one of each pair first:",
            count=len(clashes),
        )
        return "\n".join([intro, *(f"• {pair}" for pair in pairs)])

    def action_complete(self):
        """Open this practitioner above the page, to enter what is missing."""
        self.ensure_one()
        form = self.env.ref("acupuncture_cosmetic.resource_resource_view_form_licence")
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(form.id, "form")],
            "target": "new",
            "context": {**self.env.context, "dialog_size": "medium"},
        }

    def action_completed(self):
        """Go back to the plan that lacked this practitioner, if there is one."""
        plan = self.env.context.get("acupuncture_plan_id")
        if not plan:
            return {"type": "ir.actions.act_window_close"}
        return self.env["acupuncture.plan.course"].browse(plan).action_propose()

    def action_view_acu_sessions(self):
        """Open the sessions of this practitioner or room."""
        self.ensure_one()
        side = "room_id" if self.acupuncture_role == "room" else "practitioner_id"
        own = [(side, "=", self.id)]
        return window(self.env, "session_action", domain=own, context={})

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
            named = resource.with_env(self.env)._upcoming_named()
            raise UserError(
                self.env._(
                    "%(name)s still has %(count)s upcoming sessions. "
                    "Move or cancel them first.",
                    name=resource.name,
                    count=count,
                )
                + (f"\n{named}" if named else "")
            )

    def _upcoming_named(self):
        """Return the sessions ahead by name, for whoever may read them."""
        sessions = self.env["acupuncture.session"]
        if not sessions.has_access("read"):
            return ""
        return sessions.search(
            [
                *sessions._ahead_domain(),
                "|",
                ("practitioner_id", "in", self.ids),
                ("room_id", "in", self.ids),
            ]
        )._named()

    def _licence_failure(self, day):
        """Return why this practitioner may not treat on ``day``, or False."""
        fault, name = self._licence_fault(day), self.name
        if fault == "licence_number":
            return self.env._("%(name)s has no licence on file", name=name)
        if fault == "licence_expiry":
            return self.env._(
                "The licence of %(name)s ended on %(day)s",
                name=name,
                day=format_day(self.env, self.licence_expiry),
            )
        if fault == "cosmetic_certified":
            return self.env._(
                "%(name)s is not certified for cosmetic acupuncture", name=name
            )
        return False

    def _licence_lack(self, day):
        """Return what is to be entered before this practitioner may treat."""
        fault = self._licence_fault(day)
        if fault == "licence_number":
            return self.env._("Licence number is missing")
        if fault == "licence_expiry":
            return self.env._(
                "Licence ended on %(day)s",
                day=format_day(self.env, self.licence_expiry),
            )
        if fault == "cosmetic_certified":
            return self.env._("Not certified for cosmetic acupuncture")
        return False

    def _licence_fault(self, day):
        """Return the field that keeps this practitioner from treating, or False."""
        self.ensure_one()
        if not self.licence_number:
            return "licence_number"
        if self.licence_expiry and self.licence_expiry < day:
            return "licence_expiry"
        return not self.cosmetic_certified and "cosmetic_certified"

    def _licence_over(self):
        """Return the first moment after the last day of this licence."""
        midnight = datetime.combine(self.licence_expiry + timedelta(days=1), time())
        return to_utc(midnight, self.company_id._clinic_tz().zone)
