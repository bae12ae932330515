from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class Needle(models.Model):
    """One needle that went in. Rows are counted out again, see needle count."""

    _name = "acupuncture.needle"
    _description = "Needle"
    _inherit = [
        "acupuncture.chart.child.mixin",
        "acupuncture.sealed.mixin",
        "acupuncture.needling.mixin",
    ]
    _order = "treatment_id.id desc, sequence, id"
    _rec_name = "id"
    _check_company_auto = True

    sequence = fields.Integer(default=10)
    lot_id = fields.Many2one(
        comodel_name="acupuncture.supply.lot",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
    )
    retained = fields.Boolean(
        string="Stays In", help="A press needle: taken out later, by consent."
    )
    removal_due = fields.Date(string="Out On")
    client_agreed = fields.Boolean(help="That this needle stays in until that day.")
    agreed_at = fields.Datetime(
        compute="_compute_agreed_at",
        store=True,
        precompute=True,
    )
    is_counted = fields.Boolean(
        compute="_compute_is_counted", export_string_translation=False
    )

    _one_side = models.Constraint(
        "CHECK (side <> 'both')", "A needle is on the left, the right or the midline."
    )
    # What was done may differ from every plan, yet not from what there is.
    _possible = models.Constraint(
        "CHECK (coalesce(gauge_mm, 0) BETWEEN 0 AND 1 AND coalesce(length_mm, 0) >= 0"
        " AND coalesce(depth_mm, 0) >= 0"
        " AND (coalesce(length_mm, 0) = 0 OR coalesce(depth_mm, 0) <= length_mm))",
        "No needle is thicker than 1 mm, and none goes deeper than it is long. Write "
        "0.16 for a needle of 0.16 mm.",
    )
    _retained_due = models.Constraint(
        "CHECK (retained IS NOT TRUE"
        " OR (removal_due IS NOT NULL AND client_agreed AND agreed_at IS NOT NULL))",
        "A needle stays in only until a day, and when the client agreed. Fill in both.",
    )

    @api.depends("client_agreed")
    def _compute_agreed_at(self):
        now = fields.Datetime.now()
        for needle in self:
            needle.agreed_at = needle.client_agreed and (needle.agreed_at or now)

    @api.depends("zone", "treatment_id.count_ids.zone")
    def _compute_is_counted(self):
        for treatment, needles in self.grouped("treatment_id").items():
            counted = set(treatment.count_ids.mapped("zone"))
            for needle in needles:
                needle.is_counted = needle.zone in counted

    def write(self, vals):
        if "zone" in vals:
            self.filtered(lambda one: one.zone != vals["zone"])._refuse_if_counted()
        if "retained" in vals:
            staying = bool(vals["retained"])
            turned = self.filtered(lambda one: one.retained != staying)
            turned -= turned._settled_as_staying() if staying else self.browse()
            turned._refuse_if_counted()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_counted(self):
        self._refuse_if_counted()

    def _settled_as_staying(self):
        """Return those of which an incident says that they stay in."""
        incidents = self.treatment_id.incident_ids.filtered(
            lambda one: one.state == "resolved" and one.outcome == "stays"
        )
        return self & incidents.staying_ids

    def _refuse_if_counted(self):
        """Keep what went in, once somebody has begun to count it out.

        :raises UserError: the zone of a needle was counted
        """
        labels = dict(self._fields["zone"]._description_selection(self.env))
        for treatment, needles in self.grouped("treatment_id").items():
            counted = set(needles.mapped("zone")) & set(
                treatment.count_ids.mapped("zone")
            )
            for zone in counted:
                raise UserError(
                    self.env._(
                        "%(zone)s is counted already: the needles that went in stay "
                        "written down, and which of them stay in. Correct the count; "
                        "what differs all the same is an incident, also when a needle "
                        "stays in by choice or was charted wrongly.",
                        zone=labels[zone],
                    )
                )

    @api.constrains("retained", "removal_due", "client_agreed")
    def _check_retained(self):
        """A needle stays in by choice of a client whose consent is live."""
        for treatment, needles in (
            self.filtered("retained").grouped("treatment_id").items()
        ):
            needles._check_agreement(treatment)

    def _check_agreement(self, treatment):
        today = treatment.company_id._clinic_today()
        for needle in self:
            if not needle.removal_due or not needle.client_agreed:
                message = self.env._(
                    "%(point)s stays in: say until which day, and tick that the "
                    "client agreed.",
                    point=needle.point_id.code,
                )
            elif needle.removal_due < today:
                message = self.env._(
                    "%(point)s stays in until a day that is over. Choose a later one.",
                    point=needle.point_id.code,
                )
            else:
                continue
            raise ValidationError(message)
        status = self.env["acupuncture.consent"]._status_for(
            treatment.client_id, treatment.company_id, "treatment"
        )
        if status != "valid":
            raise ValidationError(
                self.env._(
                    "No needle stays in without a live treatment consent. Let the "
                    "client sign it, or take the needles out."
                )
            )
