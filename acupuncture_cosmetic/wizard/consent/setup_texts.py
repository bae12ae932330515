from odoo import api, fields, models
from odoo.exceptions import UserError


class SetupTexts(models.TransientModel):
    """Notes that a lawyer has read what clients sign: who, and who says so."""

    _name = "acupuncture.setup.texts"
    _description = "Texts Read by a Lawyer"
    _inherit = ["acupuncture.dialog.mixin"]

    read_by = fields.Char(required=True)
    template_ids = fields.Many2many(
        comodel_name="acupuncture.consent.template",
        compute="_compute_template_ids",
        string="Forms in Use",
    )

    @api.depends_context("company")
    def _compute_template_ids(self):
        self.template_ids = self.env["acupuncture.consent.template"].search(
            [
                ("state", "=", "published"),
                ("company_id", "in", [False, self.env.company.id]),
            ]
        )

    def action_confirm(self):
        """Keep who read them, and who says so; new forms ask for it again.

        :raises UserError: nobody is named
        """
        self.ensure_one()
        self.env["acupuncture.setup"]._refuse_others()
        if not (read_by := self.read_by.strip()):
            raise UserError(self.env._("Enter the name of the lawyer."))
        # sudo: a manager need not be an administrator; these fields of their clinic
        self.env.company.sudo().write(
            {
                "acupuncture_texts_read_by": read_by,
                "acupuncture_texts_read_at": fields.Datetime.now(),
                "acupuncture_texts_user_id": self.env.uid,
            }
        )
        return {"type": "ir.actions.act_window_close"}
