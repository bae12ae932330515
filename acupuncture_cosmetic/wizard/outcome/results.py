from odoo import api, fields, models

from ...models.foundation.windows import window


class Results(models.TransientModel):
    """The page of results: lines over time, of one course or of a client.

    It only shows; nothing clinical stands in its table. A course has no field that
    leads to its results, so this page is opened by a method.
    """

    _name = "acupuncture.results"
    _description = "Results"
    _inherit = ["acupuncture.dialog.mixin"]

    client_id = fields.Many2one(
        comodel_name="res.partner", required=True, readonly=True, ondelete="cascade"
    )
    course_id = fields.Many2one(
        comodel_name="acupuncture.course", readonly=True, ondelete="cascade"
    )
    trend = fields.Json(compute="_compute_trend")
    has_results = fields.Boolean(compute="_compute_trend")

    @api.depends("client_id", "course_id")
    def _compute_trend(self):
        outcomes = self.env["acupuncture.outcome"]
        for page in self:
            page.trend = outcomes._trend(page._domain())
            page.has_results = bool(page.trend)

    @api.depends("client_id", "course_id")
    def _compute_display_name(self):
        for page in self:
            page.display_name = page.course_id.name or self.env._("Results")

    def _domain(self):
        self.ensure_one()
        if self.course_id:
            return [("course_id", "=", self.course_id.id)]
        return [("client_id", "=", self.client_id.id)]

    @api.model
    def _open(self, client, course=None):
        """Return the action of a page for a course, or for all of a client."""
        # who may not read ratings gets no page about them either
        self.env["acupuncture.outcome"].check_access("read")
        page = self.create(
            [{"client_id": client.id, "course_id": course.id if course else False}]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Results"),
            "res_model": self._name,
            "res_id": page.id,
            "view_mode": "form",
        }

    def action_rate(self):
        """Open the quick rating."""
        self.ensure_one()
        return self.env["acupuncture.outcome.rate"]._open(
            self.client_id, self.course_id
        )

    def action_view_list(self):
        """Open the single ratings, those that were corrected too."""
        self.ensure_one()
        return window(self.env, "outcome_action", domain=self._domain(), context={})

    def action_send_self_rating(self):
        """Mail the client a link to rate how it goes."""
        return self.course_id.action_send_self_rating()

    def action_self_rating_tablet(self):
        """Let the client rate on this device."""
        return self.course_id.action_self_rating_tablet()

    def action_open_review(self):
        """Open the review of the course."""
        return self.course_id.action_open_review()

    def action_print(self):
        """Print the report that the client takes home."""
        self.ensure_one()
        report = self.env.ref("acupuncture_cosmetic.report_course_end")
        return report.report_action(self.course_id)
