from datetime import timedelta

from odoo.tests import Form, new_test_user

from .followup_common import NOW, FollowupCase


class TestFollowupClinics(FollowupCase):
    """Each clinic has its own clock, rules and desk; merged clients lose nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sydney = cls.env["res.company"].create({"name": "Sydney clinic"})
        cls.sydney.resource_calendar_id.tz = "Australia/Sydney"
        cls.desk = new_test_user(
            cls.env,
            "test_desk_sydney",
            groups="acupuncture_cosmetic.group_front_desk",
            company_id=cls.sydney.id,
            company_ids=[(6, 0, cls.sydney.ids)],
        )
        cls.far_course = cls.env["acupuncture.course"].create(
            {
                "client_id": cls.client.id,
                "company_id": cls.sydney.id,
                "product_id": cls.product_course.id,
                "session_count": 3,
            }
        )
        cls.far_course.action_activate()

    def test_days_start_on_the_clinics_own_clock(self):
        expiry = self.find("PACKAGE_EXPIRY_30", self.far_course)
        self.assertEqual(expiry.company_id, self.sydney)
        self.assertEqual(str(expiry.due)[11:], "23:00:00")  # 09:00 in Sydney
        self.assertEqual(
            str(self.find("PACKAGE_EXPIRY_30", self.course).due)[11:], "07:00:00"
        )

    def test_tasks_go_to_the_desk_of_the_clinic(self):
        self.run_due(days=20)
        self.assertEqual(self.find("STALLED", self.far_course).assigned_id, self.desk)
        self.assertEqual(
            self.find("STALLED", self.course).assigned_id, self.users["front_desk"]
        )

    def test_a_desk_sees_its_own_clinic(self):
        seen = self.Followup.with_user(self.desk).search([])
        self.assertEqual(seen.company_id, self.sydney)

    def test_quiet_hours_are_those_of_the_clinic(self):
        self.rules["PACKAGE_EXPIRY_7"].active = True
        self.far_course._sync_followups()
        message = self.find("PACKAGE_EXPIRY_7", self.far_course)
        message._sealed_write({"due": NOW + timedelta(hours=-2)})
        self.run_due(hours=3)  # 13:00 in Vienna, 21:00 in Sydney
        self.assertEqual(message.state, "planned")
        self.assertEqual(message.due, NOW + timedelta(hours=15))

    def test_merged_clients_keep_their_followups(self):
        twin = self.env["res.partner"].create({"name": "Clara again"})
        count = len(self.Followup.search([("client_id", "=", self.client.id)]))
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.client + twin).ids, twin)
        self.assertEqual(
            len(self.Followup.search([("client_id", "=", twin.id)])), count
        )

    def test_the_rule_form_makes_a_rule(self):
        rules = self.env["acupuncture.followup.rule"].with_user(self.users["manager"])
        with Form(rules) as form:
            form.name = "Call on the day after"
            form.code = "CALL_1D"
            form.trigger = "session_done"
            form.activity_type_id = self.env.ref("mail.mail_activity_data_call")
        session = self.book_in(1)
        self.treat(session)
        made = self.Followup.search([("rule_id", "=", form.record.id)])
        self.assertEqual(made.session_id, session)
        self.assertEqual(made.due, session.stop + timedelta(days=1))
