from odoo import api, models

from ..schedule.session_states import UPCOMING


class Session(models.Model):
    _name = "acupuncture.session"
    _inherit = ["acupuncture.session", "acupuncture.screening.light.mixin"]

    @api.depends("client_id", "start", "state", "kind")
    @api.depends_context("uid")
    def _compute_screening_light(self):
        return super()._compute_screening_light()

    def _screening_key(self):
        if self.kind != "treatment" or self.state not in UPCOMING or not self.client_id:
            return None
        company = self.company_id
        day = (
            company._clinic_date(self.start) if self.start else company._clinic_today()
        )
        return self.client_id._origin, company, day

    def _screening_subject(self):
        return self.client_id, self.company_id
