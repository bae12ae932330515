"""Figures of a week: right numbers, honest rates, for whom, at what cost."""

from datetime import datetime, timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged

from .common import ROLES
from .gate_common import NOW, GateCase
from .outcome_common import OutcomeCase

CLINICAL = ("Histories to review", "Charts to sign", "Reactions not gone yet")


class WeekCase(GateCase):
    """Paula works eight hours a day; it is Monday, March 2, nine o'clock in Vienna."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW))

    def page(self, role="manager"):
        """Return the figures as this role asks for them."""
        return self.env["acupuncture.week"].with_user(self.users[role])

    def week(self, role="manager", day=None):
        return self.page(role).read_week(day)

    def row(self, who=None, **asked):
        """Return what is told of a practitioner."""
        rows = self.week(**asked)["sessions"]["rows"]
        return next(row for row in rows if row["id"] == (who or self.practitioner).id)

    def waits(self, label, role="manager"):
        """Return the figure of what waits, if this role is told of it."""
        told = self.week(role)["to_do"]
        return next((figure for figure in told if figure["label"] == label), None)

    def behind(self, opens, role="manager"):
        """Return the records that the window of a figure shows this role."""
        action = self.env.ref(opens["action"])
        return (
            self.env[action.res_model]
            .with_user(self.users[role])
            .search(opens["domain"])
        )

    def begins_on(self, weekday):
        """Say on which day the weeks of those who read English begin."""
        self.env.ref("base.lang_en").week_start = str(weekday)

    def counts(self, row):
        return {name: row[name]["count"] for name in ("booked", "held", "missed")}

    def in_state(self, state, start="2026-03-04 09:00:00", **values):
        session = self.book(start, kind="consultation", off_hours=True, **values)
        session._sealed_write({"state": state})
        return session


@tagged("post_install", "-at_install")
class TestWeekSessions(WeekCase):
    def test_it_counts_what_was_booked_held_and_missed(self):
        start = datetime(2026, 3, 3, 6)
        for number, state in enumerate(
            ("planned", "done", "no_show", "late_cancelled", "cancelled")
        ):
            self.in_state(state, start + timedelta(hours=2 * number))
        self.assertEqual(self.counts(self.row()), {"booked": 4, "held": 1, "missed": 2})

    def test_behind_each_number_stand_the_sessions_that_it_counts(self):
        self.in_state("done", "2026-03-03 09:00:00")
        missed = self.in_state("no_show", "2026-03-04 09:00:00")
        self.in_state("no_show", "2026-03-10 09:00:00")
        row = self.row()
        self.assertEqual(self.behind(row["missed"]["opens"]), missed)
        for name in ("booked", "held", "missed"):
            with self.subTest(name):
                shown = self.behind(row[name]["opens"])
                self.assertEqual(len(shown), row[name]["count"])

    def test_a_week_has_the_days_of_the_clinic(self):
        """Sunday 23:30 in Vienna is this week, half an hour later is the next."""
        self.begins_on(1)
        (self.practitioner | self.room).turnover_minutes = 0
        self.in_state("planned", "2026-03-08 22:30:00", duration=30)
        self.in_state("planned", "2026-03-08 23:00:00", client=self.other_client)
        week = self.week()
        self.assertEqual((week["first"], week["after"]), ("2026-03-02", "2026-03-09"))
        self.assertEqual(self.row()["booked"]["count"], 1)
        self.assertEqual(self.row(day="2026-03-12")["booked"]["count"], 1)

    def test_a_week_of_summer_time_is_an_hour_shorter(self):
        """The last moments of March 29 are of that week, although it had 167 hours."""
        self.begins_on(1)
        (self.practitioner | self.room).turnover_minutes = 0
        self.in_state("planned", "2026-03-29 21:30:00", duration=30)
        self.in_state("planned", "2026-03-29 22:00:00", client=self.other_client)
        self.assertEqual(self.row(day="2026-03-25")["booked"]["count"], 1)

    def test_it_begins_on_the_day_of_the_readers_language(self):
        self.begins_on(7)
        week = self.week()
        self.assertEqual((week["before"], week["first"]), ("2026-02-22", "2026-03-01"))
        self.assertTrue(week["is_now"])
        self.assertFalse(self.week(day=week["after"])["is_now"])

    def test_free_hours_are_those_nobody_has_booked_yet(self):
        """Forty hours a week; a visit of one hour takes its turnover with it."""
        self.assertEqual(self.row(day="2026-03-10")["open"], 40.0)
        before = self.row()
        self.assertEqual(before["free"], before["open"])
        self.assertLess(before["open"], 40.0, "the first hour of Monday is over")
        self.book("2026-03-04 09:00:00", course_id=self.course.id)
        self.assertEqual(self.row()["free"], before["free"] - 1.2)
        self.assertEqual(self.row(day="2026-02-25")["open"], 40.0)

    def test_hours_end_with_time_off_and_with_the_licence(self):
        self.practitioner.licence_expiry = "2026-03-11"
        self.assertEqual(self.row(day="2026-03-10")["open"], 24.0)
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Away",
                "resource_id": self.practitioner.id,
                "calendar_id": self.practitioner.calendar_id.id,
                "date_from": "2026-03-08 23:00:00",
                "date_to": "2026-03-10 23:00:00",
            }
        )
        self.assertEqual(self.row(day="2026-03-10")["open"], 8.0)

    def test_who_left_stands_there_while_sessions_of_theirs_do(self):
        other = self.practitioner.copy({"name": "Petra", "user_id": False})
        self.in_state("done", "2026-03-02 06:00:00", practitioner_id=other.id)
        other.active = False
        row = self.row(other)
        self.assertEqual((self.counts(row)["held"], row["open"]), (1, 0.0))
        rows = self.week(day="2026-03-12")["sessions"]["rows"]
        self.assertNotIn(other.id, [each["id"] for each in rows])

    def test_one_line_for_all_where_there_are_several(self):
        others = self.env["resource.resource"].search(
            [("acupuncture_role", "=", "practitioner")]
        )
        (others - self.practitioner).active = False
        self.assertIsNone(self.week()["sessions"]["total"])
        other = self.practitioner.copy({"name": "Petra", "user_id": False})
        self.in_state("done", practitioner_id=other.id)
        self.in_state("done", "2026-03-05 09:00:00")
        total = self.week()["sessions"]["total"]
        self.assertEqual(total["held"]["count"], 2)
        self.assertEqual(len(self.behind(total["held"]["opens"])), 2)

    def test_another_clinic_counts_once_it_is_open_too(self):
        other = self.env["res.company"].create({"name": "Other Clinic"})
        person = self.env["resource.resource"].create(
            {
                "name": "Olga",
                "acupuncture_role": "practitioner",
                "company_id": other.id,
                "calendar_id": other.resource_calendar_id.id,
            }
        )
        self.users["manager"].company_ids = [Command.link(other.id)]
        alone, together = (
            [
                row["name"]
                for row in self.page()
                .with_context(allowed_company_ids=companies)
                .read_week()["sessions"]["rows"]
            ]
            for companies in ([self.company.id], [self.company.id, other.id])
        )
        self.assertNotIn("Olga", str(alone))
        self.assertIn(f"{person.name} (Other Clinic)", together)


@tagged("post_install", "-at_install")
class TestWeekToDo(WeekCase):
    def test_what_waits_opens_what_it_counts(self):
        self.answer(review=False)
        self.in_state("confirmed", "2026-03-01 09:00:00")
        self.practitioner.licence_expiry = "2026-04-01"
        labels = (
            *("Histories to review", "Appointments over, not closed"),
            *("Licences ending within 60 days", "Orders to invoice"),
        )
        for label in labels:
            figure = self.waits(label, "clinical_lead")
            with self.subTest(label):
                self.assertGreaterEqual(figure["count"], 1)
                shown = self.behind(figure["opens"], "clinical_lead")
                self.assertEqual(len(shown), figure["count"])

    def test_a_course_ends_soon_while_something_of_it_is_not_booked(self):
        label = "Courses ending within 30 days, not all booked"
        before = self.waits(label)["count"]
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE acupuncture_course SET usable_until = '2026-03-20' WHERE id = %s",
            [self.course.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self.waits(label)["count"], before + 1)
        self.env.cr.execute(
            "UPDATE acupuncture_course SET available_count = 0 WHERE id = %s",
            [self.course.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self.waits(label)["count"], before)

    def test_a_record_waits_for_its_signature_once_the_visit_is_over(self):
        self.make_ready()
        session = self.arrived()
        with freeze_time(session.start):
            session._begin(session.start)
            self.chart(session)
        before = self.waits("Charts to sign", "clinical_lead")["count"]
        with freeze_time(session.start + timedelta(hours=3)):
            after = self.waits("Charts to sign", "clinical_lead")["count"]
        self.assertEqual((before, after), (0, 1))


@tagged("post_install", "-at_install")
class TestWeekForWhom(WeekCase):
    def test_nobody_but_managers_reads_it(self):
        for role in ROLES:
            with self.subTest(role):
                if role in ("manager", "clinical_lead"):
                    self.assertTrue(self.week(role)["label"])
                    continue
                with self.assertRaises(AccessError):
                    self.week(role)

    def test_a_day_that_is_none_is_refused_in_words(self):
        for day in (
            "soon",
            "2026-02-31",
            7,
            ["2026-03-02"],
            "9999-12-31",
            "0001-01-01",
        ):
            with self.subTest(day), self.assertRaises(UserError):
                self.week(day=day)

    def test_a_manager_is_told_nothing_clinical(self):
        self.answer(review=False, yes={"pregnancy": {}})
        told = self.week("manager")
        for label in CLINICAL:
            self.assertIsNone(self.waits(label, "manager"), label)
            self.assertTrue(self.waits(label, "clinical_lead"), label)
        for part in ("reactions", "results"):
            self.assertNotIn(part, told)
            self.assertIn(part, self.week("clinical_lead"))
        for word in ("eaction", "istor", "hart", "regnan"):
            self.assertNotIn(word, str(told))

    def test_the_menu_stands_where_managers_find_it(self):
        menu = self.env.ref("acupuncture_cosmetic.menu_week")
        for role in ROLES:
            menus = menu.with_user(self.users[role])
            with self.subTest(role):
                seen = menu.id in menus._visible_menu_ids()
                self.assertEqual(seen, role in ("manager", "clinical_lead"))

    def test_every_window_behind_a_figure_opens_for_who_sees_the_figure(self):
        for role in ("manager", "clinical_lead"):
            told = self.week(role)
            found = [figure["opens"] for figure in told["to_do"]]
            for row in told["sessions"]["rows"]:
                found += [row[name]["opens"] for name in ("booked", "held", "missed")]
                found.append(row["calendar"])
            if role == "clinical_lead":
                found += [*told["reactions"]["opens"].values()]
                found.append(told["results"]["opens"])
            for opens in found:
                with self.subTest(f"{role} {opens['action']}"):
                    self.behind(opens, role)
                    modes = self.env.ref(opens["action"]).view_mode.split(",")
                    self.assertIn(opens["view"] or modes[0], modes)


@tagged("post_install", "-at_install")
class TestWeekReactions(WeekCase):
    def treated(self, count, reactions=0):
        """Hold so many treatments, of which some have a bruise."""
        product = self.make_product("Many", list_price=60.0, session_count=60)
        course = self.sell_course(product)
        sessions = self.env["acupuncture.session"].create(
            [
                {
                    "client_id": self.client.id,
                    "course_id": course.id,
                    "practitioner_id": self.practitioner.id,
                    "start": datetime(2026, 2, 27, 8) - timedelta(hours=number),
                    "duration": 15,
                    "off_hours": True,
                }
                for number in range(count)
            ]
        )
        sessions.sudo()._sealed_write({"state": "done"})
        charts = self.env["acupuncture.treatment"]._start_for(sessions)
        self.env["acupuncture.reaction"]._sealed_create(
            [
                {
                    "treatment_id": chart.id,
                    "kind": "bruise",
                    "onset_at": chart.session_id.began_at,
                }
                for chart in charts[:reactions]
            ]
        )
        self.env.flush_all()

    def told(self):
        return self.week("clinical_lead")["reactions"]

    def test_few_treatments_have_no_rate(self):
        self.treated(49, reactions=2)
        told = self.told()
        self.assertEqual((told["treatments"], told["reactions"]), (49, 2))
        self.assertIsNone(told["per_treatments"])
        self.assertIsNone(told["per_needles"])

    def test_many_have_one_beside_their_number(self):
        self.treated(50, reactions=2)
        told = self.told()
        self.assertEqual((told["treatments"], told["bruises"]), (50, 2))
        self.assertEqual(told["per_treatments"], 4.0)
        rows = self.behind(told["opens"]["rows"], "clinical_lead")
        self.assertEqual(len(rows), 2)
        rates = self.behind(told["opens"]["rates"], "clinical_lead")
        self.assertEqual(len(rates), 50)


@tagged("post_install", "-at_install")
class TestWeekResults(OutcomeCase):
    def rated(self, count):
        for _number in range(count):
            client = self.env["res.partner"].create({"name": "Somebody"})
            course = self.sold(client)
            at = {"measured_at": "2026-01-01 10:00:00"}
            self.rate(self.content, 4, course=course, **at)
            self.rate(self.content, 6, "end", course=course)

    def results(self):
        self.env.flush_all()
        self.env.invalidate_all()
        page = self.env["acupuncture.week"].with_user(self.users["clinical_lead"])
        return page.read_week()["results"]

    def test_few_clients_show_no_figure_and_that_is_said(self):
        self.rated(4)
        told = self.results()
        self.assertEqual((told["rows"], told["too_few"]), ([], 1))

    def test_five_show_what_was_rated_and_how_many_they_are(self):
        self.rated(5)
        told = self.results()
        row = told["rows"][0]
        self.assertEqual((row["n"], row["before"], row["after"]), (5, "4", "6"))
        self.assertEqual(told["too_few"], 0)


@tagged("post_install", "-at_install")
class TestWeekCost(WeekCase):
    def crowd(self, count):
        """Book sessions of as many practitioners on the same hours."""
        people = self.practitioner.create(
            [
                {
                    "name": f"Person {number}",
                    "acupuncture_role": "practitioner",
                    "tz": "Europe/Vienna",
                }
                for number in range(count)
            ]
        )
        for day in range(3):
            for person in people:
                client = self.env["res.partner"].create({"name": person.name})
                self.book(
                    datetime(2026, 3, 3 + day, 9),
                    client=client,
                    kind="consultation",
                    practitioner_id=person.id,
                    room_id=False,
                )

    def test_twenty_people_cost_no_more_queries_than_two(self):
        costs = {}
        for count in (2, 2, 20):  # the first turn fills caches
            with self.env.cr.savepoint() as savepoint:
                self.crowd(count)
                for role in ("manager", "clinical_lead"):
                    self.week(role)
                    costs[count, role] = self.spent(self.week, role)
                savepoint.rollback()
                self.env.invalidate_all()
        for role, most in (("manager", 40), ("clinical_lead", 55)):
            with self.subTest(role):
                self.assertLessEqual(costs[20, role], costs[2, role])
                self.assertLessEqual(costs[20, role], most)


LOOK = """
(async () => {
    const until = (found) => new Promise((done) => {
        const look = () => found() ? done() : setTimeout(look, 50);
        look();
    });
    const see = (selector) => document.querySelector(selector);
    const words = () => see(".o_acu_week_words")?.textContent;
    await until(() => see(".o_acu_week_page"));
    const now = words();
    see(".o_acu_week_after").click();
    await until(() => words() !== now);
    const next = words();
    await until(() => see("[data-figure=booked] .o_acu_figure"));
    see("[data-figure=booked] .o_acu_figure").click();
    await until(() => see(".o_list_view .o_data_row"));
    const rows = document.querySelectorAll(".o_data_row").length;
    if (rows !== 1) console.error(`${rows} sessions instead of one`);
    see(".o_back_button, .breadcrumb-item a").click();
    await until(() => see(".o_acu_week_page"));
    if (words() !== next) console.error(`the week was forgotten: ${words()}`);
    see(".o_acu_week_now").click();
    await until(() => words() === now);
    const wide = see(".o_acu_week .o_content");
    if (wide.scrollWidth > wide.clientWidth) console.error("wider than the screen");
    console.log("test successful");
})();
"""


@tagged("post_install", "-at_install")
class TestWeekPage(HttpCase, GateCase):
    browser_size = "810x1080"

    def test_a_click_shows_what_a_figure_counts_and_leads_back_to_its_week(self):
        user = self.users["clinical_lead"]
        user.password = user.login
        start = fields.Datetime.now() + timedelta(days=7)
        self.book(start, kind="consultation", off_hours=True)
        self.browser_js(
            "/odoo/clinic-week", LOOK, ready="odoo.isReady === true", login=user.login
        )
