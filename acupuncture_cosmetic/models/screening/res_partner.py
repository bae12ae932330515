from odoo import api, models


class ResPartner(models.Model):
    """The light on a contact, in the clinic at work and as of today."""

    _name = "res.partner"
    _inherit = ["res.partner", "acupuncture.screening.light.mixin"]

    @api.depends_context("company", "uid")
    def _compute_screening_light(self):
        return super()._compute_screening_light()

    def _screening_key(self):
        company = self.env.company
        return self._origin, company, company._clinic_today()

    def _light_without_history(self):
        """Most contacts are no clients: nothing is said about them."""
        return "none", False

    def _screening_subject(self):
        return self, self.env.company
