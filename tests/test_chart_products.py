"""Products of a record begin as its protocol names them, with the lot in use."""

from odoo import Command
from odoo.tests import freeze_time, tagged

from .chart_common import NOW, ChartCase

FIRST = "2026-03-02 09:00:00"
SECOND = "2026-03-02 11:00:00"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestChartProducts(ChartCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        supplies = cls.env["acupuncture.supply"]
        cls.serum, cls.lamp, cls.clay, cls.needle_box = supplies.create(
            [
                {"name": "Serum", "kind": "serum"},
                {"name": "Lamp", "kind": "device"},
                {"name": "Clay", "kind": "serum"},
                {
                    "name": "Box",
                    "kind": "needle",
                    "gauge_mm": 0.2,
                    "length_mm": 30,
                },
            ]
        )
        cls.topical = cls.env.ref("acupuncture_cosmetic.technique_topical")

    def teach(self, *steps):
        """Sell a course whose protocol has these steps: supplies and their terms."""
        protocol = self.env["acupuncture.protocol"].create(
            {
                "name": "Glow",
                "code": "ZZPROD",
                "phase_ids": [Command.create({"session_count": 3})],
                "point_ids": [Command.create({"point_id": self.brow.id})],
                "step_ids": [
                    Command.create(
                        {
                            "name": "Step",
                            "supply_ids": [Command.set(supplies.ids)],
                            **values,
                        }
                    )
                    for supplies, values in steps
                ],
            }
        )
        protocol.action_activate()
        self.course = self.sell_course(
            self.make_product("Glow", session_count=3, protocol_id=protocol.id)
        )
        return protocol

    def used(self, chart):
        return [(row.supply_id.name, row.minutes) for row in chart.supply_ids]

    def test_the_products_of_each_step_are_there_with_the_lot_in_use(self):
        lots = self.env["acupuncture.supply.lot"]
        in_use = lots.create(
            {"name": "S-1", "supply_id": self.serum.id, "opened_on": "2026-03-01"}
        )
        lots.create({"name": "S-2", "supply_id": self.serum.id})
        self.teach(
            (self.serum, {"minutes": 3}),
            (self.lamp | self.serum, {"minutes": 10}),
            (self.clay, {"optional": True}),
            (self.needle_box, {}),
        )
        chart = self.chart(self.started())
        self.assertEqual(self.used(chart), [("Serum", 0), ("Lamp", 10)])
        self.assertEqual(chart.supply_ids[0].lot_id, in_use)
        self.assertFalse(chart.supply_ids[1].lot_id)

    def test_what_is_archived_or_of_another_clinic_is_not_used(self):
        """And it holds no session up."""
        protocol = self.teach((self.serum | self.clay | self.lamp, {}))
        self.clay.active = False
        self.lamp.company_id = self.env["res.company"].create({"name": "B"})
        self.assertEqual(self.used(self.chart(self.started())), [("Serum", 0)])
        # also where nothing else hides them: a user of both clinics, a list of all
        self.env.flush_all()
        self.env.invalidate_all()
        every = protocol.with_context(active_test=False)
        treatments = every.env["acupuncture.treatment"]
        self.assertEqual(every.step_ids.supply_ids, self.serum | self.clay | self.lamp)
        [(_create, _id, values)] = treatments._prepare_products(every, self.company)
        self.assertEqual(values["supply_id"], self.serum.id)

    def shut(self, techniques):
        """Let the screening close techniques for everybody."""
        treatments = type(self.env["acupuncture.treatment"])
        ask = treatments._screening_standings

        def shut(treatment, sessions, told=None):
            return {
                session: (known, effects, closed | set(techniques))
                for session, (known, effects, closed) in ask(
                    treatment, sessions
                ).items()
            }

        self.patch(treatments, "_screening_standings", shut)

    def test_what_the_screening_closes_is_not_used(self):
        self.teach(
            (self.serum | self.clay, {"technique_id": self.topical.id}),
            (self.clay, {}),
        )
        first = self.chart(self.started(FIRST))
        self.assertEqual(self.used(first), [("Clay", 0), ("Serum", 0)])
        self.counted(self.as_role(first)).action_sign()
        self.shut({"topical"})
        second = self.as_role(self.chart(self.started(SECOND)))
        self.assertEqual(self.used(second), [("Clay", 0)])
        second.action_same_as_last()
        self.assertEqual(self.used(second), [("Clay", 0)])

    def test_shipped_templates_end_with_serum_and_sunscreen(self):
        fr12 = self.env["acupuncture.protocol"].search([("code", "=", "FR12")])
        self.course = self.sell_course(
            self.make_product("Classic", session_count=12, protocol_id=fr12[:1].id)
        )
        self.make_ready(techniques=fr12.technique_ids.mapped("code"))
        chart = self.chart(self.started())
        names = [
            self.env.ref(f"acupuncture_cosmetic.supply_{name}").name
            for name in ("serum_hyaluronic", "sunscreen")
        ]
        self.assertEqual(chart.supply_ids.mapped("supply_id.name"), names)
