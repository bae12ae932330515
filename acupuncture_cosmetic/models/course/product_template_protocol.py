from odoo import api, fields, models
from odoo.exceptions import ValidationError

# What a course product takes from its protocol; the price stays the clinic's own.
TAKEN = {"session_count", "session_minutes", "technique_ids", "phase_ids"}


class ProductTemplate(models.Model):
    """A course product points to a protocol and takes its rhythm and length from it."""

    _inherit = "product.template"

    protocol_id = fields.Many2one(
        ondelete="restrict",
        domain="[('state', '=', 'active'), ('company_id', 'in', [company_id, False])]",
        help="Gives sessions, length, techniques and spacing. Sold courses keep the "
        "revision they were sold with.",
    )

    @api.onchange("protocol_id")
    def _onchange_protocol_id(self):
        if self.protocol_id:
            self.update(self._protocol_terms(self.protocol_id, self.invoice_policy))

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
        moved = self.filtered(lambda each: each.protocol_id.id != protocol_id)
        if not protocol_id or not moved:
            return super().write(vals)
        super(ProductTemplate, self - moved).write(vals)
        for policy, products in moved.grouped("invoice_policy").items():
            policy = vals.get("invoice_policy", policy)
            completed = self._with_protocol_terms(vals, policy)
            super(ProductTemplate, products).write(completed)
        return True

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
