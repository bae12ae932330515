from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import ormcache

from ..protocol.course_phase import RHYTHM


class CoursePhase(models.Model):
    """The rhythm of a product that sells courses, and of a course as it was sold."""

    _inherit = "acupuncture.course.phase"
    _owner_fields = frozenset({"protocol_id", "course_id"})

    product_tmpl_id = fields.Many2one(
        comodel_name="product.template", ondelete="cascade", index="btree_not_null"
    )
    course_id = fields.Many2one(
        comodel_name="acupuncture.course", ondelete="cascade", index="btree_not_null"
    )

    _one_owner = models.Constraint(
        "CHECK (num_nonnulls(product_tmpl_id, course_id, protocol_id) = 1)",
        "A phase belongs to a protocol, to a product or to a sold course.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        phases = super().create(vals_list)
        phases._forget_rhythms()
        return phases

    def write(self, vals):
        result = super().write(vals)
        self._forget_rhythms()
        return result

    def unlink(self):
        of_products = bool(self.product_tmpl_id)
        result = super().unlink()
        if of_products:
            self.env.registry.clear_cache()
        return result

    def _refuse_if_settled(self):
        self.course_id._refuse_if_granted()
        return super()._refuse_if_settled()

    @api.model
    def _copy_rhythms(self, templates):
        """Return product template -> create values of its phases for another owner."""
        rhythms = self._rhythms()
        return {
            template: [dict(phase) for phase in rhythms.get(template.id, ())]
            for template in templates
        }

    @api.model
    @ormcache()
    def _rhythms(self):
        """Return id of product template -> its phases, for every sale asks for them."""
        rhythms = defaultdict(list)
        # sudo: as for every product, the same for everybody
        phases = self.sudo().search_fetch(
            [("product_tmpl_id", "!=", False)], ["product_tmpl_id", *RHYTHM]
        )
        for phase in phases:
            rhythms[phase.product_tmpl_id.id] += phase._as_values()
        return dict(rhythms)

    def _forget_rhythms(self):
        if self.product_tmpl_id:
            self.env.registry.clear_cache()
