"""A day at the clinic, clicked through in a real browser by the roles that live it."""

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import ClinicCase


@tagged("post_install", "-at_install")
class TestTours(HttpCase, ClinicCase):
    def tour(self, url, name, role):
        user = self.users[role]
        user.password = user.login
        self.start_tour(url, name, login=user.login)
        self.assert_styled()

    def assert_styled(self):
        """Odoo serves an old style when one file does not compile, and only says so."""
        styles = self.env["ir.attachment"].search(
            [("url", "=like", "/web/assets/%/web.assets_web.min.css")]
        )
        self.assertTrue(styles)
        for style in styles:
            self.assertNotIn(b"css_error_message", style.raw)
            self.assertIn(b"o_clinic_board", style.raw)

    def test_front_desk_plans_a_whole_course(self):
        course = self.sell_course()
        self.tour("/odoo/treatment-courses", "acupuncture_front_desk", "front_desk")
        self.assertEqual(course.reserved_count, 12)
        self.assertEqual(set(course.session_ids.mapped("state")), {"planned"})

    def test_practitioner_starts_and_finishes(self):
        course = self.sell_course()
        self.make_ready()
        session = self.book(fields.Datetime.now())
        session.action_arrive()
        self.tour("/odoo/clinic-today", "acupuncture_practitioner", "practitioner")
        self.assertEqual(session.state, "done")
        self.assertEqual(course.used_count, 1)

    def test_front_desk_books_from_the_calendar(self):
        self.tour("/odoo/clinic-sessions", "acupuncture_calendar_new", "front_desk")
