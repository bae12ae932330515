from odoo import fields, models


class Review(models.Model):
    """The mid-course talk: does it help, and how does it go on?"""

    _name = "acupuncture.review"
    _description = "Course Review"
    _inherit = ["acupuncture.sealed.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _sealed_fields = frozenset({"name", "decided_at", "user_id"})

    name = fields.Char(string="Number", default="/", required=True, copy=False)
    company_id = fields.Many2one(
        comodel_name="res.company",
        ondelete="restrict",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    course_id = fields.Many2one(
        comodel_name="acupuncture.course",
        ondelete="restrict",
        required=True,
        check_company=True,
        index=True,
    )
    treatment_id = fields.Many2one(
        comodel_name="acupuncture.treatment",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
    )
    decision = fields.Selection(
        selection=[
            ("continue", "Continue"),
            ("adjust", "Adjust"),
            ("stop", "Stop"),
        ]
    )
    note = fields.Text()
    decided_at = fields.Datetime(readonly=True, copy=False)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Decided By",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )
