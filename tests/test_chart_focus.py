"""The face as large as the screen lets it be, on each screen a clinic has."""

from odoo import Command, fields
from odoo.tests import tagged

from .common import ClinicCase
from .tablet_common import TabletCase

SHOWN = """(() => {
    const { top, bottom, left, right } =
        document.querySelector(".o_face_drawing").getBoundingClientRect();
    return top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth
        && (bottom - top) / innerHeight;
})()"""
TOP = "document.querySelector('%s').getBoundingClientRect().top"


class FocusCase(TabletCase, ClinicCase):
    def open_chart(self, walk):
        """Walk through a chart of six needles; return it."""
        self.sell_course()
        session = self.book(fields.Datetime.now())
        with session._transition("arrived"), session._transition("in_treatment"):
            pass
        chart = self.chart(session)
        chart.needle_ids = [
            Command.create({"point_id": self.ref_point(code).id, "side": side})
            for code in ("GB14", "ST6", "ST36")
            for side in ("left", "right")
        ]
        action = self.env["ir.actions.act_window"].create(
            {
                "name": "Charts",
                "res_model": "acupuncture.treatment",
                "view_mode": "list,form",
                "path": "test-focus-charts",
            }
        )
        self.on_tablet(f"/odoo/{action.path}/{chart.id}", "practitioner", walk)
        return chart

    def ref_point(self, code):
        return self.env.ref(f"acupuncture_cosmetic.point_{code}")

    def focus_and_back(self, tablet):
        """Begin the time on the full screen, and leave it again."""
        tablet.see(".o_face_drawing .o_spot.o_needled")
        tablet.tap(".o_face_full")
        tablet.see(".o_face_focus .o_face_rim .o_retention_begin")
        self.assertGreater(tablet.until(SHOWN), 0.5)
        self.assertEqual(tablet.text(".o_tally_in"), "6")
        tablet.tap(".o_face_rim .o_retention_begin")
        tablet.see(".o_face_rim .o_retention_clock")
        tablet.tap(".o_face_rim .o_begin_removal")
        tablet.see(".o_face_rim .o_count_zone[data-zone=legs]")
        tablet.tap(".o_face_rim .o_count_zone[data-zone=legs] .o_count_button")
        tablet.until("document.querySelector('.o_tally_out').textContent === '2'")
        tablet.tap(".o_face_full")
        tablet.gone(".o_face_focus")


@tagged("post_install", "-at_install")
class TestFocusLaptop(FocusCase):
    browser_size = "1280x800"
    touch_enabled = False

    def test_the_whole_face_is_there_and_the_keyboard_fills_the_screen(self):
        def walk(tablet):
            tablet.see(".o_face_drawing .o_spot.o_needled")
            self.assertGreater(tablet.until(SHOWN), 0.5)
            for key in ("f", "Escape"):
                tablet.ask(
                    "document.activeElement.dispatchEvent(new KeyboardEvent('keydown',"
                    f" {{ key: '{key}', bubbles: true }}))"
                )
                if key == "f":
                    tablet.see(".o_face_focus .o_face_rim")
                    self.assertGreater(tablet.until(SHOWN), 0.9)
            tablet.gone(".o_face_focus")

        self.open_chart(walk)


@tagged("post_install", "-at_install")
class TestFocusTablet(FocusCase):
    browser_size = "810x1080"

    def test_time_and_count_stand_on_the_rim(self):
        chart = self.open_chart(self.focus_and_back)
        self.assertTrue(chart.needles_in_at and chart.removal_at)
        self.assertEqual(chart.out_count, 2)


@tagged("post_install", "-at_install")
class TestFocusPhone(FocusCase):
    browser_size = "390x844"

    def test_the_face_stands_first_and_the_next_step_stays_in_sight(self):
        def walk(tablet):
            tablet.see(".o_face_drawing .o_spot.o_needled")
            self.assertLess(
                tablet.ask(TOP % ".o_face_drawing"),
                tablet.ask(TOP % "[name=time]") - 150,
            )
            self.assertLess(tablet.place(".o_retention_begin")[1], 844)
            self.assertFalse(
                tablet.ask("document.documentElement.scrollWidth > innerWidth")
            )
            self.focus_and_back(tablet)

        self.open_chart(walk)
