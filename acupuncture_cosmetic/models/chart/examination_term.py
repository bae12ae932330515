from odoo import models
from odoo.exceptions import UserError

from ..foundation.guard import guard_table


class ExaminationTerm(models.Model):
    """A term that signed charts name keeps its words: charts show it by reference."""

    _inherit = "acupuncture.examination.term"

    def init(self):
        """Let PostgreSQL refuse another meaning under signed charts."""
        result = super().init()
        guard_table(self, "examination_term_guard", "UPDATE")
        return result

    def write(self, vals):
        changed = self.filtered(
            lambda term: any(
                name in vals and vals[name] != term[name] for name in ("name", "kind")
            )
        )
        changed._refuse_if_charted()
        return super().write(vals)

    def _refuse_if_charted(self):
        """Tell the way before PostgreSQL refuses.

        :raises UserError: a signed chart names one of these terms
        """
        if not self:
            return
        # sudo: a guard; nothing of a chart leaves but that the term was used
        charts = self.env["acupuncture.treatment"].sudo()
        domain = [
            ("state", "!=", "draft"),
            "|",
            ("tongue_ids", "in", self.ids),
            ("pulse_ids", "in", self.ids),
        ]
        if chart := charts.search(domain, limit=1):
            named = (chart.tongue_ids | chart.pulse_ids) & self.sudo()
            raise UserError(
                self.env._(
                    "“%(term)s” is named in signed charts, so its words can no longer "
                    "be changed. Archive it and create the right one.",
                    term=named[:1].name,
                )
            )
