from odoo import fields, models


class Treatment(models.Model):
    """The clinical record of one session. Signed, it stays as it is."""

    _name = "acupuncture.treatment"
    _description = "Treatment Record"
    _inherit = ["acupuncture.sealed.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _sealed_fields = frozenset(
        {
            "name",
            "state",
            "session_id",
            "client_id",
            "company_id",
            "practitioner_id",
            "signed_at",
            "signed_by_id",
            "cosigned_at",
            "cosigned_by_id",
            "content_hash",
        }
    )

    name = fields.Char(string="Number", default="/", required=True, copy=False)
    session_id = fields.Many2one(
        comodel_name="acupuncture.session",
        ondelete="restrict",
        required=True,
        check_company=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company", ondelete="restrict", required=True, index=True
    )
    client_id = fields.Many2one(
        comodel_name="res.partner", ondelete="restrict", required=True, index=True
    )
    practitioner_id = fields.Many2one(
        comodel_name="resource.resource",
        ondelete="restrict",
        required=True,
        check_company=True,
        index=True,
    )
    plan_id = fields.Many2one(
        comodel_name="acupuncture.plan",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
    )
    protocol_id = fields.Many2one(
        comodel_name="acupuncture.protocol",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
    )
    state = fields.Selection(
        selection=[
            ("draft", "Open"),
            ("to_cosign", "Awaits co-signature"),
            ("signed", "Signed"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )

    subjective = fields.Text(help="What the client says.")
    objective = fields.Text(help="What is seen and felt.")
    assessment = fields.Text()
    next_plan = fields.Text(string="Next Time", help="What is done next time.")
    tongue = fields.Char()
    pulse = fields.Char()
    tolerance = fields.Selection(
        selection=[("good", "Good"), ("fair", "Fair"), ("poor", "Poor")],
        default="good",
    )

    needles_in_at = fields.Datetime(string="Needles In")
    retention_target = fields.Integer(string="Retention Target (minutes)", default=25)
    removal_at = fields.Datetime(string="Removal Began")
    retention_minutes = fields.Integer(string="Minutes Kept")

    needle_ids = fields.One2many(
        comodel_name="acupuncture.needle", inverse_name="treatment_id", string="Needles"
    )
    count_ids = fields.One2many(
        comodel_name="acupuncture.needle.count",
        inverse_name="treatment_id",
        string="Counted Out",
    )
    supply_ids = fields.One2many(
        comodel_name="acupuncture.treatment.supply",
        inverse_name="treatment_id",
        string="Products",
    )
    reaction_ids = fields.One2many(
        comodel_name="acupuncture.reaction",
        inverse_name="treatment_id",
        string="Reactions",
    )
    incident_ids = fields.One2many(
        comodel_name="acupuncture.incident",
        inverse_name="treatment_id",
        string="Incidents",
    )
    photo_ids = fields.One2many(
        comodel_name="acupuncture.photo", inverse_name="treatment_id", string="Photos"
    )
    addendum_ids = fields.One2many(
        comodel_name="acupuncture.addendum",
        inverse_name="treatment_id",
        string="Addenda",
    )

    signed_at = fields.Datetime(readonly=True, copy=False)
    signed_by_id = fields.Many2one(
        comodel_name="res.users", ondelete="restrict", readonly=True, copy=False
    )
    cosigned_at = fields.Datetime(string="Co-signed At", readonly=True, copy=False)
    cosigned_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Co-signed By",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )
    content_hash = fields.Char(string="SHA-256", readonly=True, copy=False)

    _session_unique = models.UniqueIndex(
        "(session_id)", "This session has a treatment record already."
    )
