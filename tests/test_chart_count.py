"""Law 6: needles in = needles out, by zone, against every way around it."""

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .chart_common import NOW, CountCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestChartCount(CountCase):
    def test_zones_come_in_the_order_of_removal(self):
        rows = self.needled().count_data
        self.assertEqual(
            [(row["zone"], row["expected"], row["hidden"]) for row in rows],
            [("face_upper", 2, False), ("face_lower", 2, False), ("scalp", 1, True)],
        )

    def test_nothing_is_signed_before_it_is_counted(self):
        self.assertOpen(self.needled())

    def test_one_missing_needle_holds_the_record_open(self):
        chart = self.counted(scalp=0)
        self.assertFalse(chart.count_settled)
        self.assertOpen(chart)

    def test_a_needle_too_many_holds_the_record_open(self):
        self.assertOpen(self.counted(face_upper=3))

    def test_one_zone_does_not_make_up_for_another(self):
        self.assertOpen(self.counted(face_upper=1, face_lower=3))

    def test_needles_counted_where_none_were_hold_the_record_open(self):
        chart = self.counted()
        chart.action_count_zone("legs", 1)
        self.assertOpen(chart)
        chart.action_count_zone("legs", 0)
        chart.action_sign()

    def test_a_needle_that_comes_after_the_count_holds_the_record_open(self):
        chart = self.counted()
        chart.needle_ids[0].copy({"side": "mid"})
        self.assertOpen(chart)

    def test_all_counted_is_signed(self):
        chart = self.counted()
        chart.action_sign()
        self.assertEqual(chart.state, "signed")

    def test_a_missing_needle_is_not_deleted_away(self):
        chart = self.counted(scalp=0)
        missing = chart.needle_ids.filtered(lambda one: one.zone == "scalp")
        for attempt in (
            lambda: missing.sudo().unlink(),
            lambda: missing.sudo().write({"zone": "face_upper"}),
            lambda: chart.write({"needle_ids": [Command.delete(missing.id)]}),
            lambda: chart.count_ids.sudo().unlink(),
        ):
            with self.assertRaises(UserError):
                attempt()
        for query in (
            "DELETE FROM acupuncture_needle WHERE id = %s",
            "UPDATE acupuncture_needle SET zone = 'face_upper' WHERE id = %s",
            "DELETE FROM acupuncture_needle_count WHERE treatment_id = "
            "(SELECT treatment_id FROM acupuncture_needle WHERE id = %s)",
        ):
            self.assertSqlRefused(query, missing.id)
        missing.depth_mm = 4
        self.assertOpen(chart)

    def test_a_count_does_not_move_away_from_its_needles(self):
        """Else the zone would be uncounted, and its needles free to be deleted."""
        other = self.needled(self.started("2026-03-02 11:00:00"))
        chart = self.counted(scalp=0)
        count = chart.count_ids.filtered(lambda row: row.zone == "scalp")
        for values in ({"zone": "legs"}, {"treatment_id": other.id}):
            with self.assertRaisesRegex(UserError, "stays with its zone"):
                count.sudo().write(values)
        for query in (
            "UPDATE acupuncture_needle_count SET zone = 'legs' WHERE id = %s",
            f"UPDATE acupuncture_needle_count SET treatment_id = {other.id} "
            "WHERE id = %s",
        ):
            self.assertSqlRefused(query, count.id)
        count.write({"zone": "scalp", "counted_out": 1})
        chart.action_sign()

    def test_what_was_charted_wrongly_goes_before_the_count(self):
        chart = self.needled()
        chart.needle_ids.filtered(lambda one: one.zone == "scalp").unlink()
        self.counted(chart).action_sign()
        self.assertEqual(len(chart.needle_ids), 4)

    def test_counts_are_numbers_of_known_zones(self):
        chart = self.needled()
        for zone, number in (
            ("nose", 1),
            ("scalp", -1),
            ("scalp", "1"),
            ("scalp", True),
        ):
            with self.subTest((zone, number)), self.assertRaises(UserError):
                chart.action_count_zone(zone, number)

    def test_what_the_search_finds_is_counted(self):
        chart = self.counted(scalp=0)
        search = self.search_in(chart, "scalp")
        self.assertEqual((search.needles_in, search.needles_out), (1, 0))
        with self.assertRaisesRegex(UserError, "how many"):
            search.action_found()
        search.found = 1
        search.action_found()
        self.assertTrue(chart.count_settled)
        chart.action_sign()
        self.assertFalse(chart.incident_ids)

    def test_a_needle_stays_in_by_recorded_choice_and_is_not_missing(self):
        chart = self.needled()
        needle = chart.needle_ids.filtered(lambda one: one.zone == "scalp")
        self.stay(needle)
        self.assertEqual(str(needle.agreed_at), NOW)
        self.assertEqual(chart.count_data[2]["expected"], 0)
        self.counted(chart).action_sign()
        self.assertEqual(chart.retained_count, 1)

    def test_a_needle_does_not_stay_in_without_day_and_agreement(self):
        chart = self.needled()
        for values in (
            {"removal_due": False},
            {"client_agreed": False},
            {"removal_due": "2026-03-01"},
        ):
            with (
                self.subTest(values),
                self.assertRaises(ValidationError),
            ):
                self.stay(chart.needle_ids[0], **values)
        self.assertSqlRefused(
            "UPDATE acupuncture_needle SET retained = true WHERE treatment_id = %s",
            chart.id,
        )
        with self.assertRaises(UserError):
            chart.needle_ids[0].write({"agreed_at": NOW})

    def test_a_needle_does_not_stay_in_without_a_live_consent(self):
        chart = self.needled()
        consents = self.env["acupuncture.consent"].search(
            [("client_id", "=", self.client.id), ("kind", "=", "treatment")]
        )
        consents._withdraw("Changed her mind", "client")
        with self.assertRaisesRegex(ValidationError, "live treatment consent"):
            self.stay(chart.needle_ids[0])
