from odoo import models
from odoo.exceptions import UserError

from ..foundation.guard import guard_table


class Point(models.Model):
    """A point that signed charts name keeps its code: charts show it by reference."""

    _inherit = "acupuncture.point"

    def init(self):
        """Let PostgreSQL refuse another code under signed charts."""
        result = super().init()
        guard_table(self, "point_guard", "UPDATE")
        return result

    def write(self, vals):
        if "code" in vals:
            self.filtered(lambda point: point.code != vals["code"])._refuse_if_charted()
        return super().write(vals)

    def _refuse_if_charted(self):
        """Tell the way before PostgreSQL refuses.

        :raises UserError: a signed chart names one of these points
        """
        # sudo: a guard; nothing of a chart leaves but that the point was needled
        needles = self.env["acupuncture.needle"].sudo()
        domain = [("point_id", "in", self.ids), ("treatment_id.state", "!=", "draft")]
        if needle := needles.search(domain, limit=1):
            raise UserError(
                self.env._(
                    "%(point)s is named in signed charts, so its code can no longer "
                    "be changed. Archive it and create the right one; its other "
                    "facts can be corrected.",
                    point=needle.point_id.code,
                )
            )
