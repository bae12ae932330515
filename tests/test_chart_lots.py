"""Lots in a chart: filled in, refused once expired, traced by clinicians alone."""

from datetime import date

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time
from odoo.tools import mute_logger

from odoo.addons.acupuncture_cosmetic.demo.ready import fill_history

from .reaction_common import ReactionCase


class TestChartLots(ReactionCase):
    def as_practitioner(self, record):
        return record.with_user(self.users["practitioner"])

    # filled in

    def test_nobody_types_lots(self):
        needles = self.needle(count=3)
        self.assertEqual(needles.lot_id, self.lot)
        self.assertEqual(set(needles.mapped("lot_expiry")), {date(2027, 1, 31)})
        self.assertFalse(self.needle(gauge_mm=0.25, length_mm=40).lot_id)
        self.assertEqual(self.needle(lot_id=False).lot_id, self.lot)

    def test_a_needle_of_another_size_takes_another_lot(self):
        other = self.env.ref("acupuncture_cosmetic.supply_needle_018_25")
        lot = self.make_lot("N-2", other, opened_on="2026-05-01")
        needle = self.needle()
        needle.write({"gauge_mm": 0.18, "length_mm": 25})
        self.assertEqual(needle.lot_id, lot)
        needle.depth_mm = 3
        self.assertEqual(needle.lot_id, lot)

    def test_a_copy_of_last_time_takes_todays_lot(self):
        needle = self.needle()
        self.lot.action_put_away()
        lot = self.make_lot("N-9", opened_on="2026-05-02")
        self.assertEqual(needle.copy().lot_id, lot)

    def test_a_product_takes_its_own_lot(self):
        lot = self.make_lot("O-1", self.serum, opened_on="2026-05-01")
        row = self.use(self.serum)
        self.assertEqual(row.lot_id, lot)
        with self.assertRaisesRegex(ValidationError, "Lot N-1 is of .* not of"):
            row.lot_id = self.lot

    def test_using_a_package_opens_it(self):
        lot = self.make_lot("N-3")
        self.needle(lot_id=lot.id)
        self.assertEqual(lot.opened_on, date(2026, 5, 4))

    # refused

    def test_an_expired_lot_is_refused_by_name(self):
        lot = self.make_lot("N-4", expiry="2026-05-03")
        with self.assertRaisesRegex(ValidationError, "Lot N-4 .* until May 3, 2026"):
            self.needle(lot_id=lot.id)

    def test_the_day_of_the_session_counts(self):
        lot = self.make_lot("N-5", expiry="2026-05-04")
        needle = self.needle(lot_id=lot.id)
        with freeze_time("2026-05-06 08:00:00"):
            needle.write({"lot_id": lot.id})
        self.assertEqual(needle.lot_id, lot)

    def test_the_day_is_the_clinics(self):
        """At 22:30 in UTC it is tomorrow in Vienna."""
        lot = self.make_lot("N-6", expiry="2026-05-04")
        self.session._sealed_write({"started_at": "2026-05-04 21:59:00"})
        self.needle(lot_id=lot.id)
        self.session._sealed_write({"started_at": "2026-05-04 22:30:00"})
        with self.assertRaisesRegex(ValidationError, "the session was on May 5, 2026"):
            self.needle(lot_id=lot.id)

    def test_a_lot_put_away_is_refused(self):
        needle = self.needle()
        self.lot.action_put_away()
        with self.assertRaisesRegex(ValidationError, "Lot N-1 .* was put away"):
            self.needle(lot_id=self.lot.id)
        needle.depth_mm = 2
        self.assertEqual(needle.lot_id, self.lot, "what was used stays used")

    def test_a_lot_keeps_its_name_under_signed_charts(self):
        """Charts show lots by reference: another name would rewrite what was signed."""
        self.needle()
        desk = self.lot.with_user(self.users["front_desk"])
        desk.name = "Typed wrongly"
        self.sign()
        for values in (
            {"name": "Other"},
            {"supply_id": self.serum.id},
            {"company_id": self.env["res.company"].create({"name": "B"}).id},
        ):
            for lot in (desk, self.lot.sudo()):
                with self.assertRaisesRegex(UserError, "is named in signed charts"):
                    lot.write(values)
        self.env.flush_all()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            self.env.cr.execute(
                "UPDATE acupuncture_supply_lot SET name = 'x' WHERE id = %s",
                [self.lot.id],
            )
        desk.write({"name": " Typed wrongly ", "note": "in drawer 2"})
        desk.action_put_away()

    def test_a_lot_of_another_size_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "this needle is 0.25 × 40 mm"):
            self.needle(gauge_mm=0.25, length_mm=40, lot_id=self.lot.id)
        with self.assertRaisesRegex(ValidationError, "Facial oil"):
            self.needle(lot_id=self.make_lot("O-2", self.serum).id)

    # all at once

    def test_the_dialog_names_no_chart_of_another_clinic(self):
        """Stored computed fields are computed as superuser unless told otherwise."""
        self.needle()
        other = self.env["res.company"].create({"name": "Clinic B"})
        stranger = self.users["practitioner"].copy(
            {
                "login": "stranger",
                "company_id": other.id,
                "company_ids": [Command.set(other.ids)],
            }
        )
        dialogs = self.env["acupuncture.needle.lots"]
        values = {"treatment_id": self.treatment.id}
        with self.assertRaises(AccessError):
            dialogs.with_user(stranger).create(values)
        own = dialogs.with_user(self.users["practitioner"]).create(values)
        self.assertEqual(own.line_ids.mapped("count"), [1])

    def test_one_lot_for_all_needles_of_a_size(self):
        needles = self.needle(count=4)
        others = self.needle(count=2, gauge_mm=0.25, length_mm=40)
        lot = self.make_lot("N-7", expiry="2028-01-01")
        treatment = self.as_practitioner(self.treatment)
        treatment.action_set_needle_lot(lot.id, 0.16, 15)
        self.assertEqual(needles.lot_id, lot)
        self.assertFalse(others.lot_id)
        self.assertEqual(treatment.lots_missing, "2 needles, 0.25 × 40 mm")
        with self.assertRaisesRegex(UserError, "no needles of 0.30 × 5 mm"):
            treatment.action_set_needle_lot(lot.id, 0.3, 5)

    def test_the_dialog_lists_each_size_once(self):
        needles = self.needle(count=2)
        self.needle(count=3, gauge_mm=0.25, length_mm=40)
        lot = self.make_lot("N-8")
        treatment = self.as_practitioner(self.treatment)
        context = treatment.action_set_lots()["context"]
        dialogs = self.env["acupuncture.needle.lots"].with_context(**context)
        with Form(dialogs.with_user(self.users["practitioner"])) as form:
            self.assertEqual(len(form.line_ids), 2)
            with form.line_ids.edit(0) as line:
                self.assertEqual((line.size, line.count), ("0.16 × 15 mm", 2))
                self.assertEqual(line.lot_id, self.lot)
                line.lot_id = lot
        form.record.action_apply()
        self.assertEqual(needles.lot_id, lot)

    def test_a_signed_chart_keeps_its_lots(self):
        self.needle()
        self.sign()
        with self.assertRaisesRegex(UserError, "is signed, so its lots"):
            self.treatment.action_set_lots()
        with self.assertRaises(UserError):
            self.treatment.action_set_needle_lot(self.lot.id, 0.16, 15)

    # allergens

    def test_allergens_stand_beside_allergies(self):
        self.assertFalse(self.treatment.allergies_told)
        self.needle()
        self.assertEqual(self.treatment.allergens_used, "nickel")
        self.assertFalse(self.treatment.allergy_alert)

    def test_what_the_client_told_of_warns(self):
        fill_history(
            self.client,
            self.company,
            {"NICKEL": {}},
            allergies="Almond oil: swollen lips.",
        )
        self.needle()
        self.use(self.serum)
        treatment = self.as_practitioner(self.treatment)
        treatment.invalidate_recordset()
        self.assertIn("Almond oil", treatment.allergies_told)
        self.assertIn("Metal (nickel) allergy", treatment.allergies_told)
        self.assertEqual(treatment.allergy_alert, "almond, nickel, nut")

    def known(self, decide=None, **values):
        """Return the chart of a client with a nickel allergy, as its practitioner."""
        intake = fill_history(
            self.client, self.company, {"NICKEL": {}, "FRAGRANCE": {}}, **values
        )
        if decide:
            decide(intake.finding_ids.with_user(self.users["practitioner"]))
        self.needle()
        treatment = self.as_practitioner(self.treatment)
        treatment.invalidate_recordset()
        return treatment

    def test_what_was_accepted_is_calm_and_says_by_whom(self):
        with freeze_time("2026-05-03 10:00:00"):
            treatment = self.known(lambda all_: all_.action_accept("Gold needles"))
        self.assertFalse(treatment.allergy_alert)
        self.assertFalse(treatment.allergy_caution)
        name = self.users["practitioner"].name
        self.assertEqual(
            treatment.allergy_accepted,
            f"nickel: accepted by {name} on May 3, 2026 (Gold needles)",
        )
        self.assertEqual(treatment.allergens_in_needles, "nickel")

    def test_the_clients_own_words_are_decided_with_the_finding(self):
        treatment = self.known(
            lambda all_: all_.action_accept(), allergies="Nickel: itching."
        )
        self.assertFalse(treatment.allergy_alert)
        self.assertTrue(treatment.allergy_accepted)

    def test_what_was_found_not_to_apply_warns_of_nothing(self):
        history = fill_history(
            self.client, self.company, {"NICKEL": {"value": "unknown"}}
        )
        self.needle()
        treatment = self.as_practitioner(self.treatment)
        treatment.invalidate_recordset()
        self.assertEqual(treatment.allergy_alert, "nickel")
        self.tell(history.finding_ids, "not_applicable", told_how="phone")
        treatment.invalidate_recordset()
        self.assertFalse(treatment.allergy_alert)

    def test_what_nobody_accepted_stays_red(self):
        for decide in (
            None,
            lambda all_: (all_.action_accept(), all_.action_reopen()),
            lambda all_: all_.action_decline(),
        ):
            with self.subTest(decide=decide):
                treatment = self.known(decide)
                self.assertEqual(treatment.allergy_alert, "nickel")
                self.assertFalse(treatment.allergy_accepted)

    def test_one_finding_that_is_not_accepted_outweighs_the_others(self):
        treatment = self.known(lambda all_: all_[0].action_accept())
        accepted, undecided = treatment._allergies_told()[
            treatment.client_id, treatment.company_id
        ]
        self.assertEqual(accepted[1].decision, "accepted")
        lines = [("Nickel", accepted[1]), ("Nickel in earrings", undecided[1])]
        self.assertFalse(treatment._accepted_hits(lines, {"nickel"}))
        self.assertTrue(treatment._accepted_hits(lines[:1], {"nickel"}))

    def test_words_without_a_finding_stay_red(self):
        """No word of the catalogue knows them, so nobody was asked about them."""
        treatment = self.known(
            lambda all_: all_.action_accept(), allergies="Xanthan gum: swollen lips."
        )
        self.serum.allergens = "xanthan"
        self.use(self.serum)
        treatment.invalidate_recordset()
        self.assertEqual(treatment.allergy_alert, "xanthan")
        self.assertTrue(treatment.allergy_accepted)

    def test_words_that_a_finding_reads_stay_red_until_it_is_answered(self):
        """Almond against "no nuts": unclear, and what does not apply stays in words."""
        history = fill_history(
            self.client, self.company, allergies="Almond oil: swollen lips."
        )
        self.use(self.serum)
        treatment = self.as_practitioner(self.treatment)
        found = history.finding_ids.filtered(lambda each: each.asks == "answer")
        for says, alert in ((None, "almond, nut"), ("not_applicable", "almond")):
            for each in found if says else ():
                self.tell(each, says, told_how="phone", note="Eats nuts")
            treatment.invalidate_recordset()
            with self.subTest(says=says):
                self.assertEqual(treatment.allergy_alert, alert)

    def test_accepted_does_not_mean_put_it_on_the_skin(self):
        """Needles cannot be left out; a product with the allergen can."""
        treatment = self.known(lambda all_: all_.action_accept())
        self.serum.allergens = "fragrance"
        self.use(self.serum)
        treatment.invalidate_recordset()
        self.assertFalse(treatment.allergy_alert)
        self.assertIn("fragrance: accepted by", treatment.allergy_caution)
        self.assertNotIn("fragrance", treatment.allergy_accepted)

    # who was treated with it

    def trace(self, lots=None, role="practitioner", **dates):
        lots = lots or self.lot
        context = lots.with_user(self.users[role]).action_trace()["context"]
        traces = self.env["acupuncture.lot.trace"].with_user(self.users[role])
        return traces.with_context(**context).create(dates)

    def found(self, trace):
        action = trace.action_show()
        uses = trace.env["acupuncture.lot.use"]
        return uses.search(action["domain"])

    def test_everyone_treated_with_a_lot_between_dates(self):
        self.needle(count=12)
        oil = self.make_lot("O-3", self.serum, opened_on="2026-05-01")
        with self.at(days=3):
            later = self.open_chart(self.book_in(3))
            self.needle(later, count=2)
            self.use(self.serum, later)
        everybody = self.found(self.trace())
        self.assertEqual(everybody.treatment_id, self.treatment | later)
        self.assertEqual(everybody.client_id, self.client)
        self.assertEqual(sorted(everybody.mapped("quantity")), [2, 12])
        self.assertEqual(
            self.found(self.trace(date_to="2026-05-06")).treatment_id, self.treatment
        )
        self.assertEqual(
            self.found(self.trace(date_from="2026-05-05")).treatment_id, later
        )
        self.assertFalse(
            self.found(self.trace(date_from="2026-05-05", date_to="2026-05-06"))
        )
        self.assertEqual(self.found(self.trace(oil)).treatment_id, later)
        both = self.trace(self.lot | oil)
        self.assertEqual((both.treatment_count, both.client_count), (2, 1))
        with self.assertRaisesRegex(UserError, "ends before it begins"):
            self.trace(date_from="2026-05-05", date_to="2026-05-04")

    def test_the_trace_is_printed(self):
        self.needle()
        action = self.trace().action_print()
        uses = self.env["acupuncture.lot.use"].search([("lot_id", "=", self.lot.id)])
        self.assertEqual(action["context"]["active_ids"], uses.ids)
        page, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "acupuncture_cosmetic.lot_trace", uses.ids
        )
        for words in ("Clara Client", "N-1", self.treatment.name, "clara@example.com"):
            self.assertIn(words, page.decode())
        with self.assertRaisesRegex(UserError, "Nobody was treated"):
            self.trace(date_to="2026-01-01").action_print()

    def test_the_desk_learns_nothing_of_it(self):
        self.needle()
        for role in ("front_desk", "manager"):
            lot = self.lot.with_user(self.users[role])
            uses = self.env["acupuncture.lot.use"].with_user(self.users[role])
            with self.subTest(role):
                lot.read()
                for attempt in (lot.action_trace, lambda u=uses: u.search([])):
                    with self.assertRaises(AccessError):
                        attempt()
                arch = lot.get_view(view_type="form")["arch"]
                self.assertNotIn("action_trace", arch)

    def test_another_clinic_finds_nothing(self):
        self.needle()
        other = self.env["res.company"].create({"name": "Other Clinic"})
        user = self.users["practitioner"]
        user.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        uses = self.env["acupuncture.lot.use"].with_user(user)
        self.assertFalse(uses.search([("lot_id", "=", self.lot.id)]))

    # cost

    def test_needles_cost_the_same_queries_whatever_their_number(self):
        few = self.spent(lambda: self.needle(count=2))
        many = self.spent(lambda: self.needle(count=18))
        self.assertLessEqual(many, few)

    def test_a_trace_costs_the_same_queries_whatever_its_length(self):
        self.needle(count=3)
        trace = self.trace()
        self.found(trace)
        few = self.spent(lambda: self.found(trace).mapped("client_id.name"))
        for day in (1, 2, 3):
            with self.at(days=day):
                self.needle(self.open_chart(self.book_in(day)), count=3)
        many = self.spent(lambda: self.found(trace).mapped("client_id.name"))
        self.assertLessEqual(many, few)
