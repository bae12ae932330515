from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ObservationMixin(models.AbstractModel):
    """What was seen of a client at a moment: in a session, or outside of one."""

    _name = "acupuncture.observation.mixin"
    _description = "Observation of a Client"
    _inherit = ["acupuncture.client.record.mixin"]

    treatment_id = fields.Many2one(
        comodel_name="acupuncture.treatment",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
    )

    @api.constrains("client_id", "course_id", "treatment_id")
    def _check_one_client(self):
        for record in self:
            owners = record.course_id.client_id | record.treatment_id.client_id
            if owners - record.client_id:
                raise ValidationError(
                    self.env._(
                        "%(record)s: course, session and record must be of one client.",
                        record=record.name,
                    )
                )
