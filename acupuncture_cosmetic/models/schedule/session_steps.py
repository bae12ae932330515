from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .session_states import AHEAD, PAST, UPCOMING

SOURCES = {
    "confirmed": ("planned",),
    "arrived": AHEAD,
    "in_treatment": ("arrived",),
    "done": ("in_treatment",),
    "no_show": AHEAD,
    "late_cancelled": UPCOMING,
    "cancelled": UPCOMING,
}
# state: where a mistake leads back to, and the fact that falls with it
UNDONE = {
    "arrived": ("confirmed", "arrived_at"),
    "in_treatment": ("arrived", "started_at"),
    "done": ("in_treatment", "finished_at"),
    "no_show": ("confirmed", "finished_at"),
}
CLINICAL_UNDO = {"in_treatment", "done"}


class Session(models.Model):
    """The steps of a visit, from the yes of the client to the next appointment."""

    _inherit = "acupuncture.session"

    has_begun = fields.Boolean(
        compute="_compute_has_begun", export_string_translation=False
    )

    is_overdue = fields.Boolean(
        compute="_compute_is_overdue",
        export_string_translation=False,
        help="In treatment for longer than planned, perhaps since yesterday.",
    )
    next_start = fields.Datetime(string="Next Session", compute="_compute_next")
    can_book_next = fields.Boolean(
        compute="_compute_next", export_string_translation=False
    )

    @api.depends("state", "ended_at")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for session in self:
            over = session.ended_at and session.ended_at < now
            session.is_overdue = session.state == "in_treatment" and over

    @api.depends("start")
    def _compute_has_begun(self):
        now = fields.Datetime.now()
        for session in self:
            session.has_begun = session.start and session.start <= now

    def action_confirm(self):
        """The client said yes."""
        with self._transition("confirmed"):
            pass

    def action_arrive(self):
        """The client is here."""
        with self._transition("arrived", arrived_at=fields.Datetime.now()):
            pass

    def action_start(self):
        """Begin, if the gate is open. Practitioners only.

        :raises UserError: lists everything that keeps the gate shut, with its remedy
        """
        self._check_role("practitioner")
        self._check_source("in_treatment")
        self._check_gate()
        return self._start()

    def _check_gate(self):
        """Hook: refuse a start that something keeps shut.

        :raises UserError: lists all of it, with what helps
        """

    def _start(self):
        """Begin now what the gate lets through; return what opens then, or None."""
        self._begin(fields.Datetime.now())

    def _begin(self, moment):
        """The treatment starts, by the licence of that moment."""
        licences = self.practitioner_id._licences_in_force()
        for practitioner, sessions in self.grouped("practitioner_id").items():
            licence = licences.get(practitioner)
            with sessions._transition(
                "in_treatment",
                started_at=moment,
                licence_change_id=licence and licence.id,
            ):
                sessions._refit_bookings()

    def action_finish(self):
        """The session took place: its credit is used. Practitioners only."""
        self._check_role("practitioner")
        self._finish()

    def _finish(self):
        """The session took place; it ends when it was really over."""
        ends = self._real_ends()
        for end in set(ends.values()):
            ended = self.filtered(lambda session, end=end: ends[session] == end)
            with ended._transition("done", finished_at=end):
                ended._refit_bookings()
                ended.credit_id._use(self.env._("Session held"))
        self._invoice_reduced()

    def _real_ends(self):
        """Return session -> when it is over: now, unless a later room knows better."""
        return dict.fromkeys(self, fields.Datetime.now())

    def action_no_show(self):
        """The client did not come: the late-cancel policy of the course applies."""
        early = self.filtered(lambda session: not session.has_begun)[:1]
        if early:
            raise UserError(
                self.env._(
                    "%(session)s has not begun yet. Cancel it instead.",
                    session=early.display_name,
                )
            )
        with self._transition("no_show"):
            self._apply_late_policy(self.env._("Client did not come"))

    def action_cancel(self):
        """Free the time; too late for the course means its late-cancel policy."""
        late = self.filtered(lambda session: session._is_late())
        (self - late)._cancel_in_time(self.env._("Cancelled in time"))
        for reason, spared in late._uncharged().items():
            spared._cancel_in_time(reason)
            late -= spared
        if late:
            now = fields.Datetime.now()
            with late._transition("late_cancelled", cancelled_at=now):
                late._unbook()
                late._apply_late_policy(self.env._("Cancelled too late"))
                late._project()

    def _cancel_in_time(self, reason):
        """Cancel without any charge; credits go back to their courses."""
        if not self:
            return
        with self._transition("cancelled", cancelled_at=fields.Datetime.now()):
            self._unbook()
            self._release_credits(reason)
            self._project()

    def action_reset(self):
        """Undo the last step; the credit journal shows both.

        The desk undoes its own steps, arrived and no-show; what happened in the room
        is undone by practitioners and managers.
        """
        if CLINICAL_UNDO.intersection(self.mapped("state")):
            self._check_role("practitioner", "manager")
        for state, sessions in self.grouped("state").items():
            if state not in UNDONE:
                raise UserError(
                    self.env._(
                        "%(session)s is %(state)s: there is no step to undo.",
                        session=sessions[0].display_name,
                        state=sessions[0]._state_label(),
                    )
                )
            sessions._undo(*UNDONE[state])

    def _undo(self, state, fact):
        facts = {fact: False}
        if fact == "started_at":
            facts["licence_change_id"] = False
        with self._transition(state, undo=True, **facts):
            charged = self.filtered(
                lambda session: (
                    session.kind == "treatment"
                    and session.credit_id.state != "reserved"
                )
            )
            charged._cancel_fee()
            reason = self.env._("Undone by %(user)s", user=self.env.user.name)
            if fact in ("started_at", "finished_at"):
                self._refit_bookings()
            owing = charged._owe_a_session()
            self.env["acupuncture.course"]._restore_credits(owing, reason)

    @contextmanager
    def _transition(self, state, undo=False, **facts):
        """Go to ``state``, let the caller do what follows, then call the hook once.

        :raises UserError: a session is not in a state that leads there
        """
        if not undo:
            self._check_source(state)
        old_states = {session.id: session.state for session in self}
        # The first session held may set the course's expiry.
        with self.course_id._transition():
            self._sealed_write({"state": state, **facts})
        yield
        self._state_changed(old_states)

    def _check_source(self, state):
        for session in self:
            if session.state not in SOURCES[state]:
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(session)s is %(state)s and cannot become %(target)s. "
                        "Reload the page to see where it stands.",
                        session=session.display_name,
                        state=session._state_label(),
                        target=labels[state].lower(),
                    )
                )

    def _check_role(self, *roles):
        groups = [f"acupuncture_cosmetic.group_{role}" for role in roles]
        if not self.env.su and not any(map(self.env.user.has_group, groups)):
            names = [self.env.ref(group).sudo().name for group in groups]
            raise AccessError(
                self.env._(
                    "This step is reserved for: %(roles)s.", roles=", ".join(names)
                )
            )

    @api.depends("state", "course_id", "start")
    def _compute_next(self):
        past = self.filtered(lambda session: session.state in PAST)
        starts = dict(
            self._read_group(
                [("course_id", "in", past.course_id.ids), ("state", "in", UPCOMING)],
                ["course_id"],
                ["start:min"],
            )
        )
        for session in self:
            course = session.course_id if session in past else self.course_id.browse()
            session.next_start = starts.get(course, False)
            session.can_book_next = (
                course.state == "active"
                and course.available_count > 0
                and not session.next_start
            )

    def action_book_next(self):
        """Open the plan of one more session: same people, same time, right distance."""
        self.ensure_one()
        return self.env["acupuncture.plan.course"]._open_after(self)
