"""The face chart: its own unit tests, and a walk through it in a real browser."""

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import ClinicCase


@tagged("post_install", "-at_install")
class TestFaceChart(HttpCase, ClinicCase):
    def test_unit_tests_of_the_browser(self):
        said = []  # each test that fails tells why; the last line only that some did

        def is_the_end(message):
            said.append(message)
            return "[HOOT]" not in message

        try:
            self.browser_js(
                "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000"
                "&tag=acupuncture",
                "",
                "",
                login="admin",
                timeout=240,
                success_signal="[HOOT] Test suite succeeded",
                error_checker=is_the_end,
            )
        except AssertionError as error:
            raise AssertionError("\n\n".join(said)) from error

    def open_chart(self, name):
        """Walk a tour in a fresh record; return its needles as saved."""
        user = self.users["practitioner"]
        user.password = user.login
        self.sell_course()
        session = self.book(fields.Datetime.now())
        treatment = self.env["acupuncture.treatment"]._sealed_create(
            [
                {
                    "name": "T-1",
                    "session_id": session.id,
                    "company_id": session.company_id.id,
                    "client_id": session.client_id.id,
                    "practitioner_id": session.practitioner_id.id,
                }
            ]
        )
        self.env["ir.actions.act_window"].create(
            {
                "name": "Charts",
                "res_model": "acupuncture.treatment",
                "view_mode": "list,form",
                "path": "test-face-charts",
            }
        )
        self.start_tour(
            f"/odoo/test-face-charts/{treatment.id}", name, login=user.login
        )
        return treatment.needle_ids

    def test_needles_by_finger_are_saved_as_rows(self):
        needles = self.open_chart("acupuncture_face_chart")
        self.assertEqual(
            sorted(
                (n.point_id.code, n.side, n.zone, n.depth_mm, n.gauge_mm)
                for n in needles
            ),
            [
                ("ST36", "left", "legs", 0, 0.2),
                ("ST36", "right", "legs", 0, 0.2),
                ("ST6", "left", "face_lower", 6, 0.16),
                ("ST6", "right", "face_lower", 6, 0.16),
            ],
        )

    def test_needles_by_keyboard_alone(self):
        needles = self.open_chart("acupuncture_face_chart_keys")
        self.assertEqual(needles.point_id.mapped("code"), ["EX-HN3"])
        self.assertEqual(needles.side, "mid")
