from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

PLACES = [
    ("subjective", "What the client says"),
    ("objective", "What you see and feel"),
    ("assessment", "Assessment"),
    ("next_plan", "Next time"),
]
LONGEST = 200  # characters: a phrase, not a story


class Phrase(models.Model):
    """Words that a clinic writes often, offered below a field of its charts.

    They are about nobody: what is true of one client stays in the chart of that client.
    """

    _name = "acupuncture.phrase"
    _description = "Phrase for Charts"
    _inherit = ["acupuncture.shared.mixin"]
    _order = "place, sequence, id"
    _rec_name = "text"

    place = fields.Selection(
        selection=PLACES, string="Offered At", required=True, index=True
    )
    text = fields.Char(string="Phrase", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        ondelete="restrict",
        index="btree_not_null",
        default=lambda self: self.env.company,
        help="Leave empty if all clinics use it.",
    )

    @api.constrains("text")
    def _check_text(self):
        for phrase in self:
            text = (phrase.text or "").strip()
            if not text or len(text) > LONGEST:
                raise ValidationError(
                    self.env._(
                        "A phrase has 1 to %(longest)s characters, this one has "
                        "%(count)s: “%(start)s…”. Shorten it; longer words belong "
                        "into the chart itself.",
                        longest=LONGEST,
                        count=len(text),
                        start=text[:30],
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        phrases = super().create(vals_list)
        self.env.registry.clear_cache()
        return phrases

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    def action_keep(self, place, text, company_id=None):
        """Keep words of a chart as a phrase of its clinic, once.

        :param company_id: the clinic of the chart; without one the present clinic
        :return: the phrases that are offered at this place
        :raises AccessError: for whoever writes no charts there
        """
        phrases = self.with_company(company_id)
        phrases.check_access("create")
        text, clinic = " ".join(str(text or "").split()), phrases.env.company
        offered = phrases._offered(clinic)
        if text.casefold() not in {each.casefold() for each in offered.get(place, ())}:
            here = [("place", "=", place)]
            last = phrases.search(here, order="sequence desc", limit=1)
            row = {"place": place, "text": text, "sequence": last.sequence + 10}
            phrases.create(row)
            offered = phrases._offered(clinic)
        return offered.get(place, [])

    @api.model
    def _offered(self, company):
        """Return place -> phrases that charts of this clinic offer, in their order.

        They are kept in memory for all who write charts there, so who asks is judged
        here: the memory asks nobody.
        """
        self.check_access("read")
        if not self.env.su and company not in self.env.companies:
            return {}
        offered = self._offered_rows(company.id, self.env.lang)
        return {place: list(texts) for place, texts in offered}

    @api.model
    @ormcache("company_id", "lang")
    def _offered_rows(self, company_id, lang):
        """Return pairs of place and phrases: each chart that opens asks for them."""
        phrases = self.with_context(lang=lang).search_fetch(
            [("company_id", "in", [company_id, False])], ["place", "text"]
        )
        rows = phrases.grouped("place").items()
        return tuple((place, tuple(same.mapped("text"))) for place, same in rows)
