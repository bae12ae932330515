"""The chart under real fingers: what they mean, and what they do not mean."""

from odoo import fields
from odoo.tests import tagged

from .common import ClinicCase
from .tablet_common import TabletCase

HOLD = 500  # ms, as in touch.js


def spot(code, side):
    return f'.o_face_drawing .o_spot[data-code="{code}"][data-side="{side}"]'


@tagged("post_install", "-at_install")
class TestChartTouch(TabletCase, ClinicCase):
    def test_fingers_place_needles_and_scroll_past_them(self):
        self.sell_course()
        session = self.book(fields.Datetime.now())
        with session._transition("arrived"), session._transition("in_treatment"):
            pass
        chart = self.chart(session)
        action = self.env["ir.actions.act_window"].create(
            {
                "name": "Charts",
                "res_model": "acupuncture.treatment",
                "view_mode": "list,form",
                "path": "test-touch-charts",
            }
        )

        def walk(tablet):
            self.tap_places_and_removes(tablet)
            self.hold_opens_the_details(tablet)
            self.scrolling_means_no_needle(tablet)
            self.second_finger_means_no_needle(tablet)
            self.pinch_means_no_needle(tablet)
            tablet.tap(spot("GB14", "left"))
            self.needles(tablet, 3)
            tablet.tap(".o_form_button_save")
            tablet.see(".o_form_status_indicator_buttons.invisible")

        self.on_tablet(f"/odoo/{action.path}/{chart.id}", "practitioner", walk)
        self.assertEqual(
            sorted((n.point_id.code, n.side, n.depth_mm) for n in chart.needle_ids),
            [("GB14", "left", 5), ("GB14", "right", 5), ("ST6", "left", 5)],
        )

    def needles(self, tablet, count):
        tablet.until(
            "document.querySelector('.o_needles_in').textContent"
            f".replace(/\\D/g, '') === '{count}'"
        )

    def tap_places_and_removes(self, tablet):
        tablet.tap(spot("ST6", "left"))
        self.needles(tablet, 2)
        tablet.see(spot("ST6", "right") + ".o_needled")
        tablet.tap(spot("ST6", "right"))
        self.needles(tablet, 0)

    def hold_opens_the_details(self, tablet):
        place = tablet.middle(spot("ST6", "left"))
        tablet.touch(("Start", place))
        tablet.see(".o_needle_form")
        tablet.touch(("End",))
        tablet.tap(".o_needle_form [aria-label=Side] button:first-child")
        self.needles(tablet, 1)
        tablet.tap("#o_needle_depth")
        tablet.see("#o_needle_depth:focus")
        tablet.type("5")
        tablet.tap(".o_needle_done")
        tablet.gone(".o_needle_form")
        self.needles(tablet, 1)

    def scrolling_means_no_needle(self, tablet):
        x, y = tablet.middle(spot("LI20", "left"))
        scrolled = "document.querySelector('.o_content').scrollTop"
        before = tablet.ask(scrolled)
        tablet.drag([(x, y), (x, y - 200)])
        tablet.until(f"Math.abs({scrolled} - {before}) > 100")
        self.needles(tablet, 1)

    def second_finger_means_no_needle(self, tablet):
        """A hand that rests on the tablet, wholly or in part on the drawing."""
        for other in (spot("SI18", "right"), ".o_face_total"):
            first, second = tablet.middle(spot("LI20", "left")), tablet.place(other)
            tablet.touch(("Start", first), ("Start", first, second))
            tablet.after(HOLD)
            tablet.touch(("End",))
            tablet.after(0)
            self.assertFalse(
                tablet.ask("Boolean(document.querySelector('.o_needle_form'))")
            )
            self.needles(tablet, 1)

    def pinch_means_no_needle(self, tablet):
        x, y = tablet.middle(spot("LI20", "left"))
        tablet.drag([(x - 20, y), (x - 150, y)], [(x + 20, y), (x + 150, y)])
        tablet.until("visualViewport.scale > 1.5")
        tablet.unzoom()
        self.needles(tablet, 1)
