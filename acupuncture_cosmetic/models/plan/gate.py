from odoo import models
from odoo.tools.translate import LazyTranslate

from ..gate.line import HEALTH, Remedy, gate_line

_lt = LazyTranslate(__name__)


class Gate(models.AbstractModel):
    """Nobody under age is treated without a plan that the clinical lead agreed to."""

    _inherit = "acupuncture.gate"

    @gate_line(
        "minor_plan",
        group=HEALTH,
        order=70,
        label=_lt("Plan approved by the clinical lead"),
        message=_lt("Clients under 18 need a plan approved by the clinical lead"),
        advice=_lt("Make the plan and ask the clinical lead to approve it."),
        remedies=(Remedy("action_plan", _lt("Open the plan")),),
    )
    def _line_minor_plan(self, line, facts):
        # sudo: whether there is such a plan, never what stands in it
        plans = self.env["acupuncture.plan"].sudo()
        for session, plan in plans._agreed_for(facts.minors).items():
            yield session, line._replace(ok=bool(plan.lead_id))
