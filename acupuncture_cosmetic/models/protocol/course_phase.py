from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import ormcache

from ..foundation.guard import guard_table

_RHYTHM = ("sequence", "session_count", "per_week", "min_days", "max_days")


class CoursePhase(models.Model):
    """A stretch of a course with one rhythm, e.g. eight sessions, two a week.

    Belongs to a protocol, to a product, or, as frozen at the sale, to a course.
    """

    _name = "acupuncture.course.phase"
    _description = "Treatment Course Phase"
    _order = "sequence, id"

    product_tmpl_id = fields.Many2one(
        comodel_name="product.template", ondelete="cascade", index="btree_not_null"
    )
    course_id = fields.Many2one(
        comodel_name="acupuncture.course", ondelete="cascade", index="btree_not_null"
    )
    protocol_id = fields.Many2one(
        comodel_name="acupuncture.protocol", ondelete="cascade", index="btree_not_null"
    )
    sequence = fields.Integer(default=10)
    session_count = fields.Integer(string="Sessions", default=1, required=True)
    per_week = fields.Integer(string="A Week", default=1, required=True)
    min_days = fields.Integer(
        default=2,
        required=True,
        help="Whole days from one session to the next.",
    )
    max_days = fields.Integer(default=10, required=True)

    _one_owner = models.Constraint(
        "CHECK (num_nonnulls(product_tmpl_id, course_id, protocol_id) = 1)",
        "A phase belongs to a protocol, to a product or to a sold course.",
    )
    _rhythm = models.Constraint(
        "CHECK (session_count > 0 AND per_week BETWEEN 1 AND 7"
        " AND min_days >= 1 AND max_days >= min_days)",
        "A phase needs at least one session, one to seven sessions a week, and days "
        "between sessions with the least not above the most.",
    )

    def init(self):
        """Phases of a protocol in force are as locked as the protocol."""
        result = super().init()
        guard_table(self, "protocol_child_guard", arguments=["protocol_id"])
        return result

    @api.model_create_multi
    def create(self, vals_list):
        owners = {vals.get("protocol_id") for vals in vals_list} - {None, False}
        self.env["acupuncture.protocol"].browse(owners)._refuse_if_published()
        phases = super().create(vals_list)
        phases._refuse_if_settled()
        phases._forget_rhythms()
        return phases

    def write(self, vals):
        self._refuse_if_settled()
        result = super().write(vals)
        if vals.keys() & {"course_id", "protocol_id"}:
            self._refuse_if_settled()
        self._forget_rhythms()
        return result

    def unlink(self):
        of_products = bool(self.product_tmpl_id)
        result = super().unlink()
        if of_products:
            self.env.registry.clear_cache()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_settled(self):
        self._refuse_if_settled()

    def _refuse_if_settled(self):
        """Refuse to touch what was sold, or a protocol in force or of others."""
        self.course_id._refuse_if_granted()
        if protocols := self.protocol_id:
            protocols.check_access("write")
            protocols._refuse_for_others()
            protocols._refuse_if_published()

    @api.model
    def _copy_rhythms(self, templates):
        """Return product template -> create values of its phases for another owner."""
        rhythms = self._rhythms()
        return {
            template: [dict(phase) for phase in rhythms.get(template.id, ())]
            for template in templates
        }

    @api.model
    def _rhythm_of(self, protocol):
        """Return the create values of a protocol's phases for another owner."""
        phases = self.search_fetch([("protocol_id", "=", protocol.id)], _RHYTHM)
        return phases._as_values()

    def _as_values(self):
        """Return the create values of these phases for another owner."""
        return [{name: phase[name] for name in _RHYTHM} for phase in self]

    @api.model
    @ormcache()
    def _rhythms(self):
        """Return id of product template -> its phases, for every sale asks for them."""
        rhythms = defaultdict(list)
        # sudo: as for every product, the same for everybody
        phases = self.sudo().search_fetch(
            [("product_tmpl_id", "!=", False)], ["product_tmpl_id", *_RHYTHM]
        )
        for phase in phases:
            rhythms[phase.product_tmpl_id.id] += phase._as_values()
        return dict(rhythms)

    def _forget_rhythms(self):
        if self.product_tmpl_id:
            self.env.registry.clear_cache()
