"""The board of a day: what it tells whom, at what cost, and what moves on it."""

from datetime import datetime, timedelta
from unittest.mock import MagicMock, patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.models import BaseModel
from odoo.tests import freeze_time, tagged

from odoo.addons.acupuncture_cosmetic.models.schedule.day import CHANGED

from .gate_common import NOW, SOON, GateCase

TODAY, TOMORROW = "2026-03-02", "2026-03-03"
YESTERDAY = "2026-03-01 09:00:00"
NINE = 9 * 60  # the minute of the day, in Vienna, of NOW


class DayCase(GateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW))

    def day(self, role="front_desk"):
        """Return the board as this role uses it."""
        return self.env["acupuncture.day"].with_user(self.users[role])

    def board(self, role="front_desk", day=None):
        return self.day(role).read_day(day)

    def card(self, session, role="front_desk", day=None):
        told = self.board(role, day)
        cards = told["cards"] + told["earlier"]
        return next((each for each in cards if each["id"] == session.id), None)

    def missing(self, session, role="front_desk"):
        return {
            lack["kind"]: lack["text"] for lack in self.card(session, role)["missing"]
        }


@tagged("post_install", "-at_install")
class TestDay(DayCase):
    def test_a_card_stands_at_its_time_on_the_clock_of_the_clinic(self):
        session = self.book(SOON)
        card = self.card(session)
        self.assertEqual((card["start"], card["stop"]), (NINE + 60, NINE + 120))
        self.assertEqual(self.board()["now"], NINE)
        self.env.user.company_id.resource_calendar_id.tz = "America/New_York"
        self.assertEqual(self.card(session)["start"], 4 * 60)

    def test_the_day_begins_at_the_clinics_midnight(self):
        late = self.book("2026-03-02 22:30:00", off_hours=True)  # 23:30 in Vienna
        after = self.book(
            "2026-03-02 23:45:00",
            client=self.other_client,
            kind="consultation",
            off_hours=True,
        )
        self.assertTrue(self.card(late, day=TODAY))
        self.assertEqual(self.card(late, day=TODAY)["stop"], 24 * 60)
        self.assertFalse(self.card(after, day=TODAY))
        self.assertEqual(self.card(after, day=TOMORROW)["start"], 45)

    def test_it_names_first_names_and_tells_two_of_them_apart(self):
        session = self.book(SOON)
        self.assertEqual(self.card(session)["name"], "Clara")
        self.other_client.name = "Clara Other"
        self.book("2026-03-02 12:00:00", client=self.other_client, kind="consultation")
        names = {card["name"] for card in self.board()["cards"]}
        self.assertEqual(names, {"Clara C.", "Clara O."})

    def test_it_counts_the_visit_in_its_course(self):
        self.book("2026-02-23 09:00:00", off_hours=True)
        self.assertEqual(self.card(self.book(SOON))["visit"], "Visit 2 of 12")

    def test_it_tells_what_is_missing_in_neutral_words(self):
        session = self.book(SOON)
        missing = self.missing(session)
        self.assertEqual(missing.keys(), {"forms", "consent", "balance"})
        self.assertIn("1,200.00", missing["balance"])
        self.answer(yes={"pregnancy": {}})
        for role in ("front_desk", "practitioner"):
            told = str(self.board(role))
            with self.subTest(role):
                self.assertNotIn("forms", self.missing(session, role))
                self.assertNotIn("regnan", told)
        self.assertNotEqual(self.card(session)["light"], "green")

    def test_who_is_ready_lacks_nothing_but_money(self):
        self.make_ready()
        session = self.book(SOON)
        self.assertEqual(self.missing(session).keys(), {"balance"})
        self.assertEqual(self.card(session)["light"], "green")

    def test_the_next_step_is_one_button_for_each_role(self):
        self.make_ready()
        session = self.book(SOON)
        steps = {
            "planned": ("action_arrive", "action_arrive"),
            "arrived": ("action_view_gate", "action_open_gate"),
            "in_treatment": (None, "action_open_chart"),
        }
        for state, verbs in steps.items():
            if state == "arrived":
                session.action_arrive()
            if state == "in_treatment":
                session._begin(fields.Datetime.now())
            for role, verb in zip(("front_desk", "practitioner"), verbs, strict=True):
                step = self.card(session, role)["step"]
                with self.subTest(f"{state} {role}"):
                    self.assertEqual(step and step["verb"], verb)

    def test_tomorrow_is_confirmed_not_checked_in(self):
        session = self.book("2026-03-03 09:00:00")
        step = self.card(session, day=TOMORROW)["step"]
        self.assertEqual(step["verb"], "action_confirm")
        session.action_confirm()
        self.assertFalse(self.card(session, day=TOMORROW)["step"])

    def test_who_has_arrived_waits(self):
        session = self.arrived()
        with freeze_time(fields.Datetime.now() + timedelta(minutes=12)):
            self.assertEqual(self.card(session)["waiting"], 12)
        self.assertIs(self.card(self.book("2026-03-02 13:00:00"))["waiting"], False)

    def test_the_column_of_a_person_has_their_hours(self):
        columns = {
            column["id"]: column for column in self.board("practitioner")["columns"]
        }
        person = columns[self.practitioner.id]
        self.assertTrue(person["mine"])
        self.assertEqual(person["hours"][0][0], 8 * 60)
        self.assertFalse(columns[self.room.id]["mine"])
        sunday = self.board(day="2026-03-08")["columns"]
        self.assertFalse(any(column["hours"] for column in sunday))


