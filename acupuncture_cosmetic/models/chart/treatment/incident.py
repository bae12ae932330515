from odoo import api, fields, models
from odoo.exceptions import UserError

from ...reference.needling_mixin import ZONES
from ..guard import guard_chart_table

RESOLVING = (
    "search_done",
    "state",
    "resolution",
    "resolved_at",
    "resolved_by_id",
)


class Incident(models.Model):
    """A needle that was not found, or what else a clinician must resolve.

    What happened stays as it was written down; the search may go on, and it is resolved
    once: how, by whom, when. It may also come to light after the record was signed.
    """

    _name = "acupuncture.incident"
    _description = "Incident"
    _inherit = [
        "acupuncture.chart.row.mixin",
        "acupuncture.sealed.mixin",
        "acupuncture.numbered.mixin",
    ]
    _order = "id desc"
    _number_sequence = "sequence_incident"
    _sealed_fields = frozenset({"state", "resolved_at", "resolved_by_id"})
    _frozen_fields = frozenset(
        {
            "name",
            "treatment_id",
            "kind",
            "zone",
            "needles_in",
            "needles_out",
            "description",
        }
    )

    client_id = fields.Many2one(related="treatment_id.client_id", related_sudo=False)
    kind = fields.Selection(
        selection=[
            ("count", "Needle count differs"),
            ("broken", "Broken needle"),
            ("other", "Other"),
        ],
        required=True,
        default="count",
    )
    zone = fields.Selection(selection=ZONES)
    needles_in = fields.Integer(default=0, required=True)
    needles_out = fields.Integer(default=0, required=True)
    description = fields.Text(string="What Happened")
    search_done = fields.Text(string="What Was Searched")
    state = fields.Selection(
        selection=[("open", "Open"), ("resolved", "Resolved")],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    resolution = fields.Text(help="How it ended, and what the client was told.")
    resolved_at = fields.Datetime(readonly=True, copy=False)
    resolved_by_id = fields.Many2one(
        comodel_name="res.users", ondelete="restrict", readonly=True, copy=False
    )

    _resolved = models.Constraint(
        "CHECK (state <> 'resolved' OR (resolved_at IS NOT NULL"
        " AND resolved_by_id IS NOT NULL AND trim(resolution) <> ''))",
        "An incident is resolved by somebody, in words.",
    )

    def init(self):
        """Freeze what happened."""
        guard_chart_table(self, "acupuncture_incident_guard", arguments=RESOLVING)

    def write(self, vals):
        for incident in self.filtered(lambda one: one.state == "resolved"):
            raise UserError(
                self.env._(
                    "%(incident)s is resolved and stays as it is.",
                    incident=incident.name,
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        raise UserError(self.env._("Incidents are kept, not deleted."))

    def action_resolve(self):
        """Close these incidents; a clinician alone may, in words.

        :raises UserError: the resolution is missing
        """
        self.env["acupuncture.session"]._check_role("practitioner")
        for incident in self.filtered(lambda one: not (one.resolution or "").strip()):
            raise UserError(
                self.env._(
                    "%(incident)s: write down how it ended before it is resolved.",
                    incident=incident.name,
                )
            )
        self._sealed_write(
            {
                "state": "resolved",
                "resolved_at": fields.Datetime.now(),
                "resolved_by_id": self.env.uid,
            }
        )
