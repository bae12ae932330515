from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_datetime

from ..foundation.private_key import PrivateKey
from .resource_resource import PRACTITIONERS
from .session_states import OCCUPYING

PLACEMENT = {"start", "stop", "duration", "practitioner_id", "room_id"}
TRACKED = {"state", "start", "practitioner_id", "off_hours"}
OTHERWISE = timedelta(minutes=15)  # what took place so near the plan was as planned
_TOGETHER = PrivateKey("together")  # the caller books the moved sessions in one go
DEFAULT_MINUTES = {"consultation": 30, "treatment": 60}


class Session(models.Model):
    """One visit: who, when, where and which credit. Nothing clinical stands here.

    ============== ===================================== =========================
    state          comes from                            verb
    ============== ===================================== =========================
    planned        creation
    confirmed      planned                               action_confirm
    arrived        planned, confirmed                    action_arrive
    in_treatment   arrived                               action_start (gated)
    done           in_treatment                          action_finish; a treatment:
                                                         its chart is signed
    no_show        planned, confirmed                    action_no_show
    late_cancelled planned, confirmed, arrived           action_cancel, too late
    cancelled      planned, confirmed, arrived           action_cancel, in time
    ============== ===================================== =========================

    ``action_reset`` undoes the last step, ``action_waive`` a charge. Both cancelled
    states free the time, all others occupy it. Only the verbs write facts.

    Here stand its fields and how it is made and moved; ``session_steps.py`` has the
    verbs. Five concepts are mixins: what it holds (``booked_mixin``), what it is
    charged with (``charge_mixin``), its event (``calendar_shadow_mixin``), why it
    cannot stay (``displaced_mixin``), being put on another client or course
    (``exchange_mixin``). Later rooms add: screening wash-out and the question
    of the day; consent, gate and chart what a start and an end need;
    followup what is to be remembered; and to ``acupuncture.care.mixin`` the light,
    the plan and the client's forms.
    """

    _name = "acupuncture.session"
    _description = "Session"
    _inherit = [
        "acupuncture.care.mixin",
        "acupuncture.booked.mixin",
        "acupuncture.calendar.shadow.mixin",
        "acupuncture.charge.mixin",
        "acupuncture.displaced.mixin",
        "acupuncture.exchange.mixin",
        "acupuncture.sealed.mixin",
        "acupuncture.same.company.mixin",
        "acupuncture.mailed.mixin",
        "acupuncture.client.search.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "began_at desc, id desc"
    _check_company_auto = True
    _sealed_fields = frozenset(
        {
            "state",
            "credit_id",
            "event_id",
            "fee_invoice_id",
            "booking_ids",
            "charge",
            "arrived_at",
            "started_at",
            "finished_at",
            "cancelled_at",
            "promised_start",
            "licence_change_id",
        }
    )
    _frozen_fields = frozenset({"name", "company_id", "kind", "client_id", "course_id"})

    name = fields.Char(
        string="Number",
        readonly=True,
        copy=False,
        default="/",
        required=True,
        index="trigram",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
        index=True,
    )
    kind = fields.Selection(
        selection=[("consultation", "Consultation"), ("treatment", "Treatment")],
        required=True,
        default="treatment",
    )
    state = fields.Selection(
        selection=[
            ("planned", "Planned"),
            ("confirmed", "Confirmed"),
            ("arrived", "Arrived"),
            ("in_treatment", "In treatment"),
            ("done", "Done"),
            ("no_show", "No-show"),
            ("late_cancelled", "Late cancelled"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="planned",
        index=True,
        tracking=True,
        group_expand="_group_expand_states",
    )

    client_id = fields.Many2one(
        comodel_name="res.partner", required=True, ondelete="restrict", index=True
    )
    undelivered = fields.Integer(
        string="Not Delivered",
        compute="_compute_undelivered",
        groups="acupuncture_cosmetic.group_front_desk",
        help="Messages to the client that did not arrive.",
    )
    course_id = fields.Many2one(
        comodel_name="acupuncture.course",
        ondelete="restrict",
        check_company=True,
        copy=False,
        index="btree_not_null",
        help="Leave empty for the client's open course that ends first.",
    )
    credit_id = fields.Many2one(
        comodel_name="acupuncture.credit",
        ondelete="restrict",
        copy=False,
        readonly=True,
        index="btree_not_null",
    )
    opportunity_id = fields.Many2one(
        comodel_name="crm.lead",
        ondelete="set null",
        copy=False,
        index="btree_not_null",
    )
    fee_invoice_id = fields.Many2one(
        comodel_name="account.move",
        ondelete="set null",
        copy=False,
        readonly=True,
        index="btree_not_null",
    )
    number = fields.Integer(
        string="Session No.",
        compute="_compute_number",
        export_string_translation=False,
        help="Its place among the sessions of its course, by date.",
    )

    practitioner_id = fields.Many2one(
        comodel_name="resource.resource",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
        tracking=True,
        domain=PRACTITIONERS,
    )
    room_id = fields.Many2one(
        comodel_name="resource.resource",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
        domain="[('acupuncture_role', '=', 'room')]",
    )
    start = fields.Datetime(required=True, index=True, tracking=True)
    duration = fields.Integer(
        string="Minutes",
        default=lambda self: DEFAULT_MINUTES["treatment"],
        required=True,
    )
    stop = fields.Datetime(
        compute="_compute_stop",
        inverse="_inverse_stop",
        store=True,
        precompute=True,
        required=True,
    )
    off_hours = fields.Boolean(
        string="Book Outside Working Hours",
        copy=False,
        tracking=True,
        help="This time is intended, although the practitioner does not work or the "
        "room is closed then. If the session is moved, you are asked again.",
    )
    booking_ids = fields.One2many(
        comodel_name="acupuncture.booking",
        inverse_name="session_id",
        readonly=True,
        copy=False,
    )

    arrived_at = fields.Datetime(readonly=True, copy=False)
    started_at = fields.Datetime(readonly=True, copy=False)
    licence_change_id = fields.Many2one(
        comodel_name="acupuncture.licence.change",
        string="Licence Checked",
        ondelete="restrict",
        readonly=True,
        copy=False,
        check_company=True,
        index="btree_not_null",
        help="The practitioner's licence, as it stood when the session started.",
    )
    finished_at = fields.Datetime(
        string="Ended At",
        readonly=True,
        copy=False,
        help="When the visit was over; its notes may have been signed later.",
    )
    cancelled_at = fields.Datetime(readonly=True, copy=False)
    began_at = fields.Datetime(
        string="Took Place",
        compute="_compute_happened",
        store=True,
        precompute=True,
        index=True,
        help="When it really began; until then, when it is planned to begin.",
    )
    ended_at = fields.Datetime(
        string="Over At",
        compute="_compute_happened",
        store=True,
        precompute=True,
        help="When it was really over; until then, the planned length from its real "
        "start.",
    )
    promised_start = fields.Datetime(
        string="Promised For",
        readonly=True,
        copy=False,
        help="It was moved when it was too late to cancel: notice counts from this "
        "start.",
    )

    planned_start = fields.Datetime(
        string="Planned For",
        compute="_compute_planned_start",
        help="The planned time, if it took place at another time.",
    )

    _credit_uniq = models.UniqueIndex(
        "(credit_id) WHERE credit_id IS NOT NULL"
        " AND state NOT IN ('cancelled', 'late_cancelled')",
        "This credit is already reserved for another session. Reload the page and "
        "book again.",
    )
    _event_uniq = models.UniqueIndex(
        "(event_id) WHERE event_id IS NOT NULL",
        "A calendar event shows one session. Choose another event.",
    )
    _day_idx = models.Index("(company_id, start, state)")
    _open_idx = models.Index(
        "(company_id, began_at) WHERE state IN"
        " ('planned', 'confirmed', 'arrived', 'in_treatment')"
    )

    @api.depends("start", "duration")
    def _compute_stop(self):
        for session in self:
            length = timedelta(minutes=max(session.duration, 1))
            session.stop = session.start and session.start + length

    @api.depends("start", "duration", "started_at", "finished_at")
    def _compute_happened(self):
        """What happened is asked here, whoever asks; ``start`` tells what was planned.

        Who reads a visit that took place (follow-ups, lots, reports, validity, order)
        reads these two, so that none of them speaks of a plan.
        """
        for session in self:
            begun = session.started_at or session.start
            length = timedelta(minutes=max(session.duration, 1))
            session.began_at = begun
            session.ended_at = session.finished_at or (begun and begun + length)

    @api.depends("start", "began_at", "promised_start")
    def _compute_planned_start(self):
        for session in self:
            plan = session.promised_start or session.start
            other = plan and abs(session.began_at - plan) >= OTHERWISE
            session.planned_start = other and plan

    def _inverse_stop(self):
        for session in self.filtered(lambda s: s.start and s.stop):
            session.duration = (session.stop - session.start) // timedelta(minutes=1)

    @api.depends("course_id", "began_at", "state")
    def _compute_number(self):
        by_course = self.search_fetch(
            [("course_id", "in", self.course_id.ids), ("state", "in", OCCUPYING)],
            ["course_id"],
            order="began_at, id",
        ).grouped("course_id")
        place = {
            session.id: number
            for sessions in by_course.values()
            for number, session in enumerate(sessions, 1)
        }
        for session in self:
            session.number = place.get(session._origin.id, 0)

    @api.depends("client_id", "company_id")
    @api.depends_context("uid")
    def _compute_undelivered(self):
        counts = self.env["acupuncture.delivery"]._count_undelivered(
            self.client_id, self.company_id
        )
        for session in self:
            pair = session.client_id, session.company_id
            session.undelivered = counts.get(pair, 0)

    def action_view_undelivered(self):
        """List what was not delivered to the clients."""
        return self.env["acupuncture.delivery"]._action_of(self.client_id)

    @api.model
    def _delivery_kind(self):
        return self.env._("Message about an appointment")

    @api.depends("name", "client_id.name", "start")
    def _compute_display_name(self):
        for session in self:
            session.display_name = (
                f"{session.client_id.name} · {session.name}"
                if session.client_id
                else session.name
            )

    @api.model
    def _group_expand_states(self, _states, _domain):
        return list(OCCUPYING)

    @api.onchange("kind", "client_id")
    def _onchange_client_id(self):
        if self.kind == "consultation":
            self.course_id = False
        elif self.course_id.client_id != self.client_id:
            self.course_id = self._first_course()

    @api.onchange("course_id", "kind")
    def _onchange_course_id(self):
        if self.course_id and not self._origin:
            self.company_id = self.course_id.company_id
        self.duration = self._usual_minutes(self.kind, self.course_id)
        if self.course_id.practitioner_id and not self.practitioner_id:
            self.practitioner_id = self.course_id.practitioner_id

    @api.constrains("practitioner_id", "room_id")
    def _check_roles(self):
        roles = {
            who: who.acupuncture_role for who in self.practitioner_id | self.room_id
        }
        for session in self:
            if roles.get(session.practitioner_id) != "practitioner" or (
                session.room_id and roles[session.room_id] != "room"
            ):
                raise UserError(
                    self.env._(
                        "%(session)s needs a practitioner, and its room must be a "
                        "treatment room. Choose others.",
                        session=session.display_name,
                    )
                )

    @api.constrains("duration")
    def _check_duration(self):
        for session in self:
            if not 5 <= session.duration <= 480:
                raise ValidationError(
                    self.env._("A session lasts between 5 minutes and 8 hours.")
                )

    @api.model
    def default_get(self, fields):
        """A session of a course is of the clinic that sold it; no default answers."""
        values = super().default_get(fields)
        values.pop("off_hours", None)
        course = self.env["acupuncture.course"].browse(values.get("course_id"))
        if course and "company_id" in fields:
            values["company_id"] = course.company_id.id
        return values

    @api.model_create_multi
    def create(self, vals_list):
        # The desk books for everybody: following every session would drown it.
        silent = self.with_context(tracking_disable=True)
        sessions = super(Session, silent).create(self._prepare_create(vals_list))
        sessions = sessions.with_env(self.env)
        sessions._refuse_taken()
        treatments = sessions.filtered(lambda session: session.kind == "treatment")
        self.env["acupuncture.course"]._reserve_credits(treatments)
        sessions._project()
        sessions._created()
        sessions._book()  # last: until the commit others wait for the same people
        return sessions

    def write(self, vals):
        if not TRACKED & vals.keys():
            self = self.with_context(tracking_disable=True)  # spares half the time
        if "start" in vals:
            self._keep_promised_start()
        if PLACEMENT & vals.keys():
            vals = {"off_hours": False, **vals}
        together = _TOGETHER.opens(self)
        if together or not PLACEMENT & vals.keys():
            return super().write(vals)
        before = {session: session._placement() for session in self}
        result = super().write(vals)
        moved = self.filtered(lambda session: session._placement() != before[session])
        if self.env.context.get("acupuncture_dragged"):
            moved._check_hours()
        moved._moved()
        return result

    def _move_together(self, vals_by_session):
        """Move sessions that may meet each other on the way, e.g. when they swap."""
        for session, vals in vals_by_session.items():
            _TOGETHER.on(session).write(vals)
        self._moved()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        raise UserError(
            self.env._(
                "Sessions cannot be deleted, as the books need them. Cancel the "
                "session instead."
            )
        )

    @api.model
    def _prepare_create(self, vals_list):
        """Return the values completed: the clinic, a number each, and the length of the
        course."""
        courses = self.env["acupuncture.course"]
        vals_list = self._prepare_clinics(vals_list)
        sequences = self.env["ir.sequence"]
        numbers = sequences._numbers("sequence_session", len(vals_list))
        return [
            {
                "duration": self._usual_minutes(
                    vals.get("kind"), courses.browse(vals.get("course_id"))
                ),
                "off_hours": False,  # no default answers for the user
                **vals,
                "name": number,
            }
            for vals, number in zip(vals_list, numbers, strict=True)
        ]

    @api.model
    def _prepare_clinics(self, vals_list):
        """Return the values with the clinic of the course, else of the practitioner.

        :raises UserError: names a clinic of the user that is not switched on
        """
        # sudo: finds the clinic only; what follows runs with the user's own rights
        courses = self.env["acupuncture.course"].sudo()
        people = self.env["resource.resource"].sudo()
        prepared = []
        for vals in vals_list:
            course = courses.browse(vals.get("course_id"))
            company = course.company_id
            if not company and not vals.get("company_id"):
                company = people.browse(vals.get("practitioner_id")).company_id
            vals = {"company_id": company.id, **vals} if company else vals
            named = company.browse(vals.get("company_id"))
            off = named & self.env.user.company_ids - self.env.companies
            if off and not self.env.su:
                raise UserError(
                    self.env._(
                        "This is booked at %(clinic)s. Select that company at the top "
                        "of the page, then book again.",
                        clinic=off.name,
                    )
                )
            prepared.append(vals)
        return prepared

    @api.model
    def _usual_minutes(self, kind, course):
        return course.session_minutes or DEFAULT_MINUTES[kind or "treatment"]

    def _first_course(self):
        """Return the client's active course that ends first."""
        return self.env["acupuncture.course"].search(
            [
                ("client_id", "=", self.client_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "active"),
                ("available_count", ">", 0),
            ],
            order="usable_until, id",
            limit=1,
        )

    def _state_label(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        return labels[self.state].lower()

    def _format(self, moment, pattern="EEE d MMM HH:mm"):
        """Return a moment as the clinic reads it."""
        tz = self.company_id._clinic_tz().zone
        return format_datetime(self.env, moment, tz=tz, dt_format=pattern)

    def _state_changed(self, old_states):
        """Hook: the state of all these sessions just changed.

        :param old_states: the state before, by session id
        """
        self.env["acupuncture.day"]._tell(self.company_id)

    def _created(self):
        """Hook: these sessions are new, and booked next."""
        self.env["acupuncture.day"]._tell(self.company_id)

    def _rescheduled(self):
        """Hook: time or people of these sessions just changed."""
        self.env["acupuncture.day"]._tell(self.company_id)
