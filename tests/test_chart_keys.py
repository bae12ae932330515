"""A whole treatment by keyboard alone: place by search, start, count out, sign."""

from datetime import timedelta

from odoo.tests import tagged

from .test_chart_focus import FocusCase

KEYS = {"Tab": 9, "Enter": 13, "f": 70, "Escape": 27}
SHIFT = 8
FAR = 120  # stops; who needs more has lost the way


@tagged("post_install", "-at_install")
class TestChartKeys(FocusCase):
    browser_size = "1280x800"
    touch_enabled = False

    def test_from_the_first_needle_to_the_signature(self):
        self.let_time_pass()
        chart = self.open_chart(self.treat)
        self.assertEqual(chart.state, "signed")
        self.assertIn("EX-HN3", chart.needle_ids.point_id.mapped("code"))
        self.assertEqual(chart.out_count, 7)

    def treat(self, tablet):
        self.tablet = tablet
        tablet.see(".o_face_drawing .o_spot.o_needled")
        self.go_to(".o_point_search input")
        self.type("yintang")
        tablet.see(".o_point_found [role=option]")
        self.press("Enter")
        tablet.until("document.querySelectorAll('.o_spot.o_needled').length === 5")
        tablet.ask("document.activeElement.blur()")
        self.press("f")
        tablet.see(".o_face_focus")
        self.go_to(".o_face_rim .o_retention_begin")
        self.press("Enter")
        tablet.see(".o_face_rim .o_retention_clock")
        for zone in ("face_upper", "face_lower", "legs"):
            self.go_to(f".o_face_rim [data-zone={zone}] .o_count_button")
            self.press("Enter")
            tablet.see(f".o_face_rim [data-zone={zone}] .o_count_button.btn-success")
        self.press("Escape")
        tablet.gone(".o_face_focus")
        self.go_to(".o_form_statusbar button[name=action_open_sign]", back=True)
        self.press("Enter")
        tablet.see(".modal footer .btn-primary")
        self.go_to(".modal footer .btn-primary")
        self.press("Enter")
        tablet.see(".o_form_view button[name=action_add_addendum]")

    def go_to(self, selector, back=False):
        """Press Tab until that has the focus."""
        for _stop in range(FAR):
            if self.tablet.ask(f"document.activeElement.matches({selector!r})"):
                return
            self.press("Tab", SHIFT if back else 0)
        raise AssertionError(f"Tab does not lead to {selector}")

    def press(self, key, modifiers=0):
        text = {"Enter": "\r", "f": "f"}.get(key)
        for kind in ("keyDown", "keyUp"):
            typed = {"text": text} if text and kind == "keyDown" else {}
            self.tablet._websocket_request(
                "Input.dispatchKeyEvent",
                params={
                    "type": kind,
                    "key": key,
                    "code": f"Key{key.upper()}" if len(key) == 1 else key,
                    "windowsVirtualKeyCode": KEYS[key],
                    "modifiers": modifiers,
                    **typed,
                },
            )

    def type(self, text):
        self.tablet._websocket_request("Input.insertText", params={"text": text})

    def let_time_pass(self, minutes=24):
        """Needles went in some minutes before the key, so nobody waits for them."""
        treatments = type(self.env["acupuncture.treatment"])
        begin = treatments.action_begin_retention

        def begin_earlier(treatment):
            begin(treatment)
            treatment.needles_in_at -= timedelta(minutes=minutes)

        self.patch(treatments, "action_begin_retention", begin_earlier)
