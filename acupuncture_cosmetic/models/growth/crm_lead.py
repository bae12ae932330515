from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..foundation.groups import DESK


class CrmLead(models.Model):
    """From interest to a course: the free consultation, the quotation, the win."""

    _inherit = "crm.lead"

    acupuncture_consultation_ids = fields.One2many(
        comodel_name="acupuncture.session",
        inverse_name="opportunity_id",
        string="Consultations",
        groups=DESK,
    )
    acupuncture_consultation_count = fields.Integer(
        string="Number of Consultations",
        compute="_compute_acupuncture_consultation_count",
        groups=DESK,
    )
    acupuncture_course_count = fields.Integer(
        string="Number of Courses",
        compute="_compute_acupuncture_course_count",
        groups=DESK,
    )

    def _compute_acupuncture_consultation_count(self):
        groups = self.env["acupuncture.session"]._read_group(
            [("opportunity_id", "in", self.ids)], ["opportunity_id"], ["__count"]
        )
        counts = dict(groups)
        for lead in self:
            lead.acupuncture_consultation_count = counts.get(lead, 0)

    def _compute_acupuncture_course_count(self):
        groups = self.env["acupuncture.course"]._read_group(
            self._acupuncture_course_domain(), ["order_id"], ["__count"]
        )
        counts = {order.id: count for order, count in groups}
        for lead in self:
            orders = lead._acupuncture_orders()
            lead.acupuncture_course_count = sum(counts.get(o.id, 0) for o in orders)

    def _acupuncture_orders(self):
        # A colleague may have sold the course; only the order's link is used.
        return self.sudo().order_ids

    def _acupuncture_course_domain(self):
        return [("order_id", "in", self._acupuncture_orders().ids)]

    def action_new_consultation(self):
        """Turn the lead into a client and open the booking of a free consultation."""
        self.ensure_one()
        self._become_client()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Consultation"),
            "res_model": "acupuncture.session",
            "view_mode": "form",
            "context": {
                "default_kind": "consultation",
                "default_client_id": self.partner_id.id,
                "default_opportunity_id": self.id,
                "default_company_id": (self.company_id or self.env.company).id,
            },
        }

    def action_quote_course(self):
        """Ask which course to quote."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Quote Course"),
            "res_model": "acupuncture.course.quote",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_lead_id": self.id,
                "default_company_id": (self.company_id or self.env.company).id,
            },
        }

    def action_view_acupuncture_courses(self):
        """Open the courses sold from the opportunity."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Courses"),
            "res_model": "acupuncture.course",
            "view_mode": "list,form",
            "domain": self._acupuncture_course_domain(),
        }

    def action_view_acupuncture_consultations(self):
        """Open the consultations booked from the opportunity."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Consultations"),
            "res_model": "acupuncture.session",
            "view_mode": "list,calendar,form",
            "domain": [("opportunity_id", "=", self.id)],
        }

    def _become_client(self):
        """Give the lead a client by Odoo's conversion; a known address is reused."""
        self.ensure_one()
        if self.won_status == "lost" or not self.active:
            raise UserError(
                self.env._(
                    "This opportunity is lost. Restore it first, then try again."
                )
            )
        known = self._find_matching_partner()
        if not (known or self.contact_name or self.partner_name):
            raise UserError(
                self.env._(
                    "This opportunity has no contact yet. Enter the contact's name "
                    "first, then try again."
                )
            )
        self._handle_partner_assignment(force_partner_id=known.id, create_missing=True)
        if self.type == "lead":
            self.convert_opportunity(self.partner_id)

    def _quote_course(self, product, quantity=1.0):
        """Create the quotation of a course, with what is known from the opportunity.

        :param product: product variant that sells a course
        :return: the draft sale.order
        """
        self._become_client()
        defaults = self._prepare_opportunity_quotation_context()
        line = Command.create({"product_id": product.id, "product_uom_qty": quantity})
        orders = self.env["sale.order"].with_context(**defaults)
        order = orders.create({"order_line": [line]})
        return order.with_env(self.env)

    def _win_with_course(self):
        """Mark as won the opportunities that are not yet, lost ones included."""
        self.filtered(lambda lead: lead.won_status != "won").action_set_won()

    def _update_revenues_from_so(self, order):
        # Selling a course must not fail because the opportunity is a colleague's.
        return super(CrmLead, self.sudo())._update_revenues_from_so(order)

    def _merge_dependences(self, opportunities):
        """Consultations follow, also when somebody merges who may not see them."""
        result = super()._merge_dependences(opportunities)
        # sudo: see above; only their lead changes
        consultations = opportunities.sudo().acupuncture_consultation_ids
        consultations.opportunity_id = self
        return result
