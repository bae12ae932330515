from odoo import fields, models


class Treatment(models.Model):
    """What was rated in a session stands with its record."""

    _inherit = "acupuncture.treatment"

    outcome_ids = fields.One2many(
        comodel_name="acupuncture.outcome",
        inverse_name="treatment_id",
        string="Results",
        readonly=True,
    )

    def action_rate(self):
        """Open the quick rating of this session."""
        self.ensure_one()
        course = self.session_id.course_id
        return self.env["acupuncture.outcome.rate"]._open(
            self.client_id, course, treatment=self
        )

    def action_view_results(self):
        """Open the results of the course, or of the client without one."""
        self.ensure_one()
        course = self.session_id.course_id
        return self.env["acupuncture.results"]._open(self.client_id, course)
