from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from ..foundation.memory import recall, remember

# What a course product takes from its protocol; the price stays the clinic's own.
TAKEN = {"session_count", "session_minutes", "technique_ids", "phase_ids"}


class ProductTemplate(models.Model):
    """A product that sells a course, by the rhythm and length of its protocol."""

    _name = "product.template"
    _inherit = ["product.template", "acupuncture.course.terms"]

    service_tracking = fields.Selection(
        selection_add=[("treatment_course", "Treatment course")],
        ondelete={"treatment_course": "set default"},
    )
    protocol_id = fields.Many2one(
        ondelete="restrict",
        domain="[('state', '=', 'active'), ('company_id', 'in', [company_id, False])]",
        help="Gives sessions, length, techniques and spacing. Sold courses keep the "
        "revision they were sold with.",
    )

    phase_ids = fields.One2many(
        comodel_name="acupuncture.course.phase",
        inverse_name="product_tmpl_id",
        string="Spacing",
        copy=True,
    )

    # On the product alone: what was sold stays as it was sold.
    _terms_bounded = models.Constraint(
        "CHECK (session_count <= 500 AND part_paid_sessions <= 500"
        " AND grace_days <= 3660 AND late_cancel_hours <= 8784"
        " AND validity_date <= '2200-01-01' AND (validity_basis NOT IN"
        " ('sale', 'first_session') OR validity_length <= CASE validity_unit"
        " WHEN 'day' THEN 3660 WHEN 'week' THEN 530 ELSE 120 END))",
        "A course is valid for at most ten years, with at most 500 sessions and 3660 "
        "days of grace; late cancellation begins at most a year before the session.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(
            [
                self._with_protocol_terms(vals, vals.get("invoice_policy"))
                for vals in vals_list
            ]
        )

    def write(self, vals):
        """Another protocol brings its terms along, but for those that are given."""
        protocol_id = vals.get("protocol_id")
        moved = self.filtered(
            lambda each: protocol_id and each.protocol_id.id != protocol_id
        )
        result = super(ProductTemplate, self - moved).write(vals)
        for policy, products in moved.grouped("invoice_policy").items():
            policy = vals.get("invoice_policy", policy)
            completed = self._with_protocol_terms(vals, policy)
            super(ProductTemplate, products).write(completed)
        if moved or "technique_ids" in vals:
            self.env.registry.clear_cache()
        return result

    def _copy_terms(self):
        recall(self, self._techniques())
        return super()._copy_terms()

    @ormcache("self.id")
    def _techniques(self):
        """Return what a session of the course consists of: every sale asks for it."""
        return remember(self, ["technique_ids"])

    @api.onchange("protocol_id")
    def _onchange_protocol_id(self):
        if self.protocol_id:
            self.update(self._protocol_terms(self.protocol_id, self.invoice_policy))

    @api.onchange("service_tracking", "invoice_policy")
    def _onchange_course_unit(self):
        if self.service_tracking != "treatment_course":
            return
        session = self.env.ref("acupuncture_cosmetic.uom_session")
        if self.invoice_policy == "delivery":
            self.uom_id = session
            self.session_count = 1
        elif self.uom_id == session:
            self.uom_id = self.env.ref("uom.product_uom_unit")

    @api.constrains("protocol_id")
    def _check_protocol_in_force(self):
        for product in self.filtered("protocol_id"):
            # sudo: whoever makes a product meets the law
            protocol = product.sudo().protocol_id
            if protocol.state != "active":
                raise ValidationError(
                    self.env._(
                        "%(product)s: %(protocol)s is not active. Choose an active "
                        "protocol.",
                        product=product.name,
                        protocol=protocol.display_name,
                    )
                )

    @api.constrains("service_tracking", "invoice_policy", "uom_id")
    def _check_course_unit(self):
        session = self.env.ref("acupuncture_cosmetic.uom_session")
        for product in self.filtered(
            lambda product: product.service_tracking == "treatment_course"
        ):
            if (product.invoice_policy == "delivery") != (product.uom_id == session):
                raise ValidationError(
                    self.env._(
                        "%(product)s: pay as you go needs the unit “%(unit)s” and is "
                        "invoiced on delivered quantities; a prepaid course needs any "
                        "other unit and is invoiced on ordered quantities.",
                        product=product.name,
                        unit=session.name,
                    )
                )

    @api.constrains("service_tracking", "invoice_policy", "session_count", "phase_ids")
    def _check_phases_cover_sessions(self):
        for product in self:
            phased = sum(product.phase_ids.mapped("session_count"))
            if (
                product.service_tracking == "treatment_course"
                and product.invoice_policy == "order"
                and phased not in (0, product.session_count)
            ):
                raise ValidationError(
                    self.env._(
                        "%(product)s: the phases add up to %(phased)d sessions, but "
                        "the course has %(sessions)d. Make the two numbers equal.",
                        product=product.name,
                        phased=phased,
                        sessions=product.session_count,
                    )
                )

    def _prepare_service_tracking_tooltip(self):
        if self.service_tracking == "treatment_course":
            return self.env._(
                "Each sold unit becomes a course whose sessions are booked and counted."
            )
        return super()._prepare_service_tracking_tooltip()

    @api.model
    def _get_saleable_tracking_types(self):
        return super()._get_saleable_tracking_types() + ["treatment_course"]

    @api.model
    def _service_tracking_blacklist(self):
        return super()._service_tracking_blacklist() + ["treatment_course"]

    def _follow_protocol(self, protocol):
        """Sell by this protocol from now on, with its terms."""
        self.write({"protocol_id": protocol.id})

    @api.model
    def _with_protocol_terms(self, vals, invoice_policy):
        """Return the values, with what the protocol gives where nothing is given."""
        if not vals.get("protocol_id") or vals.keys() >= TAKEN:
            return vals
        protocol = self.env["acupuncture.protocol"].browse(vals["protocol_id"])
        return {**self._protocol_terms(protocol, invoice_policy), **vals}

    @api.model
    def _protocol_terms(self, protocol, invoice_policy):
        """Return the terms a protocol gives to a product, as write values."""
        rhythm = self.env["acupuncture.course.phase"]._rhythm_of(protocol)
        terms = {
            "session_minutes": protocol.session_minutes,
            "technique_ids": [fields.Command.set(protocol.technique_ids.ids)],
            "phase_ids": [
                fields.Command.clear(),
                *(fields.Command.create(phase) for phase in rhythm),
            ],
        }
        if invoice_policy != "delivery" and protocol.session_count:
            terms["session_count"] = protocol.session_count
        return terms