@tagged("post_install", "-at_install")
class TestDayOnTop(DayCase):
    def forgotten(self, start=YESTERDAY, needles=False, **values):
        """Return a session of yesterday that is still in treatment."""
        session = self.book(start, off_hours=True, **values)
        with freeze_time(session.start):
            session.action_arrive()
            session._begin(session.start)
            if needles:
                self.chart(session).needles_in_at = session.start
        return session

    def test_what_yesterday_left_open_is_told_needles_first(self):
        open_one = self.book("2026-03-01 07:00:00", off_hours=True)
        without = self.forgotten("2026-03-01 10:00:00")
        inside = self.forgotten("2026-03-01 12:00:00", needles=True)
        told = self.board("practitioner")["earlier"]
        self.assertEqual(
            [each["id"] for each in told], [inside.id, without.id, open_one.id]
        )
        self.assertTrue(told[0]["needles_in"])
        self.assertEqual(told[0]["step"]["verb"], "action_open_chart")
        self.assertFalse(told[2]["step"])

    def test_the_desk_reads_no_needles(self):
        self.forgotten(needles=True)
        told = self.board()["earlier"]
        self.assertEqual(told[0]["state"], "in_treatment")
        self.assertNotIn("needle", str(told))

    def test_earlier_days_stand_above_today_alone(self):
        self.forgotten()
        self.assertTrue(self.board()["earlier"])
        self.assertFalse(self.board(day=TOMORROW)["earlier"])

    def test_messages_that_failed_are_counted(self):
        session = self.book(SOON)
        self.assertEqual(self.board()["undelivered"], 0)
        self.env["acupuncture.delivery"].sudo()._sealed_create(
            [
                {
                    "company_id": self.company.id,
                    "client_id": self.client.id,
                    "res_model": session._name,
                    "res_id": session.id,
                    "state": "failed",
                    "failure": "address",
                }
            ]
        )
        self.env.invalidate_all()
        self.assertEqual(self.board()["undelivered"], 1)
        self.assertTrue(self.card(session)["undelivered"])


@tagged("post_install", "-at_install")
class TestDayRights(DayCase):
    def test_it_is_for_those_who_work_at_the_desk(self):
        for role in ("billing", "marketing", "employee"):
            for call in (
                self.day(role).read_day,
                lambda role=role: self.day(role).free_times(60),
                lambda role=role: self.day(role).action_book({}, walk_in=True),
            ):
                with self.subTest(role), self.assertRaises(AccessError):
                    call()
        session = self.book(SOON)
        with self.assertRaises(AccessError):
            self.day("employee").move_session(session.id, TODAY, NINE + 120)

    def test_another_clinic_is_not_told(self):
        other = self.env["res.company"].create({"name": "Other clinic"})
        self.users["manager"].company_ids = [Command.link(other.id)]
        elsewhere = self.env["resource.resource"].create(
            {
                "name": "Elsewhere",
                "acupuncture_role": "practitioner",
                "company_id": other.id,
                "tz": "Europe/Vienna",
            }
        )
        session = (
            self.env["acupuncture.session"]
            .with_company(other)
            .create(
                {
                    "client_id": self.other_client.id,
                    "kind": "consultation",
                    "practitioner_id": elsewhere.id,
                    "company_id": other.id,
                    "start": SOON,
                }
            )
        )
        self.assertFalse(self.card(session))
        self.assertNotIn("Elsewhere", str(self.board()["columns"]))
        both = self.day("manager").with_context(
            allowed_company_ids=[self.company.id, other.id]
        )
        told = both.read_day()
        self.assertIn(session.id, [card["id"] for card in told["cards"]])


