from odoo import api, fields, models

_TASK = object()  # only follow-ups make tasks that close them


class MailActivity(models.Model):
    """The task of a follow-up: finishing or removing it closes the follow-up."""

    _inherit = "mail.activity"

    # Both precomputed, else every batch of tasks is written a second time.
    res_name = fields.Char(
        compute="_compute_res_name", compute_sudo=True, store=True, precompute=True
    )
    user_tz = fields.Selection(related="user_id.tz", store=True, precompute=True)
    acupuncture_followup_id = fields.Many2one(
        comodel_name="acupuncture.followup",
        string="Follow-up",
        ondelete="set null",
        index="btree_not_null",
        copy=False,
        readonly=True,
        groups="acupuncture_cosmetic.group_front_desk",
    )

    @api.model
    def _tasks_of_followups(self):
        """Return this model ready to create tasks, silently."""
        return self.with_context(
            acupuncture_task=_TASK, mail_activity_quick_update=True
        )

    @api.model
    def default_get(self, fields):
        """No stored or passed default ties a task to a follow-up."""
        values = super().default_get(fields)
        values.pop("acupuncture_followup_id", None)
        return values

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("acupuncture_task") is not _TASK:
            vals_list = [
                {k: v for k, v in vals.items() if k != "acupuncture_followup_id"}
                for vals in vals_list
            ]
        return super().create(vals_list)

    def _open_followups(self):
        # Whoever may finish a task closes its follow-up, without a right on follow-ups.
        followups = self.sudo().acupuncture_followup_id
        return followups.filtered(lambda f: f.state == "open")

    def _action_done(self, feedback=False, attachment_ids=None):
        followups = self._open_followups()
        followups._check_needles_out()
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        if followups:
            followups._close("done", **({"result": feedback} if feedback else {}))
        return result

    def write(self, vals):
        vals = {k: v for k, v in vals.items() if k != "acupuncture_followup_id"}
        result = super().write(vals)
        if vals.get("user_id"):
            self._open_followups()._sealed_write({"assigned_id": vals["user_id"]})
        return result

    def unlink(self):
        followups = self._open_followups()
        result = super().unlink()
        if followups:
            followups._close("skipped", self.env._("The task was removed"))
        return result
