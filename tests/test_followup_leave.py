"""Who leaves, client or colleague, takes no follow-up along."""

from datetime import timedelta

from odoo import Command
from odoo.tests import new_test_user

from .followup_common import NOW
from .reaction_common import ReactionCase


class TestColleaguesLeave(ReactionCase):
    """Tasks stay and go to who does them now: by the rule, else the stand-in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.missed = cls.book_in(
            1,
            client=cls.other_client,
            course=cls.course.browse(),
            kind="consultation",
        )
        with cls.at(days=1):
            cls.missed.action_no_show()
        cls.react("infection")
        for name, group in (("desk", "front_desk"), ("lead", "clinical_lead")):
            user = new_test_user(
                cls.env,
                f"second_{name}",
                groups=f"acupuncture_cosmetic.group_{group}",
            )
            cls.users[f"second_{name}"] = user

    def open_tasks(self):
        """Return the call of the desk and the task of the lead."""
        self.run_due(days=1, hours=3)
        call = self.find("NO_SHOW_2H", self.missed)
        serious = self.find("AE_SERIOUS", self.session)
        self.assertEqual(call.assigned_id, self.users["front_desk"])
        self.assertEqual(serious.assigned_id, self.users["clinical_lead"])
        return call, serious

    def assertHandedOver(self, followup, user):
        self.assertEqual(followup.state, "open")
        self.assertEqual(followup.assigned_id, user)
        self.assertEqual(followup.activity_ids.user_id, user)
        self.assertTrue(followup.activity_ids.active)

    def test_an_archived_user_leaves_tasks_to_the_stand_in(self):
        ways = (
            lambda user: user.action_archive(),
            lambda user: user.write({"active": False}),
        )
        for leave in ways:
            call, serious = self.open_tasks()
            savepoint = self.env.cr.savepoint()
            leave(self.users["front_desk"] | self.users["clinical_lead"])
            self.assertHandedOver(call, self.users["second_desk"])
            self.assertHandedOver(serious, self.users["second_lead"])
            savepoint.rollback()
            self.env.invalidate_all()

    def test_a_deleted_user_leaves_them_too(self):
        call, _serious = self.open_tasks()
        temp = new_test_user(
            self.env, "temp", groups="acupuncture_cosmetic.group_front_desk"
        )
        call.activity_ids.user_id = temp
        self.assertEqual(call.assigned_id, temp)
        temp.unlink()
        self.assertHandedOver(call, self.users["front_desk"])

    def test_who_loses_the_role_loses_the_task(self):
        _call, serious = self.open_tasks()
        self.users["clinical_lead"].group_ids = [
            Command.set(self.env.ref("acupuncture_cosmetic.group_front_desk").ids)
        ]
        self.assertHandedOver(serious, self.users["second_lead"])

    def test_who_leaves_the_clinic_leaves_its_tasks(self):
        call, _serious = self.open_tasks()
        other = self.env["res.company"].create({"name": "Other Clinic"})
        self.users["front_desk"].write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        self.assertHandedOver(call, self.users["second_desk"])

    def test_by_the_form_of_the_role_or_of_the_clinic(self):
        call, serious = self.open_tasks()
        lead = self.users["clinical_lead"]
        group = self.env.ref("acupuncture_cosmetic.group_clinical_lead")
        group.user_ids = [Command.unlink(lead.id)]
        self.assertHandedOver(serious, self.users["second_lead"])
        self.company.user_ids = [Command.unlink(self.users["front_desk"].id)]
        self.assertHandedOver(call, self.users["second_desk"])

    def test_no_archived_user_stands_in(self):
        """Whatever a caller wants to see of archived ones."""
        self.users["front_desk"].action_archive()
        users = self.env["res.users"].with_context(active_test=False)
        found = users._first_with_role("front_desk", self.company)
        self.assertTrue(found.active)

    def test_no_lead_left_a_practitioner_does_it(self):
        _call, serious = self.open_tasks()
        leads = self.users["clinical_lead"] | self.users["second_lead"]
        leads.action_archive()
        self.assertHandedOver(serious, self.users["practitioner"])

    def test_nobody_left_it_stays_for_all_to_see(self):
        _call, serious = self.open_tasks()
        group = self.env.ref("acupuncture_cosmetic.group_practitioner")
        group.all_user_ids.filtered(lambda user: not user._is_superuser()).write(
            {"active": False}
        )
        self.assertEqual(serious.state, "open")
        self.assertTrue(serious.activity_ids)

    def test_tasks_of_other_rooms_stay_too(self):
        """A record to sign, a photo to take down, a course to settle."""
        for archive in (
            lambda user: user.action_archive(),
            lambda user: user.write({"active": False}),
        ):
            with self.subTest(), self.env.cr.savepoint() as savepoint:
                self.leave_tasks_of_other_rooms(archive)
                savepoint.rollback()

    def leave_tasks_of_other_rooms(self, archive):
        self.open_tasks()
        gone = self.users["practitioner"]
        asked = {"chart": self.session, "photo": self.client, "followup": self.course}
        made = self.env["mail.activity"]
        for name, record in asked.items():
            made |= record.activity_schedule(
                f"acupuncture_cosmetic.mail_activity_type_{name}", user_id=gone.id
            )
        self.assertEqual(made.user_id, gone)
        archive(gone)
        chart, photo, course = made
        for task, group in ((chart, "clinical_lead"), (photo, "practitioner")):
            self.assertTrue(
                task.user_id.has_group(f"acupuncture_cosmetic.group_{group}")
            )
        self.assertTrue(course.user_id.has_group("acupuncture_cosmetic.group_manager"))
        self.assertNotIn(gone, made.user_id)

    def test_tasks_that_people_made_stay_too(self):
        """On an appointment or a course, whatever kind of task it is."""
        self.open_tasks()
        gone = self.users["front_desk"]
        made = self.env["mail.activity"]
        for record in (self.session, self.course):
            made |= record.activity_schedule(
                "mail.mail_activity_data_todo", user_id=gone.id
            )
        gone.action_archive()
        self.assertEqual(made.exists().user_id, self.users["second_desk"])
        self.assertEqual(len(made.exists()), 2)

    def test_the_task_about_a_licence_stays(self):
        """It stands on no record, and is made once for each end of a licence."""
        self.practitioner.licence_expiry = NOW.date() + timedelta(days=20)
        self.env["resource.resource"]._cron_licences_ending()
        task = self.env["mail.activity"].search([("summary", "like", "Licence of")])
        task.user_id.action_archive()
        self.assertTrue(task.exists().user_id.active)
        self.assertTrue(
            task.user_id.has_group("acupuncture_cosmetic.group_clinical_lead")
            or task.user_id.has_group("acupuncture_cosmetic.group_manager")
        )

    def test_whoever_hides_a_task_is_named(self):
        """A task out of sight is a task removed."""
        call, _serious = self.open_tasks()
        task = call.activity_ids.with_user(self.users["front_desk"])
        task.write({"active": False})
        self.assertEqual(call.state, "skipped")
        self.assertEqual(call.reason, "test_front_desk removed the task")

    def test_a_task_taken_from_everybody_goes_to_the_stand_in(self):
        call, serious = self.open_tasks()
        (call + serious).activity_ids.user_id = False
        self.assertHandedOver(call, self.users["front_desk"])
        self.assertHandedOver(serious, self.users["clinical_lead"])

    def test_handing_over_many_takes_few_queries(self):
        call, _serious = self.open_tasks()
        desk = self.users["front_desk"]

        def hand_over():
            savepoint = self.env.cr.savepoint()
            spent = self.spent(desk._hand_over_everything)
            savepoint.rollback()
            self.env.invalidate_all()
            return spent

        few = hand_over()
        values = call.copy_data()[0]
        many = self.Followup._sealed_create(
            [{**values, "anchor": f"many:{no}"} for no in range(30)]
        )
        many._open_tasks()
        self.assertLessEqual(hand_over(), few + 12)


class TestClientsLeave(ReactionCase):
    """What looks after a client's health goes on; the rest waits for the client."""

    def test_what_is_clinical_stays(self):
        self.react("infection")
        self.run_due()
        serious = self.find("AE_SERIOUS", self.session)
        self.assertEqual(serious.state, "open")
        self.client.active = False
        self.assertEqual(serious.state, "open")
        self.assertTrue(serious.activity_ids.active)
        self.run_due(days=1)
        self.assertEqual(self.find("AE_SERIOUS_D1", self.session).state, "open")

    def test_the_rest_comes_back_with_the_client(self):
        session = self.book_in(10)
        reminder = self.find("PRE_48H", session)
        self.client.active = False
        self.run_due(days=8)
        self.assertEqual(
            (reminder.state, reminder.reason), ("cancelled", "The client is archived")
        )
        with self.at(days=8):
            self.client.active = True
        self.assertEqual(reminder.state, "planned")
        self.assertEqual(reminder.due, NOW + timedelta(days=8))
        self.run_due(days=8)
        self.assertEqual(reminder.state, "done")

    def test_an_archived_client_gets_no_message(self):
        session = self.book_in(10)
        reminder = self.find("PRE_48H", session)
        reminder._sealed_write({"sensitive": True})
        self.client.active = False
        mails = self.env["mail.mail"].search_count([])
        self.run_due(days=8)
        self.assertEqual(reminder.state, "skipped")
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
