"""Law 5: what the signature of a chart covers, field by field."""

import hashlib
import json

from odoo import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .chart_common import NOW, ChartCase

# What a signature covers of each model; a new stored field of one belongs here, or into
# its ``_left_unsigned`` with the reason.
COVERED = {
    "acupuncture.treatment": """
        session_id practitioner_id plan_id protocol_id subjective objective assessment
        next_plan tongue_body tongue_coat tongue pulse_quality pulse tolerance
        aftercare_given needles_in_at retention_target removal_at retention_minutes
        retention_reason retention_note sign_reason signed_at signed_by_id
        supervised_by_id treated_by_ids note tongue_ids pulse_ids
        """,
    "acupuncture.needle": """
        point_id lot_id side zone gauge_mm length_mm depth_mm angle stimulation response
        retained removal_due agreed_at placed_by_id danger_by_id danger_at danger_reason
        in_at out_at kind map map_x map_y site line_no
        """,
    "acupuncture.needle.count": "zone counted_out",
    "acupuncture.treatment.supply": "supply_id lot_id minutes note",
}
ROWS = ["needle_ids", "count_ids", "supply_ids"]
OTHER = {
    "char": "another",
    "text": "another",
    "selection": "another",
    "integer": 77,
    "float": 0.77,
    "datetime": "2020-01-01 10:00:00",
    "date": "2020-01-01",
}


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestChartSeal(ChartCase):
    def setUp(self):
        super().setUp()
        self.serum = self.env["acupuncture.supply"].create({"name": "Serum"})
        self.signed_chart = self.needled()
        product = Command.create({"supply_id": self.serum.id, "note": "a drop"})
        self.signed_chart.write(
            {"subjective": "Slept badly – “tired”", "supply_ids": [product]}
        )
        self.counted(self.signed_chart).action_sign()

    def test_every_stored_field_is_covered_or_left_out_for_a_reason(self):
        for name, covered in COVERED.items():
            model = self.env[name]
            stored = {field.name for field in model._fields.values() if field.store}
            with self.subTest(name):
                self.assertEqual(model._signed_names(), set(covered.split()))
                self.assertLessEqual(model._left_unsigned.keys(), stored)
                self.assertTrue(all(model._left_unsigned.values()))
                self.assertLessEqual(model._signed_empty, model._signed_names())
        fields = self.env["acupuncture.treatment"]._signed_row_fields()
        self.assertEqual(sorted(fields), sorted(ROWS))

    def test_a_change_of_each_covered_field_is_found(self):
        chart = self.signed_chart
        self.assertTrue(chart._is_intact())
        for rows in (chart, *(chart[name][:1] for name in ROWS)):
            self.lift_guards(rows)
            for name in sorted(rows._signed_names()):
                with self.subTest(f"{rows._name}.{name}"):
                    with self.cr.savepoint() as savepoint:
                        self.tamper(rows, name)
                        self.assertFalse(chart._is_intact())
                        savepoint.rollback()
                    self.env.invalidate_all(flush=False)
            self.assertTrue(chart._is_intact())

    def test_who_treated_before_may_be_archived(self):
        chart = self.needled(self.started("2026-03-02 11:00:00"))
        chart = self.colleague(chart)
        self.counted(chart).action_sign()
        self.assertTrue(chart.treated_by_ids)
        chart.treated_by_ids.sudo().active = False
        self.assertFalse(chart.treated_by_ids)
        self.assertTrue(chart._is_intact())

    def test_what_was_signed_before_keeps_its_hash(self):
        """The text that was hashed, as the first version of the chart wrote it."""
        chart = self.signed_chart
        content = {
            name: chart[name]
            for name in COVERED["acupuncture.treatment"].split()
            if not name.endswith(("_id", "_ids"))
        }
        content |= {
            name: chart[name].id
            for name in (
                "session_id",
                "practitioner_id",
                "plan_id",
                "protocol_id",
                "signed_by_id",
            )
        }
        content["needles"] = [
            {
                "point": needle.point_id.id,
                "lot": needle.lot_id.id,
                "gauge_mm": "0.18",
                "length_mm": "13.00",
                "depth_mm": "3.00",
                "placed_by_id": needle.placed_by_id.ids,
                **{
                    name: needle[name]
                    for name in (
                        "side",
                        "zone",
                        "angle",
                        "stimulation",
                        "response",
                        "retained",
                        "removal_due",
                        "agreed_at",
                    )
                },
            }
            for needle in chart.needle_ids.sorted("id")
        ]
        content["counts"] = {row.zone: row.counted_out for row in chart.count_ids}
        content["supplies"] = [[self.serum.id, False, 0, "a drop"]]
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
        self.assertEqual(chart.content_hash, hashlib.sha256(text.encode()).hexdigest())

    def lift_guards(self, rows):
        """Let SQL write what it likes into the table of these rows."""
        self.env.flush_all()
        self.env.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")
        table = SQL.identifier(rows._table)
        found = self.env.execute_query(
            SQL(
                "SELECT conname FROM pg_constraint WHERE contype IN ('c', 'f') AND "
                "conrelid = %s::regclass",
                rows._table,
            )
        )
        for (constraint,) in found:
            self.env.cr.execute(
                SQL(
                    "ALTER TABLE %s DROP CONSTRAINT %s",
                    table,
                    SQL.identifier(constraint),
                )
            )
        links = [
            SQL.identifier(rows._fields[name].relation)
            for name in rows._signed_names()
            if rows._fields[name].type == "many2many"
        ]
        for guarded in (table, *links):
            self.env.cr.execute(SQL("ALTER TABLE %s DISABLE TRIGGER USER", guarded))

    def tamper(self, row, name):
        field = row._fields[name]
        if field.type == "many2many":
            query = SQL(
                "INSERT INTO %s VALUES (%s, %s)",
                SQL.identifier(field.relation),
                row.id,
                self.env[field.comodel_name].search(field.domain or [], limit=1).id,
            )
        else:
            value = OTHER.get(field.type, not row[name])
            if field.type == "many2one":
                value = row[name].id + 1000
            query = SQL(
                "UPDATE %s SET %s = %s WHERE id = %s",
                SQL.identifier(row._table),
                SQL.identifier(name),
                value,
                row.id,
            )
        self.env.cr.execute(query)
        self.env.invalidate_all(flush=False)
