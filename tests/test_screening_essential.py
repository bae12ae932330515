"""A day is closed while what a course is sold for is closed, whatever else is open."""

from datetime import date, timedelta
from runpy import run_path

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools.misc import file_path

from .gate_common import NOW, GateCase

CLOSED, OPEN = "2026-03-13 09:00:00", "2026-03-16 09:00:00"
TOXIN = {"BOTOX": {"on_date": "2026-03-01"}}  # needling waits until 15 March


class EssentialCase(GateCase):
    """A course of the classic protocol: needling, with LED, gua sha and a serum."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.course = cls.make_course("fr12")

    @classmethod
    def make_course(cls, protocol, client=None, **values):
        """Return a running course of a shipped protocol, made by hand."""
        protocol = cls.env.ref(f"acupuncture_cosmetic.protocol_{protocol.upper()}")
        course = cls.env["acupuncture.course"].create(
            {
                "client_id": (client or cls.client).id,
                "product_id": cls.product_course.id,
                "protocol_id": protocol.id,
                "technique_ids": [Command.set(protocol.technique_ids.ids)],
                "session_minutes": 30,
                "session_count": 12,
                **values,
            }
        )
        course.action_activate()
        return course

    @classmethod
    def technique(cls, code):
        return cls.env.ref(f"acupuncture_cosmetic.technique_{code}")

    def desk(self, record):
        return record.with_user(self.users["front_desk"])

    def close_led(self, days=17, on="2026-03-01"):
        """Let redness of the skin keep the client from LED for some days."""
        item = self.env["acupuncture.contraindication"].create(
            {
                "name": "Sensitive to light",
                "code": "LIGHT_TEST",
                "category": "dermatology",
                "question": "Light?",
                "core": True,
                "severity": "caution",
                "has_defer": True,
                "defer_days": days,
                "technique_ids": [Command.set(self.technique("led").ids)],
            }
        )
        return {item.code: {"on_date": on}}


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestEssential(EssentialCase):
    # the protocol says it

    def test_all_shipped_protocols_cannot_do_without_needling(self):
        shipped = self.env["acupuncture.protocol"].search([("state", "=", "active")])
        self.assertEqual(len(shipped), 10)
        self.assertEqual(
            set(shipped.mapped("essential_technique_id.code")), {"needling"}
        )

    def test_each_revision_says_its_own(self):
        lead = self.users["clinical_lead"]
        protocol = self.course.protocol_id.with_user(lead)
        with self.assertRaises(UserError):
            protocol.essential_technique_id = self.technique("led")
        draft = protocol.browse(protocol.action_revise()["res_id"])
        self.assertEqual(draft.essential_technique_id, self.technique("needling"))
        with Form(draft) as form:
            form.essential_technique_id = self.technique("led")
        [changes] = protocol._changes_to(draft).values()
        self.assertEqual(
            [(change.key, change.after) for change in changes],
            [("Essential Technique", {"": "LED light"})],
        )
        draft.action_activate()
        self.assertEqual(self.course._essential_techniques(), {"needling"})
        self.course._update_to(draft.with_user(lead))
        self.assertEqual(self.course._essential_techniques(), {"led"})

    def test_it_is_one_of_its_techniques(self):
        protocol = self.env["acupuncture.protocol"].create({"name": "A", "code": "A"})
        self.assertEqual(protocol.essential_technique_id.code, "needling")
        with self.assertRaisesRegex(UserError, "one of its techniques"):
            with self.cr.savepoint():
                protocol.essential_technique_id = self.technique("led")
        protocol.invalidate_recordset()
        protocol.technique_ids = self.technique("led") | self.technique("topical")
        self.assertEqual(protocol.essential_technique_id.code, "topical")
        self.env.flush_all()
        self.assertSqlRefused(
            "UPDATE acupuncture_protocol SET essential_technique_id = %s WHERE id = %s",
            self.technique("led").id,
            self.course.protocol_id.id,
            words="refused",
        )

    def test_without_a_protocol_needling_or_what_comes_first(self):
        for codes, essential in (
            (("needling", "led"), "needling"),
            (("led", "microneedling"), "microneedling"),
            ((), "needling"),
        ):
            techniques = self.env["acupuncture.technique"].search(
                [("code", "in", codes)]
            )
            product = self.make_product(
                "Plain", technique_ids=[Command.set(techniques.ids)]
            )
            with self.subTest(codes):
                terms = product.product_tmpl_id
                self.assertEqual(terms._essential_techniques(), {essential})

    def test_protocols_of_before_are_completed(self):
        protocols = self.env["acupuncture.protocol"].with_context(active_test=False)
        before = {each.id: each.essential_technique_id for each in protocols.search([])}
        self.env.flush_all()
        self.cr.execute("""
            ALTER TABLE acupuncture_protocol DISABLE TRIGGER acupuncture_guard;
            UPDATE acupuncture_protocol SET essential_technique_id = NULL;
            ALTER TABLE acupuncture_protocol ENABLE TRIGGER acupuncture_guard;
        """)
        script = "acupuncture_cosmetic/migrations/19.0.1.2.0/pre-essential.py"
        run_path(file_path(script))["migrate"](self.cr, "19.0.1.1.0")
        self.env.invalidate_all()
        for protocol in protocols.browse(before):
            self.assertEqual(protocol.essential_technique_id, before[protocol.id])

    # every way onto a day

    def ways(self, session, other):
        """Yield how somebody may try to put the session onto a closed day."""
        desk, manager = self.users["front_desk"], self.users["manager"]
        values = {
            "client_id": self.client.id,
            "practitioner_id": self.practitioner.id,
            "course_id": self.course.id,
            "start": CLOSED,
        }
        sessions = session.browse().with_user(desk)
        moved, event = session.with_user(desk), session.event_id
        yield "book", lambda: sessions.create(values)
        yield "web_save", lambda: sessions.web_save(values, {})
        yield "copy", lambda: moved.copy({"start": CLOSED})
        yield "import", lambda: self.load(sessions, values)
        yield "write", lambda: moved.write({"start": CLOSED})
        yield "drag", lambda: moved.web_save({"start": CLOSED}, {})
        yield "stretch", lambda: moved.write({"start": CLOSED, "duration": 45})
        yield "today", lambda: session.action_move_to_today()
        yield "swap", lambda: (moved | other).action_swap()
        times = {"start": CLOSED, "stop": "2026-03-13 10:00:00"}
        for user in (self.users["practitioner"], manager):
            yield (
                f"calendar {user.login}",
                lambda user=user: event.with_user(user).write(times),
            )
        for context in (
            {"acupuncture_together": True},
            {"acupuncture_projection": True},
            {"acupuncture_seal": True},
            {"import_file": True, "tracking_disable": True},
        ):
            yield (
                f"context {context}",
                lambda context=context: moved.with_context(**context).write(
                    {"start": CLOSED}
                ),
            )
        yield "plan", lambda: self.confirm(moved.course_id.action_plan_sessions())
        yield "unarchive", lambda: event.with_user(desk).write({"active": True})

    def load(self, sessions, values):
        done = sessions.load(
            [f"{name}/.id" if name.endswith("_id") else name for name in values],
            [[str(value) for value in values.values()]],
        )
        if done["messages"]:
            raise UserError(done["messages"][0]["message"])

    def confirm(self, action):
        """Book a plan whose first line was put onto the closed day by hand."""
        plan = self.env[action["res_model"]].browse(action["res_id"])
        plan.line_ids[0].start = CLOSED
        plan.with_user(self.users["front_desk"]).action_confirm()

    def test_no_way_leads_onto_a_closed_day(self):
        session = self.book(OPEN, course_id=self.course.id)
        course = self.sell_course(client=self.other_client)
        other = self.book(CLOSED, self.other_client, course_id=course.id)
        self.answer(yes=TOXIN)
        for name, way in self.ways(session, other):
            with self.subTest(name), self.cr.savepoint() as savepoint:
                with self.assertRaises(UserError):
                    way()
                savepoint.rollback()
            self.env.invalidate_all()
            self.assertEqual(str(session.start), OPEN)
        mine = self.env["acupuncture.session"].search(
            [("client_id", "=", self.client.id)]
        )
        self.assertEqual(mine, session)

    def test_the_next_session_is_planned_onto_an_open_day(self):
        session = self.arrived()
        self.make_ready(techniques=self.course._planned_techniques())
        self.start(session)
        self.sign_chart(session)
        self.answer(yes=TOXIN)
        action = self.desk(session).action_book_next()
        plan = self.env[action["res_model"]].browse(action["res_id"])
        day = self.company._clinic_date(plan.line_ids.start)
        self.assertGreaterEqual(day, date(2026, 3, 15))

    def test_what_is_undone_goes_back_and_the_gate_stays_shut(self):
        session = self.book("2026-03-02 07:00:00", course_id=self.course.id)
        self.answer(yes=TOXIN)
        self.sign(techniques=self.course._planned_techniques())
        session.action_no_show()
        session.action_reset()
        session.action_arrive()
        self.assertIn("defer:BOTOX", self.red(session))
        with self.assertRaises(UserError):
            self.as_role(session, "practitioner").action_start()

    def test_a_cancelled_session_does_not_come_back_by_itself(self):
        session = self.book(OPEN, course_id=self.course.id)
        session.action_cancel()
        with self.assertRaisesRegex(UserError, "no step to undo"):
            session.action_reset()

    # what the desk reads

    def test_the_desk_reads_both_days(self):
        self.answer(yes=TOXIN | self.close_led())
        course = self.desk(self.course)
        words = "March 15, 2026, without LED light until March 18, 2026"
        self.assertEqual(course.screening_text, "Not before March 15, 2026")
        self.assertEqual(
            course.opening_note, "Then without LED light until March 18, 2026."
        )
        with self.assertRaisesRegex(UserError, words):
            self.desk(self.env["acupuncture.session"]).create(
                {
                    "client_id": self.client.id,
                    "practitioner_id": self.practitioner.id,
                    "course_id": self.course.id,
                    "start": CLOSED,
                }
            )
        session = self.desk(self.book(OPEN, course_id=self.course.id))
        self.assertEqual(
            session.opening_note, "Possible without LED light until March 18, 2026."
        )
        later = self.book("2026-03-18 09:00:00", course_id=self.course.id)
        self.assertFalse(self.desk(later).opening_note)
        wizard = self.env["acupuncture.course.defer"].create(
            {"course_ids": self.course.ids}
        )
        self.assertEqual(wizard.until, date(2026, 3, 15))
        self.assertEqual(wizard.opening_note, f"Not before {words}.")

    def test_the_planner_marks_days_that_lack_a_technique(self):
        self.answer(yes=TOXIN | self.close_led())
        action = self.desk(self.course).action_plan_sessions()
        plan = self.env[action["res_model"]].browse(action["res_id"])
        for line in plan.line_ids:
            day = self.company._clinic_date(line.start)
            with self.subTest(day):
                self.assertGreaterEqual(day, date(2026, 3, 15))
                self.assertEqual(bool(line.note), day < date(2026, 3, 18))

    def test_a_technique_that_stays_closed_is_not_named_to_the_desk(self):
        self.course = self.electro_course()
        self.answer(yes=TOXIN | {"PACEMAKER": {}})
        self.assertFalse(self.desk(self.course).opening_note)
        action = self.desk(self.course).action_plan_sessions()
        plan = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(plan.opening_note, "Not before March 15, 2026.")

    def test_while_nobody_knows_the_day_nothing_is_booked(self):
        session = self.book(OPEN, course_id=self.course.id)
        self.answer(yes={"SKIN_LESION": {}})
        desk = self.desk(self.course)
        for way in (
            lambda: self.book(CLOSED, course_id=self.course.id),
            lambda: self.desk(session).write({"start": "2026-09-16 09:00:00"}),
            desk.action_plan_sessions,
        ):
            with self.assertRaisesRegex(UserError, "Ask the practitioner"):
                with self.cr.savepoint():
                    way()
            self.env.invalidate_all()
        self.assertIn("Ask the practitioner", desk.screening_text)
        self.assertTrue(self.book(CLOSED, kind="consultation"))

    def test_other_techniques_stay_amber(self):
        self.answer(yes=self.close_led())
        session = self.book(CLOSED, course_id=self.course.id)
        self.assertEqual(self.desk(session).screening_light, "amber")

    def test_the_light_is_red_while_needling_is_closed(self):
        self.answer(yes=TOXIN)
        course = self.desk(self.course)
        self.assertEqual(course.screening_light, "red")
        self.assertIn("March 15, 2026", course.screening_text)

    # putting off

    def test_the_course_is_put_off_behind_the_day(self):
        session = self.book("2026-03-10 09:00:00", course_id=self.course.id)
        self.answer(yes=TOXIN)
        action = self.as_role(self.course, "practitioner").action_defer()
        wizard = self.env[action["res_model"]].with_context(**action["context"])
        wizard = wizard.create({})
        self.assertEqual((wizard.until, wizard.session_count), (date(2026, 3, 15), 1))
        wizard.action_apply()
        day = self.company._clinic_date(session.start)
        self.assertGreaterEqual(day, date(2026, 3, 15))

    def test_without_a_day_the_sessions_are_given_back(self):
        session = self.book("2026-03-10 09:00:00", course_id=self.course.id)
        self.answer(yes={"SKIN_LESION": {}})
        wizard = self.env["acupuncture.course.defer"].create(
            {"course_ids": self.course.ids, "until": "2026-05-01"}
        )
        self.assertTrue(wizard.is_open_ended)
        wizard.action_apply()
        self.assertEqual(session.state, "cancelled")
        self.assertEqual(self.course.available_count, 12)
        self.assertEqual(self.course.deferred_until, date(2026, 5, 1))


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestWashOutTable(EssentialCase):
    """Each shipped protocol with each wash-out: booking, planning, drag."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.practitioner.calendar_id = False  # no day falls outside the hours
        protocols = cls.env["acupuncture.protocol"].search([("state", "=", "active")])
        codes = sorted(protocols.mapped("code"))
        cls.courses = {code: cls.make_course(code.lower()) for code in codes}
        cls.sessions = {
            code: cls.book(
                f"2027-01-{11 + place:02d} 09:00:00",
                course_id=course.id,
                room_id=False,
                duration=30,
            )
            for place, (code, course) in enumerate(cls.courses.items())
        }
        cls.items = cls.env["acupuncture.contraindication"].search(
            [("topic", "!=", "derived")]
        )
        cls.env["acupuncture.contraindication.setting"].create(
            [
                {"item_id": item.id, "enabled": True}
                for item in cls.items.filtered(lambda item: not item.core)
            ]
        )
        cls.env.flush_all()

    def washouts(self):
        """Return (item that is asked, days needling waits): 0 where it does not."""
        roots = self.items.filtered(lambda item: not item.question_of_id)
        for root in roots:
            family = root | self.items.filtered(lambda i, r=root: i.question_of_id == r)
            waiting = family.filtered(
                lambda item: item.has_defer and item.severity != "info"
            )
            if any(family.mapped("has_defer")):
                closing = waiting.filtered(
                    lambda item: (
                        not item.technique_ids
                        or "needling" in item.technique_ids.mapped("code")
                    )
                )
                yield root, max(closing.mapped("defer_days"), default=0)

    def test_each_protocol_with_each_washout(self):
        seen = set()
        for item, days in self.washouts():
            with self.cr.savepoint() as savepoint:
                self.answer(review=False, yes={item.code: {"on_date": "2026-03-02"}})
                first = self.company._clinic_today() + timedelta(days)
                for code, course in self.courses.items():
                    with self.subTest(item=item.code, protocol=code):
                        seen.add((item.code, code))
                        way = len(seen) % 2
                        self.check(course, self.sessions[code], first, days, way)
                savepoint.rollback()
            self.env.invalidate_all()
        self.assertGreaterEqual(len(seen), 10 * 15)

    def check(self, course, session, first, days, allowed):
        """Both ways are refused a day too early; one in turn is let through then."""
        plan = self.env["acupuncture.plan.course"].create(
            {"course_id": course.id, "count": 1}
        )
        planner = self.env["acupuncture.planner"]
        self.assertEqual(planner._wishes(course, plan._wish()).first_day, first)
        if days:
            for way in self.onto(course, session, first - timedelta(1)):
                with self.assertRaises(UserError), self.cr.savepoint():
                    way()
                self.env.invalidate_all()
        with self.cr.savepoint() as savepoint:
            list(self.onto(course, session, first))[allowed]()
            self.env.flush_all()
            savepoint.rollback()
        self.env.invalidate_all()

    def onto(self, course, session, day):
        """Yield booking at the desk and drag in Odoo's calendar onto a day."""
        start = fields.Datetime.to_datetime(day) + timedelta(hours=15)
        practitioner = self.users["practitioner"]
        yield lambda: self.desk(self.env["acupuncture.session"]).create(
            {
                "client_id": self.client.id,
                "practitioner_id": self.practitioner.id,
                "course_id": course.id,
                "start": start,
            }
        )
        yield lambda: session.event_id.with_user(practitioner).write(
            {"start": start, "stop": start + timedelta(minutes=30)}
        )


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLeaveOut(EssentialCase):
    """Without what the course is sold for no session of it is taken."""

    def closed_session(self):
        """Return a session of today whose client told of a toxin afterwards."""
        session = self.arrived()
        self.answer(yes=TOXIN)
        self.sign(techniques=self.course._planned_techniques())
        return session

    def leave_out(self, session, charge):
        gate = self.as_role(session, "practitioner")
        action = gate.action_leave_out()
        self.assertEqual(action["res_model"], "acupuncture.leave.out")
        dialog = self.env["acupuncture.leave.out"].with_user(self.users["practitioner"])
        dialog = dialog.with_context(**action["context"]).create({"charge": charge})
        self.assertIn("Facial needling", dialog.techniques)
        return dialog.action_apply()

    def reduced_service(self):
        service = self.env["product.product"].create(
            {
                "name": "LED alone",
                "type": "service",
                "list_price": 35.0,
                "taxes_id": False,
            }
        )
        self.company.acupuncture_reduced_service_id = service
        return service

    def test_the_checklist_says_move_or_say_what_it_costs(self):
        session = self.closed_session()
        red = self.red(session)
        self.assertLessEqual({"defer:BOTOX", "technique:needling"}, set(red))
        self.assertIn("what is charged", red["technique:needling"].advice)

    def test_nothing_is_written_before_the_answer(self):
        session = self.closed_session()
        self.as_role(session, "practitioner").action_leave_out()
        self.assertFalse(
            self.env["acupuncture.override"].search([("session_id", "=", session.id)])
        )
        self.assertEqual(session.credit_id.state, "reserved")

    def test_for_nothing_the_session_goes_back(self):
        session = self.closed_session()
        self.leave_out(session, "nothing")
        self.assertEqual((session.charge, session.credit_id.id), ("nothing", False))
        self.assertEqual(self.course.available_count, 12)
        self.start(session)
        self.sign_chart(session)
        self.assertEqual(session.state, "done")
        self.assertEqual((self.course.used_count, self.course.available_count), (0, 12))
        self.assertFalse(session.fee_invoice_id)

    def test_the_reduced_service_is_invoiced_once_it_was_given(self):
        service = self.reduced_service()
        session = self.closed_session()
        self.leave_out(session, "reduced")
        self.assertFalse(session.fee_invoice_id)
        self.start(session)
        self.sign_chart(session)
        invoice = session.fee_invoice_id
        self.assertEqual((invoice.state, invoice.amount_untaxed), ("draft", 35.0))
        self.assertEqual(invoice.invoice_line_ids.product_id, service)
        self.assertEqual(invoice.partner_id, self.client)
        self.assertEqual(self.course.used_count, 0)

    def test_without_a_reduced_service_there_is_none_to_choose(self):
        session = self.closed_session()
        dialogs = self.env["acupuncture.leave.out"]
        self.assertEqual([key for key, _label in dialogs._charges()], ["nothing"])
        with self.assertRaisesRegex(UserError, "no reduced service"):
            self.as_role(session, "practitioner").action_leave_out("reduced")

    def test_no_call_leaves_it_out_for_a_full_session(self):
        session = self.closed_session()
        gate = self.as_role(session, "practitioner")
        for charge in ("session", "course", "x"):
            with self.subTest(charge), self.assertRaises(UserError):
                with self.cr.savepoint():
                    gate.action_leave_out(charge)
            self.env.invalidate_all()
        for values in ({"charge": "nothing"}, {"credit_id": False}):
            with self.subTest(values), self.assertRaises(UserError):
                gate.write(values)
        self.assertEqual(session.credit_id.state, "reserved")

    def leave_out_as_before(self, session):
        """By an earlier version the session stayed reserved."""
        self.env["acupuncture.override"]._append(
            [
                {
                    "kind": "left_out",
                    "session_id": session.id,
                    "codes": ["needling"],
                    "reason": "Closed",
                }
            ]
        )

    def test_what_was_left_out_before_must_be_settled(self):
        session = self.closed_session()
        self.leave_out_as_before(session)
        self.assertIn("charge", self.red(session))
        with self.assertRaises(UserError):
            self.as_role(session, "practitioner").action_start()
        self.as_role(session, "practitioner").action_leave_out("nothing")
        self.start(session)

    def test_no_chart_takes_a_full_session_for_the_rest(self):
        self.make_ready(techniques=self.course._planned_techniques())
        session = self.arrived()
        self.start(session)
        self.leave_out_as_before(session)
        with self.assertRaisesRegex(UserError, "what is charged"):
            with self.cr.savepoint():
                self.sign_chart(session)
        self.env.invalidate_all()
        self.assertEqual(session.credit_id.state, "reserved")
        self.as_role(session, "practitioner").action_leave_out("nothing")
        self.sign_chart(session)
        self.assertEqual((session.state, self.course.used_count), ("done", 0))

    def test_an_undone_visit_takes_no_session_either(self):
        self.reduced_service()
        session = self.closed_session()
        self.leave_out(session, "reduced")
        session.action_reset()
        self.assertEqual(session.state, "confirmed")
        self.assertFalse(session.credit_id)
        session.with_context(mail_notrack=True).action_cancel()
        self.assertEqual(self.course.available_count, 12)
        self.assertFalse(session.fee_invoice_id)

    def test_who_was_not_charged_pays_nothing_for_staying_away(self):
        session = self.book("2026-03-02 07:00:00", course_id=self.course.id)
        self.answer(yes=TOXIN)
        self.as_role(session, "practitioner").action_leave_out("nothing")
        session.action_no_show()
        self.assertEqual((self.course.forfeited_count, session.state), (0, "no_show"))

    def test_a_session_without_needling_moves_as_the_rest_allows(self):
        session = self.closed_session()
        self.leave_out(session, "nothing")
        session.write({"start": "2026-03-03 09:00:00"})
        self.assertTrue(session.exists())

    def test_other_techniques_are_left_out_without_a_question(self):
        session = self.arrived()
        self.answer(yes=self.close_led())
        self.sign(techniques=self.course._planned_techniques())
        self.as_role(session, "practitioner").action_leave_out()
        self.assertEqual(
            (session.charge, session.credit_id.state), ("session", "reserved")
        )
        self.start(session)
