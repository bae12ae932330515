from odoo import api, models

from ..course.course import OPEN_STATES


class Course(models.Model):
    _name = "acupuncture.course"
    _inherit = ["acupuncture.course", "acupuncture.screening.light.mixin"]

    @api.depends("client_id", "state")
    @api.depends_context("uid")
    def _compute_screening_light(self):
        return super()._compute_screening_light()

    @api.model_create_multi
    def create(self, vals_list):
        courses = super().create(vals_list)
        # one that is sold has no credits yet
        courses.filtered(lambda course: not course.activated_on)._refresh_lights()
        return courses

    @api.model
    def _open(self, vals_list, prices):
        courses = super()._open(vals_list, prices)
        courses._refresh_lights()
        return courses

    def write(self, vals):
        result = super().write(vals)
        if "technique_ids" in vals:
            self._refresh_lights()
        return result

    def _state_changed(self, old_states):
        """A course that ends, or goes on again, changes what is planned."""
        result = super()._state_changed(old_states)
        turned = self.filtered(
            lambda course: (
                old_states[course.id] != "draft"
                and (old_states[course.id] in OPEN_STATES)
                != (course.state in OPEN_STATES)
            )
        )
        if turned:
            self.env["acupuncture.client.alert"]._expire(
                [("client_id", "in", turned.client_id.ids)]
            )
        return result

    def _refresh_lights(self):
        """What is planned decides which findings count: light up anew."""
        for company, courses in self.grouped("company_id").items():
            self.env["acupuncture.client.alert"]._refresh(courses.client_id, company)

    def _screening_key(self):
        if self.state not in OPEN_STATES or not self.client_id:
            return None
        return self.client_id._origin, self.company_id, self.company_id._clinic_today()

    def _screening_subject(self):
        return self.client_id, self.company_id
