from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..foundation.guard import guard_table
from ..reference.examination_term import TONGUE

LINKS = ("tongue_ids", "pulse_ids")


class ExaminationMixin(models.AbstractModel):
    """What tongue and pulse are like: several words of the catalogue, and details.

    ``tongue_body``, ``tongue_coat`` and ``pulse_quality`` hold one word each of charts
    that were written before there were several; they are shown where they are filled.
    """

    _name = "acupuncture.examination.mixin"
    _description = "Tongue and Pulse"

    tongue_ids = fields.Many2many(
        comodel_name="acupuncture.examination.term",
        relation="acupuncture_treatment_tongue_rel",
        column1="treatment_id",
        column2="term_id",
        string="Tongue is",
        domain=[("kind", "in", TONGUE)],
        context={"active_test": False},  # an archived term was seen all the same
        check_company=True,
        ondelete="restrict",
        copy=False,
    )
    pulse_ids = fields.Many2many(
        comodel_name="acupuncture.examination.term",
        relation="acupuncture_treatment_pulse_rel",
        column1="treatment_id",
        column2="term_id",
        string="Pulse is",
        domain=[("kind", "=", "pulse")],
        context={"active_test": False},
        check_company=True,
        ondelete="restrict",
        copy=False,
    )

    def init(self):
        """Let PostgreSQL keep what was seen once the record is signed."""
        result = super().init()
        if not self._abstract:
            for name in LINKS:
                table = self._fields[name].relation
                guard_table(self, "chart_child_guard", table=table)
        return result

    @api.constrains("tongue_ids", "pulse_ids")
    def _check_terms(self):
        for treatment in self:
            strange = treatment.tongue_ids.filtered(lambda term: term.kind == "pulse")
            strange |= treatment.pulse_ids.filtered(lambda term: term.kind != "pulse")
            if strange:
                raise ValidationError(
                    self.env._(
                        "%(treatment)s: “%(term)s” is chosen in the wrong place. Terms "
                        "for the tongue go to the tongue, terms for the pulse to the "
                        "pulse.",
                        treatment=treatment.name,
                        term=strange[:1].name,
                    )
                )

    def _tongue_words(self):
        """Return what the tongue is like, in words; empty where nothing was noted."""
        old = (self._label_of("tongue_body"), self._label_of("tongue_coat"))
        return self._examined(self.tongue_ids, old, self.tongue)

    def _pulse_words(self):
        """Return what the pulse is like, in words; empty where nothing was noted."""
        return self._examined(
            self.pulse_ids, [self._label_of("pulse_quality")], self.pulse
        )

    def _examined(self, terms, old, details):
        return ", ".join(filter(None, [*terms.mapped("name"), *old, details]))

    def _label_of(self, name):
        labels = dict(self._fields[name]._description_selection(self.env))
        return labels.get(self[name], "")
