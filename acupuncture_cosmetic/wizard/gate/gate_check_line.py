from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.gate.line import Line, Remedy

GONE = Line("", ok=True)  # a line that was there when the checklist was opened
NONE = Remedy("", "")


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
    advice = fields.Char(string="What Helps", compute="_compute_check")
    aside = fields.Boolean(compute="_compute_check")
    verb = fields.Char(compute="_compute_check", export_string_translation=False)
    button = fields.Char(compute="_compute_check", export_string_translation=False)
    other_verb = fields.Char(compute="_compute_check", export_string_translation=False)
    other_button = fields.Char(
        compute="_compute_check", export_string_translation=False
    )
    starts = fields.Boolean(
        compute="_compute_check",
        export_string_translation=False,
        help="Technical: nothing else is red, so this answer starts the session.",
    )

    @api.depends("check_id.session_id", "check_id.starting", "position")
    def _compute_check(self):
        checks = self.check_id.session_id._gate_checks()
        for shown in self:
            found = checks.get(shown.check_id.session_id, ())
            found = sorted(found, key=lambda line: line.ok)  # what is red comes first
            line = found[shown.position] if shown.position < len(found) else GONE
            last = shown.check_id.starting and sum(not each.ok for each in found) == 1
            shown._show(line, last)

    def _show(self, line, last):
        """Fill in what a line says, and its remedies where it is red.

        :param last: the start waits for nothing else
        """
        self.ok = line.ok
        self.status = "ok" if line.ok else "red"
        self.code, self.label = line.code, line.label
        self.message = line.note if line.ok else line.message
        self.overridable, self.aside = line.overridable, line.aside
        self.advice = not line.ok and line.advice
        remedies = () if line.ok else line.remedies
        first, other, *_none = *remedies, NONE, NONE
        self.verb, self.other_verb = first.verb, other.verb
        self.starts = bool(last and first.starting)
        self.button = self._said(first.starting if self.starts else first.button)
        self.other_button = self._said(other.button)

    def _said(self, text):
        return text if isinstance(text, str) else self.env._(text)

    def action_mend(self):
        """Do what the line offers. The button names the line that the user saw.

        A caller reaches the remedies of a red line, and no other verb of the session.

        :raises UserError: that line is no longer red
        """
        self.ensure_one()
        context, session = self.env.context, self.check_id.session_id
        code = context.get("acupuncture_gate_code") or self.code
        verb = context.get("acupuncture_gate_verb")
        gate = session.with_context(
            acupuncture_gate_code=code,
            acupuncture_gate_starting=self.check_id.starting,
        )
        for line in session._gate_lines():
            for remedy in () if line.ok or line.code != code else line.remedies:
                if verb in (None, remedy.verb):
                    return getattr(gate, remedy.verb)() or gate._open_checklist()
        raise UserError(
            self.env._("This line has changed meanwhile. Open the checklist again.")
        )
