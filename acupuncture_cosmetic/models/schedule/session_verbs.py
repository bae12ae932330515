from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .session import UPCOMING

SOURCES = {
    "confirmed": ("planned",),
    "arrived": ("planned", "confirmed"),
    "in_treatment": ("arrived",),
    "done": ("in_treatment",),
    "no_show": ("planned", "confirmed"),
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
WAIVABLE = ("no_show", "late_cancelled")


class Session(models.Model):
    _inherit = "acupuncture.session"

    has_begun = fields.Boolean(
        compute="_compute_has_begun", export_string_translation=False
    )

    is_overdue = fields.Boolean(
        compute="_compute_is_overdue",
        export_string_translation=False,
        help="In treatment for longer than planned, maybe since yesterday.",
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
        self._hold_gate()
        self._check_gate()
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
                        "%(session)s is %(state)s, there is no step to undo.",
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

    def action_waive(self):
        """Ask why a missed or late-cancelled session is forgiven. Managers only."""
        self._check_waivable()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Waive"),
            "res_model": "acupuncture.session.waive",
            "view_mode": "form",
            "target": "new",
            "context": {
                "dialog_size": "medium",
                "default_session_ids": [fields.Command.set(self.ids)],
            },
        }

    def _waive(self, reason):
        """Forgive missed or late-cancelled sessions; the journal says why.

        :raises UserError: one is neither missed nor cancelled too late, or its course
        is cancelled, so that nobody could use what comes back
        """
        self._check_waivable()
        now = fields.Datetime.now()
        with self._transition("cancelled", undo=True, cancelled_at=now):
            self._unbook()
            words = self.env._(
                "Waived by %(user)s: %(reason)s", user=self.env.user.name, reason=reason
            )
            self._give_back(words)
            # a fee without a course has no credit, so no journal to say why
            self._message_log_batch(bodies=dict.fromkeys(self.ids, words))
            self._project()

    def _check_waivable(self):
        self._check_role("manager")
        for session in self.filtered(lambda session: session.state not in WAIVABLE):
            raise UserError(
                self.env._(
                    "%(session)s is %(state)s, there is nothing to waive.",
                    session=session.display_name,
                    state=session._state_label(),
                )
            )
        ended = self.filtered(lambda s: s.credit_id and s.course_id.cancelled_on)[:1]
        if ended:
            raise UserError(
                self.env._(
                    "%(session)s was charged to %(course)s, which is cancelled: a "
                    "session given back could not be used. Have billing credit its "
                    "invoice.",
                    session=ended.display_name,
                    course=ended.course_id.name,
                )
            )

    def _give_back(self, reason):
        """Void what was charged for these sessions: the credit, the draft of a fee."""
        self._cancel_fee()
        self.credit_id._void(reason)
        self._sealed_write({"credit_id": False})

    def _cancel_in_time(self, reason):
        """Cancel without any charge; credits go back to their courses."""
        if not self:
            return
        with self._transition("cancelled", cancelled_at=fields.Datetime.now()):
            self._unbook()
            self._release_credits(reason)
            self._project()

    def _release_credits(self, reason):
        credits = self.credit_id
        credits._release(reason)
        self._sealed_write({"credit_id": False})

    def _is_late(self):
        """Tell whether a cancellation now comes after the deadline of the course."""
        self.ensure_one()
        if self.kind != "treatment":
            return False
        deadline = fields.Datetime.subtract(
            self.promised_start or self.start, hours=self.course_id.late_cancel_hours
        )
        return fields.Datetime.now() > deadline

    def _keep_promised_start(self):
        """Remember the start of sessions that are moved too late to be cancelled.

        Else moving a session and cancelling it then would cost nothing.
        """
        for session in self.filtered(lambda s: not s.promised_start and s._is_late()):
            session._sealed_write({"promised_start": session.start})

    def _apply_late_policy(self, reason):
        """Charge a missed session as its course says: forfeit, fee or warning."""
        for waiver, spared in self._uncharged().items():
            spared._release_credits(waiver)
            spared._message_log_batch(bodies=dict.fromkeys(spared.ids, waiver))
            self -= spared
        policy = self.grouped(lambda session: session.course_id.late_cancel_policy)
        policy.get("forfeit", self[:0]).credit_id._forfeit(reason)
        fee = policy.get("fee", self[:0])
        spared = fee + policy.get("warn", self[:0])
        spared._release_credits(reason)
        fee._invoice_fee()

    def _uncharged(self):
        """Hook: return reason -> missed sessions that cost nothing."""
        return {}

    def _invoice_fee(self):
        """Make a draft invoice of the agreed fee, one per session."""
        for session in self.filtered(lambda s: s._owes_fee()):
            course = session.course_id
            session._invoice(
                {
                    "name": self.env._("Late cancellation"),
                    "quantity": 1,
                    "price_unit": course.late_cancel_fee,
                    "tax_ids": course.sudo().sale_line_id.tax_ids.ids,
                }
            )

    def _invoice(self, line):
        """Make a draft invoice of one line to who pays for this session."""
        course = self.course_id
        # Front desk may not make invoices; this one line is what was agreed.
        invoice = (
            self.env["account.move"]
            .sudo()
            .create(
                {
                    "move_type": "out_invoice",
                    "company_id": self.company_id.id,
                    "partner_id": course.payer_id.id,
                    "currency_id": course.currency_id.id,
                    "invoice_origin": self.name,
                    "invoice_line_ids": [fields.Command.create(line)],
                }
            )
        )
        self._sealed_write({"fee_invoice_id": invoice.id})

    def _owes_fee(self):
        """Tell whether a fee is agreed and not invoiced already."""
        self.ensure_one()
        invoice = self.fee_invoice_id.sudo()
        return self.course_id.late_cancel_fee and invoice.state in (False, "cancel")

    def _cancel_fee(self):
        # See _invoice_fee; a posted invoice is left to billing.
        invoices = self.fee_invoice_id.sudo()
        invoices.filtered(lambda move: move.state == "draft").button_cancel()
        for session in self.filtered(
            lambda session: session.fee_invoice_id.sudo().state == "posted"
        ):
            session.message_post(
                body=self.env._(
                    "Fee invoice %(invoice)s is posted: billing credits it by hand.",
                    invoice=session.fee_invoice_id.sudo().name,
                )
            )

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
                        "%(session)s is %(state)s, it cannot become %(target)s. "
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
                self.env._("This step belongs to: %(roles)s.", roles=", ".join(names))
            )

    def action_view_fee(self):
        """Open the draft invoice of the late fee."""
        self.ensure_one()
        return self.fee_invoice_id._get_records_action()
