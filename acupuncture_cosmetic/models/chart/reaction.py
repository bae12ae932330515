from odoo import fields, models

from ..reference.point_position import MAPS


class Reaction(models.Model):
    """What the skin or the client did not like, with how it ended."""

    _name = "acupuncture.reaction"
    _description = "Reaction"
    _inherit = ["acupuncture.sealed.mixin"]
    _order = "onset_at desc, id desc"
    _check_company_auto = True
    _sealed_fields = frozenset({"name"})

    name = fields.Char(string="Number", default="/", required=True, copy=False)
    treatment_id = fields.Many2one(
        comodel_name="acupuncture.treatment",
        ondelete="restrict",
        required=True,
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(
        related="treatment_id.company_id", store=True, index=True, precompute=True
    )
    client_id = fields.Many2one(
        related="treatment_id.client_id", store=True, index=True, precompute=True
    )
    kind = fields.Selection(
        selection=[
            ("redness", "Redness"),
            ("bleeding", "Bleeding"),
            ("bruise", "Bruise"),
            ("haematoma", "Haematoma"),
            ("pain", "Pain"),
            ("swelling", "Swelling"),
            ("faint", "Faintness"),
            ("unconscious", "Loss of consciousness"),
            ("allergy", "Allergic reaction"),
            ("infection", "Infection"),
            ("needle", "Broken or forgotten needle"),
            ("eye", "Eye injury"),
            ("nerve", "Numbness or nerve pain"),
            ("pneumothorax", "Suspected pneumothorax"),
            ("other", "Other"),
        ],
        required=True,
        default="bruise",
    )
    severity = fields.Selection(
        selection=[
            ("mild", "Mild"),
            ("moderate", "Moderate"),
            ("serious", "Serious"),
        ],
        required=True,
        default="mild",
    )
    point_id = fields.Many2one(
        comodel_name="acupuncture.point", ondelete="restrict", index="btree_not_null"
    )
    map = fields.Selection(selection=MAPS)
    x = fields.Float()
    y = fields.Float()
    onset_at = fields.Datetime(
        required=True, default=lambda self: fields.Datetime.now()
    )
    description = fields.Text()
    action_taken = fields.Text()
    resolved_on = fields.Date()