@tagged("post_install", "-at_install")
class TestDayVerbs(DayCase):
    def test_a_card_is_moved_to_another_hour_and_room(self):
        session = self.book(SOON)
        other = self.room.copy({"name": "Room 2"})
        self.day().move_session(session.id, TODAY, NINE + 270, other.id)
        self.assertEqual(session.start, datetime(2026, 3, 2, 12, 30))
        self.assertEqual(session.room_id, other)
        self.assertEqual(session.practitioner_id, self.practitioner)

    def test_a_move_to_an_hour_when_nobody_works_asks(self):
        session = self.book(SOON)
        with self.assertRaisesRegex(UserError, "not available") as asked:
            self.day().move_session(session.id, TODAY, 22 * 60)
        self.assertEqual(asked.exception.context["session_id"], session.id)

    def test_a_walk_in_is_booked_now_and_here(self):
        action = self.day().action_book({}, walk_in=True)
        context = action["context"]
        self.assertEqual(context["default_start"], NOW)
        self.assertEqual(context["default_kind"], "consultation")
        self.assertEqual(context["default_practitioner_id"], self.practitioner.id)
        self.book(NOW)
        context = self.day().action_book({}, walk_in=True)["context"]
        self.assertNotEqual(
            context.get("default_practitioner_id"), self.practitioner.id
        )

    def test_an_hour_of_a_column_is_booked(self):
        place = {
            "day": TODAY,
            "minute": NINE + 60,
            "practitioner_id": self.practitioner.id,
        }
        context = self.day().action_book(place)["context"]
        self.assertEqual(context["default_start"], datetime(2026, 3, 2, 9))
        self.assertEqual(context["default_practitioner_id"], self.practitioner.id)
        self.assertNotIn("default_room_id", context)

    def test_the_next_free_times_follow_each_other(self):
        self.book(SOON)
        places = self.day().free_times(60, self.practitioner.id)
        starts = [place["start"] for place in places]
        self.assertEqual(len(starts), 6)
        self.assertNotIn(SOON, starts)
        moments = [fields.Datetime.to_datetime(start) for start in starts]
        for before, after in zip(moments, moments[1:], strict=False):
            self.assertGreaterEqual(after - before, timedelta(minutes=60))
        session = self.book(
            places[0]["start"],
            client=self.other_client,
            kind="consultation",
            practitioner_id=places[0]["practitioner_id"],
            room_id=places[0]["room_id"],
        )
        self.assertTrue(session)

    def test_who_has_no_licence_is_not_offered(self):
        self.practitioner.licence_expiry = "2026-03-01"
        places = self.day().free_times(60)
        self.assertNotIn(
            self.practitioner.id, [each["practitioner_id"] for each in places]
        )


