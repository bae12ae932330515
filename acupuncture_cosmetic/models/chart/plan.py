from odoo import fields, models


class Plan(models.Model):
    """The protocol as it fits one client: points dropped, added, swapped."""

    _name = "acupuncture.plan"
    _description = "Treatment Plan"
    _inherit = ["acupuncture.sealed.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _sealed_fields = frozenset({"name", "state"})

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
    session_id = fields.Many2one(
        comodel_name="acupuncture.session",
        string="Made At",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
    )
    protocol_id = fields.Many2one(
        comodel_name="acupuncture.protocol",
        ondelete="restrict",
        required=True,
        check_company=True,
        index=True,
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("agreed", "Agreed"),
            ("superseded", "Superseded"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    concern_ids = fields.Many2many(
        comodel_name="acupuncture.concern", string="Concerns"
    )
    technique_ids = fields.Many2many(
        comodel_name="acupuncture.technique", string="Techniques"
    )
    goals = fields.Text()
    expectations = fields.Text(help="What the client may honestly expect.")
    point_ids = fields.One2many(
        comodel_name="acupuncture.plan.point",
        inverse_name="plan_id",
        string="Points",
        copy=True,
    )
