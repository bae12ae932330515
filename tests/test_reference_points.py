"""Every standard point, found in every spelling; depths warn; updates keep edits."""

import unicodedata
from collections import Counter, defaultdict

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import convert_file, mute_logger

from odoo.addons.acupuncture_cosmetic.engine import point_names

from .common import ClinicCase

STANDARD = {
    **{"LU": 11, "LI": 20, "ST": 45, "SP": 21, "HT": 9, "SI": 19, "BL": 67},
    **{"KI": 27, "PC": 9, "TE": 23, "GB": 44, "LR": 14, "GV": 28, "CV": 24, "EX": 11},
}
ZONES_OF_REGION = {
    "face": {"face_upper", "face_middle", "face_lower"},
    "head": {"scalp"},
    "neck": {"neck"},
    "chest": {"chest_abdomen"},
    "abdomen": {"chest_abdomen"},
    "back": {"back"},
    "upper_limb": {"arms"},
    "lower_limb": {"legs"},
    "perineum": {"back", "chest_abdomen"},
}


@tagged("post_install", "-at_install")
class TestReferencePoints(ClinicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.points = cls.env["acupuncture.point"].search([("is_free", "=", False)])
        cls.as_practitioner = cls.env["acupuncture.point"].with_user(
            cls.users["practitioner"]
        )

    def point(self, code):
        return self.env.ref(f"acupuncture_cosmetic.point_{code.replace('-', '_')}")

    def found(self, asked, limit=8):
        """Return the codes a practitioner is offered, best first."""
        pairs = self.as_practitioner.name_search(asked, limit=limit)
        return self.as_practitioner.browse([pair[0] for pair in pairs]).mapped("code")

    def spellings(self, point):
        """Return the ways to write a point, and those which it may share."""
        code, number = point.code, point.code.lstrip("ABCDEFGHIKLMNPRSTUVX-")
        letters = code.removesuffix(number)
        own = [code, code.lower(), f"{letters} {number}", f"{letters}-{number}"]
        own += [f"{letters.title()}. {number}", point.display_name]
        shared = [point.name.lower(), point.pinyin_tones]
        shared += [point.hanzi, point.hanzi_traditional]
        shared += [point.english_name] if point.english_name else []
        return own, shared

    def test_all_standard_points_are_there(self):
        self.assertEqual(
            Counter(point.meridian_id.code for point in self.points), STANDARD
        )
        for channel in self.points.meridian_id - self.env.ref(
            "acupuncture_cosmetic.meridian_EX"
        ):
            with self.subTest(channel.code):
                self.assertEqual(channel.point_count, len(channel.point_ids))
                self.assertEqual(
                    channel.point_ids.mapped("code"),
                    [f"{channel.code}{n + 1}" for n in range(channel.point_count)],
                )

    def test_every_fact_is_filled(self):
        for name in ("name", "pinyin_tones", "hanzi", "hanzi_traditional", "source"):
            self.assertTrue(all(self.points.mapped(name)), name)
        used = self.points.filtered("cosmetic_use")
        self.assertEqual(len(used), 110)
        for name in ("safety_note", "english_name", "angle", "depth_max_mm"):
            self.assertTrue(all(used.mapped(name)), name)
        self.assertFalse(any((self.points - used).mapped("depth_max_mm")))
        self.assertEqual(self.point("EX-HN1").needles_per_side, 4)
        self.assertEqual(sum(self.points.mapped("needles_per_side")), 372 + 3)

    def test_no_working_notes_are_shipped(self):
        for name in ("safety_note", "cosmetic_use", "source"):
            for text in filter(None, self.points.mapped(name)):
                self.assertNotRegex(text, r"\[mem\]|\.csv|README")

    def test_zones_fit_regions(self):
        for point in self.points:
            with self.subTest(point.code):
                self.assertIn(point.zone, ZONES_OF_REGION[point.region])

    def test_pinyin_with_and_without_tones_agree(self):
        for point in self.points:
            bare = unicodedata.normalize("NFD", point.pinyin_tones.lower())
            bare = "".join(filter(str.isalpha, bare))
            with self.subTest(point.code):
                self.assertEqual(bare, point.name.lower())

    def test_every_point_is_found_in_four_spellings(self):
        """By one of the spellings of its code in turn, and by each of its names."""
        for turn, point in enumerate(self.points):
            own, shared = self.spellings(point)
            asked = own[turn % len(own)]
            with self.subTest(point=point.code, asked=asked):
                self.assertEqual(self.found(asked)[:1], [point.code])
            for asked in dict.fromkeys(shared):
                with self.subTest(point=point.code, asked=asked):
                    self.assertIn(point.code, self.found(asked)[:3])

    def test_every_spelling_of_every_code_fits_exactly_one_point(self):
        named = defaultdict(set)
        for point in self.points:
            for key in point.search_text.split():
                named[key].add(point.code)
        for point in self.points:
            for asked in self.spellings(point)[0]:
                self.assertEqual(named[point_names.key(asked)], {point.code}, asked)

    def test_a_name_of_two_points_offers_both(self):
        self.assertEqual(self.found("futu"), ["LI18", "ST32"])
        self.assertEqual(self.found("扶突"), ["LI18"])

    def test_exact_codes_come_before_longer_ones(self):
        self.assertEqual(self.found("cv2")[:2], ["CV2", "CV20"])
        self.assertEqual(self.found("cv22"), ["CV22"])
        self.assertEqual(self.found("ST 1", limit=2), ["ST1", "ST10"])
        self.assertEqual(self.found("P6")[:1], ["PC6"])

    def test_other_names_are_known(self):
        for asked, code in (
            ("UB 40", "BL40"),
            ("Du20", "GV20"),
            ("Ren 12", "CV12"),
            ("SJ5", "TE5"),
            ("Liv 3", "LR3"),
            ("Stomach 36", "ST36"),
            ("Renzhong", "GV26"),
            ("GV29", "EX-HN3"),
            ("jaw bone", "ST6"),
            ("bone jaw", "ST6"),
            ("jia2che1", "ST6"),
            ("zhonglvshu", "BL29"),
            ("ST 6 Jiache", "ST6"),
        ):
            with self.subTest(asked):
                self.assertEqual(self.found(asked)[:1], [code])

    def test_what_is_no_name_finds_nothing(self):
        for asked in ("qwertz", "%", "_", "-", "st666"):
            with self.subTest(asked):
                self.assertEqual(self.found(asked), [])
        self.assertEqual(len(self.found("", limit=5)), 5)

    def test_lists_and_imports_find_by_name_too(self):
        search = self.as_practitioner.search
        self.assertEqual(search([("display_name", "ilike", "颊车")]).code, "ST6")
        self.assertEqual(search([("display_name", "=", "ST 6 Jiache")]).code, "ST6")
        both = search([("display_name", "in", ["st6", "Hegu"])])
        self.assertEqual(both.mapped("code"), ["LI4", "ST6"])
        others = search([("display_name", "not ilike", "jiachen")])
        self.assertEqual(self.points - others, self.point("M-HN-18"))

    def test_a_search_takes_few_queries_however_much_it_finds(self):
        name_search = self.as_practitioner.web_name_search
        fields = {"display_name": {}}
        name_search("st6", fields)
        for asked in ("st6", "a", "st"):
            queries = self.spent(name_search, asked, fields)
            self.assertLessEqual(queries, 6, asked)

    def test_names_of_a_point_follow_its_edits(self):
        point = self.point("ST6")
        point.write({"aliases": "Kiefer;Masseter point", "english_name": "Hinge"})
        self.assertEqual(self.found("masseter")[:1], ["ST6"])
        self.assertEqual(self.found("hinge")[:1], ["ST6"])
        point.meridian_id.aliases = "Magen"
        self.assertEqual(self.found("Magen 6")[:1], ["ST6"])

    def test_the_english_name_is_found_in_the_users_language_too(self):
        self.env["res.lang"]._activate_lang("de_DE")
        point = self.point("ST6").with_context(lang="de_DE")
        point.english_name = "Kieferknochen"
        pairs = self.as_practitioner.with_context(lang="de_DE").name_search("kieferk")
        self.assertEqual([pair[0] for pair in pairs], point.ids)
        self.assertEqual(self.found("jaw bone")[:1], ["ST6"])

    def test_the_dropdown_shows_cautions(self):
        rich = self.points.with_context(formatted_display_name=True)
        self.assertEqual(self.point("ST6").display_name, "ST 6 Jiache")
        hegu = rich.browse(self.point("LI4").id).display_name
        self.assertIn("`Avoid in pregnancy`", hegu)
        self.assertIn("radial artery", hegu)
        self.assertIn("`Caution", rich.browse(self.point("LR3").id).display_name)
        plain = rich.browse(self.point("LU3").id).display_name
        self.assertEqual(plain, "**LU 3** Tianfu 天府")

    def test_too_deep_is_warned_about_and_never_refused(self):
        self.assertEqual(
            self.point("ST1")._depth_warning(12),
            "12 mm is 4 mm deeper than the limit of ST 1, 8 mm.",
        )
        self.assertFalse(self.point("ST1")._depth_warning(8))
        self.assertFalse(self.point("LU3")._depth_warning(99))
        protocol = self.env["acupuncture.protocol"].create({"name": "P", "code": "P"})
        rows = self.env["acupuncture.protocol.point"].create(
            [
                {
                    "protocol_id": protocol.id,
                    "point_id": self.point("ST1").id,
                    "depth_mm": depth,
                }
                for depth in (8, 9)
            ]
        )
        self.assertEqual([bool(row.depth_warning) for row in rows], [False, True])
        self.assertEqual(rows[0].zone, "face_upper")

    def test_codes_are_plain(self):
        vals = {"name": "X", "meridian_id": self.points[0].meridian_id.id}
        vals |= {"region": "face", "zone": "neck"}
        for code in ("st99", "ST 99", "ST6"):
            with self.subTest(code), mute_logger("odoo.sql_db"):
                with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                    self.env["acupuncture.point"].create({**vals, "code": code})

    def test_an_update_keeps_what_the_clinic_edited(self):
        point = self.point("ST6")
        point.write({"depth_max_mm": 9, "safety_note": "Ours"})
        self.point("LU3").unlink()
        path = "data/reference/catalogue.xml"
        convert_file(self.env, "acupuncture_cosmetic", path, {}, mode="update")
        self.assertEqual((point.depth_max_mm, point.safety_note), (9, "Ours"))
        self.assertEqual(self.point("LU3").name, "Tianfu")
        marks = self.env["ir.model.data"].search(
            [("module", "=", "acupuncture_cosmetic"), ("model", "=", point._name)]
        )
        self.assertEqual(len(marks), len(self.points) + 3)  # and those without a place
        self.assertTrue(all(marks.mapped("noupdate")))

    def test_concerns_lead_to_points(self):
        concerns = self.env["acupuncture.concern"].search([])
        self.assertEqual(len(concerns.filtered("point_ids")), 25)
        frown = self.env.ref("acupuncture_cosmetic.concern_glabellar")
        self.assertEqual(
            set(frown.point_ids.mapped("code")),
            set("EX-HN3 BL2 GB14 GV24 EX-HN4 LI4 LR3 ST36 SP6".split()),
        )
        self.assertIn(frown, self.point("EX-HN3").concern_ids)

    def test_who_reads_and_who_edits(self):
        practitioner = self.point("ST6").with_user(self.users["practitioner"])
        with self.assertRaises(AccessError):
            practitioner.depth_max_mm = 5
        desk = self.env["acupuncture.concern"].with_user(self.users["front_desk"])
        self.assertTrue(desk.search([], limit=1).name)
        with self.assertRaises(AccessError):
            desk.search([], limit=1).read(["point_ids"])

    def test_the_lead_adds_a_point_of_the_house(self):
        form = Form(self.as_practitioner.with_user(self.users["clinical_lead"]))
        form.code = "M-HN-9"
        form.name = "Taiyang of the house"
        form.meridian_id = self.env.ref("acupuncture_cosmetic.meridian_EX")
        form.region = "face"
        form.zone = "face_upper"
        added = form.save()
        self.assertEqual(added.display_name, "M-HN-9 Taiyang of the house")
        self.assertEqual(self.found("mhn9")[:1], ["M-HN-9"])

    def test_concerns_take_their_points_by_any_spelling(self):
        concern = self.env.ref("acupuncture_cosmetic.concern_volume")
        concern.point_ids = [Command.set(self.point("ST6").ids)]
        found = self.env["acupuncture.concern"].search(
            [("point_ids", "ilike", "jia che")]
        )
        self.assertIn(concern, found)

    # screens

    def test_every_reader_opens_points_meridians_and_scales(self):
        for role in ("practitioner", "clinical_lead", "manager"):
            for name in ("point", "meridian", "outcome.scale"):
                model = self.env[f"acupuncture.{name}"].with_user(self.users[role])
                with self.subTest(role=role, model=name):
                    self.assertTrue(Form(model.search([], limit=1)))

    def test_practitioners_reach_the_catalogue_but_not_the_managers_part(self):
        def shown(role):
            menus = self.env["ir.ui.menu"].with_user(self.users[role])
            visible = menus._visible_menu_ids()
            return {
                name
                for name in ("catalogue", "points", "meridians", "outcome_scales")
                + ("treatments", "practitioners", "rooms")
                if self.env.ref(f"acupuncture_cosmetic.menu_{name}").id in visible
            }

        for_all = {"catalogue", "points", "meridians", "outcome_scales"}
        self.assertEqual(shown("practitioner"), for_all)
        managers = for_all | {"treatments", "practitioners", "rooms"}
        self.assertEqual(shown("manager"), managers)
        self.assertEqual(shown("front_desk"), set())

    def test_an_unknown_depth_is_said(self):
        self.assertEqual(self.point("ST6").depth_text, "8 to 13 mm")
        self.assertEqual(self.point("LU3").depth_text, "No limit known")
