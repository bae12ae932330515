"""Where the points lie on our drawings."""

import re
from collections import defaultdict

from odoo.tools import file_open

from .common import ClinicCase

MAPS = ("face_front", "face_left", "face_right", "body_front", "body_back")
FACES = MAPS[:3]
WIDTH = 600
HEIGHTS = dict.fromkeys(FACES, 800) | dict.fromkeys(MAPS[3:], 1000)
CUN = 48  # of the face, in units of its drawings
# WHO Standard Acupuncture Point Locations (2008), in words: one lies level with, above,
# below, plumb with or lateral of the other, by so many units at most.
RELATIONS = (
    ("ST1", "below", "EX-HN4", 80),
    ("ST2", "below", "ST1", 35),
    ("ST3", "plumb", "ST2", 10),
    ("ST3", "below", "LI20", 20),
    ("ST4", "below", "ST3", 65),
    ("ST4", "plumb", "ST3", 24),
    ("ST6", "level", "ST4", 24),
    ("ST6", "lateral", "ST4", 140),
    ("ST5", "below", "ST6", 75),
    ("ST5", "below", "CV24", 48),
    ("ST6", "lateral", "ST5", 70),
    ("ST7", "above", "ST6", 150),
    ("GB3", "above", "ST7", 48),
    ("GB3", "plumb", "ST7", 8),
    ("SI18", "level", "LI20", 6),
    ("SI18", "lateral", "ST3", 60),
    ("SI18", "plumb", "GB1", 30),
    ("GB1", "below", "TE23", 48),
    ("EX-HN5", "lateral", "GB1", 48),
    ("EX-HN5", "below", "TE23", 30),
    ("EX-HN3", "level", "BL2", 8),
    ("EX-HN3", "below", "GB14", 80),
    ("BL2", "above", "BL1", 40),
    ("EX-HN4", "level", "TE23", 24),
    ("GB14", "above", "EX-HN4", 56),
    ("GB14", "plumb", "EX-HN4", 8),
    ("LI19", "level", "GV26", 14),
    ("LI20", "lateral", "GV25", 72),
    ("EX-HN8", "above", "LI20", 36),
    ("TE21", "above", "SI19", 30),
    ("GB2", "below", "SI19", 30),
    ("ST7", "level", "SI19", 14),
    ("M-HN-18", "level", "CV24", 12),
    ("M-HN-18", "lateral", "CV24", 48),
    ("M-HN-21", "below", "CV24", 90),
    ("CV23", "below", "M-HN-21", 30),
    ("CV22", "below", "CV23", 110),
    ("LI18", "level", "ST9", 12),
    ("ST10", "below", "ST9", 36),
    ("ST11", "below", "ST10", 40),
    ("LI17", "below", "LI18", 48),
    ("ST12", "lateral", "ST11", 110),
)
OTHER = {"left": "right", "right": "left", "mid": "mid"}


