from odoo import api, fields, models


class ResCompany(models.Model):
    """What a clinic charges for less than was sold, and which companies are clinics."""

    _inherit = "res.company"

    acupuncture_reduced_service_id = fields.Many2one(
        comodel_name="product.product",
        string="Reduced Service",
        ondelete="restrict",
        check_company=True,
        domain="[('type', '=', 'service'), ('service_tracking', '!=', "
        "'treatment_course')]",
        help="Invoiced at its price when a visit could not be given as it was sold, "
        "unless the practitioner charges nothing.",
    )

    @api.model
    def _clinics(self):
        """A company without practitioners and rooms is no clinic."""
        # sudo: whoever works in one company may not read the others
        resources = self.env["resource.resource"].sudo()
        rows = resources._read_group(
            [("acupuncture_role", "!=", False)], ["company_id"]
        )
        return self.union(*(company for (company,) in rows))
