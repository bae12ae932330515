"""The note of a chart writes itself: each fact once, and no number of its own."""

import re

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .chart_common import NOW, ChartCase

FIRST = """\
ZZ0 left and right, ZZ1 left and right, and ZZ2 midline: 0.18 × 13 mm, 3 mm deep, \
no stimulation.
The needles stayed in for 25 minutes.
5 needles in, 5 counted out.
No reactions were noted."""


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestChartNote(ChartCase):
    def test_a_first_visit(self):
        chart = self.counted()
        self.assertEqual(chart.note_proposed, FIRST)
        chart.action_sign()
        self.assertEqual(chart.note, FIRST)
        self.assertTrue(chart._is_intact())

    def test_what_differs_from_the_last_visit_is_said_in_place(self):
        self.signed()
        session = self.started("2026-03-02 11:00:00")
        chart = self.as_role(self.chart(session))
        how = {"gauge_mm": 0.18, "length_mm": 13, "depth_mm": 4.5, "angle": "oblique"}
        chart.needle_ids = [
            Command.clear(),
            Command.create({"point_id": self.brow.id, "side": "left", **how}),
            Command.create({"point_id": self.crown.id, "side": "mid"}),
        ]
        chart.retention_minutes = 30
        lines = chart.note_proposed.splitlines()
        self.assertEqual(
            lines,
            [
                "ZZ0 left (deeper than last time): 0.18 × 13 mm, 4.5 mm deep, oblique, "
                "no stimulation.",
                "ZZ2 midline (set differently from last time): no stimulation.",
                "Not needled this time: ZZ1.",
                "The needles stayed in for 30 minutes, more than last time.",
                "No reactions were noted.",
            ],
        )

    def test_lots_products_reactions_and_what_stays_in(self):
        chart = self.needled(points=[self.jaw])
        needles, serum = self.env["acupuncture.supply"].create(
            [
                {
                    "name": "Fine needle",
                    "kind": "needle",
                    "gauge_mm": 0.18,
                    "length_mm": 13,
                },
                {"name": "Serum"},
            ]
        )
        lots = self.env["acupuncture.supply.lot"].create(
            [
                {"name": "A12", "supply_id": needles.id, "expiry": "2027-01-31"},
                {"name": "B7", "supply_id": serum.id, "expiry": "2027-01-31"},
            ]
        )
        chart.needle_ids.lot_id = lots[0]
        stays = {"retained": True, "removal_due": "2026-03-05", "client_agreed": True}
        chart.needle_ids[0].write(stays)
        applied = {"supply_id": serum.id, "lot_id": lots[1].id, "minutes": 5}
        bruise = {"kind": "bruise", "point_id": self.jaw.id, "side": "left"}
        chart.write(
            {
                "supply_ids": [Command.clear(), Command.create(applied)],
                "reaction_ids": [Command.create(bruise)],
            }
        )
        told = chart.note_proposed.splitlines()
        self.assertIn("Staying in: ZZ1 left until March 5, 2026.", told)
        self.assertIn("Needle lots: Fine needle A12.", told)
        self.assertIn("Used: Serum (lot B7, 5 minutes).", told)
        self.assertIn("Reactions: Bruise (Mild) at ZZ1 left.", told)

    def test_each_number_stands_in_the_chart(self):
        chart = self.counted()
        known = {"0.18", "13", "3", "5", str(chart.retention_minutes)}
        plain = re.sub(r"ZZ\d", "", chart.note_proposed)
        self.assertLessEqual(set(re.findall(r"\d+(?:\.\d+)?", plain)), known)

    def test_it_is_edited_until_the_signature(self):
        chart = self.counted()
        chart.action_edit_note()
        self.assertEqual(chart.note, FIRST)
        chart.note = "As agreed, in my own words."
        chart.action_sign()
        self.assertEqual(chart.note, "As agreed, in my own words.")
        for change in (chart.action_edit_note, lambda: chart.write({"note": "later"})):
            with self.assertRaisesRegex(UserError, "addendum"):
                change()

    def test_the_clinic_writes_in_its_own_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.company.partner_id.lang = "de_DE"
        self.assertIn("0,18 × 13 mm", self.needled().note_proposed)
