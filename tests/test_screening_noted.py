"""Green without words only when nothing was told; the desk cannot tell them apart."""

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .screening_common import AskedCase


@freeze_time("2026-03-02 09:00:00")
@tagged("post_install", "-at_install")
class TestScreeningNoted(AskedCase):
    def setUp(self):
        super().setUp()
        self.pregnant = self.submit({"PREG": "yes"})
        self.finding(self.pregnant, "PREG").action_ask_clearance()
        clearance = self.env["acupuncture.clearance"].search([])
        clearance.received_from = "Dr. Frei"
        clearance.action_receive()
        self.review(self.pregnant)
        self.healthy = self.submit(client=self.other_client)
        self.review(self.healthy)
        self.clients = self.client | self.other_client

    def seen(self, role):
        clients = self.clients.with_user(self.users[role])
        return [(c.screening_light, c.screening_text) for c in clients]

    def test_clinicians_see_that_something_is_noted(self):
        for role in ("practitioner", "clinical_lead"):
            noted, nothing = self.seen(role)
            with self.subTest(role):
                self.assertEqual(noted[0], "noted")
                self.assertIn("something to note", noted[1])
                self.assertEqual(nothing, ("green", "Nothing open in the screening"))
        histories = (self.pregnant | self.healthy).with_user(self.users["practitioner"])
        self.assertEqual(histories.mapped("light"), ["noted", "green"])
        for light, history in (("noted", self.pregnant), ("green", self.healthy)):
            self.assertEqual(histories.search([("light", "=", light)]), history)
        alerts = self.env["acupuncture.client.alert"]
        alerts = alerts.with_user(self.users["practitioner"]).search([])
        self.assertEqual(set(alerts.mapped("light")), {"noted", "green"})

    def test_the_desk_cannot_tell_the_two_apart(self):
        """By read, search, group, order, export and dates, as desk and as manager."""
        for role in ("front_desk", "manager"):
            user = self.users[role]
            noted, nothing = self.seen(role)
            alerts = self.env["acupuncture.client.alert"].with_user(user).search([])
            own = {"id", "client_id", "display_name", "create_date", "write_date"}
            one, other = (
                {k: v for k, v in row.items() if k not in own} for row in alerts.read()
            )
            groups = alerts.formatted_read_group([], ["level", "code"], ["__count"])
            with self.subTest(role):
                self.assertEqual(noted, nothing)
                self.assertEqual(one, other)
                self.assertEqual([group["__count"] for group in groups], [2])
                for name in ("light", "text"):
                    with self.assertRaises(ValueError):
                        alerts.search([(name, "=", "noted")])
                with self.assertRaises(AccessError):
                    self.env["acupuncture.client.noted"].with_user(user).search([])

    def test_what_is_noted_touches_no_light(self):
        """The row that the desk reads is not even written."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE acupuncture_client_alert SET write_date = '2020-01-01'"
        )
        third = self.submit({"BBV": "yes"}, client=self.other_client)
        third.with_user(self.users["practitioner"]).action_mark_reviewed()
        self.assertEqual(self.seen("practitioner")[1][0], "noted")
        self.finding(self.pregnant, "PREG").action_reopen()
        self.env.flush_all()
        self.env.invalidate_all()
        steps = {self.client: [(date(2026, 3, 2), "green", "noted")]}
        self.env["acupuncture.client.alert"]._show(self.company, steps)
        before = self.alert().timeline
        steps = {self.client: [(date(2026, 3, 2), "green", "ok")]}
        self.env["acupuncture.client.alert"]._show(self.company, steps)
        self.assertEqual(self.alert().timeline, before)

    def test_a_quiet_night_writes_nothing(self):
        self.env.flush_all()
        stamp = "UPDATE acupuncture_client_noted SET write_date = '2020-01-01'"
        self.env.cr.execute(stamp)
        with freeze_time("2026-03-04 09:00:00"):
            self.pass_night()
        self.env.flush_all()
        self.env.invalidate_all()
        noted = self.env["acupuncture.client.noted"].search([])
        self.assertEqual({row.write_date.year for row in noted}, {2020})

    def test_a_letter_that_ends_ends_the_note(self):
        key = (self.client, self.company, date(2027, 2, 20))
        lights = self.env["acupuncture.client.alert"].with_user(
            self.users["practitioner"]
        )
        self.assertEqual(lights._lights([key])[key][0], "noted")
        later = (self.client, self.company, date(2027, 3, 10))
        self.assertEqual(lights._lights([later])[later][0], "amber")

    def test_two_clients_become_one(self):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge(self.clients.ids, self.other_client)
        self.env.invalidate_all()
        client = self.other_client.with_user(self.users["practitioner"])
        self.assertEqual(client.screening_light, "noted")
        rows = self.env["acupuncture.client.noted"].search([])
        self.assertEqual(rows.client_id, self.other_client)
