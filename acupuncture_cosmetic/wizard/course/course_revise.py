from odoo import api, fields, models


class CourseRevise(models.TransientModel):
    """Asks whether a sold course follows the newer revision, and shows what that is."""

    _name = "acupuncture.course.revise"
    _description = "Update to New Revision"
    _inherit = ["acupuncture.dialog.mixin"]

    course_id = fields.Many2one(
        comodel_name="acupuncture.course", required=True, ondelete="cascade"
    )
    old_id = fields.Many2one(related="course_id.protocol_id", string="Sold With")
    new_id = fields.Many2one(
        comodel_name="acupuncture.protocol",
        string="From Now On",
        required=True,
        ondelete="cascade",
    )
    takes_rhythm = fields.Boolean(compute="_compute_result_html")
    result_html = fields.Html(
        string="What Changes", compute="_compute_result_html", sanitize=False
    )

    @api.depends("course_id", "new_id")
    def _compute_result_html(self):
        for wizard in self:
            course, new = wizard.course_id, wizard.new_id
            wizard.takes_rhythm = bool(new) and course._takes_rhythm_of(new)
            wizard.result_html = (
                course.protocol_id and new and course.protocol_id._comparison_html(new)
            )

    def action_apply(self):
        """Let the course follow the newer revision."""
        self.ensure_one()
        self.course_id._update_to(self.new_id)
        return {"type": "ir.actions.act_window_close"}
