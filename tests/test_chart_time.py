"""How long needles stayed: times that can be, a reason where it is not as planned."""

from ast import literal_eval
from datetime import timedelta

from lxml import etree

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import SQL

from .chart_common import NOW, ChartCase

MEAN = "retention_minutes:avg"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestChartTime(ChartCase):
    def kept(self, minutes, chart=None):
        """Return a record of which the timer says so many minutes; all is counted."""
        chart = chart or self.needled()
        chart.action_begin_retention()
        hours, rest = divmod(minutes, 60)
        with freeze_time(f"2026-03-02 {8 + hours:02}:{rest:02}:30"):
            chart.action_begin_removal()
        return self.counted(chart)

    def with_protocol(self, low=20, high=30):
        chart = self.needled()
        chart.protocol_id = self.env["acupuncture.protocol"].create(
            {
                "name": "Glow",
                "code": "ZZTIME",
                "retention_min": low,
                "retention_max": high,
                "phase_ids": [Command.create({"session_count": 1})],
            }
        )
        return chart

    def assertRefused(self, chart, words):
        session = chart.session_id.name
        for who in (chart, chart.sudo()):
            with self.assertRaisesRegex(UserError, f"{session}.*{words}"):
                who.action_sign()
        self.assertEqual(chart.state, "draft")

    def test_no_time_is_still_to_come(self):
        chart = self.needled()
        session = chart.session_id.name
        for values in (
            {"needles_in_at": "2026-03-02 08:06:00"},
            {
                "needles_in_at": "2026-03-02 07:00:00",
                "removal_at": "2026-03-03 08:00:00",
            },
        ):
            for who in (chart, chart.sudo()):
                with (
                    self.subTest(values),
                    self.assertRaisesRegex(
                        ValidationError, f"{session}.*in the future"
                    ),
                    self.cr.savepoint(),
                ):
                    who.write(values)
        chart.needles_in_at = "2026-03-02 08:04:00"  # clocks differ a little

    def test_needles_go_in_before_they_come_out(self):
        chart = self.needled()
        session = chart.session_id.name
        for values, words in (
            (
                {
                    "needles_in_at": "2026-03-02 07:30:00",
                    "removal_at": "2026-03-02 07:29:59",
                },
                "before they went in",
            ),
            ({"removal_at": "2026-03-02 07:30:00"}, "when they went in"),
        ):
            with (
                self.subTest(words),
                self.assertRaisesRegex(ValidationError, f"{session}.*{words}"),
                self.cr.savepoint(),
            ):
                chart.write(values)
        chart.invalidate_recordset()
        for query in (
            "UPDATE acupuncture_treatment SET removal_at = now() WHERE id = %s",
            "UPDATE acupuncture_treatment SET needles_in_at = now(), "
            "removal_at = now() - interval '1 second' WHERE id = %s",
        ):
            self.assertSqlRefused(query, chart.id, words="removal_order")

    def test_a_normal_session_needs_no_reason(self):
        for hour, minutes in (("09", 20), ("11", 25), ("13", 30)):
            session = self.started(f"2026-03-02 {hour}:00:00")
            chart = self.kept(minutes, self.needled(session))
            with self.subTest(minutes):
                self.assertFalse(chart.retention_odd)
                chart.action_sign()

    def test_an_odd_time_is_not_signed_without_a_reason(self):
        chart = self.kept(0)
        self.assertEqual(chart.retention_odd, "0 minutes retained, 20 to 30 planned")
        self.assertIn("not as planned", chart.missing_text)
        self.assertRefused(chart, "0 minutes retained, 20 to 30 planned")
        chart.retention_reason = "other"
        self.assertRefused(chart, "describe it")
        chart.retention_note = "Fire alarm"
        self.assertNotIn("not as planned", chart.missing_text)
        chart.action_sign()
        self.assertEqual(chart.state, "signed")
        self.assertTrue(chart._is_intact())
        self.assertSqlRefused(
            "UPDATE acupuncture_treatment SET retention_reason = 'late' WHERE id = %s",
            chart.id,
        )

    def test_the_protocol_says_what_was_planned(self):
        chart = self.kept(31, self.with_protocol(low=10, high=30))
        self.assertRefused(chart, "31 minutes retained, 10 to 30 planned")
        chart.retention_target = 31  # typed today: what was planned stays planned
        self.assertRefused(chart, "31 minutes retained, 10 to 30 planned")
        with Form(chart) as form:
            form.retention_reason = "late"
        chart.action_sign()

    def test_within_the_protocol_the_target_is_not_the_limit(self):
        self.kept(10, self.with_protocol(low=10)).action_sign()

    def test_minutes_typed_against_the_timer_need_a_reason(self):
        chart = self.kept(0)
        chart.retention_minutes = 25
        self.assertRefused(chart, "25 minutes retained, 0 by the timer")
        chart.retention_reason = "timer"
        chart.action_sign()

    def test_needles_without_their_time_are_not_signed(self):
        chart = self.counted()
        chart.retention_minutes = 0
        self.assertRefused(chart, "how long did the needles stay")
        chart.retention_minutes = 25
        chart.action_sign()

    def test_a_timer_forgotten_overnight_keeps_no_minutes(self):
        chart = self.counted()
        chart.retention_minutes = 0
        chart.action_begin_retention()
        with freeze_time("2026-03-03 08:00:00"):
            chart.action_begin_removal()
        self.assertEqual(
            (chart.retention_minutes, chart.retention_reason), (0, "timer")
        )
        self.assertRefused(chart, "how long did the needles stay")
        self.assertIn("minutes retained", chart.missing_text)
        for minutes in (1440, 181):
            with self.assertRaises(ValidationError) as refused:
                chart.retention_minutes = minutes
            self.assertIn("180 minutes at most", str(refused.exception))
        chart.retention_minutes = 25
        with freeze_time("2026-03-03 08:00:00"):
            chart.action_sign()
        self.assertEqual(chart.retention_minutes, 25)
        self.assertLess(str(chart.session_id.ended_at), "2026-03-02 10:00:00")

    def test_the_true_time_of_a_forgotten_timer_is_written_with_how_one_knows(self):
        chart = self.needled()
        chart.action_begin_retention()
        with self.assertRaisesRegex(UserError, "was not forgotten"):
            chart.action_tell_minutes(25)
        with freeze_time("2026-03-03 08:00:00"):
            chart.action_count_zone("scalp", 1)
            for minutes in (0, 181, "25", True):
                with self.assertRaisesRegex(UserError, "how many minutes"):
                    chart.action_tell_minutes(minutes)
            chart.action_tell_minutes(25, "Seen by the desk")
            self.assertEqual(
                chart.removal_at, chart.needles_in_at + timedelta(minutes=25)
            )
            self.assertEqual(
                (chart.retention_minutes, chart.retention_reason, chart.retention_note),
                (25, "timer", "Seen by the desk"),
            )
            crown = chart.needle_ids.filtered(lambda one: one.zone == "scalp")
            self.assertEqual((crown.out_at, crown.minutes_in), (chart.removal_at, 25))
            self.counted(chart).action_sign()
        self.assertTrue(chart._is_intact())
        with self.assertRaisesRegex(UserError, "is signed"):
            chart.action_tell_minutes(20)

    def test_needles_that_stay_in_have_no_minutes(self):
        chart = self.needled(points=self.crown)
        chart.needle_ids.write(
            {"retained": True, "removal_due": "2026-03-05", "client_agreed": True}
        )
        chart.action_sign()
        self.assertEqual(chart.retention_minutes, 0)

    def test_means_leave_out_what_is_no_time(self):
        """Records from before a timer was known as forgotten stay as signed."""
        charts = self.env["acupuncture.treatment"]
        for day, minutes in enumerate((20, 30, 1440, 0), 2):
            moment = f"2026-03-0{day} 09:00:00"
            with freeze_time(moment):
                charts |= self.chart(self.started(moment))
            self.env.flush_all()
            self.env.cr.execute(
                SQL(
                    "UPDATE acupuncture_treatment SET retention_minutes = %s"
                    " WHERE id = %s",
                    minutes,
                    charts[-1:].id,
                )
            )
        self.env.invalidate_all()
        [[mean]] = charts._read_group([("id", "in", charts.ids)], [], [MEAN])
        self.assertEqual(mean, 25)
        [shown] = charts.formatted_read_group([("id", "in", charts.ids)], [], [MEAN])
        self.assertEqual(shown[MEAN], 25)
        [field] = charts.fields_get(["retention_minutes"]).values()
        self.assertEqual(field["aggregator"], "avg")
        search = etree.fromstring(charts.get_view(view_type="search")["arch"])
        [forgotten] = search.xpath("//filter[@name='forgotten']")
        found = charts.search(literal_eval(forgotten.get("domain")))
        self.assertEqual(found & charts, charts[2])

    def test_a_reset_forgets_the_reason(self):
        chart = self.kept(0)
        chart.write({"retention_reason": "timer", "retention_note": "x"})
        chart.action_reset_timer()
        self.assertFalse(chart.retention_reason or chart.retention_note)
