from odoo import api, fields, models
from odoo.exceptions import UserError

from ..foundation.guard import guard_table
from ..reference.needling_mixin import ZONES
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
    once: in words, by whom, when, and the zone adds up again. It may also come to light
    after the record was signed. Where a needle is looked for stands in
    ``needle_search_mixin``; follow-ups are added by their room.
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
    _no_loose_pictures = True
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
    search_done = fields.Text(string="Search Notes")
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
            ("other", "Other"),
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
        "To resolve an incident, write down how it ended.",
    )
    _searched = models.Constraint(
        "CHECK (state <> 'resolved' OR kind <> 'count' OR outcome = 'found' OR ("
        + " AND ".join(f"{place} IS TRUE" for place in PLACES)
        + "))",
        "Search everywhere before you give up a missing needle: tick each place.",
    )
    _stays_agreed = models.Constraint(
        "CHECK (state <> 'resolved' OR outcome <> 'stays'"
        " OR (kind = 'count' AND stays_until IS NOT NULL AND client_agreed IS TRUE))",
        "A needle may stay in only until a set day, and only if the client agreed. "
        "Fill in both.",
    )

    def init(self):
        """Freeze what happened."""
        guard_table(self, "incident_guard", arguments=RESOLVING)

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

        What was found is counted; what stays in is marked so, until its day.

        :raises UserError: something is missing, names what
        """
        self.env["acupuncture.session"]._check_role("practitioner")
        for incident in self:
            incident._check_told()
            incident._check_searched()
        for incident in self.filtered(lambda one: one.outcome == "stays"):
            incident._check_staying()
        self._sealed_write(
            {
                "state": "resolved",
                "resolved_at": fields.Datetime.now(),
                "resolved_by_id": self.env.uid,
            }
        )
        self.flush_recordset()  # PostgreSQL looks for it before a needle may stay in
        for incident in self.filtered(lambda one: one.kind == "count"):
            incident._mend_count()

    def _explains(self):
        """Tell whether its numbers may differ for good; see ``MENDING``."""
        self.ensure_one()
        return self.state == "resolved" and self.outcome not in MENDING

    def _check_told(self):
        if not self.outcome:
            raise UserError(
                self.env._(
                    "%(incident)s: choose how it ended before you resolve it.",
                    incident=self.name,
                )
            )
        if not (self.resolution or "").strip():
            raise UserError(
                self.env._(
                    "%(incident)s: write down how it ended before you resolve it.",
                    incident=self.name,
                )
            )

    def _check_searched(self):
        """Refuse to give up a needle that was not searched for everywhere."""
        if self.kind != "count" or self.outcome == "found":
            return
        if places := self._unsearched():
            raise UserError(
                self.env._(
                    "%(incident)s: search everywhere and tick each place before you "
                    "resolve it. Still to do: %(places)s.",
                    incident=self.name,
                    places=places,
                )
            )

    def _check_staying(self):
        self.treatment_id._refuse_if_signed()
        self._check_same_count()
        missing = self.needles_in - self.needles_out
        needles = self.staying_ids
        here = needles.filtered(
            lambda one: (
                one.treatment_id == self.treatment_id
                and one.zone == self.zone
                and not one.retained
            )
        )
        if self.kind != "count" or needles != here or not 0 < len(needles) <= missing:
            raise UserError(
                self.env._(
                    "%(incident)s: choose which needles stay in. They must be from "
                    "the zone that was counted, not marked as staying in already, "
                    "and no more than are missing.",
                    incident=self.name,
                )
            )
        if not (self.stays_until and self.client_agreed):
            raise UserError(
                self.env._(
                    "%(incident)s: say until which day the needle stays in, and tick "
                    "that the client agreed.",
                    incident=self.name,
                )
            )

    def _check_same_count(self):
        """Refuse to leave needles in by numbers that hold no more."""
        rows = self.treatment_id._count_by_zone()
        now = next((row for row in rows if row["zone"] == self.zone), None)
        if now and (now["expected"], now["out"] or 0) != (
            self.needles_in,
            self.needles_out,
        ):
            raise UserError(
                self.env._(
                    "%(incident)s: the count of the zone has changed since: "
                    "%(expected)s in and %(out)s out now. Choose another outcome, "
                    "and search again for what is still missing.",
                    incident=self.name,
                    expected=now["expected"],
                    out=now["out"] or 0,
                )
            )

    def _mend_count(self):
        """Bring the zone in line with how it ended."""
        self.ensure_one()
        treatment = self.treatment_id._as_helper()
        if self.outcome == "stays":
            self.staying_ids.with_env(treatment.env).write(
                {
                    "retained": True,
                    "removal_due": self.stays_until,
                    "client_agreed": True,
                }
            )
        elif self.outcome == "found" and treatment.is_open:
            row = treatment.count_ids.filtered(lambda one: one.zone == self.zone)
            if row.counted_out == self.needles_out:  # else it was corrected already
                treatment.action_count_zone(self.zone, self.needles_in)
