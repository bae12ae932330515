"""A day at the clinic, clicked through in a real browser by the roles that live it."""

from datetime import datetime, time, timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, tagged

from odoo.addons.acupuncture_cosmetic.engine.clinic_clock import to_utc

from .common import ClinicCase

# Leaves the board while it still asks who is there.
LEAVE = """
const { user } = odoo.loader.modules.get("@web/core/user");
const { action } = odoo.__WOWL_DEBUG__.root.env.services;
const asked = [];
const { hasGroup } = user;
user.hasGroup = (group) =>
    group === "acupuncture_cosmetic.group_manager"
        ? new Promise((answer) => asked.push(answer))
        : hasGroup.call(user, group);
const pause = () => new Promise((done) => setTimeout(done, 500));
action.doAction("clinic-today", { clearBreadcrumbs: true, viewType: "kanban" });
while (!asked.length) {
    await pause();
}
await action.doAction("base.action_partner_form", { clearBreadcrumbs: true });
asked.forEach((answer) => answer(true));
await pause();
console.log("test successful");
"""


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
            self.assertIn(b"o_acu_card", style.raw)

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

    def test_the_desk_presses_the_next_step_of_a_client(self):
        self.client.email = "clara@example.com"
        course = self.sell_course()
        self.tour("/odoo/clinic-clients", "acupuncture_client_page_desk", "front_desk")
        self.assertEqual(course.reserved_count, 12)
        links = self.env["acupuncture.form.link"]
        self.assertTrue(links.search([("client_id", "=", self.client.id)]))

    def test_a_practitioner_starts_from_the_page_of_a_client(self):
        self.sell_course()
        self.make_ready()
        session = self.book(fields.Datetime.now())
        session.action_arrive()
        self.ask_again(session)
        url, name = "/odoo/clinic-clients", "acupuncture_client_page_practitioner"
        self.tour(url, name, "practitioner")
        self.assertEqual(session.state, "in_treatment")

    def test_front_desk_books_from_the_calendar(self):
        self.tour("/odoo/clinic-sessions", "acupuncture_calendar_new", "front_desk")

    def test_front_desk_works_from_the_day(self):
        hours = self.env["resource.calendar"].create(
            {
                "name": "Every day",
                "tz": "Europe/Vienna",
                "attendance_ids": [
                    Command.create(
                        {
                            "name": "Open",
                            "dayofweek": str(day),
                            "hour_from": 8,
                            "hour_to": 18,
                        }
                    )
                    for day in range(7)
                ],
            }
        )
        other_room = self.room.copy()
        other_room.name = "Room 2"
        (self.practitioner | self.room | other_room).calendar_id = hours
        today = self.book(fields.Datetime.now(), kind="consultation")
        morning = datetime.combine(self.company._clinic_today(), time(9))
        tomorrow = self.book(
            to_utc(morning + timedelta(days=1), "Europe/Vienna"),
            client=self.other_client,
            kind="consultation",
        )
        self.tour("/odoo/clinic-today", "acupuncture_day", "front_desk")
        self.assertEqual(today.state, "arrived")
        self.assertEqual(tomorrow.room_id, other_room)

    def test_who_leaves_the_board_before_it_is_there_reads_no_error(self):
        manager = self.users["manager"]
        manager.password = manager.login
        self.browser_js(
            "/odoo/treatment-courses",
            f"(async () => {{{LEAVE}}})()",
            ready="odoo.isReady === true",
            login=manager.login,
        )