class TestPlaces(ClinicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.points = cls.env["acupuncture.point"].search([("is_free", "=", False)])
        cls.places = cls.env["acupuncture.point.position"].search([])

    def rows(self, name):
        """Return (code, side) -> the places of one drawing."""
        found = defaultdict(set)
        for place in self.places.filtered(lambda p: p.map == name):
            found[place.point_id.code, place.side].add((place.x, place.y))
        return found

    def test_every_point_of_face_head_and_neck_is_on_a_drawing_of_the_head(self):
        wanted = self.points.filtered(lambda p: p.region in ("face", "head", "neck"))
        drawn = self.places.filtered(lambda p: p.map in FACES).point_id
        self.assertGreater(len(wanted), 80)
        self.assertFalse((wanted - drawn).mapped("code"))

    def test_every_point_of_cosmetic_use_is_on_some_drawing(self):
        wanted = self.points.filtered("cosmetic_use")
        self.assertGreaterEqual(len(wanted), 110)
        self.assertFalse((wanted - self.places.point_id).mapped("code"))

    def test_places_lie_inside_the_drawing(self):
        for place in self.places:
            with self.subTest(point=place.point_id.code, map=place.map):
                self.assertTrue(10 <= place.x <= WIDTH - 10)
                self.assertTrue(10 <= place.y <= HEIGHTS[place.map] - 10)

    def test_the_drawings_have_the_size_that_the_places_suppose(self):
        for name in ("face_front", "face_left", "body_front", "body_back"):
            with self.subTest(map=name):
                path = f"acupuncture_cosmetic/static/src/face_chart/maps/{name}.xml"
                with file_open(path) as drawing:
                    box = re.search(r"View box 0 0 (\d+) (\d+)", drawing.read())
                self.assertEqual(
                    (int(box[1]), int(box[2])), (WIDTH, HEIGHTS[name]), name
                )

    def test_left_and_right_mirror_each_other(self):
        pairs = [
            ("face_front", "face_front"),
            ("face_left", "face_right"),
            ("body_front", "body_front"),
            ("body_back", "body_back"),
        ]
        for one, other in pairs:
            mirrored = {
                (code, OTHER[side]): {(WIDTH - x, y) for x, y in places}
                for (code, side), places in self.rows(one).items()
            }
            with self.subTest(one=one, other=other):
                self.assertTrue(mirrored)
                self.assertEqual(mirrored, dict(self.rows(other)))

    def test_the_clients_left_is_at_the_right_of_whoever_faces_them(self):
        for name, left_is_right in (
            ("face_front", 1),
            ("body_front", 1),
            ("body_back", -1),
        ):
            for place in self.places.filtered(
                lambda p, name=name: p.map == name and p.side != "mid"
            ):
                offset = (place.x - WIDTH / 2) * left_is_right
                with self.subTest(map=name, point=place.point_id.code):
                    self.assertEqual(offset > 0, place.side == "left")

    def test_a_profile_shows_its_own_side(self):
        for side in ("left", "right"):
            shown = self.places.filtered(lambda p, side=side: p.map == f"face_{side}")
            self.assertEqual(set(shown.mapped("side")), {side, "mid"})

    def test_sides_fit_the_points(self):
        for place in self.places:
            with self.subTest(point=place.point_id.code):
                midline = place.point_id.laterality == "midline"
                self.assertEqual(place.side == "mid", midline)

    def test_a_fingertip_can_tell_points_apart(self):
        for name in MAPS:
            spots = [
                (key, place)
                for key, places in self.rows(name).items()
                for place in places
            ]
            for number, (one, (x, y)) in enumerate(spots):
                for other, (ox, oy) in spots[number + 1 :]:
                    near = ((x - ox) ** 2 + (y - oy) ** 2) ** 0.5
                    self.assertGreater(near, 11, f"{name}: {one} and {other}")

    def test_well_known_points_lie_where_they_belong(self):
        """Relations of the WHO standard, in units of the drawing of the face."""
        at = {key: next(iter(p)) for key, p in self.rows("face_front").items()}
        x = {code: place[0] for (code, side), place in at.items() if side != "right"}
        y = {code: place[1] for (code, side), place in at.items() if side != "right"}
        pupil = {x[code] for code in ("ST1", "ST2", "ST3", "ST4", "GB14", "EX-HN4")}
        self.assertLessEqual(max(pupil) - min(pupil), 2)
        down = ["GV20", "GV24", "EX-HN3", "GV25", "GV26", "CV24", "CV23", "CV22"]
        self.assertEqual(down, sorted(down, key=y.get))
        down = ["GB14", "EX-HN4", "ST1", "ST2", "ST3", "ST4"]
        self.assertEqual(down, sorted(down, key=y.get))
        out = ["BL1", "ST1", "EX-HN7", "GB1", "EX-HN5"]
        self.assertEqual(out, sorted(out, key=x.get))
        self.assertEqual({x[c] for c in ("EX-HN3", "GV25", "CV24", "CV22")}, {300})

    def at(self, name):
        """Return code -> (x, y) of one drawing, of the left side where it has two."""
        return {
            code: next(iter(places))
            for (code, side), places in self.rows(name).items()
            if side != "right"
        }

    def test_every_relation_of_the_standard_holds(self):
        """The table RELATIONS, on every drawing of the head that shows both points."""
        for name in ("face_front", "face_left"):
            at = self.at(name)
            # Outwards from the midline is backwards in profile: both to the right.
            axis = {"level": 1, "above": 1, "below": 1, "plumb": 0, "lateral": 0}
            for one, word, other, most in RELATIONS:
                if one not in at or other not in at:
                    continue
                way = at[one][axis[word]] - at[other][axis[word]]
                holds = {
                    "level": abs(way) <= most,
                    "plumb": abs(way) <= most,
                    "above": 0 < -way <= most,
                    "below": 0 < way <= most,
                    "lateral": 0 < way <= most,
                }[word]
                with self.subTest(map=name, one=one, word=word, other=other):
                    self.assertTrue(holds, f"{one} {at[one]}, {other} {at[other]}")

    def test_landmarks_hold_their_points(self):
        """Mouth corner, outer corner of the eye, edge of the jaw, as they are drawn."""
        front, profile = self.at("face_front"), self.at("face_left")
        mouth, eye, jaw, chin = 520, 353, 598, 626
        for at in (front, profile):
            self.assertTrue(mouth <= at["ST6"][1] <= mouth + 0.5 * CUN)
            self.assertTrue(jaw - 0.3 * CUN <= at["ST5"][1] <= jaw + 0.3 * CUN)
            self.assertLess(at["ST5"][1], chin)
            self.assertTrue(eye <= at["GB1"][1] <= eye + 0.2 * CUN)
        self.assertTrue(0.3 * CUN <= front["GB1"][0] - 411 <= 0.7 * CUN)
        self.assertTrue(0.3 * CUN <= profile["GB1"][0] - 190 <= 0.7 * CUN)

    def test_front_and_profile_show_a_point_at_the_same_height(self):
        front, profile = self.at("face_front"), self.at("face_left")
        scalp = set(self.points.filtered(lambda p: p.zone == "scalp").mapped("code"))
        # Behind the ear, and on shoulders that the profile shows from another side.
        other = scalp | {"GB21", "EX-HN6"}
        shared = front.keys() & profile.keys() - other
        self.assertGreaterEqual(len(shared), 40)
        for code in sorted(shared):
            with self.subTest(code, front=front[code], profile=profile[code]):
                self.assertLessEqual(abs(front[code][1] - profile[code][1]), 12)

    def test_the_chart_gets_everything_in_one_answer(self):
        points = self.env["acupuncture.point"].with_user(self.users["practitioner"])
        self.assertLess(self.spent(points.chart_map), 25)
        answer = points.chart_map()
        by_code = {point["code"]: point for point in answer["points"]}
        free = {code for code, point in by_code.items() if point["free"]}
        self.assertEqual(free, {"ASHI", "LINE", "MOTOR"})
        self.assertEqual(len(by_code), len(self.points) + len(free))
        st6 = by_code["ST6"]
        self.assertEqual((st6["plain"], st6["hanzi"]), ("Jiache", "颊车"))
        self.assertIn(" jiache ", st6["keys"])
        self.assertEqual((st6["depth_max"], st6["midline"]), (13.0, False))
        self.assertEqual(by_code["EX-HN1"]["needles"], 4)
        self.assertEqual(set(answer["places"]), set(MAPS))
        self.assertIn([st6["id"], "left", 400, 536], answer["places"]["face_front"])
        self.assertIn(("left", "Left"), answer["labels"]["side"])
        self.assertEqual(answer["needles"]["face_lower"]["gauge_mm"], 0.16)
        self.assertEqual(answer["needles"]["legs"]["length_mm"], 30)
