"""When each needle went in and came out is a fact of its own."""

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .chart_common import NOW, CountCase


def minutes(count):
    return timedelta(minutes=count)


@tagged("post_install", "-at_install")
class TestNeedleTimes(CountCase):
    def setUp(self):
        super().setUp()
        self.clock = self.startPatcher(freeze_time(NOW))
        self.mine = self.needled()

    def pass_minutes(self, count):
        self.clock.tick(minutes(count))

    def begun(self):
        self.mine.action_begin_retention()
        return self.mine.needles_in_at

    def add(self, **values):
        used = self.mine.needle_ids[0]
        self.mine.needle_ids = [
            Command.create({"point_id": used.point_id.id, "side": "mid", **values})
        ]
        return self.mine.needle_ids.sorted("id")[-1]

    def test_needles_go_in_together_and_a_later_one_later(self):
        self.assertFalse(any(self.mine.needle_ids.mapped("in_at")), "only planned")
        together = self.mine.needle_ids
        at = self.begun()
        self.assertEqual(set(together.mapped("in_at")), {at})
        self.pass_minutes(7)
        later = self.add()
        self.assertEqual(later.in_at, at + minutes(7))
        self.pass_minutes(13)
        self.mine.action_begin_removal()
        self.assertEqual(set(together.mapped("minutes_in")), {20})
        self.assertEqual(later.minutes_in, 13)

    def test_a_corrected_time_takes_along_what_went_in_together(self):
        at = self.begun()
        together = self.mine.needle_ids
        self.pass_minutes(5)
        later = self.add()
        self.mine.needles_in_at = at - minutes(4)
        self.assertEqual(set(together.mapped("in_at")), {at - minutes(4)})
        self.assertEqual(later.in_at, at + minutes(5))
        self.mine.action_reset_timer()
        self.assertFalse(any(together.mapped("in_at")))
        self.assertTrue(later.in_at)

    def test_no_needle_goes_in_in_the_future_or_after_it_came_out(self):
        self.begun()
        needle = self.mine.needle_ids[0]
        with self.assertRaisesRegex(ValidationError, "in the future"):
            needle.in_at = fields.Datetime.now() + minutes(30)
        self.pass_minutes(20)
        self.mine.action_tap_out(needle.ids)
        with self.assertRaisesRegex(UserError, "cannot be edited directly"):
            needle.out_at = fields.Datetime.now()
        self.assertSqlRefused(
            "UPDATE acupuncture_needle SET in_at = out_at + interval '1 minute' "
            "WHERE id = %s",
            needle.id,
        )

    def test_needles_tapped_out_one_by_one_count_along(self):
        at = self.begun()
        upper = self.mine.needle_ids.filtered(lambda one: one.zone == "face_upper")
        self.pass_minutes(20)
        self.mine.action_tap_out(upper[0].ids)
        self.assertEqual(self.mine.removal_at, at + minutes(20), "removal began")
        self.pass_minutes(2)
        rows = {row["zone"]: row for row in self.mine.action_tap_out(upper[1].ids)}
        self.assertEqual(
            (rows["face_upper"]["out"], rows["face_upper"]["tapped"]), (2, 2)
        )
        self.assertIsNone(rows["face_lower"]["out"])
        self.assertEqual(upper.mapped("minutes_in"), [20, 22])
        rows = {row["zone"]: row for row in self.mine.action_tap_out([], upper[0].ids)}
        self.assertEqual(rows["face_upper"]["out"], 1)
        self.assertOpen(self.mine)
        self.mine.action_tap_out(self.mine.needle_ids.ids)
        self.assertTrue(self.mine.count_settled)
        self.mine.action_sign()
        self.assertEqual(self.mine.state, "signed")
        self.assertTrue(self.mine._is_intact())
        with self.assertRaisesRegex(UserError, "is signed"):
            self.mine.action_tap_out([], upper.ids)

    def test_a_whole_zone_is_out_needle_by_needle_and_a_number_is_not(self):
        self.begun()
        self.pass_minutes(20)
        upper = self.mine.needle_ids.filtered(lambda one: one.zone == "face_upper")
        self.mine.action_count_zone("face_upper", 2)
        self.assertEqual(set(upper.mapped("out_at")), {self.mine.removal_at})
        self.mine.action_count_zone("face_upper", 1)
        self.assertFalse(any(upper.mapped("out_at")), "nobody knows which one")

    def test_needles_that_are_in_again_are_counted_anew(self):
        """Reset, the timer says that nothing is out yet: neither does the count."""
        self.begun()
        self.mine.action_tap_out(self.mine.needle_ids.ids)
        self.assertTrue(self.mine.count_settled)
        self.mine.action_reset_timer()
        self.assertFalse(any(self.mine.needle_ids.mapped("out_at")))
        self.assertFalse(self.mine.count_settled)
        self.begun()
        self.assertOpen(self.mine)
        self.pass_minutes(20)
        self.mine.action_tap_out(self.mine.needle_ids.ids)
        self.mine.action_sign()
        self.assertEqual(self.mine.state, "signed")

    def test_what_stays_in_is_not_tapped_out(self):
        self.begun()
        needle = self.mine.needle_ids[0]
        needle.write(
            {
                "retained": True,
                "removal_due": self.mine.company_id._clinic_today() + timedelta(days=3),
                "client_agreed": True,
            }
        )
        with self.assertRaisesRegex(UserError, "stays in by choice"):
            self.mine.action_tap_out(needle.ids)

    def test_only_needles_of_this_chart_are_tapped(self):
        other = self.needled(self.started("2026-03-02 11:00:00"))
        self.begun()
        self.mine.action_tap_out(other.needle_ids.ids)
        self.assertFalse(any(other.needle_ids.mapped("out_at")))
        self.assertFalse(self.mine.out_count)

    def test_more_needles_ask_no_more(self):
        self.begun()
        for needles in (self.mine.needle_ids[0], self.mine.needle_ids):
            self.env.flush_all()
            self.env.invalidate_all()
            with self.assertQueryCount(45):
                self.mine.action_tap_out(needles.ids)
                self.env.flush_all()

    def test_a_lot_was_used_when_its_needle_went_in(self):
        supply = self.env.ref("acupuncture_cosmetic.supply_needle_018_25")
        lot = self.env["acupuncture.supply.lot"].create(
            {
                "name": "N-1",
                "supply_id": supply.id,
                "company_id": self.mine.company_id.id,
                "expiry": "2027-12-31",
            }
        )
        self.pass_minutes(9)
        at = self.begun()
        self.mine.needle_ids[0].write(
            {"gauge_mm": 0.18, "length_mm": 25, "lot_id": lot.id}
        )
        self.env.flush_all()
        use = self.env["acupuncture.lot.use"].search(
            [("treatment_id", "=", self.mine.id), ("lot_id", "=", lot.id)]
        )
        self.assertEqual(use.used_at, at)

    def test_how_the_clinic_counts_is_its_own_choice(self):
        self.assertEqual(self.mine.count_way, "ready")
        self.mine.company_id.sudo().acupuncture_count_way = "dots"
        practitioner = self.mine.with_user(self.users["practitioner"])
        self.assertEqual(practitioner.count_way, "dots")

    def test_a_number_typed_later_takes_back_what_was_tapped(self):
        """A chart says of no needle that it is out while its zone says fewer are."""
        self.begun()
        upper = self.mine.needle_ids.filtered(lambda one: one.zone == "face_upper")
        self.mine.action_tap_out(upper.ids)
        row = self.mine.count_ids.filtered(lambda one: one.zone == "face_upper")
        self.mine.count_ids = [Command.update(row.id, {"counted_out": 1})]
        self.assertFalse(any(upper.mapped("out_at")))

    def test_no_needle_went_in_on_another_day(self):
        self.begun()
        needle = self.mine.needle_ids[0]
        with self.assertRaisesRegex(ValidationError, "day"):
            needle.in_at = "1999-01-01 10:00:00"

    def test_what_are_no_needles_is_refused_in_words(self):
        self.begun()
        for asked in (["x"], [None], "12", 7, None, {"a": 1}):
            with self.subTest(asked), self.assertRaises(UserError):
                self.mine.action_tap_out(asked)
            with self.subTest(asked), self.assertRaises(UserError):
                self.mine.action_tap_out([], asked)
