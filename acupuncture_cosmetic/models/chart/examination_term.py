from odoo import models
from odoo.exceptions import UserError

from ..foundation.guard import guard_table

SHOWN = ("name", "kind", "code")  # by its code a chart finds the drawing


class ExaminationTerm(models.Model):
    """A term that signed charts name stays what it is: charts show it by reference.

    Given to one clinic, it would go from the charts of the others.
    """

    _inherit = "acupuncture.examination.term"

    def init(self):
        """Let PostgreSQL refuse another meaning under signed charts."""
        result = super().init()
        guard_table(self, "examination_term_guard", "UPDATE")
        return result

    def write(self, vals):
        self.filtered(lambda term: term._means_else(vals))._refuse_if_charted()
        if vals.get("company_id"):
            self._refuse_if_charted(elsewhere_than=vals["company_id"])
        return super().write(vals)

    def _means_else(self, vals):
        """Tell whether charts would show another thing with these values."""
        self.ensure_one()
        return any(
            name in vals and (vals[name] or False) != self[name] for name in SHOWN
        )

    def _refuse_if_charted(self, elsewhere_than=None):
        """Tell the way before PostgreSQL refuses.

        :param elsewhere_than: a clinic; open charts of the others count too
        :raises UserError: a signed chart names one of these terms
        """
        if not self:
            return
        # sudo: a guard; nothing of a chart leaves but that the term was used
        charts = self.env["acupuncture.treatment"].sudo()
        domain = [
            ("company_id", "!=", elsewhere_than)
            if elsewhere_than
            else ("state", "!=", "draft"),
            "|",
            ("tongue_ids", "in", self.ids),
            ("pulse_ids", "in", self.ids),
        ]
        if chart := charts.search(domain, limit=1):
            named = (chart.tongue_ids | chart.pulse_ids) & self.sudo()
            message = (
                self.env._(
                    "“%(term)s” is named in charts of other clinics too, so it stays "
                    "theirs. Duplicate it: the copy belongs to your clinic only.",
                    term=named[:1].name,
                )
                if elsewhere_than
                else self.env._(
                    "“%(term)s” is named in signed charts, so its words and its "
                    "picture can no longer be changed. Archive it and create the "
                    "right one.",
                    term=named[:1].name,
                )
            )
            raise UserError(message)
