"""Two people at one chart, two clients, two clinics: nothing is lost or mixed."""

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .chart_common import NOW, ChartCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestChartConcurrent(ChartCase):
    def test_a_needle_that_a_colleague_took_back_does_not_cost_the_notes(self):
        chart = self.needled()
        first, second = chart.needle_ids[:2]
        gone = [
            Command.delete(first.id),
            Command.update(second.id, {"depth_mm": 2}),
        ]
        self.colleague(chart)
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
        self.colleague(chart)
        self.as_role(row, "clinical_lead").unlink()
        chart.write(
            {"objective": "Calm", "supply_ids": [Command.update(row.id, {"note": "x"})]}
        )
        self.assertEqual(chart.objective, "Calm")

    def save_stale(self, chart, seen, **texts):
        """Save as the form does that had read ``seen`` of these texts."""
        stale = dict.fromkeys(texts, seen)
        chart.web_save({**texts, "texts_seen": stale}, dict.fromkeys(texts, {}))

    def test_what_two_people_write_into_a_note_is_both_kept(self):
        chart = self.needled()
        lead = self.colleague(chart)
        me, other = chart.env.user.name, lead.env.user.name
        with_me = f"{me}, at the same time as {other}: "
        for name, seen, theirs, mine, kept in (
            ("subjective", "", "Woke twice", "Calm", f"Woke twice\n\n{with_me}Calm"),
            ("objective", "Red.", "Red.", "Pale.", "Pale."),
            ("objective", "Red.", "Pale.", "Pale.", "Pale."),
            # what was added in sentences of its own, without what was read
            (
                "assessment",
                "Qi low.",
                "Qi low. Cold.",
                "Qi low. Tired.",
                f"Qi low. Cold.\n\n{with_me}Tired.",
            ),
            (
                "assessment",
                "No pain",
                "No pain today",
                "No pain when chewing",
                f"No pain today\n\n{with_me}No pain when chewing",
            ),
            ("next_plan", "Jaw.", "Jaw. Brow.", "Jaw. Brow. Neck.", "Jaw. Brow. Neck."),
            # one who empties it does not take the other's away
            ("next_plan", "Jaw.", "Jaw, brow.", False, "Jaw, brow."),
            ("next_plan", "Jaw.", False, "Jaw, brow.", "Jaw, brow."),
            ("tongue", "pale", "pale, dry", "red", f"pale, dry; {with_me}red"),
            ("pulse", "", "thin", "wiry", f"thin; {with_me}wiry"),
        ):
            with self.subTest(name=name, theirs=theirs, mine=mine):
                chart[name] = seen
                lead[name] = theirs
                self.env.flush_all()
                self.save_stale(chart, seen, **{name: mine})
                self.assertEqual(chart[name], kept)

    def test_a_colleague_goes_unnamed_who_is_oneself_at_another_screen(self):
        chart = self.needled()
        chart.subjective = "Typed on the tablet"
        self.save_stale(chart, "", subjective="Typed at the desk", pulse="wiry")
        self.assertEqual(
            chart.subjective,
            "Typed on the tablet\n\n"
            f"{chart.env.user.name}, at the same time: Typed at the desk",
        )
        self.assertEqual(chart.pulse, "wiry")

    def test_who_tells_nothing_of_what_was_read_writes_as_everywhere(self):
        chart = self.needled()
        chart.subjective = "Old"
        for seen in ({}, None, [1], {"name": "", "state": "", "nonsense": ""}):
            chart.web_save({"subjective": f"N {seen}", "texts_seen": seen}, {})
            self.assertEqual(chart.subjective, f"N {seen}")
        self.assertFalse(chart.texts_seen)

    def test_rows_are_deleted_not_cut_off(self):
        chart = self.needled()
        needles = chart.needle_ids
        for command in (
            Command.clear(),
            Command.unlink(needles[0].id),
            Command.set(needles[:2].ids),
        ):
            with (
                self.subTest(command),
                self.assertRaisesRegex(UserError, "Needles cannot exist without"),
            ):
                chart.write({"needle_ids": [command]})
        chart.write({"needle_ids": [Command.set(needles.ids)]})
        chart.write({"needle_ids": [Command.delete(needles[0].id)]})
        self.assertEqual(chart.needle_ids, needles[1:])

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
            with self.assertRaisesRegex(UserError, "Company cannot be edited directly"):
                rows[0].company_id = other
        for name, row in (
            ("count_ids", {"zone": "back", "counted_out": 0}),
            ("supply_ids", {"supply_id": oil.id}),
        ):
            with self.assertRaisesRegex(UserError, "Company cannot be edited directly"):
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
            with self.subTest(name), self.assertRaises(AccessError):
                rows.onchange({"treatment_id": chart.id}, ["treatment_id"], spec)
