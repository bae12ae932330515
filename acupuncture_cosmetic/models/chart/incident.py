from odoo import api, fields, models
from odoo.exceptions import UserError

from ..reference.needling_mixin import ZONES
from .guard import guard_chart_table
from .needle_search_mixin import PLACES

RESOLVING = (
    *PLACES,
    "search_done",
    "state",
    "outcome",
    "stays_until",
    "client_agreed",
    "resolution",
    "resolved_at",
    "resolved_by_id",
)
# The zone adds up again by these two alone; the others explain why it does not.
MENDING = ("found", "stays")


class Incident(models.Model):
    """A needle that was not found, or what else a clinician must resolve.

    What happened stays as it was written down; the search may go on, and it is resolved
    once: how, by whom, when. It may also come to light after the record was signed.
    """

    _name = "acupuncture.incident"
    _description = "Incident"
    _inherit = [
        "acupuncture.chart.row.mixin",
        "acupuncture.needle.search.mixin",
        "acupuncture.sealed.mixin",
        "acupuncture.numbered.mixin",
    ]
    _order = "id desc"
    _number_sequence = "sequence_incident"
    _sealed_files = "kept.state <> 'open'"
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
    search_done = fields.Text(string="The Search, in Words")
    state = fields.Selection(
        selection=[("open", "Open"), ("resolved", "Resolved")],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    outcome = fields.Selection(
        selection=[
            ("found", "Found and counted"),
            ("stays", "Stays in, the client agreed"),
            ("referred", "Not found, client referred"),
            ("informed", "Not found, client informed"),
            ("charted", "Charted wrongly"),
            ("other", "Otherwise"),
        ],
        string="How It Ended",
        copy=False,
    )
    staying_ids = fields.Many2many(
        comodel_name="acupuncture.needle",
        relation="acupuncture_incident_needle_rel",
        column1="incident_id",
        column2="needle_id",
        string="Needles That Stay In",
        copy=False,
        domain="[('treatment_id', '=', treatment_id), ('zone', '=', zone), "
        "('retained', '!=', True)]",
    )
    stays_until = fields.Date(string="Out On", copy=False)
    client_agreed = fields.Boolean(
        copy=False, help="That these needles stay in until that day."
    )
    resolution = fields.Text(help="How it ended, and what the client was told.")
    resolved_at = fields.Datetime(readonly=True, copy=False)
    resolved_by_id = fields.Many2one(
        comodel_name="res.users", ondelete="restrict", readonly=True, copy=False
    )

    _resolved = models.Constraint(
        "CHECK (state <> 'resolved' OR (resolved_at IS NOT NULL"
        " AND resolved_by_id IS NOT NULL AND outcome IS NOT NULL"
        " AND trim(COALESCE(resolution, '')) <> ''))",
        "An incident is resolved by somebody, in words.",
    )
    _searched = models.Constraint(
        "CHECK (state <> 'resolved' OR kind <> 'count' OR outcome = 'found' OR ("
        + " AND ".join(f"{place} IS TRUE" for place in PLACES)
        + "))",
        "A needle that is not found was searched for everywhere: tick each place.",
    )
    _stays_agreed = models.Constraint(
        "CHECK (state <> 'resolved' OR outcome <> 'stays'"
        " OR (kind = 'count' AND stays_until IS NOT NULL AND client_agreed IS TRUE))",
        "A needle stays in only until a day, and when the client agreed. Fill in both.",
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
