from odoo import api, fields, models

from ...engine import stricta


class StrictaMixin(models.AbstractModel):
    """Shows how complete a record is by STRICTA 2010.

    A model says what it knows in ``_stricta_facts``; the engine does the counting.
    """

    _name = "acupuncture.stricta.mixin"
    _description = "Completeness by STRICTA"

    stricta_percent = fields.Integer(
        string="Complete",
        compute="_compute_stricta",
        help="Share of the fifteen STRICTA 2010 items that concern a clinic.",
    )
    stricta_missing = fields.Text(string="Still Missing", compute="_compute_stricta")

    def _compute_stricta(self):
        labels = self._stricta_labels()
        for record in self:
            items = stricta.check(record._stricta_facts())
            record.stricta_percent = stricta.percent(items)
            record.stricta_missing = "\n".join(
                record._stricta_line(labels[item.code], item)
                for item in stricta.missing(items)
            )

    def _stricta_line(self, label, item):
        line = f"{item.code} {label}"
        return f"{line}: {', '.join(item.points)}" if item.points else line

    def _stricta_facts(self):
        """Return what the record knows, in the words of ``engine.stricta.check``."""
        raise NotImplementedError

    @api.model
    def _stricta_points(self, rows):
        """Return rows of the needling mixin as the engine reads them."""
        return [
            {
                "code": row.point_id.code,
                "side": row.side,
                "depth_mm": row.depth_mm,
                "response": row.response,
                "stimulation": row.stimulation,
                "gauge_mm": row.gauge_mm,
                "length_mm": row.length_mm,
            }
            for row in rows
        ]

    @api.model
    def _stricta_labels(self):
        """Return item -> what it asks for, in the user's language."""
        return {
            "1a": self.env._("Style of acupuncture"),
            "1b": self.env._("Reasoning and its source"),
            "1c": self.env._("How far it is adapted to the person"),
            "2a": self.env._("Number of needles"),
            "2b": self.env._("Points and sides"),
            "2c": self.env._("Depth"),
            "2d": self.env._("Response sought"),
            "2e": self.env._("Stimulation"),
            "2f": self.env._("Retention time"),
            "2g": self.env._("Needle diameter and length"),
            "3a": self.env._("Number of sessions"),
            "3b": self.env._("Rhythm and length of the sessions"),
            "4a": self.env._("What is done besides needling"),
            "4b": self.env._("Setting, and what the client is told"),
            "5": self.env._("Who may give it"),
        }
