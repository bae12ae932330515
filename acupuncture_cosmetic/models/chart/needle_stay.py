from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..foundation.days import format_day
from ..foundation.windows import dialog

STILL_IN = Domain("retained", "=", True) & Domain("removal_ids", "=", False)


class Needle(models.Model):
    """A needle that stayed in, until somebody says that it is out."""

    _inherit = "acupuncture.needle"

    client_id = fields.Many2one(related="treatment_id.client_id", related_sudo=False)
    practitioner_id = fields.Many2one(
        related="treatment_id.practitioner_id", related_sudo=False
    )
    session_start = fields.Datetime(
        related="treatment_id.session_start", related_sudo=False
    )
    removal_ids = fields.One2many(
        comodel_name="acupuncture.needle.removal",
        inverse_name="needle_id",
        string="Taken Out",
        copy=False,
    )
    removed_on = fields.Date(string="Taken Out On", compute="_compute_removal")
    removed_by = fields.Selection(
        selection=lambda self: (
            self.env["acupuncture.needle.removal"]._fields["removed_by"].selection
        ),
        string="Taken Out By",
        compute="_compute_removal",
    )
    is_still_in = fields.Boolean(string="Still In", compute="_compute_removal")

    @api.depends("retained", "removal_ids.removed_on", "removal_ids.removed_by")
    def _compute_removal(self):
        for needle in self:
            removal = needle.removal_ids[:1]
            needle.removed_on = removal.removed_on
            needle.removed_by = removal.removed_by
            needle.is_still_in = needle.retained and not removal

    _staying_idx = models.Index("(treatment_id) WHERE retained IS TRUE")

    def write(self, vals):
        if "retained" in vals and not vals["retained"]:
            self.filtered("removal_ids")._refuse_removed()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_taken_out(self):
        self.filtered("removal_ids")._refuse_removed()

    def _refuse_removed(self):
        for needle in self:
            raise UserError(
                self.env._(
                    "%(treatment)s, %(point)s: this needle stayed in and was taken out "
                    "on %(day)s. That stays written down.",
                    treatment=needle.treatment_id.name,
                    point=needle.point_id.code,
                    day=format_day(self.env, needle.removed_on),
                )
            )

    def _check_may_come_out(self):
        """Tell the way before PostgreSQL refuses.

        :raises UserError: one did not stay in, or is out already
        """
        self.filtered("removal_ids")._refuse_removed()
        for needle in self.filtered(lambda one: not one.retained):
            raise UserError(
                self.env._(
                    "%(treatment)s, %(point)s: this needle did not stay in. It is "
                    "counted out with the others.",
                    treatment=needle.treatment_id.name,
                    point=needle.point_id.code,
                )
            )

    def action_take_out(self):
        """Ask when and by whom these needles were taken out.

        :raises UserError: none of them is still in
        """
        needles = self.filtered("is_still_in")
        if not needles:
            raise UserError(self.env._("No needle is still in: nothing to take out."))
        return dialog(
            self.env["acupuncture.needle.remove"],
            self.env._("Needles Taken Out"),
            "medium",
            needle_ids=[fields.Command.set(needles.ids)],
        )

    def action_view_treatment(self):
        """Open the chart."""
        self.ensure_one()
        return self.treatment_id.get_formview_action()
