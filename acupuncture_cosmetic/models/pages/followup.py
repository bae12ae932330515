from odoo import api, fields, models


class Followup(models.Model):
    """A follow-up that sends forms: its message is the message of a link."""

    _inherit = "acupuncture.followup"

    link_id = fields.Many2one(
        comodel_name="acupuncture.form.link",
        string="Forms sent",
        ondelete="set null",
        index="btree_not_null",
    )

    def _has_fresh_link(self):
        asking = self.filtered("stop_if_forms_done")
        sent = self.env["acupuncture.form.link"]._recently_mailed(
            asking.client_id, asking.company_id
        )
        return lambda f: (
            f.stop_if_forms_done and (f.client_id, f.company_id, f.form_purpose) in sent
        )

    def _send_forms(self):
        links = self.env["acupuncture.form.link"]
        for followup in self:
            origin = followup.session_id or followup.course_id
            link = links._send(
                followup.client_id,
                followup.company_id,
                followup.form_purpose,
                origin or None,
            )
            followup._sealed_write({"link_id": link.id})

    @api.depends("link_id.delivery_ids.state", "link_id.delivery_ids.failure")
    def _compute_delivery_state(self):
        with_forms = self.filtered("link_id")
        for followup in with_forms:
            followup.delivery_state = followup.link_id.delivery_state
            followup.delivery_failure = followup.link_id.delivery_failure
        return super(Followup, self - with_forms)._compute_delivery_state()

    def action_send_again(self):
        """Send again what was not delivered, by its link where it had one."""
        with_forms = self.filtered("link_id")
        failed = with_forms.link_id.filtered(
            lambda link: link.delivery_state == "failed"
        )
        action = failed.action_send_again() if failed else None
        plain = self - with_forms
        return super(Followup, plain).action_send_again() if plain else action
