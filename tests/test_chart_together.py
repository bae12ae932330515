"""Two people at one chart, two clients, two clinics: nothing is lost or mixed."""

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .chart_common import NOW, ChartCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestChartTogether(ChartCase):
    def test_a_needle_that_a_colleague_took_back_does_not_cost_the_notes(self):
        chart = self.needled()
        first, second = chart.needle_ids[:2]
        gone = [
            Command.delete(first.id),
            Command.update(second.id, {"depth_mm": 2}),
        ]
        self.as_role(first | second, "clinical_lead").unlink()
        chart.web_save(
            {
                "subjective": "Slept well",
                "needle_ids": [
                    *gone,
                    Command.update(chart.needle_ids[0].id, {"depth_mm": 4}),
                    Command.create({"point_id": self.brow.id, "side": "left"}),
                ],
            },
            {"subjective": {}},
        )
        self.assertEqual(chart.subjective, "Slept well")
        self.assertEqual(chart.needle_ids.mapped("depth_mm"), [4, 3, 3, 0])

    def test_a_product_that_a_colleague_took_back_does_neither(self):
        chart = self.needled()
        oil = self.env["acupuncture.supply"].create({"name": "Oil"})
        chart.supply_ids = [Command.create({"supply_id": oil.id})]
        row = chart.supply_ids
        self.as_role(row, "clinical_lead").unlink()
        chart.write(
            {"objective": "Calm", "supply_ids": [Command.update(row.id, {"note": "x"})]}
        )
        self.assertEqual(chart.objective, "Calm")

    def test_needles_are_possible(self):
        needle = self.needled().needle_ids[0]
        for values in (
            {"gauge_mm": 9},
            {"gauge_mm": -0.2},
            {"depth_mm": -5},
            {"depth_mm": 14},
            {"length_mm": 2},
        ):
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                needle.write(values)
                self.env.flush_all()
            self.env.invalidate_all()
        needle.write({"length_mm": 0, "depth_mm": 20})

    def test_a_chart_follows_no_plan_of_somebody_else(self):
        protocol = self.env["acupuncture.protocol"].search([], limit=1)
        plan = self.env["acupuncture.plan"].create(
            {"client_id": self.other_client.id, "protocol_id": protocol.id}
        )
        with self.assertRaisesRegex(ValidationError, "plan of another client"):
            self.needled().plan_id = plan

    def test_rows_stay_in_the_clinic_of_their_chart(self):
        other = self.env["res.company"].create({"name": "Other Clinic"})
        chart = self.counted()
        oil = self.env["acupuncture.supply"].create({"name": "Oil"})
        chart.supply_ids = [Command.create({"supply_id": oil.id})]
        for rows in (chart.needle_ids, chart.count_ids, chart.supply_ids):
            with self.assertRaisesRegex(UserError, "Company cannot be typed in"):
                rows[0].company_id = other
        for name, row in (
            ("count_ids", {"zone": "back", "counted_out": 0}),
            ("supply_ids", {"supply_id": oil.id}),
        ):
            with self.assertRaisesRegex(UserError, "Company cannot be typed in"):
                chart[name] = [Command.create({**row, "company_id": other.id})]

    def test_counting_ids_tells_no_other_clinic_who_was_treated(self):
        chart = self.needled()
        other = self.env["res.company"].create({"name": "Other Clinic"})
        user = self.users["clinical_lead"]
        user.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.env.flush_all()
        self.env.invalidate_all()
        for name in ("reaction", "addendum", "needle", "treatment.supply"):
            rows = self.env[f"acupuncture.{name}"].with_user(user)
            fields = {"company_id", "client_id", "session_id", "practitioner_id"}
            spec = {each: {} for each in fields & rows._fields.keys()}
            with self.subTest(name):
                found = rows.onchange(
                    {"treatment_id": chart.id}, ["treatment_id"], spec
                )
                self.assertFalse(any(found["value"].values()), found)
