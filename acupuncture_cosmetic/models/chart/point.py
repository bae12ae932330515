from odoo import models
from odoo.exceptions import UserError

from ..foundation.guard import guard_table

_FUNCTION = "acupuncture_point_guard"
_GUARD = """
    BEGIN
        IF NEW.code IS DISTINCT FROM OLD.code AND EXISTS (
            SELECT 1 FROM acupuncture_needle AS needle
            JOIN acupuncture_treatment AS treatment
                ON treatment.id = needle.treatment_id
            WHERE needle.point_id = OLD.id AND treatment.signed_at IS NOT NULL
        ) THEN
            RAISE EXCEPTION 'point %: signed charts name it', OLD.code
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END"""


class Point(models.Model):
    """A point that signed charts name keeps its code: charts show it by reference."""

    _inherit = "acupuncture.point"

    def init(self):
        """Let PostgreSQL refuse another code under signed charts."""
        result = super().init()
        guard_table({_FUNCTION: _GUARD}, self, _FUNCTION, "UPDATE")
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
                    "%(point)s stands in signed charts, so its code stays. Archive it "
                    "and create the right one; its other facts can be corrected.",
                    point=needle.point_id.code,
                )
            )
