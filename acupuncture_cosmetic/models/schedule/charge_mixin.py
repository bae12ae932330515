from odoo import fields, models
from odoo.exceptions import UserError

from ..foundation.windows import dialog
from .session_states import UPCOMING, WAIVABLE

SESSION, NOTHING, REDUCED = "session", "nothing", "reduced"


class ChargeMixin(models.AbstractModel):
    """What a visit is charged with: a session of its course, or less.

    Less where the clinic could not give what was sold: then the session went back to
    the course, and a reduced service is invoiced once the visit took place. Who stays
    away or cancels too late is charged as the course says: the session, a fee, or
    nothing but a warning; a manager may waive it.
    """

    _name = "acupuncture.charge.mixin"
    _description = "Charged With"

    charge = fields.Selection(
        selection=[
            (SESSION, "A session of the course"),
            (NOTHING, "Nothing"),
            (REDUCED, "Reduced service"),
        ],
        string="Charged",
        default=SESSION,
        required=True,
        readonly=True,
        copy=False,
    )

    def _charge_less(self, charge):
        """Give the reserved session back; charge nothing, or the reduced service.

        :raises UserError: no such charge, the clinic has no reduced service, or the
            visit is over
        """
        self.ensure_one()
        if charge not in (NOTHING, REDUCED):
            raise UserError(
                self.env._(
                    "Choose what is charged for the visit: nothing, or the reduced "
                    "service."
                )
            )
        if charge == REDUCED and not self._reduced_service():
            raise UserError(
                self.env._(
                    "%(clinic)s has no reduced service. Ask a manager to choose one "
                    "in the settings, or charge nothing.",
                    clinic=self.company_id.name,
                )
            )
        if self.state not in (*UPCOMING, "in_treatment"):
            raise UserError(
                self.env._(
                    "%(session)s is %(state)s: what it costs is already settled.",
                    session=self.display_name,
                    state=self._state_label(),
                )
            )
        self._release_credits(self.env._("Could not be given as it was sold"))
        self._sealed_write({"charge": charge})

    def _reduced_service(self):
        # sudo: a practitioner knows the service by name, not the company's books
        return self.company_id.sudo().acupuncture_reduced_service_id

    def _charge_note(self):
        """Return what is charged instead of a session of the course."""
        if self.charge == NOTHING:
            return self.env._("Nothing is charged")
        return self.env._(
            "%(service)s is charged", service=self._reduced_service().display_name
        )

    def _owe_a_session(self):
        """Return those that take a session of their course."""
        return self.filtered(lambda session: session.charge == SESSION)

    def _invoice_reduced(self):
        """The reduced service is owed once it was given."""
        for session in self.filtered(lambda each: each.charge == REDUCED):
            session._invoice(
                {"product_id": session._reduced_service().id, "quantity": 1}
            )

    def action_waive(self):
        """Ask why a missed or late-cancelled session is forgiven. Managers only."""
        self._check_waivable()
        return dialog(
            self.env["acupuncture.session.waive"],
            self.env._("Waive"),
            "medium",
            session_ids=[fields.Command.set(self.ids)],
        )

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
                    "%(session)s is %(state)s: there is nothing to waive.",
                    session=session.display_name,
                    state=session._state_label(),
                )
            )
        ended = self.filtered(lambda s: s.credit_id and s.course_id.cancelled_on)[:1]
        if ended:
            raise UserError(
                self.env._(
                    "%(session)s was charged to %(course)s, which is cancelled: a "
                    "session given back could not be used. Ask billing to credit its "
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
        """Charge a missed session as its course says: forfeit, fee or warning.

        Who was not going to be charged is not charged for staying away.
        """
        self = self._owe_a_session()
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

    def _fees_due(self):
        """Return the invoices of fees, drafts too, of which something is due."""
        return self.fee_invoice_id.filtered(
            lambda move: (
                move.state != "cancel"
                and not move.currency_id.is_zero(move.amount_residual)
            )
        )

    def _cancel_fee(self):
        # See _invoice_fee; a posted invoice is left to billing.
        invoices = self.fee_invoice_id.sudo()
        invoices.filtered(lambda move: move.state == "draft").button_cancel()
        for session in self.filtered(
            lambda session: session.fee_invoice_id.sudo().state == "posted"
        ):
            session.message_post(
                body=self.env._(
                    "Fee invoice %(invoice)s is already posted: billing needs to "
                    "credit it by hand.",
                    invoice=session.fee_invoice_id.sudo().name,
                )
            )

    def action_view_fee(self):
        """Open the draft invoice of the late fee."""
        self.ensure_one()
        return self.fee_invoice_id._get_records_action()
