from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine import screening_words
from ..foundation.gate_fact import hang_gate_fact

SHORTEST = 3


class ScreeningTerm(models.Model):
    """A word that tells: written in a history, it speaks for a screening item.

    A medicine by its substance and its brands, in the languages of the clients; what
    people are allergic to; an illness. A "no" to the item's question then waits for the
    practitioner. Shared by all clinics, as the items are; the clinical lead adds to it.
    """

    _name = "acupuncture.screening.term"
    _description = "Screening Keyword"
    _inherit = ["acupuncture.shared.mixin"]
    _order = "kind, name, id"

    name = fields.Char(required=True, help="What it is, e.g. Apixaban.")
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        selection=[
            (screening_words.MEDICINE, "Medicine"),
            (screening_words.ALLERGEN, "Cause of an allergy"),
            (screening_words.CONDITION, "Illness or condition"),
        ],
        required=True,
        default=screening_words.MEDICINE,
        help="A medicine counts where the client writes about medicines or daily "
        "life, a cause of an allergy where the client writes about allergies.",
    )
    starts = fields.Char(
        string="Words That Begin With",
        help="Separated by semicolons. Capitals and accents make no difference: "
        "“phenyto” finds Phenytoin and Phénytoïne.",
    )
    whole = fields.Char(
        string="Whole Words",
        help="Separated by semicolons, for short words that also begin others: "
        "“ass” (aspirin in German) does not find Assam.",
    )
    but_not = fields.Char(
        help="Separated by semicolons: harmless words that begin the same way. "
        "“Diabet” then does not find “diabetes insipidus”.",
    )
    item_ids = fields.Many2many(
        comodel_name="acupuncture.contraindication",
        relation="acupuncture_screening_term_item_rel",
        column1="term_id",
        column2="item_id",
        string="Points To",
        domain=[("question_of_id", "=", False)],
        help="A “no” to these questions, and to items asked with them, is looked at "
        "again.",
    )
    source = fields.Char(help="Where the words come from.")

    def init(self):
        """Let new words conflict with starts."""
        result = super().init()
        hang_gate_fact(self, links=("item_ids",))
        return result

    def _as_engine(self):
        self.ensure_one()
        words = (self.starts, self.whole, self.but_not)
        return screening_words.Term(
            self.kind,
            self.name,
            *(screening_words.words_of(each or "") for each in words),
        )

    @api.constrains("name", "starts", "whole")
    def _check_words(self):
        """A beginning of one or two letters would find something in every text."""
        for term in self:
            starts = screening_words.words_of(term.starts or "")
            if not starts and not screening_words.words_of(term.whole or ""):
                raise ValidationError(
                    self.env._(
                        "“%(term)s” has no words to look for. Fill in “Words That "
                        "Begin With” or “Whole Words”.",
                        term=term.name,
                    )
                )
            if short := [word for word in starts if len(word) < SHORTEST]:
                raise ValidationError(
                    self.env._(
                        "“%(word)s” is too short for “Words That Begin With” of "
                        "“%(term)s”: it would be found everywhere. Put it under “Whole "
                        "Words”.",
                        word=short[0],
                        term=term.name,
                    )
                )
