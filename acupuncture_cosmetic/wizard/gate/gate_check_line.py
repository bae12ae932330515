from odoo import api, fields, models
from odoo.exceptions import UserError

# the verbs of a session that a line may offer; the view has a button for each
MENDS = (
    "action_send_forms",
    "action_open_tablet",
    "action_review",
    "action_request_clearance",
    "action_leave_out",
    "action_view_client_courses",
    "action_resume_course",
    "action_take_over",
    "action_view_placement",
    "action_move_to_today",
    "action_plan",
    "action_nothing_changed",
    "action_something_changed",
    "action_change_history",
)


class GateCheckLine(models.TransientModel):
    """One line of the checklist. It stores its place alone: health data stay out."""

    _name = "acupuncture.gate.check.line"
    _description = "Line of the Checklist"
    _inherit = ["acupuncture.dialog.mixin"]
    _order = "position"

    check_id = fields.Many2one(
        comodel_name="acupuncture.gate.check",
        required=True,
        ondelete="cascade",
        index=True,
    )
    position = fields.Integer(required=True)
    code = fields.Char(compute="_compute_check")
    status = fields.Selection(
        selection=[("ok", "✓ Ready"), ("red", "✗ Open")], compute="_compute_check"
    )
    ok = fields.Boolean(compute="_compute_check")
    overridable = fields.Boolean(compute="_compute_check")
    label = fields.Char(string="What", compute="_compute_check")
    message = fields.Char(string="What Is Open", compute="_compute_check")
    remedy = fields.Char(string="What Helps", compute="_compute_check")
    action = fields.Char(compute="_compute_check")
    second = fields.Char(compute="_compute_check", export_string_translation=False)
    starts = fields.Boolean(
        compute="_compute_check",
        export_string_translation=False,
        help="Technical: nothing else is red, so this answer starts the session.",
    )

    @api.depends("check_id.session_id", "check_id.starting", "position")
    def _compute_check(self):
        sessions = self.check_id.session_id
        checks = sessions._gate_checks()
        for line in self:
            found = checks.get(line.check_id.session_id, ())
            found = sorted(found, key=lambda check: check.ok)  # what is red comes first
            check = found[line.position] if line.position < len(found) else None
            line.ok = not check or check.ok
            line.status = "ok" if line.ok else "red"
            line.code = check and check.code
            line.label = check and check.label
            line.message = check and (check.note if check.ok else check.message)
            line.overridable = bool(check and check.overridable)
            line.remedy = not line.ok and check.remedy
            line.action = not line.ok and check.action
            line.second = not line.ok and check.second
            line.starts = (
                not line.ok
                and line.check_id.starting
                and sum(not each.ok for each in found) == 1
            )

    def action_mend(self):
        """Do what the line offers. The button names the line that the user saw.

        :raises UserError: that line is no longer red
        """
        self.ensure_one()
        context = self.env.context
        code = context.get("acupuncture_gate_code") or self.code
        session = self.check_id.session_id
        gate = session.with_context(
            acupuncture_gate_code=code,
            acupuncture_gate_starting=self.check_id.starting,
        )
        for check in session._gate_checks().get(session, ()):
            verb = context.get("acupuncture_gate_verb") or check.action
            offered = {check.action, check.second}.intersection(MENDS)
            if check.code == code and not check.ok and verb in offered:
                return getattr(gate, verb)()
        raise UserError(
            self.env._("This line has changed meanwhile. Open the checklist again.")
        )
