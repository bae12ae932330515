from odoo import fields, models

from ...engine import credit_states
from ..foundation.guard import hang_trigger


class CreditMove(models.Model):
    """Append-only journal of credits: from, to, when, who, why and the money.

    Inserting a row is the only way to change a credit. PostgreSQL refuses to change or
    delete a row, for the superuser too.
    """

    _name = "acupuncture.credit.move"
    _description = "Credit Journal Entry"
    _inherit = ["acupuncture.append.only.mixin", "acupuncture.sealed.mixin"]
    _order = "id desc"
    _rec_name = "reason"
    _log_access = False  # a logged write would be an update

    _sealed_fields = frozenset(
        {
            "credit_id",
            "company_id",
            "from_state",
            "to_state",
            "at",
            "user_id",
            "reason",
            "amount",
        }
    )

    credit_id = fields.Many2one(
        comodel_name="acupuncture.credit", ondelete="restrict", required=True
    )
    course_id = fields.Many2one(related="credit_id.course_id")
    company_id = fields.Many2one(
        comodel_name="res.company", ondelete="restrict", required=True, index=True
    )
    currency_id = fields.Many2one(related="credit_id.currency_id")
    from_state = fields.Selection(
        selection=lambda self: (
            self.env["acupuncture.credit"]._fields["state"].selection
        ),
        required=True,
    )
    to_state = fields.Selection(
        selection=lambda self: (
            self.env["acupuncture.credit"]._fields["state"].selection
        ),
        required=True,
    )
    at = fields.Datetime(string="When", required=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="Who", ondelete="restrict", required=True
    )
    reason = fields.Char(string="Why", required=True)
    amount = fields.Monetary(help="The price that went with this change, without tax.")

    # The guards ask for the last entry of a credit: by credit alone PostgreSQL may walk
    # the whole journal backwards instead.
    _credit_idx = models.Index("(credit_id, id)")
    _at_idx = models.Index("(at, company_id)")
    _known_way = models.Constraint(
        "CHECK ((from_state, to_state) IN ({}))".format(
            ", ".join(
                f"('{before}', '{after}')"
                for before, after in sorted(credit_states.TRANSITIONS)
            )
        ),
        "A credit cannot go from this state to that one.",
    )

    def init(self):
        """Make inserts change the credit."""
        result = super().init()
        hang_trigger(self, "credit_move_apply", "AFTER INSERT")
        return result
