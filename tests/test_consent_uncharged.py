"""Who takes back the consent before a visit pays nothing for it."""

from odoo.tests import freeze_time, tagged

from .gate_common import NOW, SOON, GateCase

AFTER = "2026-03-02 10:30:00"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestUncharged(GateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-02-02 08:00:00"):
            cls.make_ready()

    def withdraw(self, kind="treatment"):
        consent = self.env["acupuncture.consent"].search(
            [("client_id", "=", self.client.id), ("kind", "=", kind)], limit=1
        )
        consent._withdraw("I changed my mind", "client")

    def booked(self):
        return self.book(SOON, course_id=self.course.id)

    def assertFree(self, session, state):
        self.assertEqual(session.state, state)
        self.assertFalse(session.credit_id)
        self.assertEqual(self.course.available_count, 12)
        [move, *_earlier] = self.course.credit_ids.move_ids.sorted("id")[::-1]
        self.assertIn("Not charged: consent was not in force", move.reason)

    def test_a_late_cancellation_after_a_withdrawal_is_free(self):
        for kind in ("treatment", "data"):
            with self.subTest(kind), self.cr.savepoint() as savepoint:
                session = self.booked()
                self.withdraw(kind)
                self.as_role(session, "front_desk").action_cancel()
                self.assertFree(session, "cancelled")
                savepoint.rollback()
            self.env.invalidate_all()

    def test_at_the_door_too(self):
        session = self.arrived()
        self.withdraw()
        session.action_cancel()
        self.assertFree(session, "cancelled")

    def test_a_no_show_after_a_withdrawal_is_free(self):
        session = self.booked()
        self.withdraw()
        with freeze_time(AFTER):
            self.as_role(session, "front_desk").action_no_show()
            self.assertFree(session, "no_show")
            told = "".join(session.message_ids.mapped("body"))
            self.assertIn("Not charged", told)

    def test_a_withdrawal_after_the_late_cancellation_still_counts(self):
        session = self.booked()
        session.action_cancel()
        self.assertEqual(self.course.forfeited_count, 1)
        self.withdraw()
        self.assertFree(session, "cancelled")

    def test_a_fee_is_cancelled_with_it(self):
        product = self.make_product(
            "Fee", session_count=3, late_cancel_policy="fee", late_cancel_fee=40
        )
        course = self.sell_course(product)
        session = self.book(SOON, course_id=course.id)
        session.action_cancel()
        self.assertEqual(session.fee_invoice_id.state, "draft")
        self.withdraw()
        self.assertEqual(session.fee_invoice_id.state, "cancel")
        other = self.book("2026-03-02 12:00:00", course_id=course.id)
        other.action_cancel()
        self.assertFalse(other.fee_invoice_id)

    def test_a_withdrawal_after_the_visit_forgives_nothing(self):
        session = self.booked()
        with freeze_time(AFTER):
            self.withdraw()
            session.action_no_show()
        self.assertEqual(self.course.forfeited_count, 1)

    def test_who_signed_again_is_charged_again(self):
        session = self.booked()
        self.withdraw()
        with freeze_time("2026-03-02 08:10:00"):
            self.sign()
            session.action_cancel()
        self.assertEqual(session.state, "late_cancelled")
        self.assertEqual(self.course.forfeited_count, 1)

    def test_news_and_photos_are_no_reason(self):
        session = self.booked()
        session.action_cancel()
        self.assertEqual(self.course.forfeited_count, 1)

    def test_a_cancelled_course_does_not_stop_a_withdrawal(self):
        session = self.booked()
        session.action_cancel()
        self.course._cancel("test")
        self.withdraw()
        self.assertEqual(session.state, "late_cancelled")
