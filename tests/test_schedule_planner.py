"""The planner as a service: proposes, judges and books for whoever asks."""

from datetime import date, datetime

from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged

from odoo.addons.acupuncture_cosmetic.models.schedule.planner import Place, Wish

from .common import ClinicCase


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 08:00:00")
class TestPlanner(ClinicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.course = cls.sell_course()
        cls.planner = cls.env["acupuncture.planner"]
        cls.wish = Wish(date(2026, 3, 2), practitioners=cls.practitioner)

    def place(self, start):
        return Place(start, self.practitioner.id, self.room.id)

    def test_what_is_proposed_is_booked_without_a_dialog(self):
        proposals = self.planner._propose(self.course, 3, self.wish)
        self.assertEqual([proposal.status for proposal in proposals], ["ok"] * 3)
        sessions = self.planner._book(self.course, [one.option for one in proposals])
        self.assertEqual(sessions, self.course.session_ids)
        self.assertEqual(sessions.practitioner_id, self.practitioner)
        self.assertEqual(self.course.reserved_count, 3)

    def test_all_are_booked_or_none(self):
        place = self.place(datetime(2026, 3, 3, 9))
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.planner._book(self.course, [place, place])
        self.assertFalse(self.course.session_ids)

    def test_places_are_judged_each_after_the_ones_before(self):
        morning = self.place(datetime(2026, 3, 3, 9))
        verdicts = self.planner._judge(
            self.course,
            [
                morning,
                morning,
                self.place(datetime(2026, 3, 3, 3)),
                Place(datetime(2026, 3, 6, 9), False),
                self.place(datetime(9999, 12, 31)),
            ],
        )
        self.assertEqual(
            [status for status, _remark in verdicts],
            ["ok", "taken", "closed", "none", "closed"],
        )

    def test_the_next_one_is_like_the_last_one(self):
        last = self.book("2026-03-03 09:00:00", course_id=self.course.id)
        wish, proposal = self.planner._propose_next(last)
        self.assertEqual(wish.rooms, self.room)
        self.assertEqual(proposal.option.practitioner, self.practitioner.id)
        self.assertEqual(proposal.option.start.hour, 9)

    def test_other_times_for_the_last_line_when_one_before_is_gone(self):
        action = self.course.action_plan_sessions()
        plan = self.env["acupuncture.plan.course"].browse(action["res_id"])
        plan.line_ids.sorted("number")[2].unlink()
        last = plan.line_ids.sorted("number")[-1]
        last.write({"start": False, "options": False})
        last.action_next()
        self.assertIn(last.status, ("ok", "spacing"))

    def test_nobody_is_taken_before_the_client_is_chosen(self):
        self.book("2026-03-03 09:00:00", client=self.other_client, kind="consultation")
        colleague = self.practitioner.copy({"name": "Zoe", "licence_number": "L-9"})
        with Form(self.env["acupuncture.session"]) as form:
            form.practitioner_id = colleague
            form.start = datetime(2026, 3, 3, 9)
            self.assertFalse(form.availability_note)
            form.client_id = self.client
            form.kind = "consultation"
