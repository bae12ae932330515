"""Who has no clinical right reaches no answer, by any door of the ORM."""

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .screening_common import ScreeningCase


@freeze_time("2026-03-02 09:00:00")
@tagged("post_install", "-at_install")
class TestScreeningReach(ScreeningCase):
    def test_nothing_is_reached(self):
        concern = self.env["acupuncture.concern"].search([], limit=1).code
        intake = self.submit({"EPILEPSY": "yes"}, concerns=[concern])
        intake._confirm_unchanged("portal")
        portal = self.env["res.users"].create(
            {
                "name": "P",
                "login": "portal_of_other",
                "partner_id": self.other_client.id,
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
        outsiders = [
            self.users[role]
            for role in ("employee", "front_desk", "billing", "marketing", "manager")
        ]
        records = [
            intake,
            intake.answer_ids,
            intake.finding_ids,
            intake.concern_ids,
            intake.check_ids,
        ]
        for user in [*outsiders, portal]:
            for record in records:
                model = record.with_user(user)
                doors = {
                    "read": lambda m=model: m.read(["display_name"]),
                    "search": lambda m=model: m.search([]),
                    "search_read": lambda m=model: m.search_read([], ["id"]),
                    "name_search": lambda m=model: m.name_search("HH"),
                    "group": lambda m=model: m.formatted_read_group([], ["company_id"]),
                    "export": lambda m=model: m.export_data(["id"]),
                    "write": lambda m=model: m.write({}),
                    "web": lambda m=model: m.web_search_read([], {"id": {}}),
                }
                for door, opens in doors.items():
                    with (
                        self.subTest(user=user.login, model=record._name, door=door),
                        # without the right to export: an error of its own
                        self.assertRaises(
                            UserError if door == "export" else AccessError
                        ),
                    ):
                        opens()

    def test_another_clinic_sees_no_history(self):
        intake = self.submit({"EPILEPSY": "yes"})
        other = self.env["res.company"].create({"name": "Other Clinic"})
        colleague = self.users["practitioner"]
        colleague.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        for record in (intake, intake.answer_ids, intake.finding_ids):
            model = record.with_user(colleague)
            with self.subTest(record._name):
                self.assertFalse(model.search([]))
                with self.assertRaises(AccessError):
                    model.read(["display_name"])
        self.assertFalse(self.client.with_user(colleague).screening_text)
        action = self.client.with_user(colleague).action_review()
        self.assertFalse(action.get("res_id"))

    def test_the_verbs_are_for_clinicians(self):
        intake = self.submit({"EPILEPSY": "yes"})
        for role in ("front_desk", "billing", "marketing", "manager"):
            for verb in ("action_mark_reviewed", "action_new_version", "action_submit"):
                with self.subTest(role=role, verb=verb), self.assertRaises(AccessError):
                    getattr(intake.with_user(self.users[role]), verb)()
            with self.subTest(role=role), self.assertRaises(AccessError):
                intake.finding_ids.with_user(self.users[role]).action_accept()
            if role in ("front_desk", "manager"):
                client = self.client.with_user(self.users[role])
                for verb in ("action_review", "action_type_history"):
                    with self.subTest(role=role, verb=verb):
                        with self.assertRaises(AccessError):
                            getattr(client, verb)()

    def test_the_desk_finds_nobody_by_an_answer(self):
        self.submit({"EPILEPSY": "yes"})
        partners = self.env["res.partner"].with_user(self.users["front_desk"])
        for name in ("screening_light", "screening_text"):
            with self.subTest(name), self.assertRaises(ValueError):
                partners.search([(name, "=", "amber")])
            with self.subTest(name), self.assertRaises(ValueError):
                partners.search([], order=name)
