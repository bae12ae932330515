from odoo import api, fields, models

from ...engine import clinic_clock
from .followup_rule import CLIENT_TRIGGERS, PRACTITIONER


class FollowupTaskMixin(models.AbstractModel):
    """Where tasks stand and who does them.

    The task of a sensitive follow-up stands on the follow-up: contact, session and
    course show every task, its followers and its closing words to whoever reads them.
    Odoo asks the record of a task to take followers and messages; this one takes none.
    """

    _name = "acupuncture.followup.task.mixin"
    _description = "Tasks of Follow-ups"

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Nobody follows a follow-up."""
        return True

    def message_notify(self, **kwargs):
        """Nobody is written to about a sensitive task; it stands in his list."""
        return self.env["mail.message"]

    def message_post_with_source(self, source_ref, **kwargs):
        """What came of it stands in the result, no message tells."""
        return self.env["mail.message"]

    def _task_record(self):
        """Return the record that carries the task."""
        return self if self.sensitive else self._record()

    def _settle_tasks(self):
        """Put open tasks on the record and with the person where they belong now."""
        running = self.filtered(lambda f: f.state == "open" and f.activity_ids)
        misplaced = running.filtered(lambda f: not f._may_do(f.assigned_id))
        keepers = misplaced._keepers()
        for followup in running:
            record = followup._task_record()
            user = keepers.get(followup, followup.assigned_id)
            followup.activity_ids._tasks_of_followups().write(
                {
                    "res_model_id": self.env["ir.model"]._get_id(record._name),
                    "res_id": record.id,
                    "activity_type_id": followup._task_type_id(),
                    "summary": self.env._("Follow-up"),
                    "note": False,
                    "user_id": user.id,
                }
            )

    def _task_type_id(self):
        """Return the kind of activity; that of a sensitive follow-up says nothing."""
        if self.sensitive:
            return self.env["ir.model.data"]._xmlid_to_res_id(
                "acupuncture_cosmetic.mail_activity_type_followup"
            )
        return self.activity_type_id.id

    def _open_tasks(self):
        """Create the activities in one batch, neutral and without mails."""
        if not self:
            return
        keepers = self._keepers()
        for user, followups in self.grouped(lambda f: keepers[f]).items():
            followups._sealed_write({"state": "open", "assigned_id": user.id})
        for followup in self.filtered(lambda f: f.delay_unit == "at_once"):
            # What is made at once is to be done by the event.
            followup._sealed_write({"due": max(followup.due, followup.event_at)})
        tasks = self.env["mail.activity"]._tasks_of_followups()
        tasks.create([followup._prepare_activity_vals() for followup in self])

    def _prepare_activity_vals(self):
        record = self._task_record()
        return {
            "activity_type_id": self._task_type_id(),
            "user_id": self.assigned_id.id,
            "summary": self.env._("Follow-up"),
            "note": False,
            "res_model_id": self.env["ir.model"]._get_id(record._name),
            "res_id": record.id,
            "date_deadline": self._deadline(),
            "automated": True,
            "acupuncture_followup_id": self.id,
        }

    def _deadline(self):
        """Return the day until which the task is to be done."""
        return clinic_clock.to_local(self.due, self._zone()).date()

    # ------------------------------------------------------------------
    # Who does them
    # ------------------------------------------------------------------

    def _may_do(self, user):
        """Tell whether a user works at the clinic and may read the follow-up."""
        self.ensure_one()
        here = user.active and self.company_id in user.company_ids
        return here and (not self.sensitive or user.has_group(PRACTITIONER))

    def _hand_over(self, leaving=None):
        """Give open tasks to who does them now, without those who leave.

        :param leaving: users who can do nothing any more
        """
        keepers = self._keepers(leaving)
        for user, followups in self.grouped(lambda f: keepers[f]).items():
            followups._sealed_write({"assigned_id": user.id})
            followups.activity_ids._tasks_of_followups().write({"user_id": user.id})

    def _keepers(self, leaving=None):
        """Return follow-up -> who does its task: by its rule, else the stand-in."""
        leaving = leaving or self.env["res.users"]
        stand_ins = self._stand_ins(leaving)
        return {
            followup: (followup._responsible_user() - leaving)
            or stand_ins[followup.company_id, followup._stand_in_role()]
            for followup in self
        }

    def _stand_in_role(self):
        """Return the role that does what nobody else does, and may see it."""
        if self.responsible == "clinical_lead":
            return "clinical_lead"
        return "practitioner" if self.sensitive else "front_desk"

    def _stand_ins(self, leaving=None):
        """Return (clinic, role) -> who does what nobody else does."""
        users = self.env["res.users"]
        places = {(f.company_id, f._stand_in_role()) for f in self}
        return {
            (company, role): users._first_with_role(role, company, leaving)
            for company, role in places
        }

    def _follow_deadline(self, deadline):
        """Follow the day to which a task was moved, at the hour it was due."""
        deadline = fields.Date.to_date(deadline)
        for followup in self:
            local = clinic_clock.to_local(followup.due, followup._zone())
            if local.date() != deadline:
                moved = local.replace(
                    year=deadline.year, month=deadline.month, day=deadline.day
                )
                due = clinic_clock.to_utc(moved, followup._zone())
                followup._sealed_write({"due": due, "reason": self.env._("Put off")})

    @api.model
    def _held_by(self, users):
        """Return the open follow-ups whose task these users have."""
        return self.search([("assigned_id", "in", users.ids), ("state", "=", "open")])

    def _responsible_user(self):
        """Return who does the task: the named person, else who holds the role."""
        by_role = {
            "practitioner": lambda: self._practitioner().user_id,
            "salesperson": lambda: self.course_id.user_id,
        }
        named = self.user_id.filtered(self._may_do)
        role = by_role.get(self.responsible, lambda: named)
        return named or role().filtered(self._may_do)

    def _practitioner(self):
        """Return who treats in the session or the course, or treated last."""
        session = self.session_id or self.course_id.session_ids.sorted("began_at")[-1:]
        if self.trigger in CLIENT_TRIGGERS:
            session = self._last_session()
        return session.practitioner_id or self.course_id.practitioner_id

    def _last_session(self):
        """Return the latest session of the client at this clinic."""
        domain = [
            ("client_id", "=", self.client_id.id),
            ("company_id", "=", self.company_id.id),
        ]
        return self.env["acupuncture.session"].search(
            domain, order="began_at desc", limit=1
        )
