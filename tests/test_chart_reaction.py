"""Reactions: recorded in the session or later, frozen with the chart, counted right."""

from datetime import date, datetime

from psycopg2 import DatabaseError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger

from .followup_common import NOW
from .reaction_common import ReactionCase


class TestChartReaction(ReactionCase):
    # recorded

    def test_a_bruise_takes_two_clicks(self):
        treatment = self.treatment.with_user(self.users["practitioner"])
        with Form(treatment) as form, form.reaction_ids.new() as row:
            row.point_id = self.point
        reaction = treatment.reaction_ids
        self.assertEqual(
            (reaction.kind, reaction.severity, reaction.outcome),
            ("bruise", "mild", "ongoing"),
        )
        self.assertEqual(reaction.zone, self.point.zone)
        self.assertEqual(reaction.recorded_by_id, self.users["practitioner"])
        self.assertEqual(reaction.recorded_at, NOW)
        self.assertRegex(reaction.name, r"^RE\d{5}$")
        self.assertEqual(reaction.display_name, reaction.name)

    def test_who_and_when_are_not_typed(self):
        typed = {"recorded_at": "2020-01-01", "recorded_by_id": self.env.uid}
        reaction = self.react(name="X")
        self.assertNotEqual(reaction.name, "X")
        self.assertEqual(reaction.recorded_at, NOW)
        self.assertEqual(reaction.recorded_by_id, self.users["practitioner"])
        for name, value in typed.items():
            with self.subTest(name), self.assertRaises(UserError):
                self.react(**{name: value})
        for name, value in {**typed, "name": "X", "treatment_id": 1}.items():
            with self.subTest(name), self.assertRaises(UserError):
                reaction.write({name: value})

    def test_some_types_and_grades_are_serious(self):
        for kind in ("pneumothorax", "infection", "needle", "eye", "unconscious"):
            with self.subTest(kind):
                self.assertEqual(self.react(kind).severity, "serious")
        self.assertEqual(self.react("pain", ctcae_grade="3").severity, "serious")
        self.assertEqual(self.react("pain", ctcae_grade="2").severity, "mild")
        with self.assertRaisesRegex(ValidationError, "is serious by its type"):
            self.react("eye", severity="mild")
        reaction = self.react("pain", severity="moderate")
        reaction.kind = "eye"
        self.assertEqual(reaction.severity, "serious")

    def test_dates_make_sense(self):
        with self.assertRaisesRegex(ValidationError, "in the future"):
            self.react(onset_at="2026-05-05 08:00:00")
        reaction = self.react(onset_at="2026-05-03 23:30:00")  # the 4th in Vienna
        with self.assertRaisesRegex(ValidationError, "began on 2026-05-04"):
            reaction.resolved_on = "2026-05-03"
        with self.assertRaisesRegex(ValidationError, "not after today"):
            reaction.resolved_on = "2026-05-05"

    # how it ends

    def test_the_end_has_a_day_and_a_word(self):
        reaction = self.react()
        reaction.resolved_on = "2026-05-04"
        self.assertEqual(reaction.outcome, "recovered")
        reaction.action_reopen()
        self.assertEqual((reaction.outcome, reaction.resolved_on), ("ongoing", False))
        reaction.outcome = "lasting"
        self.assertEqual(reaction.resolved_on, date(2026, 5, 4))
        reaction.outcome = "ongoing"
        self.assertFalse(reaction.resolved_on)
        reaction.action_resolve()
        self.assertEqual(reaction.outcome, "recovered")

    @mute_logger("odoo.sql_db")
    def test_what_goes_on_has_not_ended(self):
        reaction = self.react()
        with self.assertRaises(DatabaseError), self.env.cr.savepoint():
            reaction.write({"outcome": "ongoing", "resolved_on": "2026-05-04"})

    # frozen

    def test_an_open_chart_is_still_written(self):
        reaction, wrong = self.react(), self.react("eye")
        reaction.write({"kind": "haematoma", "description": "Two cm"})
        wrong.unlink()
        self.assertFalse(wrong.exists())

    def test_facts_stay_once_the_chart_is_signed(self):
        reaction = self.react(description="Small")
        self.sign()
        self.assertTrue(reaction.is_frozen)
        facts = {
            "kind": "pain",
            "severity": "moderate",
            "description": "None",
            "action_taken": "None",
            "onset_at": "2026-05-04 07:00:00",
            "point_id": self.other_point.id,
            "x": 3.0,
            "causality": "unlikely",
        }
        for name, value in facts.items():
            with self.subTest(name), self.assertRaisesRegex(UserError, "is signed"):
                reaction.sudo().write({name: value})
        with self.assertRaisesRegex(UserError, "is signed"):
            reaction.unlink()
        reaction.write({"reported_to": "Insurer 4711", "reported_on": "2026-05-04"})
        reaction.action_resolve()
        self.assertEqual(reaction.resolved_on, date(2026, 5, 4))

    @mute_logger("odoo.sql_db")
    def test_postgresql_holds_it_for_everybody(self):
        reaction = self.react()
        self.sign()
        self.env.flush_all()
        for statement in (
            "UPDATE acupuncture_reaction SET kind = 'pain' WHERE id = %s",
            "UPDATE acupuncture_reaction SET recorded_at = now() WHERE id = %s",
            "UPDATE acupuncture_reaction SET x = 1, outcome = 'unknown' WHERE id = %s",
            "DELETE FROM acupuncture_reaction WHERE id = %s",
            "TRUNCATE acupuncture_reaction CASCADE -- %s",
        ):
            with (
                self.subTest(statement),
                self.assertRaises(DatabaseError),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(statement, [reaction.id])
        self.env.cr.execute(
            "UPDATE acupuncture_reaction SET outcome = 'unknown' WHERE id = %s",
            [reaction.id],
        )

    @mute_logger("odoo.sql_db")
    def test_a_reaction_does_not_move_to_another_chart(self):
        reaction = self.react()
        with self.at(days=1):
            other = self.open_chart(self.book_in(1))
        self.sign(other)
        self.env.flush_all()
        with self.assertRaises(DatabaseError), self.env.cr.savepoint():
            self.env.cr.execute(
                "UPDATE acupuncture_reaction SET treatment_id = %s WHERE id = %s",
                [other.id, reaction.id],
            )

    def test_a_late_reaction_is_a_row_of_its_own(self):
        self.sign()
        treatment = self.treatment.with_user(self.users["practitioner"])
        context = treatment.action_late_reaction()["context"]
        with self.at(days=4):
            reactions = self.env["acupuncture.reaction"].with_context(**context)
            with Form(reactions.with_user(self.users["practitioner"])) as form:
                form.kind = "bruise"
                form.description = "Called: blue under the eye since yesterday"
            reaction = form.record
            self.assertTrue(reaction.is_late)
            self.assertEqual(reaction.recorded_at, datetime(2026, 5, 8, 8))
            self.assertEqual(reaction.treatment_id, self.treatment)
            with self.assertRaises(UserError):
                reaction.description = "Something else"

    def test_merging_contacts_moves_a_frozen_reaction(self):
        reaction = self.react()
        self.sign()
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge((self.client | self.other_client).ids, self.other_client)
        self.assertEqual(reaction.client_id, self.other_client)

    # for whose eyes

    def test_the_desk_sees_nothing(self):
        reaction = self.react()
        for role in ("front_desk", "manager", "marketing", "billing"):
            user = self.users[role]
            for model in ("reaction", "reaction.report", "reaction.point.report"):
                records = self.env[f"acupuncture.{model}"].with_user(user)
                with self.subTest(role=role, model=model):
                    with self.assertRaises(AccessError):
                        records.search([])
                    with self.assertRaises(AccessError):
                        reaction.with_user(user).read(["kind"])

    # rates

    def rates(self, model, groupby, domain=()):
        reports = self.env[model].with_user(self.users["practitioner"])
        measures = ("treatments", "needles", "reactions")
        return {
            group: tuple(round(value or 0, 2) for value in values)
            for group, *values in reports._read_group(
                list(domain),
                [groupby],
                [
                    *(f"{name}:sum" for name in measures),
                    "per_treatments:avg",
                    "per_needles:avg",
                ],
            )
        }

    def test_rates_are_quotients_of_sums(self):
        """A mean of rates would say (1000/10 + 0)/2 = 50 per 1,000, not 37.04."""
        self.needle(count=3)
        self.needle(count=7, point=self.other_point)
        with self.at(days=1):
            other = self.open_chart(self.book_in(1))
        self.needle(other, count=17)
        self.react(point_id=self.point.id)
        found = self.rates("acupuncture.reaction.report", "practitioner_id")
        self.assertEqual(found[self.practitioner], (2, 27, 1, 50.0, 37.04))
        points = self.rates("acupuncture.reaction.point.report", "point_id")
        self.assertEqual(points[self.point], (2, 20, 1, 50.0, 50.0))
        self.assertEqual(points[self.other_point], (1, 7, 0, 0.0, 0.0))

    def test_two_reactions_of_a_treatment_count_it_once(self):
        self.needle(count=2)
        self.react()
        self.react("eye")
        reports = self.env["acupuncture.reaction.report"]
        [row] = reports.search([("treatment_id", "=", self.treatment.id)])
        self.assertEqual(
            (row.treatments, row.needles, row.reactions, row.bruises, row.serious),
            (1, 2, 2, 1, 1),
        )
        self.assertEqual(row.per_needles, 1000.0)

    def test_a_point_that_was_not_needled_has_no_rate(self):
        self.react(point_id=self.other_point.id)
        points = self.rates("acupuncture.reaction.point.report", "point_id")
        self.assertEqual(points[self.other_point][:3], (1, 0, 1))
        reports = self.env["acupuncture.reaction.point.report"]
        ids = reports.search([]).ids
        self.assertEqual(len(ids), len(set(ids)))

    def test_a_start_that_was_undone_is_not_counted(self):
        self.needle(count=2)
        self.assertEqual(len(self.rates("acupuncture.reaction.report", "date:day")), 1)
        self.session.action_reset()
        for model in (
            "acupuncture.reaction.report",
            "acupuncture.reaction.point.report",
        ):
            self.assertFalse(self.rates(model, "date:day"))
        self.react(point_id=self.point.id)
        self.assertTrue(self.rates("acupuncture.reaction.report", "date:day"))

    def test_another_clinic_is_not_counted(self):
        other = self.env["res.company"].create({"name": "Other Clinic"})
        user = self.users["practitioner"]
        user.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(self.rates("acupuncture.reaction.report", "practitioner_id"))

    def test_the_screens_open(self):
        self.react()
        user = self.users["practitioner"]
        for model, kinds in {
            "acupuncture.reaction": ("list", "form", "search", "graph"),
            "acupuncture.reaction.report": ("list", "pivot", "graph", "search"),
            "acupuncture.reaction.point.report": ("list", "pivot", "graph", "search"),
        }.items():
            records = self.env[model].with_user(user)
            for kind in kinds:
                with self.subTest(model=model, kind=kind):
                    self.assertTrue(records.get_view(view_type=kind)["arch"])
