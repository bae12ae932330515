from odoo import api, fields, models

from ...engine import plan_points


class Treatment(models.Model):
    """Products and devices of a record begin as the steps of its protocol name them."""

    _inherit = "acupuncture.treatment"

    @api.model
    def _prepare_products(self, protocol, company, closed=frozenset()):
        """Return commands for what the steps use; the lot in use comes by itself.

        :param closed: techniques that the screening closes, with all their steps
        """
        steps = self._steps_today(protocol, closed)
        minutes = {supply: step.minutes for step in steps for supply in step.supply_ids}
        return [
            fields.Command.create(
                {
                    "supply_id": supply.id,
                    "minutes": minutes[supply] if supply.kind == "device" else 0,
                }
            )
            for supply in steps.supply_ids
            if supply.active
            and supply.kind != "needle"  # needles come with the points
            and supply.company_id in (company, company.browse())
        ]

    @api.model
    def _steps_today(self, protocol, closed):
        """Return the steps that every client gets, without closed techniques."""
        steps = protocol.step_ids.filtered(lambda step: not step.optional)
        usable = plan_points.usable_techniques(
            steps.technique_id.mapped("code"),
            closed,
            self.env["acupuncture.technique"]._requires(),
        )
        return steps.filtered(
            lambda step: not step.technique_id or step.technique_id.code in usable
        )

    @api.model
    def _products_shut(self, protocol, closed):
        """Return what only steps with closed techniques use."""
        every = self._steps_today(protocol, frozenset()).supply_ids
        return every - self._steps_today(protocol, closed).supply_ids
