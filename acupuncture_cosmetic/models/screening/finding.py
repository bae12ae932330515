from odoo import fields, models

from .guard import guard_table

DECISIONS = [
    ("open", "To decide"),
    ("accepted", "Accepted"),
    ("clearance", "Clearance asked"),
    ("deferred", "Deferred"),
    ("declined", "Declined"),
]
_DECIDED = (
    "decision",
    "decision_note",
    "defer_until",
    "decided_by_id",
    "decided_at",
    "client_id",
)


class Finding(models.Model):
    """What one answer means for the treatment, and what the practitioner decided.

    Made when a history is submitted. What it says stays; the decision on it moves
    through its verbs only.
    """

    _name = "acupuncture.finding"
    _description = "Screening Finding"
    _inherit = ["acupuncture.sealed.mixin"]
    _order = "intake_id desc, rank, id"
    _rec_name = "intake_id"
    _check_company_auto = True

    _sealed_fields = frozenset(
        {
            "intake_id",
            "company_id",
            "client_id",
            "item_id",
            "words",
            "rank",
            "decision",
            "decided_by_id",
            "decided_at",
        }
    )

    intake_id = fields.Many2one(
        comodel_name="acupuncture.intake",
        string="Health History",
        ondelete="restrict",
        required=True,
        index=True,
        check_company=True,
        readonly=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        ondelete="restrict",
        required=True,
        index=True,
        readonly=True,
    )
    client_id = fields.Many2one(
        comodel_name="res.partner",
        ondelete="restrict",
        required=True,
        index=True,
        readonly=True,
    )
    item_id = fields.Many2one(
        comodel_name="acupuncture.contraindication",
        string="Finding",
        ondelete="restrict",
        required=True,
        index=True,
        readonly=True,
    )
    words = fields.Text(string="In the Client's Words", readonly=True)
    rank = fields.Integer(readonly=True, help="Worst first.")

    decision = fields.Selection(
        selection=DECISIONS, required=True, readonly=True, default="open", index=True
    )
    decision_note = fields.Char(string="Note")
    defer_until = fields.Date(string="Not Before")
    decided_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Decided By",
        ondelete="restrict",
        readonly=True,
    )
    decided_at = fields.Datetime(string="Decided On", readonly=True)

    _once = models.UniqueIndex(
        "(intake_id, item_id)", "This finding stands in the history already."
    )

    def init(self):
        """Only the decision moves."""
        guard_table(self, "acupuncture_fact_guard", "UPDATE OR DELETE", _DECIDED)
