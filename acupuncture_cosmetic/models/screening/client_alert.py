from odoo import fields, models

LEVELS = [
    ("none", "No health history needed"),
    ("green", "Clear"),
    ("amber", "Wait for the practitioner"),
    ("red", "Do not treat"),
]


class ClientAlert(models.Model):
    """The traffic light of a client: a level, a neutral text, never a cause.

    It is the only thing the front desk learns of a health history. The screening
    writes it; nobody types it.
    """

    _name = "acupuncture.client.alert"
    _description = "Screening Light"
    _inherit = ["acupuncture.sealed.mixin"]
    _rec_name = "client_id"

    _sealed_fields = frozenset(
        {"client_id", "company_id", "level", "code", "not_before", "timeline"}
    )

    client_id = fields.Many2one(
        comodel_name="res.partner", ondelete="cascade", required=True
    )
    company_id = fields.Many2one(
        comodel_name="res.company", ondelete="cascade", required=True, index=True
    )
    level = fields.Selection(
        selection=LEVELS, required=True, readonly=True, default="none", index=True
    )
    code = fields.Char(readonly=True, required=True, default="no_history")
    not_before = fields.Date(readonly=True)
    timeline = fields.Json(
        readonly=True,
        export_string_translation=False,
        help="Technical: from which day on which level and text hold.",
    )

    _once = models.UniqueIndex(
        "(client_id, company_id)", "This client has a light in this clinic already."
    )
