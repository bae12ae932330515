from odoo import fields, models


class Concern(models.Model):
    """What a client would like to change, and what is honestly known about it."""

    _name = "acupuncture.concern"
    _description = "Skin Concern"
    _inherit = ["acupuncture.shared.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    client_name = fields.Char(
        string="Name for Clients",
        required=True,
        translate=True,
        help="The plain words clients see when they choose it in the health history.",
    )
    region = fields.Selection(
        [
            ("face", "Face"),
            ("head", "Head"),
            ("neck", "Neck"),
            ("body", "Body"),
        ],
        default="face",
        required=True,
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    evidence_level = fields.Selection(
        [
            ("rct", "Controlled trials"),
            ("pilot", "Pilot studies"),
            ("case_series", "Case series"),
            ("anecdotal", "Experience only"),
            ("not_supported", "Not supported"),
        ],
        string="Evidence",
        default="not_supported",
        required=True,
        help="Best published evidence. Advertising may not claim more than this.",
    )
    evidence_note = fields.Text()
    honest_text = fields.Text(
        string="What Clients Are Told",
        translate=True,
        help="One plain sentence on what is known and what is not.",
    )
    source = fields.Char()

    scale = fields.Char(help="How the change is measured.")
    point_ids = fields.Many2many(
        comodel_name="acupuncture.point",
        relation="acupuncture_concern_point_rel",
        column1="concern_id",
        column2="point_id",
        string="Typical Points",
        groups="acupuncture_cosmetic.group_practitioner,"
        "acupuncture_cosmetic.group_manager",
        help="Points often chosen for it in practice.",
    )

    _code_unique = models.UniqueIndex(
        "(code)",
        "A concern with this code already exists. Choose another code, or edit that "
        "concern.",
    )
