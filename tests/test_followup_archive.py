from types import SimpleNamespace
from unittest.mock import patch

from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.acupuncture_cosmetic.models.schedule.planner import Wish
from odoo.addons.acupuncture_cosmetic.wizard.followup import archive_check

from .followup_common import FollowupCase


class TestArchiving(FollowupCase):
    """Whoever archives somebody is told first what is still open."""

    def asked(self, records, role="manager"):
        action = records.with_user(self.users[role]).action_archive()
        self.assertEqual(action["views"], [(False, "form")])
        return self.env[action["res_model"]].browse(action["res_id"])

    def test_a_contact_with_open_things_is_asked_about(self):
        dialog = self.asked(self.client)
        self.assertTrue(self.client.active)
        self.assertEqual(dialog.credits, self.course.open_count)
        self.assertEqual(
            dialog.sessions,
            len(
                self.client.env["acupuncture.session"].search(dialog._session_domain())
            ),
        )
        self.assertTrue(dialog.tasks)
        for view in (
            dialog.action_view_sessions,
            dialog.action_view_courses,
            dialog.action_view_tasks,
        ):
            found = self.env[view()["res_model"]].search(view()["domain"])
            self.assertIn("client_id", found._fields)
        dialog.with_user(dialog.create_uid).action_archive()
        self.assertFalse(self.client.active)
        self.assertTrue(self.course.open_count, "nothing is lost")

    def test_who_has_nothing_open_goes_at_once(self):
        stranger = self.env["res.partner"].create({"name": "Nobody"})
        stranger.with_user(self.users["manager"]).action_archive()
        self.assertFalse(stranger.active)

    def test_a_practitioner_who_left_is_not_offered(self):
        def offered():
            wish = Wish(self.company._clinic_today())
            return self.env["acupuncture.planner"]._practitioners(self.course, wish)

        self.assertIn(self.practitioner, offered())
        self.practitioner.user_id.active = False
        self.assertNotIn(self.practitioner, offered())
        self.practitioner.user_id.active = True
        self.assertIn(self.practitioner, offered())

    def test_a_client_who_closes_an_own_account_is_gone(self):
        user = new_test_user(
            self.env, "clara", groups="base.group_portal", partner_id=self.client.id
        )
        user.with_user(user).sudo()._deactivate_portal_user()
        self.assertFalse(user.active or self.client.active)

    def test_who_leaves_by_another_verb_is_gone(self):
        """The departure of an employee, say, archives the login and shows no dialog."""
        ours = self.client.with_user(self.users["manager"])
        for model, is_gone in (("res.partner", False), ("hr.departure.wizard", True)):
            asked = SimpleNamespace(params={"model": model})
            with self.subTest(model), patch.object(archive_check, "request", asked):
                ours.action_archive()
                self.assertEqual(self.client.active, not is_gone)

    def test_a_user_with_sessions_ahead_is_asked_about(self):
        admin = self.env.ref("base.user_admin")
        admin.group_ids = [
            Command.link(self.env.ref("acupuncture_cosmetic.group_manager").id)
        ]
        self.book("2030-03-04 09:00:00", client=self.other_client, kind="consultation")
        user = self.users["practitioner"]
        action = user.with_user(admin).action_archive()
        dialog = self.env[action["res_model"]].browse(action["res_id"])
        self.assertTrue(dialog.sessions)
        dialog.with_user(admin).action_archive()
        self.assertFalse(user.active)
