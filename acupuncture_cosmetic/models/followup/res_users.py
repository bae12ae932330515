from odoo import models

# What other rooms ask for by a task of their own, and who does it for one who left.
STAND_INS = {
    "mail_activity_type_chart": "clinical_lead",
    "mail_activity_type_photo": "practitioner",
    "mail_activity_type_followup": "manager",
    "mail_activity_type_licence": "manager",
    "mail_activity_type_to_move": "front_desk",
}
ROLE = {"active", "group_ids", "company_ids"}


class ResUsers(models.Model):
    """Who leaves, or loses a role, leaves the clinic's tasks to a stand-in.

    Odoo deletes the activities of an archived user.
    """

    _inherit = "res.users"

    def write(self, vals):
        if not vals.get("active", True):
            self._hand_over_everything()
            # sudo: who they are to the clinic is not for all to read
            treating = self.sudo().resource_ids
            with self.env["acupuncture.session"]._watching_displaced(treating):
                result = super().write(vals)
        else:
            result = super().write(vals)
        if ROLE & vals.keys():
            self._hand_over_followups()
        return result

    def action_archive(self):
        """Name first what is still open; hand it over before Odoo deletes it."""
        if asked := self.env["acupuncture.archive.check"]._ask(user_ids=self):
            return asked
        self._hand_over_everything()  # Odoo deletes them before it writes
        return super().action_archive()

    def unlink(self):
        """Hand over the clinic's tasks; PostgreSQL would delete them."""
        self._hand_over_everything()
        return super().unlink()

    def _hand_over_followups(self):
        """Give away the follow-ups that these users can no longer do."""
        # sudo: whoever manages users need not read follow-ups
        held = self.env["acupuncture.followup"].sudo()._held_by(self)
        held.filtered(lambda f: not f._may_do(f.assigned_id))._hand_over()

    def _hand_over_everything(self):
        # sudo: as in _hand_over_followups
        followups = self.env["acupuncture.followup"].sudo()
        followups._held_by(self)._hand_over(leaving=self)
        roles = {
            self.env.ref(f"acupuncture_cosmetic.{name}").id: role
            for name, role in STAND_INS.items()
        }
        held = self.env["mail.activity"].sudo()._tasks_of_followups()
        held = held.search(
            [
                ("user_id", "in", self.ids),
                ("acupuncture_followup_id", "=", False),
                "|",
                ("activity_type_id", "in", list(roles)),
                ("res_model", "=like", "acupuncture.%"),
            ]
        )
        places = held.grouped(
            lambda task: (
                roles.get(task.activity_type_id.id, "front_desk"),
                task._clinic() or self.env.company,
            )
        )
        for (role, company), tasks in places.items():
            tasks.user_id = self._first_with_role(role, company, leaving=self)
