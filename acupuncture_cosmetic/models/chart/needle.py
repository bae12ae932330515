from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..foundation.days import format_day
from ..foundation.guard import hang_trigger
from ..foundation.windows import dialog
from .chart_child_mixin import LEFT_UNSIGNED
from .needle_danger_mixin import SET
from .needle_place_mixin import WHERE
from .needle_site_mixin import PLACE

STILL_IN = Domain("retained", "=", True) & Domain("removal_ids", "=", False)


class Needle(models.Model):
    """One needle that went in, and is counted out; or stays in, until it is taken out.

    It stands in its chart once (``needle_place_mixin``), and what it could hurt is said
    before (``needle_danger_mixin``), and when it went in and out is its own fact
    (``needle_time_mixin``). A press needle and one that goes where no point is are told
    by ``needle_site_mixin``. Its lot goes by its size: brand and expiry come with it.
    Counts per zone and removals are models of their own. Follow-ups are added by their
    room.
    """

    _name = "acupuncture.needle"
    _description = "Needle"
    _inherit = [
        "acupuncture.needle.place.mixin",
        "acupuncture.needle.danger.mixin",
        "acupuncture.needle.time.mixin",
        "acupuncture.needle.site.mixin",
        "acupuncture.chart.child.mixin",
        "acupuncture.sealed.mixin",
        "acupuncture.needling.mixin",
        "acupuncture.lot.use.mixin",
    ]
    _order = "treatment_id.id desc, sequence, id"
    _rec_name = "id"
    _check_company_auto = True
    _sealed_fields = frozenset({"place", "placed_by_id", "out_at"})
    _left_unsigned = {
        **LEFT_UNSIGNED,
        "sequence": "the order of the list",
        "client_agreed": "``agreed_at`` says it",
        "danger_accepted": "``danger_by_id`` says it",
        "place": "a number that keeps it single",
    }
    _signed_empty = frozenset(
        {
            "point_id",
            "lot_id",
            "side",
            "zone",
            "gauge_mm",
            "length_mm",
            "depth_mm",
            "angle",
            "stimulation",
            "response",
            "retained",
            "removal_due",
            "agreed_at",
        }
    )

    client_id = fields.Many2one(related="treatment_id.client_id", related_sudo=False)
    practitioner_id = fields.Many2one(
        related="treatment_id.practitioner_id", related_sudo=False
    )
    session_start = fields.Datetime(
        related="treatment_id.session_start", related_sudo=False
    )
    sequence = fields.Integer(default=10)
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
        "A needle may stay in only until a set day, and only if the client agreed. "
        "Fill in both.",
    )
    _staying_idx = models.Index("(treatment_id) WHERE retained IS TRUE")

    def init(self):
        """Let PostgreSQL keep the needles of a counted zone."""
        result = super().init()
        hang_trigger(self, "needle_guard", "BEFORE UPDATE OR DELETE")
        return result

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

    @api.depends("retained", "removal_ids.removed_on", "removal_ids.removed_by")
    def _compute_removal(self):
        for needle in self:
            removal = needle.removal_ids[:1]
            needle.removed_on = removal.removed_on
            needle.removed_by = removal.removed_by
            needle.is_still_in = needle.retained and not removal

    @api.depends("treatment_id.needle_ids.point_id", "treatment_id.needle_ids.side")
    def _compute_danger_warning(self):
        return super()._compute_danger_warning()

    @api.depends("gauge_mm", "length_mm")
    def _compute_lot(self):
        return super()._compute_lot()

    @api.model_create_multi
    def create(self, vals_list):
        needles = self._unsealed_for(vals_list)._sealing()
        vals_list = self._timed(self._placed(self._sited(vals_list)))
        created = super(Needle, needles).create(vals_list)
        created = created.with_env(self.env)
        if not self._is_prefilling():
            created._check_supervised()
        return created

    def write(self, vals):
        if vals.keys() & set(PLACE) and "zone" not in vals:
            for zone, needles in self._by_new_zone(vals).items():
                needles.write({**vals, "zone": zone})
            return True
        self._refuse_against_count(vals)
        if vals.keys() & set(WHERE):
            out = {"out_at": False} if vals.get("retained") else {}
            for needle in self._unsealed(vals):
                row = super(Needle, needle._sealing())
                row.write({**needle._replaced(vals), **out})
        else:
            super().write(vals)
        if vals.keys() & set(SET):
            self._check_supervised()
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_except_counted(self):
        self._refuse_if_counted()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_taken_out(self):
        self.filtered("removal_ids")._refuse_removed()

    def _refuse_against_count(self, vals):
        """Keep what is counted or taken out as it went in.

        :raises UserError: these values would change it
        """
        if "zone" in vals:
            self.filtered(lambda one: one.zone != vals["zone"])._refuse_if_counted()
        if "retained" in vals:
            staying = bool(vals["retained"])
            if not staying:
                self.filtered("removal_ids")._refuse_removed()
            turned = self.filtered(lambda one: one.retained != staying)
            turned -= turned._settled_as_staying() if staying else self.browse()
            turned._refuse_if_counted()

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
                        "%(zone)s is counted already: which needles went in, and "
                        "which stay in, can no longer be changed. Correct the count; "
                        "if it still differs, that is an incident, even when a "
                        "needle stays in by choice or was charted wrongly.",
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
                    "%(point)s is to stay in until a day that has passed. Choose a "
                    "later one.",
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

    def _take_lots(self, treatment):
        lots = treatment._lots_by_size() if treatment else {}
        for needle in self:
            size, lot = needle._size(), needle.lot_id
            if not lot or (all(size) and lot.supply_id._size() != size):
                needle.lot_id = lots.get(size)

    def _check_lot_fits(self):
        supplies = self.env["acupuncture.supply"]
        for needle in self:
            supply, size = needle.lot_id.supply_id, needle._size()
            if supply.kind != "needle" or (all(size) and supply._size() != size):
                raise ValidationError(
                    self.env._(
                        "Lot %(lot)s is of %(supply)s, this needle is %(size)s. "
                        "Choose a lot of needles of that size.",
                        lot=needle.lot_id.name,
                        supply=supply.name,
                        size=supplies._size_label(*size),
                    )
                )

    def _size(self):
        """Return diameter and length, as they compare."""
        return round(self.gauge_mm, 2), round(self.length_mm, 1)

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

    def _signed_values(self):
        values = super()._signed_values()
        # The names by which they were first hashed.
        return {
            "point": values.pop("point_id"),
            "lot": values.pop("lot_id"),
            **values,
        }

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
