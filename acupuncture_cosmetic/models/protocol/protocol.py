from odoo import fields, models


class Protocol(models.Model):
    """A treatment template. An active revision is never edited: a new one is made."""

    _name = "acupuncture.protocol"
    _description = "Treatment Protocol"
    _order = "sequence, code, revision desc, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    revision = fields.Integer(default=1, required=True, readonly=True, copy=False)
    previous_id = fields.Many2one(
        comodel_name="acupuncture.protocol",
        string="Revises",
        ondelete="restrict",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    state = fields.Selection(
        selection=[("draft", "Draft"), ("active", "Active"), ("retired", "Retired")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        ondelete="restrict",
        index="btree_not_null",
        help="Empty: all clinics use it.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    goal = fields.Char(translate=True)
    concern_ids = fields.Many2many(
        comodel_name="acupuncture.concern", string="Concerns"
    )
    evidence_note = fields.Text(string="Evidence")
    technique_ids = fields.Many2many(
        comodel_name="acupuncture.technique", string="Techniques"
    )
    style = fields.Char(help="STRICTA 1a, e.g. TCM or Western medical.")
    rationale = fields.Text(help="STRICTA 1b: why, with the source.")
    variation = fields.Selection(
        selection=[
            ("fixed", "Fixed"),
            ("semi", "Partly adapted"),
            ("individual", "Individual"),
        ],
        default="semi",
        help="STRICTA 1c.",
    )
    session_minutes = fields.Integer(string="Appointment (minutes)", default=60)
    retention_min = fields.Integer(string="Retention From (minutes)", default=20)
    retention_minutes = fields.Integer(string="Retention (minutes)", default=25)
    retention_max = fields.Integer(string="Retention To (minutes)", default=30)
    setting_note = fields.Text(string="Setting and Information", help="STRICTA 4b.")
    aftercare = fields.Html(translate=True, help="What the client takes home.")
    review_note = fields.Text(string="Review")
    maintenance_note = fields.Char(string="Maintenance")

    step_ids = fields.One2many(
        comodel_name="acupuncture.protocol.step",
        inverse_name="protocol_id",
        string="Steps",
        copy=True,
    )
    point_ids = fields.One2many(
        comodel_name="acupuncture.protocol.point",
        inverse_name="protocol_id",
        string="Points",
        copy=True,
    )
