"""A needle that stays in is not forgotten: one task, on the day it comes out."""

from datetime import datetime

from .reaction_common import ReactionCase


class TestFollowupNeedle(ReactionCase):
    def due(self):
        found = self.Followup.search([("anchor", "=", f"needles:{self.treatment.id}")])
        return [
            (followup.rule_id.code, followup.due, followup.state) for followup in found
        ]

    def test_the_first_day_counts_once_in_the_clinics_morning(self):
        self.needle(count=3)
        self.assertFalse(self.due())
        first, second = self.needle(
            count=2,
            point=self.other_point,
            retained=True,
            removal_due="2026-05-09",
            client_agreed=True,
        )
        nine = datetime(2026, 5, 9, 7)  # 9:00 in Vienna
        self.assertEqual(self.due(), [("NEEDLE_DUE", nine, "planned")])
        second.removal_due = "2026-05-07"
        self.assertEqual(self.due(), [("NEEDLE_DUE", nine.replace(day=7), "planned")])
        (first | second).retained = False
        self.assertEqual([state for _code, _due, state in self.due()], ["cancelled"])

    def test_the_task_says_nothing(self):
        self.needle(retained=True, removal_due="2026-05-07", client_agreed=True)
        self.run_due(days=7)
        task = self.env["mail.activity"].search(
            [("acupuncture_followup_id.rule_id.code", "=", "NEEDLE_DUE")]
        )
        self.assertEqual(task.summary, "Follow-up")
        self.assertFalse(task.note)
        self.assertEqual(task.user_id, self.users["practitioner"])
