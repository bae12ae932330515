from odoo import fields, models


class Session(models.Model):
    """The verbs behind the red lines of the checklist."""

    _inherit = "acupuncture.session"

    def action_open_gate(self):
        """Start at once when nothing is red, else show what is and how to mend it."""
        self.ensure_one()
        if self._may_start_now():
            return self.action_start()
        return self._open_checklist(starting=True)

    def action_view_gate(self):
        """Show the checklist, also long before the session."""
        return self._open_checklist()

    def _may_start_now(self):
        starter = self.env.user.has_group("acupuncture_cosmetic.group_practitioner")
        return (
            starter
            and self.state == "arrived"
            and not any(self._gate_failures().values())
        )

    def _open_checklist(self, starting=False):
        """Show the checklist.

        :param starting: it was asked for in order to start; as before where one of its
            lines was mended
        """
        self.ensure_one()
        starting = starting or bool(self.env.context.get("acupuncture_gate_starting"))
        dialog = self.env["acupuncture.gate.check"].create(
            {"session_id": self.id, "starting": starting}
        )
        return dialog._reopen()

    def action_view_client_courses(self):
        """Open the courses of the client."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "acupuncture_cosmetic.course_action"
        )
        context = {"default_client_id": self.client_id.id}
        domain = [("client_id", "=", self.client_id.id)]
        return {**action, "domain": domain, "context": context}

    def action_resume_course(self):
        """Let the course go on."""
        self.course_id.action_resume()
        return self._open_checklist()

    def action_view_placement(self):
        """Open the session, to change its time or its people."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

    def action_take_over(self):
        """Make the present user the practitioner of this session."""
        own = self._acting_practitioners()
        self.practitioner_id = own.filtered(
            lambda one: one.company_id == self.company_id
        )[:1]
        return self._open_checklist()

    def action_move_to_today(self):
        """Move it here and now, as any move: who is taken is named.

        :raises UserError: somebody is taken, or the course is over
        """
        self.ensure_one()
        now = fields.Datetime.now().replace(second=0, microsecond=0)
        self.write({"start": now, "off_hours": True})  # they are here: it is meant
        return self._open_checklist()
