"""Supplies and their lots: what is in use, what may not be used any more."""

from ast import literal_eval
from datetime import date

from lxml import etree
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time
from odoo.tools import mute_logger

from .common import ClinicCase

NOW = "2026-05-04 08:00:00"
TODAY = date(2026, 5, 4)


class TestReferenceSupply(ClinicCase):
    @classmethod
    def setUpClass(cls):
        cls.startClassPatcher(freeze_time(NOW))
        super().setUpClass()
        cls.Lot = cls.env["acupuncture.supply.lot"]
        cls.needle = cls.env.ref("acupuncture_cosmetic.supply_needle_016_15")
        cls.serum = cls.env.ref("acupuncture_cosmetic.supply_serum_hyaluronic")

    def make_lot(self, name, supply=None, **values):
        supply = supply or self.needle
        return self.Lot.create({"name": name, "supply_id": supply.id, **values})

    def test_common_sizes_come_without_brands(self):
        needles = self.env["acupuncture.supply"].search([("kind", "=", "needle")])
        sizes = {needle._size() for needle in needles}
        self.assertLessEqual(
            {(0.12, 7), (0.14, 15), (0.16, 15), (0.18, 25), (0.2, 30)}, sizes
        )
        self.assertFalse(any(needles.mapped("maker")))

    def test_a_lot_can_be_had_of_every_needle_a_protocol_uses(self):
        needles = self.env["acupuncture.supply"].search([("kind", "=", "needle")])
        used = self.env["acupuncture.protocol"].search([]).point_ids
        self.assertTrue(used)
        self.assertLessEqual(
            {(round(row.gauge_mm, 2), row.length_mm) for row in used},
            {(round(one.gauge_mm, 2), one.length_mm) for one in needles},
        )

    @mute_logger("odoo.sql_db")
    def test_a_needle_has_a_size(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            needles = self.env["acupuncture.supply"]
            needles.create({"name": "Needle", "kind": "needle"})

    def test_the_desk_registers_a_delivery(self):
        lots = self.Lot.with_user(self.users["front_desk"])
        with Form(lots.with_context(default_supply_id=self.needle.id)) as form:
            form.name = "  24F-0193 "
            form.expiry = "2028-04-30"
        lot = form.record
        self.assertEqual(lot.name, "24F-0193")
        self.assertEqual((lot.received_on, lot.status), (TODAY, "closed"))
        with self.assertRaises(AccessError):
            lot.unlink()
        with self.assertRaises(AccessError):
            self.needle.with_user(self.users["front_desk"]).name = "Other"

    @mute_logger("odoo.sql_db")
    def test_a_lot_is_registered_once(self):
        self.make_lot("A")
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.make_lot(" A ")

    def test_status_by_dates(self):
        cases = [
            ({}, "closed"),
            ({"opened_on": "2026-05-01"}, "open"),
            ({"expiry": "2026-05-03"}, "expired"),
            ({"expiry": "2026-05-04"}, "expiring"),
            ({"expiry": "2026-07-02"}, "expiring"),
            ({"expiry": "2026-07-03"}, "closed"),
            ({"active": False, "expiry": "2026-05-03"}, "away"),
        ]
        for number, (values, status) in enumerate(cases):
            with self.subTest(values):
                self.assertEqual(self.make_lot(f"S{number}", **values).status, status)

    def test_an_opened_bottle_keeps_some_months(self):
        lot = self.make_lot("B", self.serum, expiry="2028-01-01")
        self.assertEqual(lot.last_day, date(2028, 1, 1))
        lot.opened_on = "2026-03-31"
        self.assertEqual(lot.last_day, date(2026, 9, 30))
        self.serum.months_open = 1
        self.assertEqual((lot.last_day, lot.status), (date(2026, 4, 30), "expired"))
        self.serum.months_open = 0
        self.assertEqual(lot.last_day, date(2028, 1, 1))

    def test_the_opened_lot_that_ends_first_is_in_use(self):
        late = self.make_lot("L", expiry="2027-06-01", opened_on="2026-04-01")
        soon = self.make_lot("S", expiry="2026-08-01", opened_on="2026-05-01")
        never = self.make_lot("N", opened_on="2026-01-01")
        self.make_lot("closed", expiry="2026-06-01")
        self.make_lot("old", expiry="2026-05-03", opened_on="2026-01-01")
        self.assertEqual(self.Lot._open_lots(self.company, TODAY)[self.needle], soon)
        soon.action_put_away()
        self.assertEqual(self.Lot._open_lots(self.company, TODAY)[self.needle], late)
        later = date(2028, 1, 1)
        self.assertEqual(self.Lot._open_lots(self.company, later)[self.needle], never)
        self.assertEqual(self.needle.open_lot_id, late)

    def test_another_clinic_has_its_own_lots(self):
        self.make_lot("A", opened_on="2026-05-01")
        other = self.env["res.company"].create({"name": "Other Clinic"})
        self.assertFalse(self.Lot._open_lots(other, TODAY))

    def test_opening(self):
        lot, old = self.make_lot("A"), self.make_lot("B", expiry="2026-05-01")
        lot.with_user(self.users["practitioner"]).action_open()
        self.assertEqual((lot.opened_on, lot.status), (TODAY, "open"))
        with self.assertRaisesRegex(UserError, "Lot B .* has expired"):
            old.action_open()
        with self.assertRaisesRegex(ValidationError, "in the future"):
            lot.opened_on = "2026-05-05"
        with self.assertRaisesRegex(ValidationError, "had already expired"):
            old.opened_on = "2026-05-02"

    def test_the_day_is_the_clinics(self):
        lot = self.make_lot("A", expiry="2026-05-03")
        with freeze_time("2026-05-03 21:59:00"):  # 23:59 in Vienna
            lot.invalidate_recordset()
            self.assertEqual(lot.status, "expiring")
        with freeze_time("2026-05-03 22:01:00"):
            lot.invalidate_recordset()
            self.assertEqual(lot.status, "expired")

    def test_filters(self):
        soon = self.make_lot("S", expiry="2026-06-01")
        gone = self.make_lot("G", expiry="2026-05-03")
        self.make_lot("F", expiry="2027-06-01")
        view = self.env["acupuncture.supply.lot"].get_view(
            self.env.ref("acupuncture_cosmetic.supply_lot_view_search").id, "search"
        )
        mine = [("supply_id", "=", self.needle.id)]
        for name, found in (("expiring", soon), ("expired", gone)):
            [node] = etree.fromstring(view["arch"]).xpath(f"//filter[@name='{name}']")
            domain = literal_eval(node.get("domain"))
            with self.subTest(name):
                self.assertEqual(self.Lot.search([*domain, *mine]), found)

    def test_what_there_is_once_is_not_duplicated(self):
        for name in (
            "supply_lot_view_form",
            "supply_lot_view_list",
            "outcome_scale_view_form",
            "outcome_scale_view_list",
            "point_view_form",
            "point_view_list",
            "meridian_view_form",
            "meridian_view_list",
        ):
            view = self.env.ref(f"acupuncture_cosmetic.{name}")
            arch = etree.fromstring(self.env[view.model].get_view(view.id)["arch"])
            with self.subTest(name):
                self.assertEqual(arch.get("duplicate"), "false")
