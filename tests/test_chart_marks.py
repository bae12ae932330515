"""Needles where no point is, and needles of another kind."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .chart_common import NOW, CountCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestChartMarks(CountCase):
    def setUp(self):
        super().setUp()
        self.mine = self.needled()
        self.ashi, self.line, self.motor = (
            self.env.ref(f"acupuncture_cosmetic.point_{code}")
            for code in ("ASHI", "LINE", "MOTOR")
        )

    def mark(self, point=None, chart=None, **values):
        chart = chart or self.mine
        chart.needle_ids = [
            Command.create(
                {
                    "point_id": (point or self.ashi).id,
                    "side": "left",
                    "map": "face_front",
                    "map_x": 380,
                    "map_y": 520,
                    **values,
                }
            )
        ]
        return chart.needle_ids.sorted("id")[-1]

    def test_a_mark_counts_in_the_zone_of_what_is_near(self):
        self.assertEqual(self.mark().zone, "face_lower")
        self.assertEqual(self.mark(map_x=330, map_y=200).zone, "face_upper")
        rows = {row["zone"]: row["expected"] for row in self.mine.count_data}
        self.assertEqual((rows["face_upper"], rows["face_lower"]), (3, 3))
        self.counted(self.mine).action_sign()
        self.assertTrue(self.mine._is_intact())

    def test_as_many_marks_as_there_is_room_for(self):
        needles = [
            self.mark(self.line, map_x=310 + 9 * n, line_no=1) for n in range(25)
        ]
        self.assertEqual(sorted(one.place for one in needles), list(range(1, 26)))
        self.mine.write(
            {
                "needle_ids": [
                    Command.create(dict(self.ask(), map_x=340 + n)) for n in (0, 1)
                ]
            }
        )
        self.assertEqual(len(self.mine.needle_ids), 5 + 25 + 2)

    def ask(self):
        return {
            "point_id": self.ashi.id,
            "side": "left",
            "map": "face_front",
            "map_y": 500,
        }

    def test_a_standard_point_stays_where_it_is(self):
        with self.assertRaisesRegex(ValidationError, "a place of its own"):
            self.mark(self.brow, side="mid")

    def test_no_mark_beside_the_drawing(self):
        needle = self.mark()
        self.assertSqlRefused(
            "UPDATE acupuncture_needle SET map_x = 700 WHERE id = %s", needle.id
        )

    def test_signed_marks_stay_where_they_are(self):
        needle = self.mark()
        self.counted(self.mine).action_sign()
        with self.assertRaises(UserError):
            needle.map_x = 300
        self.assertSqlRefused(
            "UPDATE acupuncture_needle SET map_x = 300 WHERE id = %s", needle.id
        )

    def test_the_note_names_marks_and_kinds_in_words(self):
        self.mark(self.motor, site="masseter", kind="intradermal")
        self.mark(self.line, line_no=1, kind="press")
        self.assertRegex(
            self.mine.note_proposed,
            r"Motor point \(masseter\) left: intradermal needle",
        )
        self.assertRegex(self.mine.note_proposed, "Wrinkle line left: press needle")

    def test_next_time_shows_and_copies_them(self):
        self.mark(self.line, line_no=1, kind="press", site="frown line")
        self.counted(self.mine).action_sign()
        later = self.as_role(self.chart(self.started("2026-03-09 09:00:00")))
        ghosts = [one for one in later.ghost_data if one.get("map")]
        self.assertEqual(
            [(one["map_x"], one["kind"]) for one in ghosts], [(380, "press")]
        )
        later.action_same_as_last()
        copied = later.needle_ids.filtered("map")
        self.assertRecordValues(
            copied,
            [
                {
                    "map_x": 380,
                    "map_y": 520,
                    "line_no": 1,
                    "site": "frown line",
                    "kind": "press",
                }
            ],
        )

    def test_who_learns_waits_for_the_supervisor_where_the_near_point_says_so(self):
        near = self.mine.needle_ids._nearest_points([("face_front", 300, 640)])[0]
        self.assertTrue(near._needs_supervisor(), near.code)
        self.mine.practitioner_id.sudo().write(
            {"is_trainee": True, "supervisor_id": self.make_colleague().id}
        )
        self.assertTrue(self.mine.needs_supervisor)
        self.mark()
        with self.assertRaisesRegex(UserError, "must be present first"):
            self.mark(map_x=300, map_y=640)

    def test_over_the_lung_a_mark_is_slanted_or_told(self):
        place = self.env["acupuncture.point.position"].search(
            [
                ("point_id.needling", "=", "over_lung"),
                ("map", "in", ("body_front", "body_back")),
                ("side", "=", "left"),
            ],
            limit=1,
        )
        at = {"map": place.map, "map_x": place.x + 3, "map_y": place.y}
        near = self.mine.needle_ids._nearest_points([tuple(at.values())])[0]
        self.assertEqual(near.needling, "over_lung", near.code)
        with self.assertRaisesRegex(ValidationError, "lung"):
            self.mark(angle="perpendicular", depth_mm=5, **at)
        self.mark(angle="transverse", depth_mm=5, **at)
        needle = self.mark(
            angle="perpendicular",
            depth_mm=5,
            danger_accepted=True,
            danger_reason="Over the rib, felt",
            **at,
        )
        self.assertTrue(needle.danger_by_id)
        self.counted(self.mine).action_sign()
        later = self.as_role(self.chart(self.started("2026-03-09 09:00:00")))
        later.action_same_as_last()
        copied = later.needle_ids.filtered("map")
        self.assertEqual(copied.mapped("angle"), ["transverse"])
        self.assertIn([self.ashi.id, "danger"], later.spared_data["out"])

    def test_a_press_needle_stays_until_its_day(self):
        day = self.mine.company_id._clinic_today() + timedelta(days=3)
        needle = self.mark(
            kind="press", retained=True, removal_due=day, client_agreed=True
        )
        self.assertEqual(needle.kind, "press")
        self.assertEqual(self.mine.retained_count, 1)
        self.counted(self.mine).action_sign()
        self.assertTrue(needle.is_still_in)

    def learn(self):
        self.mine.practitioner_id.sudo().write(
            {"is_trainee": True, "supervisor_id": self.make_colleague().id}
        )

    def test_a_moved_mark_counts_where_it_is_now(self):
        needle = self.mark()
        needle.write({"map_x": 330, "map_y": 200, "side": "left"})
        self.assertEqual(needle.zone, "face_upper")
        self.mine.needle_ids = [Command.update(needle.id, {"map_x": 380, "map_y": 520})]
        self.assertEqual(needle.zone, "face_lower")
        needle.write({"map_y": 500, "zone": "face_middle"})
        self.assertEqual(needle.zone, "face_middle", "as somebody says")

    def test_a_counted_mark_moves_to_no_other_zone(self):
        needle = self.mark()
        self.counted(self.mine)
        needle.map_x = 384
        with self.assertRaisesRegex(UserError, "is counted already"):
            needle.write({"map_x": 330, "map_y": 200})

    def test_who_learns_moves_no_mark_past_the_supervisor(self):
        self.learn()
        needle = self.mark()
        with self.assertRaisesRegex(UserError, "must be present first"):
            needle.write({"map_x": 300, "map_y": 640})

    def test_who_learns_waits_where_nobody_can_see_where_the_mark_is(self):
        self.learn()
        with self.assertRaisesRegex(UserError, "must be present first"):
            self.mark(map=False, map_x=0, map_y=0)

    def test_a_place_given_by_the_context_has_its_zone(self):
        chart = self.mine.with_context(
            default_map="face_front", default_map_x=330, default_map_y=200
        )
        chart.needle_ids = [Command.create({"point_id": self.ashi.id, "side": "left"})]
        self.assertEqual(self.mine.needle_ids.sorted("id")[-1].zone, "face_upper")

    def test_no_mark_is_drawn_left_and_written_down_right(self):
        needle = self.mark()
        for values in ({"map_x": 220}, {"map": "face_right"}, {"side": "right"}):
            with self.subTest(values), self.assertRaises(ValidationError):
                needle.write(values)
        needle.write({"side": "right", "map_x": 220})
        self.mark(map="body_back", map_x=220)
        with self.assertRaisesRegex(ValidationError, "written down"):
            self.mark(map="body_back", map_x=380)

    def test_one_save_moves_a_mark_and_sets_another_where_it_was(self):
        needle = self.mark()
        self.mine.needle_ids = [
            Command.update(needle.id, {"side": "right", "map_x": 220}),
            Command.create({**self.ask(), "map_x": 380}),
        ]
        marks = self.mine.needle_ids.filtered("map").sorted("id")
        self.assertEqual(marks.mapped("side"), ["right", "left"])
