"""Plan course: all dates proposed, edited, confirmed once."""

from datetime import date, datetime, timedelta

from lxml import etree

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged

from .common import ClinicCase


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 08:00:00")
class TestPlanCourse(ClinicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.course = cls.sell_course()

    def plan(self, user="front_desk", course=None, **values):
        course = (course or self.course).with_user(self.users[user])
        action = course.action_plan_sessions()
        plan = (
            self.env[action["res_model"]]
            .with_user(self.users[user])
            .browse(action["res_id"])
        )
        if values:
            plan.write(values)
            plan.action_propose()
        return plan

    def local_days(self, sessions):
        return [self.company._clinic_date(start) for start in sessions.mapped("start")]

    def test_twelve_dates_keep_the_rhythm_and_are_booked_at_once(self):
        plan = self.plan()
        lines = plan.line_ids.sorted("number")
        self.assertEqual(lines.mapped("status"), ["ok"] * 12)
        self.assertFalse(any(lines.mapped("note")))
        days = self.local_days(lines)
        gaps = [
            (after - before).days for before, after in zip(days, days[1:], strict=False)
        ]
        self.assertTrue(all(2 <= gap <= 10 for gap in gaps[:7]), gaps)
        self.assertTrue(all(5 <= gap <= 14 for gap in gaps[7:]), gaps)
        plan.action_confirm()
        self.assertEqual(self.course.reserved_count, 12)
        self.assertEqual(len(self.course.session_ids.event_id), 12)
        self.assertEqual(
            sorted(self.course.session_ids.mapped("number")), list(range(1, 13))
        )

    def test_its_title_says_for_whom_and_how_much(self):
        title = self.plan()._reopen()["name"]
        self.assertEqual(title, "Plan for Clara Client, 12 sessions")
        single = self.make_product("One", session_count=1)
        plan = self.plan(course=self.sell_course(single))
        self.assertEqual(plan._title(), "Plan for Clara Client, one session")

    def test_the_order_offers_planning_while_sessions_are_left(self):
        self.course.order_id.user_id = self.users["front_desk"]
        order = self.course.order_id.with_user(self.users["front_desk"])
        self.assertTrue(order.has_sessions_to_plan)
        action = order.action_plan_courses()
        self.env[action["res_model"]].browse(action["res_id"]).action_confirm()
        self.assertFalse(order.has_sessions_to_plan)

    def test_wishes_are_kept_in_local_time_through_the_summer_time_change(self):
        plan = self.plan(
            mon=False, wed=False, fri=False, sat=False, sun=False,
            hour_from=14.0, hour_to=16.0,
        )  # fmt: skip
        starts = plan.line_ids.mapped("start")
        zone = self.company._clinic_tz()
        local = [zone.fromutc(start) for start in starts]
        self.assertTrue(all(moment.weekday() in (1, 3) for moment in local))
        self.assertTrue(all(14 <= moment.hour < 16 for moment in local))
        self.assertEqual(len({start.hour for start in starts if start.minute == 0}), 2)

    def test_leaves_and_bookings_are_avoided(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Away",
                "resource_id": self.practitioner.id,
                "calendar_id": self.practitioner.calendar_id.id,
                "date_from": "2026-03-09 00:00:00",
                "date_to": "2026-03-13 23:00:00",
            }
        )
        taken = self.book(
            "2026-03-03 08:00:00", client=self.other_client, kind="consultation"
        )
        plan = self.plan(hour_from=9.0, hour_to=10.0)
        days = self.local_days(plan.line_ids)
        self.assertFalse(
            [day for day in days if date(2026, 3, 9) <= day <= date(2026, 3, 13)]
        )
        self.assertNotIn(taken.start.date(), days)

    def test_a_second_practitioner_takes_over_when_the_first_is_away(self):
        other = self.practitioner.copy(
            {"name": "Zoe", "licence_number": "L-9", "cosmetic_certified": True}
        )
        self.course.practitioner_id = self.practitioner
        self.book("2026-03-03 08:00:00", client=self.other_client, kind="consultation",
                  room_id=False)  # fmt: skip
        plan = self.plan(count=1, first_day="2026-03-03", hour_from=9.0, hour_to=10.0)
        self.assertEqual(plan.line_ids.practitioner_id, other)

    def test_nobody_is_proposed_after_their_licence_ends(self):
        self.practitioner.licence_expiry = "2026-03-10"
        plan = self.plan()
        late = plan.line_ids.filtered(
            lambda line: line.start and line.start > datetime(2026, 3, 11)
        )
        self.assertFalse(late)
        self.assertIn("none", plan.line_ids.mapped("status"))
        with self.assertRaisesRegex(UserError, "has no time or no practitioner"):
            plan.action_confirm()

    def test_days_and_hours_are_those_that_the_clinic_keeps(self):
        plan = self.plan()
        wanted = [name for name in ("mon", "tue", "wed", "thu", "fri") if plan[name]]
        self.assertEqual(len(wanted), 5)
        self.assertFalse(plan.sat or plan.sun)
        self.assertEqual((plan.hour_from, plan.hour_to), (8, 17))

    def test_hours_of_a_practitioner_are_offered_too(self):
        saturdays = self.env["resource.calendar"].create(
            {
                "name": "Saturdays",
                "tz": "Europe/Vienna",
                "attendance_ids": [
                    Command.clear(),
                    Command.create(
                        {
                            "name": "Late",
                            "dayofweek": "5",
                            "hour_from": 10,
                            "hour_to": 20,
                            "day_period": "afternoon",
                        }
                    ),
                ],
            }
        )
        self.practitioner.calendar_id = saturdays
        plan = self.plan()
        self.assertTrue(plan.sat)
        self.assertEqual((plan.hour_from, plan.hour_to), (8, 20))

    def test_whoever_was_looked_at_is_told_with_what_is_missing(self):
        self.practitioner.cosmetic_certified = False
        plan = self.plan("manager")
        self.assertEqual(plan.nobody, "refused")
        self.assertEqual(plan.refused_ids, self.practitioner)
        self.assertIn("Not certified", self.practitioner.licence_lack)
        self.assertFalse(plan.found_count)
        mend = plan.refused_ids.with_context(acupuncture_plan_id=plan.id)
        action = mend.action_complete()
        self.assertEqual(action["res_id"], self.practitioner.id)
        mend.cosmetic_certified = True
        again = mend.with_context(**action["context"]).action_completed()
        self.assertEqual((again["res_model"], again["res_id"]), (plan._name, plan.id))
        self.assertEqual(plan.line_ids.mapped("status"), ["ok"] * 12)
        self.assertFalse(plan.nobody)

    def test_somebody_with_a_licence_and_without_time_is_named(self):
        plan = self.plan(hour_from=8.0, hour_to=8.5)
        self.assertEqual(plan.nobody, "busy")
        self.assertEqual(plan.busy_names, "Paula Practitioner")

    def test_a_clinic_without_a_practitioner_is_told_so(self):
        self.practitioner.active = False
        self.assertEqual(self.plan().nobody, "none")

    def test_an_archived_login_is_told(self):
        self.users["practitioner"].active = False
        planner = self.env["acupuncture.planner"]
        looked_at = planner._looked_at(self.course, self.plan()._wish())
        self.assertIn("archived", looked_at[self.practitioner])

    def test_book_all_is_offered_where_all_can_be_booked(self):
        """Else it would answer with an error to an ordinary question."""
        plan = self.plan()
        plan.line_ids.sorted("number")[0].start = False
        arch = etree.fromstring(plan.get_view(view_type="form")["arch"])
        for button in arch.iterfind(".//footer/button[@name='action_confirm']"):
            self.assertIn("missing_count", button.get("invisible"))
        self.assertEqual((plan.missing_count, plan.found_count), (1, 11))
        plan.action_confirm_found()
        self.assertEqual(self.course.reserved_count, 11)

    def test_nothing_is_proposed_after_the_last_usable_day(self):
        course = self.sell_course(
            self.make_product(
                "Short", session_count=4, validity_unit="week", validity_length=1
            )
        )
        plan = self.plan(course=course)
        days = [
            self.company._clinic_date(line.start)
            for line in plan.line_ids
            if line.start
        ]
        self.assertTrue(days)
        self.assertLessEqual(max(days), course.usable_until)
        self.assertIn("none", plan.line_ids.mapped("status"))

    def test_an_edited_line_is_checked_at_once(self):
        self.book("2026-03-04 09:00:00", client=self.other_client, kind="consultation")
        plan = self.plan()
        with Form(plan) as form, form.line_ids.edit(0) as line:
            line.start = datetime(2026, 3, 4, 9, 30)
            self.assertEqual(line.status, "taken")
            self.assertIn("Paula", line.note)
            line.start = datetime(2026, 3, 4, 3)
            self.assertEqual(line.status, "closed")
            line.start = datetime(2026, 3, 4, 12)
            self.assertEqual(line.status, "ok")

    def test_the_refresh_button_takes_the_next_free_time(self):
        plan = self.plan()
        line = plan.line_ids.sorted("number")[1]
        before, promised = line.start, line.options[0][0]
        line.action_next()
        self.assertEqual(str(line.start), promised)
        self.assertEqual(line.status, "ok")
        for _turn in line.options:
            line.action_next()
        self.assertEqual(line.start, before)

    def test_a_line_without_options_searches_around_its_place(self):
        plan = self.plan()
        line = plan.line_ids.sorted("number")[3]
        others = plan.line_ids - line
        line.write({"start": False, "options": False})
        line.action_next()
        self.assertEqual(line.status, "ok")
        self.assertNotIn(line.start, others.mapped("start"))

    def test_a_time_taken_meanwhile_refuses_the_whole_plan_and_keeps_it(self):
        plan = self.plan()
        self.book(plan.line_ids[5].start, client=self.other_client, kind="consultation")
        with (
            self.assertRaisesRegex(UserError, "is already booked"),
            self.env.cr.savepoint(),
        ):
            plan.action_confirm()
        self.assertFalse(self.course.session_ids)
        self.assertEqual(len(plan.line_ids), 12)

    def away(self, line, **values):
        """A leave over one line of a plan."""
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Away",
                "resource_id": self.practitioner.id,
                "calendar_id": self.practitioner.calendar_id.id,
                "date_from": line.start - timedelta(hours=1),
                "date_to": line.start + timedelta(hours=2),
                **values,
            }
        )

    def assertNamed(self, plan, *words):
        """Assert that the plan is not booked, and says why."""
        self.env.invalidate_all()
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            plan.action_confirm()
        for text in words:
            self.assertIn(text, str(caught.exception))
        self.assertFalse(self.course.session_ids)

    def test_lines_over_a_new_leave_are_named_before_booking(self):
        plan = self.plan()
        second, fifth = plan.line_ids.sorted("number")[1], plan.line_ids[4]
        self.away(second)
        self.away(fifth)
        self.assertNamed(
            plan,
            "Paula Practitioner is not available then",
            f"2: {second._format(second.start)}",
            f"5: {fifth._format(fifth.start)}",
        )
        (second | fifth).mapped(lambda line: line.action_next())
        plan.action_confirm()
        self.assertEqual(len(self.course.session_ids), 12)

    def test_so_are_all_that_cannot_be_kept_for_another_reason(self):
        plan = self.plan(count=2)
        first, last = plan.line_ids.sorted("start")
        for name, change in {
            "is not available": lambda: self.away(first, resource_id=False),
            "licence": lambda: self.practitioner.write({"licence_number": False}),
            "ended on": lambda: self.practitioner.write(
                {"licence_expiry": first.start.date()}
            ),
            "is archived": lambda: self.practitioner.write({"active": False}),
            "room": lambda: self.room.write({"active": False}),
            "Usable until": lambda: self.course._sealed_write(
                {"usable_until": first.start.date()}
            ),
            "is already booked": lambda: self.book(
                last.start, client=self.other_client, kind="consultation"
            ),
        }.items():
            point = self.env.cr.savepoint()
            with self.subTest(name):
                change()
                self.assertNamed(plan, "" if name == "room" else name)
            point.close(rollback=True)
            self.env.invalidate_all()

    def test_what_was_seen_and_chosen_all_the_same_is_booked(self):
        plan = self.plan(count=1)
        line = plan.line_ids
        with Form(plan) as form, form.line_ids.edit(0) as edited:
            edited.start = line.start.replace(hour=21)  # 22:00 in the clinic
            self.assertEqual(edited.status, "closed")
        plan.action_confirm()
        self.assertEqual(len(self.course.session_ids), 1)

    def test_what_was_free_when_it_was_typed_and_closed_when_saved_is_named(self):
        plan = self.plan(count=1)
        line = plan.line_ids
        form = Form(plan)
        with form.line_ids.edit(0) as edited:
            edited.start = line.start + timedelta(days=1)
        self.away(line, date_to=line.start + timedelta(days=2))
        form.save()
        self.assertNamed(plan, "is not available")

    def test_planning_goes_on_after_the_sessions_that_are_booked(self):
        self.plan(count=4).action_confirm()
        plan = self.plan()
        self.assertEqual(len(plan.line_ids), 8)
        self.assertGreater(
            min(plan.line_ids.mapped("start")),
            max(self.course.session_ids.mapped("start")),
        )
        self.assertEqual(set(plan.line_ids.mapped("status")), {"ok"})

    def test_more_than_the_course_holds_is_refused(self):
        with self.assertRaisesRegex(UserError, "12 sessions to plan"):
            self.plan(count=13)

    def test_past_times_of_today_are_not_proposed(self):
        with freeze_time("2026-03-02 12:40:00"):
            plan = self.plan(count=1, first_day="2026-03-02")
            self.assertGreater(plan.line_ids.start, datetime(2026, 3, 2, 12, 40))

    def test_gathering_costs_the_same_for_1_and_12_sessions(self):
        counts = []
        for count in (1, 12):
            plan = self.plan(count=count)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            planner, course = plan.env["acupuncture.planner"], plan.course_id
            gaps = planner._gaps(course, count)
            planner._search(course, gaps, plan._wish()).propose(gaps)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[0], 21)

    def test_marketing_and_billing_do_not_plan(self):
        for role in ("marketing", "billing"):
            plans = self.env["acupuncture.plan.course"].with_user(self.users[role])
            with self.subTest(role):
                self.assertFalse(plans.has_access("create"))
