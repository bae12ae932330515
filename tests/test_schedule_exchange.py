"""A client, course or credit chosen wrongly is exchanged; the journal keeps both."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import ClinicCase

NOW = "2026-03-02 08:00:00"
SOON = "2026-03-02 09:00:00"  # too late to cancel


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestExchange(ClinicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wrong, cls.right = cls.sell_course(), cls.sell_course()
        cls.others = cls.sell_course(client=cls.other_client)
        cls.make_ready()

    def exchange(self, session, role="front_desk", reason="Wrong course", **values):
        """Open the dialog as a role, choose, apply; return the session that stands."""
        action = session.with_user(self.users[role]).action_exchange()
        dialogs = self.env[action["res_model"]].with_user(self.users[role])
        dialog = dialogs.with_context(**action["context"]).create(
            {"reason": reason, **values}
        )
        return self.env["acupuncture.session"].browse(dialog.action_apply()["res_id"])

    def steps(self, credit):
        """Return the states a credit went through, oldest first."""
        return credit.move_ids.sorted("id").mapped("to_state")

    def held(self, **values):
        session = self.book(SOON, course_id=self.wrong.id, **values)
        session.action_arrive()
        self.ask_again(session)
        session.with_user(self.users["practitioner"]).action_start()
        return session

    def test_the_desk_changes_the_course_of_a_planned_session(self):
        for walk in ([], ["action_confirm"], ["action_confirm", "action_arrive"]):
            with self.subTest(walk):
                session = self.book(SOON, course_id=self.wrong.id)
                for verb in walk:
                    getattr(session, verb)()
                old, state = session.credit_id, session.state
                self.assertEqual(
                    self.exchange(session, course_id=self.right.id), session
                )
                self.assertEqual(session.state, state)
                self.assertEqual(session.course_id, self.right)
                self.assertEqual(session.credit_id.course_id, self.right)
                self.assertEqual(session.credit_id.state, "reserved")
                self.assertEqual(self.steps(old)[-2:], ["reserved", "available"])
                self.assertIn("Wrong course", old.move_ids[0].reason)
                self.assertEqual(old.move_ids[0].session_id, session)
                self.assertEqual(session.credit_id.move_ids[0].session_id, session)
                self.assertEqual(self.wrong.available_count, 12)
                self.assertFalse(self.wrong.forfeited_count)
                session._cancel_in_time("test")

    def test_a_certain_credit_of_the_same_course(self):
        session = self.book(SOON, course_id=self.wrong.id)
        last = self.wrong.credit_ids[-1]
        self.exchange(session, course_id=self.wrong.id, credit_id=last.id)
        self.assertEqual(session.credit_id, last)
        self.assertEqual(self.wrong.reserved_count, 1)

    def test_another_client_gets_the_time_without_a_charge(self):
        session = self.book(SOON, course_id=self.wrong.id)
        session.action_confirm()
        other = self.exchange(session, client_id=self.other_client.id)
        self.assertNotEqual(other, session)
        self.assertEqual((session.state, other.state), ("cancelled", "confirmed"))
        self.assertFalse(session.credit_id)
        self.assertFalse(self.wrong.forfeited_count + self.wrong.reserved_count)
        self.assertEqual(other.course_id, self.others)
        self.assertEqual(other._placement(), session._placement())
        self.assertEqual(session.event_id.active, False)
        self.assertIn(other.name, session.message_ids[0].body)

    def test_who_has_no_course_is_not_booked_and_nothing_changes(self):
        session = self.book(SOON, course_id=self.wrong.id)
        nobody = self.env["res.partner"].create({"name": "Nobody"})
        with self.assertRaisesRegex(UserError, "Nobody"), self.env.cr.savepoint():
            self.exchange(session, client_id=nobody.id)
        self.assertEqual(session.state, "planned")
        with self.assertRaisesRegex(UserError, "belongs to Otto Other"):
            self.exchange(session, course_id=self.others.id)
        with self.assertRaisesRegex(UserError, "already"):
            self.exchange(session, course_id=self.wrong.id)

    def test_a_consultation_is_handed_over_too(self):
        session = self.book(SOON, kind="consultation", duration=30)
        other = self.exchange(session, client_id=self.other_client.id)
        self.assertEqual((other.kind, other.duration), ("consultation", 30))
        self.assertFalse(other.course_id)

    def test_in_treatment_the_course_is_changed_and_the_client_is_not(self):
        session = self.held()
        old = session.credit_id
        with self.assertRaisesRegex(UserError, "Undo that step"):
            self.exchange(session, client_id=self.other_client.id)
        self.exchange(session, role="practitioner", course_id=self.right.id)
        self.assertEqual(old.state, "available")
        self.sign_chart(session)
        self.assertEqual((self.right.used_count, self.wrong.used_count), (1, 0))

    def test_in_treatment_no_course_for_more_than_was_checked(self):
        session = self.held()
        more = self.env.ref("acupuncture_cosmetic.technique_topical")
        self.product_course.technique_ids += more
        wider = self.sell_course()
        with self.assertRaisesRegex(UserError, "not checked before"):
            self.exchange(session, course_id=wider.id)

    def test_once_signed_a_manager_corrects_the_journal(self):
        session = self.held()
        self.sign_chart(session)
        old = session.credit_id
        for role in ("front_desk", "practitioner", "billing"):
            with self.assertRaises(AccessError):
                session.with_user(self.users[role]).action_exchange()
        self.exchange(session, role="manager", course_id=self.right.id)
        self.assertEqual(self.steps(old), ["reserved", "used", "available"])
        new = session.credit_id
        self.assertEqual(new.course_id, self.right)
        self.assertEqual(self.steps(new), ["reserved", "used"])
        self.assertEqual(new.move_ids[0].amount, new.price)
        self.assertEqual(session.state, "done")
        self.assertEqual((self.right.used_count, self.wrong.used_count), (1, 0))
        self.assertEqual(len(self.right.credit_ids), 12)
        self.assertEqual(self.right.first_session_date, self.company._clinic_today())
        self.assertFalse(self.wrong.first_session_date)
        with self.assertRaisesRegex(UserError, "signed"):
            self.exchange(session, role="manager", client_id=self.other_client.id)

    def test_once_signed_a_manager_charges_nothing(self):
        session = self.held()
        self.sign_chart(session)
        old = session.credit_id
        self.exchange(session, role="manager", charge_nothing=True)
        self.assertEqual(self.steps(old), ["reserved", "used", "available"])
        self.assertEqual((session.charge, session.state), ("nothing", "done"))
        self.assertEqual(self.wrong.available_count, 12)

    def test_single_sessions_are_counted_anew(self):
        order = self.sell(self.product_payg, qty=3)
        session = self.book(SOON, course_id=order.course_ids.id)
        session.action_arrive()
        self.ask_again(session)
        session.with_user(self.users["practitioner"]).action_start()
        self.sign_chart(session)
        self.assertEqual(order.order_line.qty_delivered, 1.0)
        self.exchange(session, role="manager", course_id=self.right.id)
        self.assertEqual(order.order_line.qty_delivered, 0.0)

    def test_a_missed_session_is_charged_to_the_right_course(self):
        session = self.book("2026-03-02 07:00:00", course_id=self.wrong.id)
        session.action_no_show()
        self.assertEqual(self.wrong.forfeited_count, 1)
        self.exchange(session, role="manager", course_id=self.right.id)
        self.assertEqual(
            (self.wrong.available_count, self.wrong.forfeited_count), (12, 0)
        )
        self.assertEqual(self.right.forfeited_count, 1)

    def test_a_charge_to_a_cancelled_course_stays(self):
        session = self.held()
        self.sign_chart(session)
        self.wrong.order_id._action_cancel()
        with self.assertRaisesRegex(UserError, "is cancelled"):
            self.exchange(session, role="manager", course_id=self.right.id)

    def test_no_reason_no_change(self):
        session = self.book(SOON, course_id=self.wrong.id)
        with self.assertRaisesRegex(UserError, "what was wrong"):
            self.exchange(session, course_id=self.right.id, reason="  ")

    def test_fields_are_not_typed_over_rpc(self):
        session = self.book(SOON, course_id=self.wrong.id)
        for role in ("front_desk", "manager"):
            for values in (
                {"course_id": self.right.id},
                {"client_id": self.other_client.id},
                {"credit_id": self.right.credit_ids[0].id},
            ):
                with self.assertRaises(UserError):
                    session.with_user(self.users[role]).write(values)
