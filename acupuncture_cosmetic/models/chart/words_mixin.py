from odoo import api, fields, models
from odoo.fields import Domain

from ..foundation.days import format_day
from .phrase import PLACES

# A word of older charts -> the code of the term that says the same.
OLD_CODES = {
    ("tongue_body", "pale_red"): "light_red",
    ("tongue_coat", "none"): "no_coating",
}


class WordsMixin(models.AbstractModel):
    """What helps to write the words of a record: last time's, and the clinic's own."""

    _name = "acupuncture.words.mixin"
    _description = "Words at Hand"

    phrase_data = fields.Json(
        compute="_compute_phrase_data",
        export_string_translation=False,
        help="Technical: field -> phrases of the clinic that are offered there.",
    )
    words_before = fields.Json(
        compute="_compute_words_before",
        export_string_translation=False,
        help="Technical: what was written last time, by field, and when.",
    )

    @api.depends("company_id")
    @api.depends_context("lang")
    def _compute_phrase_data(self):
        phrases = self.env["acupuncture.phrase"]
        for company, treatments in self.grouped("company_id").items():
            treatments.phrase_data = phrases._offered(company)

    @api.depends("last_treatment_id", "is_open")
    @api.depends_context("lang")
    def _compute_words_before(self):
        for treatment in self:
            last = treatment.is_open and treatment.last_treatment_id
            treatment.words_before = last._words_to_repeat() if last else False

    def _words_to_repeat(self):
        """Return the words of this record as the next one shows them."""
        self.ensure_one()
        day = self.company_id._clinic_date(self.session_start or self.signed_at)
        words = {place: self[place] or "" for place, _label in PLACES}
        words |= {"tongue": self.tongue or "", "pulse": self.pulse or ""}
        terms = {
            "tongue_ids": self._repeated("tongue_ids", "tongue_body", "tongue_coat"),
            "pulse_ids": self._repeated("pulse_ids", "pulse_quality"),
        }
        return {
            "day": format_day(self.env, day),
            "texts": words,
            "terms": {
                name: [{"id": term.id, "name": term.name} for term in found]
                for name, found in terms.items()
            },
        }

    def _repeated(self, name, *old):
        """Return the terms of a field, or those that say what older fields hold."""
        if self[name]:
            return self[name].filtered("active")
        codes = [OLD_CODES.get((each, self[each]), self[each]) for each in old]
        terms = self.env["acupuncture.examination.term"]
        domain = Domain(self._fields[name].domain) & Domain("code", "in", codes)
        return terms.search(domain) if any(codes) else terms
