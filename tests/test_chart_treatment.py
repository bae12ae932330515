"""A record begins filled in, keeps the time, and goes on where a start was undone."""

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .chart_common import NOW, SOON, ChartCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestTreatment(ChartCase):
    def protocol(self):
        """Return a protocol with two points of the face, one of them optional."""
        serum = self.env["acupuncture.supply"].create(
            {"name": "Serum", "kind": "serum"}
        )
        protocol = self.env["acupuncture.protocol"].create(
            {
                "name": "Glow",
                "code": "ZZGLOW",
                "retention_minutes": 22,
                "phase_ids": [Command.create({"session_count": 3})],
                "step_ids": [
                    Command.create(
                        {
                            "name": "Serum",
                            "kind": "serum",
                            "supply_ids": [Command.set(serum.ids)],
                        }
                    )
                ],
                "point_ids": [
                    Command.create({"point_id": self.brow.id, "depth_mm": 4}),
                    Command.create({"point_id": self.crown.id}),
                    Command.create({"point_id": self.jaw.id, "optional": True}),
                ],
            }
        )
        protocol.action_activate()
        return protocol

    def sell_with_protocol(self):
        self.course = self.sell_course(
            self.make_product("Glow", session_count=3, protocol_id=self.protocol().id)
        )

    def names(self, chart):
        return [(needle.point_id, needle.side) for needle in chart.needle_ids]

    def test_a_start_makes_one_record_and_opens_it(self):
        session = self.book(SOON, course_id=self.course.id)
        session.action_arrive()
        action = self.as_role(session, "practitioner").action_open_gate()
        chart = self.env["acupuncture.treatment"].browse(action["res_id"])
        self.assertEqual(action["res_model"], "acupuncture.treatment")
        self.assertRecordValues(
            chart,
            [
                {
                    "session_id": session.id,
                    "client_id": self.client.id,
                    "practitioner_id": self.practitioner.id,
                    "state": "draft",
                    "retention_target": 25,
                }
            ],
        )
        self.assertRegex(chart.display_name, r"^TR\d{6}$")
        again = self.as_role(session, "practitioner").action_open_chart()
        self.assertEqual(again["res_id"], chart.id)
        self.assertEqual(self.chart(session), chart)

    def test_a_consultation_has_no_record(self):
        session = self.book(SOON, kind="consultation")
        session.action_arrive()
        self.assertIsNone(session.action_start())
        self.assertFalse(self.chart(session))
        with self.assertRaisesRegex(UserError, "no chart"):
            session.action_open_chart()
        session.action_finish()
        self.assertEqual(session.state, "done")

    def test_it_begins_as_the_protocol_says(self):
        self.sell_with_protocol()
        chart = self.chart(self.started())
        self.assertEqual(
            self.names(chart),
            [(self.brow, "left"), (self.brow, "right"), (self.crown, "mid")],
        )
        self.assertEqual(chart.needle_ids.mapped("depth_mm"), [4.0, 4.0, 0.0])
        self.assertEqual(chart.retention_target, 22)
        self.assertEqual(chart.supply_ids.supply_id.name, "Serum")

    def test_it_begins_as_the_plan_says(self):
        plan = self.env["acupuncture.plan"].create(
            {
                "client_id": self.client.id,
                "course_id": self.course.id,
                "protocol_id": self.protocol().id,
                "point_ids": [
                    Command.create({"point_id": self.jaw.id, "side": "left"}),
                    Command.create({"point_id": self.brow.id, "dropped": True}),
                ],
            }
        )
        plan._sealed_write({"state": "agreed"})
        chart = self.chart(self.started())
        self.assertEqual(chart.plan_id, plan)
        self.assertEqual(self.names(chart), [(self.jaw, "left")])

    def test_a_group_of_points_takes_a_needle_each(self):
        self.crown.needles_per_side = 4
        self.sell_with_protocol()
        chart = self.chart(self.started())
        self.assertEqual(self.names(chart).count((self.crown, "mid")), 4)

    def test_same_as_last_time(self):
        first = self.needled()
        with self.assertRaisesRegex(UserError, "no signed record"):
            first.action_same_as_last()
        product = self.env["acupuncture.supply"].create({"name": "Oil"})
        first.write(
            {
                "retention_target": 27,
                "supply_ids": [Command.create({"supply_id": product.id})],
            }
        )
        self.counted(first).action_sign()
        second = self.as_role(self.chart(self.started("2026-03-02 11:00:00")))
        self.assertEqual(second.last_treatment_id, first)
        self.assertEqual(len(second.ghost_data), 5)
        second.action_same_as_last()
        self.assertEqual(self.names(second), self.names(first))
        self.assertEqual(second.needle_ids[0].gauge_mm, 0.18)
        self.assertEqual(second.supply_ids.supply_id, product)
        self.assertEqual(second.retention_target, 27)
        self.assertFalse(second.count_ids)
        second.action_same_as_last()
        self.assertEqual(len(second.needle_ids), 5)
        second.action_begin_retention()
        with self.assertRaisesRegex(UserError, "in already"):
            second.action_same_as_last()

    def test_the_timer_keeps_the_minutes(self):
        chart = self.needled()
        with self.assertRaisesRegex(UserError, "Needles In"):
            chart.action_begin_removal()
        chart.action_begin_retention()
        with self.assertRaisesRegex(UserError, "in already"):
            chart.action_begin_retention()
        with freeze_time("2026-03-02 08:26:30"):
            chart.action_begin_removal()
        with freeze_time("2026-03-02 08:40:00"):
            chart.action_begin_removal()
        self.assertEqual(chart.retention_minutes, 26)
        chart.action_reset_timer()
        self.assertFalse(chart.needles_in_at or chart.removal_at)

    def test_counting_begins_the_removal(self):
        chart = self.needled()
        chart.action_begin_retention()
        with freeze_time("2026-03-02 08:21:00"):
            chart.action_count_zone("scalp", 1)
        self.assertEqual(chart.retention_minutes, 21)

    def test_no_needles_no_time(self):
        chart = self.as_role(self.chart(self.started()))
        with self.assertRaisesRegex(UserError, "Place the needles first"):
            chart.action_begin_retention()

    def test_an_undone_start_goes_on_in_its_record(self):
        session = self.started()
        chart = self.needled(session)
        self.as_role(session, "practitioner").action_reset()
        self.assertEqual((session.state, chart.state), ("arrived", "draft"))
        other = self.practitioner.copy(
            {"licence_number": "L-2", "cosmetic_certified": True}
        )
        session.practitioner_id = other
        session.action_start()
        self.assertEqual(self.chart(session), chart)
        self.assertEqual(chart.practitioner_id, other)
        self.assertEqual(len(chart.needle_ids), 5)

    def test_a_start_is_not_undone_while_the_needles_are_in(self):
        chart = self.needled()
        chart.action_begin_retention()
        for role in ("practitioner", "manager"):
            with self.subTest(role), self.assertRaisesRegex(UserError, "Count them"):
                self.as_role(chart.session_id, role).action_reset()
        chart.action_reset_timer()
        self.as_role(chart.session_id, "practitioner").action_reset()

    def test_only_a_signature_ends_a_treatment(self):
        session = self.needled().session_id
        with self.assertRaisesRegex(UserError, "chart is signed"):
            session.action_finish()
        with self.assertRaisesRegex(UserError, "chart is signed"):
            session.sudo()._finish()
        self.assertEqual(session.state, "in_treatment")

    def test_a_side_is_one_side(self):
        chart = self.needled()
        self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            chart.needle_ids[0].side = "both"
            self.env.flush_all()

    def test_starting_costs_the_same_for_one_and_ten(self):
        sessions = self.env["acupuncture.session"]
        for hour in range(11):
            start = f"2026-03-{3 + hour:02} 09:00:00"
            sessions |= self.book(start, course_id=self.course.id)
        treatments = self.env["acupuncture.treatment"]
        treatments._start_for(self.book("2026-03-20 09:00:00", client=self.client))
        one = self.spent(treatments._start_for, sessions[0])
        ten = self.spent(treatments._start_for, sessions[1:])
        self.assertLessEqual(ten, one + 10 * 2)  # the number of each is drawn
