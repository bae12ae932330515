from odoo import fields, models

from .photo import PHASES


class Outcome(models.Model):
    """One rating on one scale."""

    _name = "acupuncture.outcome"
    _description = "Outcome"
    _inherit = ["acupuncture.sealed.mixin"]
    _order = "measured_at desc, id desc"
    _check_company_auto = True
    _sealed_fields = frozenset({"name"})

    name = fields.Char(string="Number", default="/", required=True, copy=False)
    company_id = fields.Many2one(
        comodel_name="res.company",
        ondelete="restrict",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    client_id = fields.Many2one(
        comodel_name="res.partner", ondelete="restrict", required=True, index=True
    )
    course_id = fields.Many2one(
        comodel_name="acupuncture.course",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
    )
    treatment_id = fields.Many2one(
        comodel_name="acupuncture.treatment",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
    )
    scale_id = fields.Many2one(
        comodel_name="acupuncture.outcome.scale",
        ondelete="restrict",
        required=True,
        index=True,
    )
    concern_id = fields.Many2one(
        comodel_name="acupuncture.concern",
        string="Area",
        ondelete="restrict",
        index="btree_not_null",
    )
    rater = fields.Selection(
        selection=[
            ("client", "Client"),
            ("practitioner", "Practitioner"),
            ("blinded", "Blinded reader"),
        ],
        required=True,
        default="practitioner",
    )
    phase = fields.Selection(selection=PHASES, required=True, default="baseline")
    measured_at = fields.Datetime(
        required=True, default=lambda self: fields.Datetime.now()
    )
    value = fields.Float(required=True)
