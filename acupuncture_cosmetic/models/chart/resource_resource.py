from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..foundation.groups import DESK


class ResourceResource(models.Model):
    """Trainees treat under a supervisor, who co-signs what they sign."""

    _inherit = "resource.resource"

    is_trainee = fields.Boolean(
        string="Trainee", groups=DESK, help="What a trainee signs is co-signed."
    )
    supervisor_id = fields.Many2one(
        comodel_name="resource.resource",
        ondelete="restrict",
        index="btree_not_null",
        groups=DESK,
        domain="[('acupuncture_role', '=', 'practitioner'), ('is_trainee', '=', False),"
        " ('company_id', '=', company_id)]",
    )

    @api.constrains("is_trainee", "supervisor_id", "company_id", "acupuncture_role")
    def _check_supervisor(self):
        for trainee in self.filtered("is_trainee"):
            supervisor = trainee.supervisor_id
            if (
                supervisor == trainee
                or supervisor.acupuncture_role != "practitioner"
                or supervisor.is_trainee
                or supervisor.company_id != trainee.company_id
            ):
                raise ValidationError(
                    self.env._(
                        "%(name)s is a trainee: choose a supervisor from the same "
                        "clinic who is not a trainee.",
                        name=trainee.name,
                    )
                )
