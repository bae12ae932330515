"""The same needle once, and a colleague's chart is read until one treats."""

from runpy import run_path

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import SQL, file_path, mute_logger

from .chart_common import NOW, ChartCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestNeedleOnce(ChartCase):
    def rows(self, chart, *rows):
        return [
            {"treatment_id": chart.id, "point_id": point.id, "side": side}
            for point, side in rows
        ]

    def test_a_second_needle_at_the_same_point_and_side_is_refused(self):
        chart = self.needled()
        needles = chart.needle_ids
        for vals_list in (
            self.rows(chart, (self.brow, "left")),
            self.rows(chart, (self.brow, "mid"), (self.brow, "mid")),
        ):
            with (
                self.assertRaisesRegex(UserError, "needled in this chart already"),
                self.cr.savepoint(),
            ):
                needles.create(vals_list)
        with (
            self.assertRaisesRegex(UserError, "needled in this chart already"),
            self.cr.savepoint(),
        ):
            needles[0].side = "right"
        self.assertEqual(len(chart.needle_ids), 5)

    def test_postgresql_refuses_it_too(self):
        chart = self.needled()
        self.env.flush_all()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(IntegrityError, "once"),
            self.cr.savepoint(),
        ):
            self.env.cr.execute(
                SQL(
                    "UPDATE acupuncture_needle SET side = 'right' WHERE id = %s",
                    chart.needle_ids[0].id,
                )
            )

    def test_a_point_of_four_needles_takes_four(self):
        chart = self.needled(points=(self.brow,))
        self.crown.needles_per_side = 4
        rows = self.rows(chart, *[(self.crown, "mid")] * 4)
        four = chart.needle_ids.create(rows)
        self.assertEqual(four.mapped("place"), [1, 2, 3, 4])
        four[1].unlink()
        self.assertEqual(chart.needle_ids.create(rows[:1]).place, 2)
        with self.assertRaises(UserError), self.cr.savepoint():
            chart.needle_ids.create(rows[:1])

    def test_a_double_tap_or_a_second_browser_costs_nothing(self):
        chart = self.needled()
        twice = Command.create({"point_id": self.brow.id, "side": "left"})
        chart.web_save({"subjective": "Calm", "needle_ids": [twice]}, {})
        self.assertEqual((chart.subjective, len(chart.needle_ids)), ("Calm", 5))
        anew = [Command.delete(chart.needle_ids[0].id), twice]
        chart.web_save({"needle_ids": anew}, {})
        self.assertEqual(len(chart.needle_ids), 5)
        new = Command.create({"point_id": self.brow.id, "side": "mid"})
        with self.assertRaises(UserError), self.cr.savepoint():
            chart.web_save({"needle_ids": [new, new]}, {})

    def test_who_placed_it_stands_on_the_row(self):
        chart = self.needled()
        self.assertEqual(chart.needle_ids.placed_by_id, self.users["practitioner"])
        for name, value in (
            ("placed_by_id", self.users["clinical_lead"].id),
            ("place", 7),
        ):
            with self.assertRaisesRegex(UserError, "cannot be edited directly"):
                chart.needle_ids[0][name] = value
            row = {**self.rows(chart, (self.jaw, "mid"))[0], name: value}
            with self.assertRaisesRegex(UserError, "cannot be edited directly"):
                chart.needle_ids.create(row)

    def test_needles_of_open_charts_from_before_get_their_number(self):
        chart = self.needled()
        self.env.flush_all()
        self.env.cr.execute("UPDATE acupuncture_needle SET place = NULL")
        script = "acupuncture_cosmetic/migrations/19.0.1.2.0/post-needle-place.py"
        run_path(file_path(script))["migrate"](self.env.cr, "19.0.1.1.0")
        self.env.invalidate_all()
        self.assertEqual(set(chart.needle_ids.mapped("place")), {1})


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestChartMine(ChartCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague_of = cls.make_colleague()

    def attacks(self, chart):
        """Yield what a colleague may try at every kind of row, by name."""
        needle = chart.needle_ids[0]
        jaw = {"treatment_id": chart.id, "point_id": self.jaw.id, "side": "mid"}
        yield "note", lambda: chart.write({"subjective": "x"})
        yield "needle", lambda: needle.write({"depth_mm": 1})
        yield "new needle", lambda: needle.create(jaw)
        yield "no needle", lambda: needle.unlink()
        yield "save", lambda: chart.web_save({"pulse": "x"}, {})
        yield "timer", chart.action_begin_retention
        yield "count", lambda: chart.action_count_zone("scalp", 1)
        oil = self.env["acupuncture.supply"].create({"name": "Oil"})
        row = {"treatment_id": chart.id, "supply_id": oil.id}
        supplies = chart.env["acupuncture.treatment.supply"]
        yield "product", lambda: supplies.create(row)
        texts = {"subjective": ""}
        yield "texts", lambda: chart.write({"pulse": "x", "texts_seen": texts})

    def test_a_colleagues_open_chart_is_read_only(self):
        chart = self.as_role(self.needled(), "clinical_lead")
        self.assertFalse(chart.is_writable)
        for name, attack in self.attacks(chart):
            with (
                self.subTest(name),
                self.assertRaisesRegex(UserError, "Press “I Treat”"),
                self.cr.savepoint(),
            ):
                attack()
        with self.assertRaises(AssertionError), Form(chart) as form:
            form.subjective = "x"
        helping = chart.with_context(acupuncture_helping=True, acupuncture_seal=True)
        with self.assertRaises(UserError):
            helping.subjective = "x"

    def test_who_treats_writes_and_signs_and_who_treated_goes_on_writing(self):
        mine = self.needled()
        theirs = self.as_role(mine, "clinical_lead")
        theirs.action_treat()
        theirs.action_treat()
        self.assertEqual(theirs.practitioner_id, self.colleague_of)
        self.assertEqual(theirs.treated_by_ids, self.users["practitioner"])
        theirs.subjective = "Calm"
        mine.objective = "Rosy"
        self.assertTrue(mine.is_writable and theirs.is_writable)
        self.counted(mine)
        with self.assertRaises(UserError):
            mine.action_sign()
        theirs.action_sign()
        self.assertEqual(theirs.signed_by_id, self.users["clinical_lead"])
        with self.assertRaises(UserError):
            mine.action_treat()

    def test_only_a_licensed_practitioner_of_the_clinic_takes_over(self):
        chart = self.as_role(self.needled(), "clinical_lead")
        self.colleague_of.licence_expiry = "2026-03-01"
        with self.assertRaisesRegex(UserError, "licence"):
            chart.action_treat()
        self.colleague_of.active = False
        with self.assertRaisesRegex(UserError, "is not a practitioner"):
            chart.action_treat()
        with self.assertRaises(UserError):
            chart.practitioner_id = self.colleague_of

    def test_the_lead_who_signs_for_somebody_writes_once_the_reason_stands(self):
        chart = self.as_role(self.needled(), "clinical_lead")
        with Form(chart) as form:
            form.sign_reason = "Ill"
        self.assertTrue(chart.is_writable)
        chart.assessment = "As charted"
        self.counted(chart).action_sign()
        self.assertEqual(chart.signed_by_id, self.users["clinical_lead"])


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestReactionsOfAnOpenChart(ChartCase):
    """What may come late to a signed chart is no way into a colleague's open one."""

    def test_a_colleague_records_no_reaction_without_treating(self):
        chart = self.needled()
        self.make_colleague()
        theirs = self.as_role(chart, "clinical_lead")
        rows = theirs.env["acupuncture.reaction"]
        ways = (
            lambda: rows.create({"treatment_id": chart.id, "kind": "bruise"}),
            lambda: rows.with_context(default_treatment_id=chart.id).create({}),
            lambda: theirs.write({"reaction_ids": [Command.create({})]}),
        )
        for way in ways:
            with self.assertRaises(UserError) as refused:
                way()
            self.assertIn("I Treat", str(refused.exception))
        theirs.action_treat()
        self.assertTrue(ways[0]())

    def test_to_a_signed_chart_it_comes_from_anybody(self):
        chart = self.signed()
        self.make_colleague()
        rows = self.env["acupuncture.reaction"].with_user(self.users["clinical_lead"])
        self.assertTrue(rows.create({"treatment_id": chart.id, "kind": "bruise"}))
