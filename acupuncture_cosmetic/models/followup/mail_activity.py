from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from ..foundation.private_key import PrivateKey

_TASK = PrivateKey("task")  # only follow-ups make tasks that close them
FOLLOWUP = "acupuncture.followup"
WORDS = {"summary", "note", "feedback"}
PLACE = {"res_model", "res_model_id", "res_id"}
TAKEN_AWAY = {"active", "user_id"}


class MailActivity(models.Model):
    """The task of a follow-up: finishing or removing it closes the follow-up.

    The task of a sensitive one stands on the follow-up itself, which clinicians alone
    reach. What is typed into it stays there: activities, messages and the bus hold no
    word of it.
    """

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
        return _TASK.on(self.with_context(mail_activity_quick_update=True))

    @api.constrains("res_model", "res_id", "user_id")
    def _check_sensitive_task(self):
        """What stands on a follow-up is sensitive, done by those who may read it."""
        # sudo: a guard; whoever may not read the follow-up is told nothing of it
        for task in self.sudo().filtered(lambda one: one.res_model == FOLLOWUP):
            followup = task.env[FOLLOWUP].browse(task.res_id)
            if not followup.sensitive:
                raise UserError(
                    self.env._(
                        "This follow-up already has its own task. Plan further tasks "
                        "on the appointment, the course or the client."
                    )
                )
            if task.active and task.user_id and not followup._may_do(task.user_id):
                raise UserError(
                    self.env._(
                        "%(user)s may not read this follow-up. Choose a practitioner "
                        "of %(clinic)s.",
                        user=task.user_id.name,
                        clinic=followup.company_id.name,
                    )
                )

    @api.model
    def default_get(self, fields):
        """No stored or passed default ties a task to a follow-up."""
        values = super().default_get(fields)
        values.pop("acupuncture_followup_id", None)
        return values

    @api.model_create_multi
    def create(self, vals_list):
        if self._is_of_followup():
            return super().create(vals_list)
        vals_list = [
            {k: v for k, v in vals.items() if k != "acupuncture_followup_id"}
            for vals in vals_list
        ]
        activities = super().create(vals_list)
        for task in activities._on_followups():
            task.write({name: task[name] for name in WORDS if task[name]})
        return activities

    @api.model
    def _is_of_followup(self):
        return _TASK.opens(self)

    def _on_followups(self):
        return self.filtered(lambda task: task.res_model == FOLLOWUP)

    def _open_followups(self):
        # Whoever may finish a task closes its follow-up, without a right on follow-ups.
        followups = self.sudo().acupuncture_followup_id
        return followups.filtered(lambda f: f.state == "open")

    def _clinic(self):
        """Return the company of the record that the task stands on, if it has one."""
        record = (
            self.env[self.res_model].browse(self.res_id) if self.res_model else self
        )
        return record.company_id if "company_id" in record._fields else None

    def _action_done(self, feedback=False, attachment_ids=None):
        followups = self._open_followups()
        followups._check_needles_out()
        self._on_followups()._keep_files()
        if followups:  # before Odoo puts the tasks away, which alone would skip them
            followups.filtered(lambda f: not f.sensitive)._note(feedback)
            followups._close("done")
        return super()._action_done(feedback=feedback, attachment_ids=attachment_ids)

    def _keep_files(self):
        """Move what was attached to the follow-up; Odoo would move it to a message."""
        # sudo: as Odoo does, so that no file is lost that its finisher may not read
        files = self.env["ir.attachment"].sudo()
        attached = files.search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        )
        place = dict(zip(self.ids, self.mapped("res_id"), strict=True))
        for file in attached:
            file.write({"res_model": FOLLOWUP, "res_id": place[file.res_id]})

    def write(self, vals):
        vals = {k: v for k, v in vals.items() if k != "acupuncture_followup_id"}
        clinical = self._on_followups()
        if clinical and WORDS & vals.keys() and not self._is_of_followup():
            clinical._keep_words(vals)
            usual = {"summary": self.env._("Follow-up"), "note": False}
            super(MailActivity, clinical).write({**usual, "feedback": False})
            clinical.write({k: v for k, v in vals.items() if k not in WORDS})
            return (self - clinical).write(vals)
        if clinical and PLACE & vals.keys() and not self._is_of_followup():
            raise UserError(
                self.env._(
                    "The task of a sensitive follow-up cannot be moved to another "
                    "record."
                )
            )
        result = super().write(vals)
        followups = self._open_followups() if TAKEN_AWAY & vals.keys() else None
        if followups and not vals.get("active", True):
            followups._close("skipped", self._removed_reason())
        elif followups and vals.get("user_id"):
            followups._sealed_write({"assigned_id": vals["user_id"]})
        elif followups and "user_id" in vals and not self._is_of_followup():
            followups._hand_over()  # a task of nobody is in nobody's list
        if vals.get("date_deadline"):
            self._open_followups()._follow_deadline(vals["date_deadline"])
        return result

    def _keep_words(self, vals):
        """Keep what was typed into sensitive tasks in their follow-ups alone."""
        self.check_access("write")
        note = html2plaintext(vals.get("note") or "").strip()
        texts = [vals.get("summary"), note, vals.get("feedback")]
        # sudo: whoever may write the task may write what came of it
        followups = self.sudo().env[FOLLOWUP].browse(self.mapped("res_id"))
        usual = self.env._("Follow-up")
        followups._note("\n".join(text for text in texts if text and text != usual))

    def unlink(self):
        followups = self._open_followups()
        result = super().unlink()
        if followups:
            followups._close("skipped", self._removed_reason())
        return result

    @api.model
    def _removed_reason(self):
        return self.env._("%(user)s removed the task", user=self.env.user.name)
