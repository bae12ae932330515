from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from ..foundation.memory import recall, remember


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = ["product.template", "acupuncture.course.terms"]

    service_tracking = fields.Selection(
        selection_add=[("treatment_course", "Treatment course")],
        ondelete={"treatment_course": "set default"},
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
        "A course is valid for ten years at most, has at most 500 sessions and 3660 "
        "days of grace, and is cancelled at most a year ahead.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "technique_ids" in vals:
            self.env.registry.clear_cache()
        return result

    def _copy_terms(self):
        recall(self, self._techniques())
        return super()._copy_terms()

    @ormcache("self.id")
    def _techniques(self):
        """Return what a session of the course consists of: every sale asks for it."""
        return remember(self, ["technique_ids"])

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

    @api.constrains("service_tracking", "invoice_policy", "uom_id")
    def _check_course_unit(self):
        session = self.env.ref("acupuncture_cosmetic.uom_session")
        for product in self.filtered(
            lambda product: product.service_tracking == "treatment_course"
        ):
            if (product.invoice_policy == "delivery") != (product.uom_id == session):
                raise ValidationError(
                    self.env._(
                        "%(product)s: pay as you go is invoiced on delivered "
                        "quantities in the unit “%(unit)s”; a prepaid course is "
                        "invoiced on ordered quantities in any other unit.",
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
                        "%(product)s: the phases hold %(phased)d sessions, the course "
                        "%(sessions)d. Make them equal.",
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
