from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..foundation.gate_fact import hang_gate_fact
from ..screening.intake_states import LIVE


class Override(models.Model):
    """A start against the checklist: who answers for it, for which lines, and why.

    It may leave out an area: nothing is proposed or set there. Also the milder thing: a
    closed technique that is left out of one session. Rows are written once; PostgreSQL
    refuses the rest.
    """

    _name = "acupuncture.override"
    _description = "Override"
    _inherit = ["acupuncture.append.only.mixin", "acupuncture.sealed.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _log_access = False  # a logged write would be an update

    _sealed_fields = frozenset({"company_id", "kind", "user_id", "at"})

    session_id = fields.Many2one(
        comodel_name="acupuncture.session",
        ondelete="restrict",
        required=True,
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        ondelete="restrict",
        required=True,
        index=True,
        readonly=True,
    )
    kind = fields.Selection(
        selection=[("override", "Override"), ("left_out", "Technique left out")],
        required=True,
        readonly=True,
    )
    codes = fields.Json(
        string="Lines",
        required=True,
        export_string_translation=False,
        help="Technical: the lines of the checklist that this covers.",
    )
    lines_text = fields.Text(string="Open Lines", compute="_compute_lines_text")
    area_left_out = fields.Selection(
        selection=[
            ("eyes", "Around the eyes"),
            ("face", "Face"),
            ("head", "Head, face and neck: body points only"),
            ("trunk", "Chest, abdomen and back"),
        ],
        help="No needle is proposed there in this session.",
    )
    reason = fields.Text(required=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Who",
        ondelete="restrict",
        required=True,
        readonly=True,
    )
    at = fields.Datetime(string="When", required=True, readonly=True)

    def init(self):
        """Let what is left out conflict with a start that goes on with it."""
        result = super().init()
        hang_gate_fact(self, "session_id", "acupuncture_session", writes="INSERT")
        return result

    def _compute_display_name(self):
        for override in self:
            override.display_name = self.env._("Override %(id)s", id=override.id or "")

    @api.depends("session_id", "codes")
    def _compute_lines_text(self):
        """Show the lines as they stand now, as long as they are to be decided."""
        checks = self.session_id._gate_checks()
        for override in self:
            override.lines_text = "\n".join(
                f"• {line.label}: {line.message}"
                for line in checks.get(override.session_id, ())
                if line.code in (override.codes or ())
            )

    @api.model
    def default_get(self, fields):
        """The lines that are red now are the ones that are shown and overridden."""
        values = super().default_get(fields)
        session = self.env["acupuncture.session"].browse(values.get("session_id"))
        values["codes"] = [line.code for line in session._overridable_checks()]
        return values

    @api.model_create_multi
    def create(self, vals_list):
        """Override what was shown and is still red; the clinical lead alone may.

        :raises AccessError: somebody else tries
        :raises UserError: no reason, or a red line that nobody may override
        """
        if all(vals.get("kind") for vals in vals_list):
            return super().create(vals_list)  # from _append: others break the seal
        if not self.env.user.has_group("acupuncture_cosmetic.group_clinical_lead"):
            raise AccessError(self.env._("Only the clinical lead may override."))
        return self._append(
            [
                {
                    "kind": "override",
                    "session_id": vals.get("session_id"),
                    "reason": vals.get("reason"),
                    "area_left_out": vals.get("area_left_out"),
                    "codes": self._still_red(vals),
                }
                for vals in vals_list
            ]
        )

    @api.model
    def _still_red(self, vals):
        session = self.env["acupuncture.session"].browse(vals.get("session_id"))
        red = [line.code for line in session._overridable_checks()]
        if not red:
            raise UserError(self.env._("Nothing is red: the session can simply start."))
        shown = set(vals.get("codes") or ())
        if set(red) - shown:
            raise UserError(
                self.env._(
                    "The checklist has changed meanwhile. Open it again and look."
                )
            )
        return red

    @api.model
    def _append(self, vals_list):
        """Write rows of either kind, stamped with who and when."""
        if not all((vals["reason"] or "").strip() for vals in vals_list):
            raise UserError(self.env._("An override needs a reason."))
        stamp = {"user_id": self.env.uid, "at": fields.Datetime.now()}
        sessions = self.env["acupuncture.session"]
        # practitioners leave a technique out without the right to create overrides
        rows = self.sudo()._sealed_create(
            [
                {
                    **vals,
                    **stamp,
                    "company_id": sessions.browse(vals["session_id"]).company_id.id,
                }
                for vals in vals_list
            ]
        )
        return rows.with_env(self.env)

    @api.model
    def _in_force_for(self, sessions):
        """Return session -> overrides and left-out techniques that count for it.

        What was overridden before the newest history, was so without knowing it.
        """
        rows = self.search([("session_id", "in", sessions._origin.ids)], order="id")
        told = rows._last_told()
        rows = rows.filtered(
            lambda row: (
                row.kind == "left_out"
                or row.at >= told.get(row.session_id.client_id, row.at)
            )
        )
        return rows.grouped("session_id")

    def _last_told(self):
        """Return client -> when the newest history came in, at any clinic of these."""
        groups = self.env["acupuncture.intake"]._read_group(
            [
                ("client_id", "in", self.session_id.client_id.ids),
                ("company_id", "in", self.session_id.company_id.ids),
                ("state", "in", LIVE),
            ],
            ["client_id"],
            ["submitted_at:max"],
        )
        return dict(groups)

    def _left_out(self):
        """Return the codes of the techniques that these rows leave out."""
        rows = self.filtered(lambda row: row.kind == "left_out")
        return frozenset(code for row in rows for code in row.codes or ())

    def action_start_session(self):
        """Start the session that was just overridden, if the lead is who treats."""
        started = self.session_id._start_if_open()
        return started or {"type": "ir.actions.act_window_close"}
