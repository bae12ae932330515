from odoo import api, fields, models
from odoo.fields import Domain
from odoo.http import request

from ...models.course.course_states import RUNNING_STATES
from ...models.foundation.private_key import PrivateKey
from ...models.foundation.windows import reload, window
from ...models.schedule.session_states import OPEN

NAMED = PrivateKey("named")


class ArchiveCheck(models.TransientModel):
    """Names what is still open for somebody before the contact or user is archived.

    Nothing of it is lost by archiving: sessions stay booked, credits stay owed, tasks
    go to a stand-in. But somebody must know. A practitioner or a room is archived once
    nothing is booked with them: the dialog leads to what is.
    """

    _name = "acupuncture.archive.check"
    _description = "Before Archiving"
    _inherit = ["acupuncture.dialog.mixin"]

    partner_ids = fields.Many2many(comodel_name="res.partner", string="Contacts")
    user_ids = fields.Many2many(comodel_name="res.users", string="Users")
    resource_ids = fields.Many2many(
        comodel_name="resource.resource", string="Practitioners and Rooms"
    )
    sessions = fields.Integer(string="Appointments Ahead", compute="_compute_open")
    session_names = fields.Char(string="Booked", compute="_compute_open")
    credits = fields.Integer(string="Sessions Left", compute="_compute_open")
    tasks = fields.Integer(string="Open Follow-ups", compute="_compute_open")

    @api.depends("partner_ids", "user_ids", "resource_ids")
    def _compute_open(self):
        for dialog in self:
            sessions = self.env["acupuncture.session"].search(dialog._session_domain())
            dialog.sessions = len(sessions)
            dialog.session_names = sessions._named()
            courses = self.env["acupuncture.course"].search(dialog._course_domain())
            dialog.credits = sum(courses.mapped("open_count"))
            dialog.tasks = self.env["acupuncture.followup"].search_count(
                dialog._task_domain()
            )

    @api.model
    def _ask(self, **people):
        """Return the dialog about these people, when something is open.

        Not where Odoo archives by itself, as when a client closes an own account: no
        one would see the dialog, and the account would stay open.
        """
        asker = self.env.user
        if self.env.su or not asker.has_group("acupuncture_cosmetic.group_front_desk"):
            return False
        if self._is_part_of_other_work(people):
            return False
        if NAMED.opens(self):
            return False
        dialog = self.create({name: records.ids for name, records in people.items()})
        if not (dialog.sessions or dialog.credits or dialog.tasks):
            return False
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Still Open"),
            "res_model": self._name,
            "res_id": dialog.id,
            "view_mode": "form",
            "views": [(False, "form")],  # Archive is no button: nobody adds them
            "target": "new",
        }

    @api.model
    def _is_part_of_other_work(self, people):
        """Tell whether a verb of another model archives them, as when staff leave."""
        asked_for = request.params.get("model") if request else None
        return bool(asked_for) and asked_for not in {
            records._name for records in people.values()
        }

    def action_archive(self):
        """Archive them now; what is open stays as it is."""
        self.ensure_one()
        named = NAMED.on(self)
        named.partner_ids.action_archive()
        named.user_ids.action_archive()
        return reload()

    def action_view_sessions(self):
        """List the appointments to move or cancel."""
        return self._list("session_action", self._session_domain())

    def action_view_courses(self):
        """List the courses with sessions left."""
        return self._list("course_action", self._course_domain())

    def action_view_tasks(self):
        """List the follow-ups to do or to hand over."""
        return self._list("followup_action", self._task_domain())

    def _list(self, action, domain):
        return window(
            self.env,
            action,
            domain=domain,
            context={},
            views=[(False, "list"), (False, "form")],
            target="main",
        )

    def _session_domain(self):
        if who := self.resource_ids.ids:
            ahead = Domain(self.env["acupuncture.session"]._ahead_domain())
            held = Domain("practitioner_id", "in", who) | Domain("room_id", "in", who)
            return ahead & held
        return [
            ("state", "in", OPEN),
            "|",
            ("client_id", "in", self.partner_ids.ids),
            ("practitioner_id.user_id", "in", self.user_ids.ids),
        ]

    def _course_domain(self):
        return [
            ("client_id", "in", self.partner_ids.ids),
            ("state", "in", RUNNING_STATES),
        ]

    def _task_domain(self):
        return [
            ("state", "in", ("planned", "open")),
            "|",
            ("client_id", "in", self.partner_ids.ids),
            ("assigned_id", "in", self.user_ids.ids),
        ]
