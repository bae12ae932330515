from odoo import fields, models


class ClientRecordMixin(models.AbstractModel):
    """A clinical record of one client in one clinic, often within a course."""

    _name = "acupuncture.client.record.mixin"
    _description = "Record of a Client"
    _inherit = [
        "acupuncture.sealed.mixin",
        "acupuncture.numbered.mixin",
        "acupuncture.client.search.mixin",
    ]

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
        domain="[('client_id', '=', client_id)]",
    )
