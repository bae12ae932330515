"""A normal session in a browser: at most twelve clicks, at least 90 % complete."""

from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, freeze_time, tagged

from .common import ClinicCase
from .tablet_common import TabletCase

SIZE = {"gauge_mm": 0.18, "length_mm": 15}
POINTS = ("GB14", "ST3", "ST6", "GV20", "LI4", "ST36")  # one of each zone


class SessionCase(ClinicCase):
    """A follow-up visit as planned: ready to start, with a chart before it."""

    def prepare(self):
        """Return the session of a client who comes a second time."""
        protocol = self.env["acupuncture.protocol"].create(
            {
                "name": "Glow",
                "code": "ZZTOUR",
                "style": "TCM",
                "step_ids": [Command.create({"kind": "consult", "name": "Talk"})],
                "phase_ids": [Command.create({"session_count": 3})],
                "point_ids": [
                    Command.create(
                        {
                            "point_id": self.env.ref(
                                f"acupuncture_cosmetic.point_{code}"
                            ).id,
                            **SIZE,
                            "depth_mm": 3,
                            "response": "none",
                        }
                    )
                    for code in POINTS
                ],
            }
        )
        protocol.action_activate()
        course = self.sell_course(
            self.make_product("Glow", session_count=3, protocol_id=protocol.id)
        )
        with freeze_time(fields.Datetime.now() - timedelta(days=20)):
            self.make_ready()  # so the client is asked again today: one click more
        self.treat_before()
        self.open_lot()
        self.let_time_pass()
        return self.book(fields.Datetime.now(), course_id=course.id)

    def treat_before(self):
        """A first visit would begin with fewer needles than planned."""
        start = fields.Datetime.now() - timedelta(days=2)
        session = self.book(start, course_id=self.sell_course().id)
        with session._transition("arrived"), session._transition("in_treatment"):
            pass
        term = "acupuncture_cosmetic.examination_"
        self.chart(session).write(
            {
                "objective": "Jaw firm.",
                "assessment": "Plan still fits.",
                "next_plan": "Add points at the jaw",
                "tongue_ids": self.env.ref(f"{term}tongue_color_pale").ids,
                "pulse_ids": self.env.ref(f"{term}pulse_wiry").ids,
            }
        )
        self.sign_chart(session)

    def open_lot(self):
        """Needles of the protocol come from a box that is in use."""
        needles = self.env["acupuncture.supply"].create(
            {"name": "Fine needle", "kind": "needle", **SIZE}
        )
        today = self.company._clinic_today()
        self.env["acupuncture.supply.lot"].create(
            {
                "name": "A1",
                "supply_id": needles.id,
                "expiry": today + timedelta(days=300),
                "opened_on": today,
            }
        )

    def let_time_pass(self, minutes=24):
        """Needles went in some minutes before the tap, so nobody waits for them."""
        treatments = type(self.env["acupuncture.treatment"])
        begin = treatments.action_begin_retention

        def begin_earlier(treatment):
            begin(treatment)
            treatment.needles_in_at -= timedelta(minutes=minutes)

        self.patch(treatments, "action_begin_retention", begin_earlier)


@tagged("post_install", "-at_install")
class TestChartSession(HttpCase, SessionCase):
    def test_from_arrived_to_signed(self):
        session = self.prepare()
        session.action_arrive()
        user = self.users["practitioner"]
        user.password = user.login
        self.start_tour("/odoo/clinic-today", "chart_normal_session", login=user.login)
        chart = self.chart(session)
        self.assertEqual((chart.state, session.state), ("signed", "done"))
        asked = self.env["acupuncture.intake.check"].search(
            [("session_id", "=", session.id)]
        )
        self.assertEqual((asked.user_id, asked.source), (user, "practitioner"))
        self.assertEqual(len(chart.needle_ids), 11)
        self.assertTrue(chart.needles_in_at and chart.removal_at)
        self.assertEqual(chart.retention_minutes, 24)
        self.assertFalse(chart.retention_odd or chart.retention_reason)
        self.assertEqual(session.course_id.used_count, 1)
        self.assertGreaterEqual(chart.completeness, 90, chart.missing_text)
        self.assertEqual(chart.subjective, "Slept well")
        self.assertIn("Pulse: Wiry.", chart.note)


@tagged("post_install", "-at_install")
class TestChartKeyboard(TabletCase, SessionCase):
    """Who has no mouse, or has needles in both hands: every step by keys alone."""

    browser_size = "1280x800"
    touch_enabled = False

    def test_from_the_door_to_signed_by_keys_alone(self):
        session = self.prepare()
        self.on_tablet("/odoo/clinic-today", "practitioner", self.by_keys)
        chart = self.chart(session)
        self.assertEqual((chart.state, session.state), ("signed", "done"))
        self.assertEqual(chart.subjective, "Slept well.")
        self.assertEqual(chart.tongue_ids.mapped("name"), ["Pale", "Tooth marks"])
        self.assertEqual(chart.objective, "Jaw firm.")

    def by_keys(self, tablet):
        card = "article.o_acu_card:has(button[name={}])"
        for verb in ("action_arrive", "action_open_gate"):
            tablet.see(card.format(verb))
            tablet.reach(f"{card.format(verb)} button.o_acu_step")
            tablet.press("Enter")
        tablet.see(".modal .o_acu_checklist")
        tablet.reach(".modal .o_acu_checklist button.btn-primary")
        tablet.press("Enter")
        self.chart_by_keys(tablet)
        self.sign_by_keys(tablet)

    def chart_by_keys(self, tablet):
        tablet.see(".o_retention_begin:enabled")
        tablet.reach(".o_retention_begin")
        tablet.press("Enter")
        tablet.see(".o_begin_removal:enabled")
        tablet.reach("[name=subjective] .o_phrase")
        tablet.press("Enter")
        words = "document.querySelector('[name=subjective] textarea').value"
        tablet.until(f"{words} === 'Slept well.'")
        tablet.reach("[name=tongue_ids] .o_examination_open")
        tablet.press("Enter")
        for code in ("pale", "tooth_marks"):
            tablet.see(f".o_examination_term[data-code={code}]")
            tablet.reach(f".o_examination_term[data-code={code}]")
            tablet.press(" ")
            tablet.see(f".o_examination_term[data-code={code}][aria-pressed=true]")
        tablet.press("Escape")
        tablet.see("[name=tongue_ids] .o_examination_open:focus")
        tablet.reach(".o_count_next", back=True)
        for _zone in POINTS:
            tablet.see(".o_count_next:focus")
            done = tablet.ask(
                "document.querySelectorAll('.o_count_zone .btn-success').length"
            )
            tablet.press("Enter")
            tablet.until(
                "document.querySelectorAll('.o_count_zone .btn-success').length"
                f" === {done + 1}"
            )

    def sign_by_keys(self, tablet):
        tablet.reach("button[name=action_open_sign]", back=True)
        tablet.press("Enter")
        tablet.see(".modal .o_chart_sign")
        tablet.reach(".modal .o_as_last_time button")
        tablet.press("Enter")
        tablet.until(
            "document.querySelector('.modal [name=objective] textarea').value"
            " === 'Jaw firm.'"
        )
        tablet.reach(".modal button[name=action_sign]")
        tablet.press("Enter")
        tablet.see(".o_form_view button[name=action_add_addendum]")
