"""A charge that a manager forgives: the credit comes back, the journal says why."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import ClinicCase

NOW = "2026-03-02 08:00:00"
SOON = "2026-03-02 09:00:00"


class WaiveCase(ClinicCase):
    def as_role(self, session, role):
        return session.with_user(self.users[role])

    def waive(self, session, reason="Called in time", role="manager"):
        """Open the dialog as a role, say why, and apply it."""
        action = self.as_role(session, role).action_waive()
        dialogs = self.env[action["res_model"]].with_user(self.users[role])
        dialogs.with_context(**action["context"]).create(
            {"reason": reason}
        ).action_apply()


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestWaive(WaiveCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.course = cls.sell_course()
        cls.make_ready()

    def test_a_manager_waives_a_late_cancellation(self):
        session = self.book(SOON)
        session.action_cancel()
        credit = session.credit_id
        self.assertEqual(session.state, "late_cancelled")
        self.assertEqual(self.course.forfeited_count, 1)
        with self.assertRaises(AccessError):
            self.as_role(session, "front_desk").action_waive()
        dialogs = self.env["acupuncture.session.waive"]
        for role in ("front_desk", "practitioner", "billing"):
            self.assertFalse(dialogs.with_user(self.users[role]).has_access("create"))
        self.waive(session)
        self.assertEqual(session.state, "cancelled")
        self.assertEqual(self.course.available_count, 12)
        with self.assertRaises(UserError):
            self.as_role(session, "manager").action_waive()
        name = self.users["manager"].name
        self.assertEqual(
            credit.move_ids.mapped(lambda move: (move.to_state, move.reason)),
            [
                ("available", f"Waived by {name}: Called in time"),
                ("forfeited", "Cancelled too late"),
                ("reserved", "Session booked"),
            ],
        )
        self.assertEqual(credit.move_ids[0].session_id, session)
        told = session.message_ids.mapped("body")
        self.assertTrue(any("Waived by" in body and "in time" in body for body in told))

    def test_waiving_needs_a_reason(self):
        session = self.book(SOON)
        session.action_cancel()
        for reason in ("", "  "):
            with self.subTest(reason), self.assertRaisesRegex(UserError, "why"):
                self.waive(session, reason)
        self.assertEqual(self.course.forfeited_count, 1)

    def test_what_was_waived_meanwhile_is_not_waived_again(self):
        session = self.book(SOON)
        session.action_cancel()
        action = self.as_role(session, "manager").action_waive()
        dialogs = self.env[action["res_model"]].with_user(self.users["manager"])
        late = dialogs.with_context(**action["context"]).create({"reason": "Once more"})
        self.waive(session)
        with self.assertRaisesRegex(UserError, "nothing to waive"):
            late.action_apply()
        self.assertEqual(self.course.available_count, 12)

    def test_what_pay_as_you_go_invoices_follows_the_waiver(self):
        self.product_payg.product_tmpl_id.late_cancel_policy = "forfeit"
        course = self.sell_course(self.product_payg, qty=3)
        line = course.sale_line_id
        session = self.book(SOON, course_id=course.id)
        with freeze_time(SOON):
            session.action_no_show()
        self.assertEqual((line.qty_delivered, line.qty_to_invoice), (1, 1))
        self.waive(session)
        self.assertEqual((line.qty_delivered, line.qty_to_invoice), (0, 0))
        self.assertEqual(course.available_count, 3)

    def test_nothing_comes_back_to_a_cancelled_course(self):
        session = self.book(SOON)
        session.action_cancel()
        self.course.order_id._action_cancel()
        with self.assertRaisesRegex(UserError, "cancelled.*credit its invoice"):
            self.as_role(session, "manager").action_waive()
        self.assertEqual(session.credit_id.state, "forfeited")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLateFee(WaiveCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["account.chart.template"].try_loading(
            "generic_coa", cls.company, install_demo=False
        )

    def charged(self):
        """Return a session that was cancelled too late, for a fee."""
        course = self.sell_course(
            self.make_product(
                "Fee", list_price=10, late_cancel_policy="fee", late_cancel_fee=40
            )
        )
        session = self.book(SOON, course_id=course.id)
        session.with_user(self.users["front_desk"]).action_cancel()
        return session

    def test_a_fee_is_a_draft_invoice_to_the_payer(self):
        session = self.charged()
        invoice = session.fee_invoice_id
        self.assertRecordValues(
            invoice,
            [{"state": "draft", "partner_id": self.client.id, "amount_untaxed": 40.0}],
        )
        self.assertEqual(session.course_id.available_count, 1)

    def test_a_fee_is_forgiven_also_when_the_course_has_ended(self):
        session = self.charged()
        invoice = session.fee_invoice_id
        session.course_id.order_id._action_cancel()
        self.waive(session)
        self.assertEqual((session.state, invoice.state), ("cancelled", "cancel"))