@tagged("post_install", "-at_install")
class TestDayBus(DayCase):
    def told(self, act, *args):
        """Return what the bus was given while something was done."""
        bus = type(self.env["bus.bus"])
        self.env.cr.precommit.data.pop(CHANGED, None)
        with patch.object(bus, "_sendone", autospec=True) as sent:
            act(*args)
        return [
            call.args[1:] for call in sent.call_args_list if call.args[2] == CHANGED
        ]

    def test_an_arrival_is_told_once_and_without_a_name(self):
        sessions = self.book(SOON) + self.book("2026-03-02 12:00:00")
        told = self.told(sessions.action_arrive)
        self.assertEqual(told, [((self.company, CHANGED), CHANGED, {})])

    def test_booking_and_moving_are_told(self):
        self.assertTrue(self.told(self.book, SOON))
        session = self.env["acupuncture.session"].search([], order="id desc", limit=1)
        self.assertTrue(self.told(session.write, {"start": "2026-03-02 13:00:00"}))

    def test_forms_that_came_in_and_their_review_are_told_without_a_name(self):
        neutral = [((self.company, CHANGED), CHANGED, {})]
        history = self.env["acupuncture.intake"].browse()
        acts = {
            "history": lambda: self.answer(review=False, yes={"pregnancy": {}}),
            "review": lambda: self.settle(history.search([], order="id desc", limit=1)),
            "consent": self.sign,
        }
        for name, act in acts.items():
            with self.subTest(name):
                self.assertEqual(self.told(act), neutral)

    def test_a_light_that_turns_by_night_is_told_and_a_quiet_night_is_not(self):
        alerts = self.env["acupuncture.client.alert"]
        self.answer()
        alert = alerts.search([("client_id", "=", self.client.id)])
        told = {"level": alert.level, "code": alert.code}
        self.assertFalse(self.told(alert._rewrite, told))
        self.assertTrue(self.told(alert._rewrite, {**told, "level": "red"}))

    def test_a_message_that_fails_and_one_that_is_let_be_are_told(self):
        deliveries = self.env["acupuncture.delivery"]
        self.client.action_send_forms()
        sent = deliveries.search([("client_id", "=", self.client.id)], limit=1)
        mail = sent.sudo().mail_id
        fail = (deliveries._follow, mail, "failed", "mail_smtp")
        self.assertEqual(self.told(*fail), [((self.company, CHANGED), CHANGED, {})])
        self.assertFalse(self.told(*fail), "nothing has changed since")
        self.assertTrue(self.told(sent.action_let_be))
        self.assertFalse(self.told(deliveries._follow, mail, "sent"))

    def test_the_next_transaction_is_told_again(self):
        session = self.book(SOON)
        self.told(session.action_confirm)
        self.env.cr.precommit.run()
        with patch.object(type(self.env["bus.bus"]), "_sendone", autospec=True) as sent:
            session.action_arrive()
        self.assertIn(CHANGED, [call.args[2] for call in sent.call_args_list])

    def test_only_the_desk_listens_and_to_its_own_clinics(self):
        sockets, heard = self.env["ir.websocket"], {}
        with patch("odoo.addons.bus.models.ir_websocket.request", new=MagicMock()):
            for role in ("front_desk", "practitioner", "billing", "employee"):
                one = sockets.with_user(self.users[role])
                heard[role] = one._build_bus_channel_list([CHANGED])
        for role, channels in heard.items():
            with self.subTest(role):
                told = [each for each in channels if not isinstance(each, BaseModel)]
                ours = (self.company, CHANGED) in told
                self.assertEqual(ours, role in ("front_desk", "practitioner"))
                self.assertNotIn(CHANGED, told)


@tagged("post_install", "-at_install")
class TestDayCost(DayCase):
    PEOPLE = 7

    def crowd(self, count):
        """Book so many clients, each with a course of their own; some are here."""
        people = self.env["resource.resource"].create(
            [
                {
                    "name": f"Practitioner {number}",
                    "acupuncture_role": "practitioner",
                    "licence_number": f"N-{number}",
                    "cosmetic_certified": True,
                    "tz": "Europe/Vienna",
                }
                for number in range(self.PEOPLE)
            ]
        )
        clients = self.env["res.partner"].create(
            [{"name": f"Client {number}"} for number in range(count)]
        )
        for number, client in enumerate(clients):
            self.sell(self.product_course, client=client)
            session = self.book(
                datetime(2026, 3, 2, 7 + number // self.PEOPLE),
                client=client,
                practitioner_id=people[number % self.PEOPLE].id,
                room_id=False,
            )
            if number % 3 == 0:
                session.action_arrive()
            if number % 5 == 0:
                self.make_ready(client)

    def test_sixty_cards_cost_no_more_queries_than_five(self):
        costs = {}
        for count in (5, 5, 60):  # the first turn fills caches
            with self.env.cr.savepoint() as savepoint:
                self.crowd(count)
                for role in ("front_desk", "practitioner"):
                    self.board(role)
                    costs[count, role] = self.spent(self.board, role)
                    self.assertEqual(len(self.board(role)["cards"]), count)
                savepoint.rollback()
                self.env.invalidate_all()
        for role in ("front_desk", "practitioner"):
            with self.subTest(role):
                self.assertLessEqual(costs[60, role], costs[5, role])
                self.assertLessEqual(costs[60, role], 75)
