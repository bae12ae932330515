from odoo import api, fields, models
from odoo.exceptions import AccessError


class Treatment(models.Model):
    """Who learns needles eye, neck and chest with the supervisor beside."""

    _inherit = "acupuncture.treatment"

    supervisor_id = fields.Many2one(
        comodel_name="resource.resource",
        ondelete="set null",
        compute="_compute_needs_supervisor",
    )
    supervised_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Supervisor Present",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )
    needs_supervisor = fields.Boolean(
        compute="_compute_needs_supervisor", export_string_translation=False
    )
    supervised_points = fields.Char(
        string="Wait for the Supervisor",
        compute="_compute_needs_supervisor",
        help="Points at the eye, on neck or chest, set by who learns.",
    )

    @api.depends(
        "practitioner_id.is_trainee",
        "practitioner_id.supervisor_id",
        "supervised_by_id",
        "state",
        "needle_ids.point_id",
    )
    def _compute_needs_supervisor(self):
        for treatment in self:
            treatment.supervisor_id = treatment.practitioner_id.supervisor_id
            treatment.needs_supervisor = (
                treatment.is_open
                and treatment.practitioner_id.is_trainee
                and not treatment.supervised_by_id
            )
            waiting = treatment.needle_ids._wait_for_supervisor()
            treatment.supervised_points = ", ".join(waiting.mapped("display_name"))

    def action_supervise(self):
        """The supervisor says: I am there.

        :raises AccessError: somebody else tries, the trainee above all
        """
        self._refuse_if_signed()
        user = self.env.user
        lead = user.has_group("acupuncture_cosmetic.group_clinical_lead")
        for treatment in self:
            learns = treatment.practitioner_id.user_id
            if user == learns or not (lead or user == treatment.supervisor_id.user_id):
                raise AccessError(
                    self.env._(
                        "That %(supervisor)s is there says %(supervisor)s, or the "
                        "clinical lead, with their own login.",
                        supervisor=treatment.supervisor_id.name,
                    )
                )
        self._sealed_write({"supervised_by_id": self.env.uid})

    def action_begin_retention(self):
        """Nothing that was proposed goes in where the supervisor is missing."""
        self.needle_ids._check_supervised()
        return super().action_begin_retention()

    def _sign(self, at=None):
        self.needle_ids._check_supervised()
        return super()._sign(at)
