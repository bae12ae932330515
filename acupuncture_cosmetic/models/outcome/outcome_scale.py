from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import outcome_change
from ..foundation.guard import guard_table
from .rated_words import rewords, texts_now

MEANING = {
    "code",
    "version",
    "minimum",
    "maximum",
    "step",
    "unit",
    "direction",
    "is_change",
    "by_area",
    "rater",
}


class OutcomeScale(models.Model):
    """A scale that was rated on keeps its meaning: another one is another version."""

    _inherit = "acupuncture.outcome.scale"

    concern_ids = fields.Many2many(
        comodel_name="acupuncture.concern",
        string="For",
        help="Offered for these concerns. Empty: for every concern.",
    )

    baseline_only = fields.Boolean(
        string="Only Before the Course",
        help="Describes the starting point and is too coarse to show a change: offered "
        "only before the course.",
    )

    def init(self):
        """Let PostgreSQL keep the words that somebody rated by."""
        result = super().init()
        guard_table(self, "rated_guard", "UPDATE", sorted({*MEANING, "question"}))
        return result

    def write(self, vals):
        if any(self._would_change(name, vals[name]) for name in MEANING & vals.keys()):
            self._refuse_if_rated()
        if "question" in vals:
            texts = texts_now(self, vals["question"])
            self.filtered(lambda s: rewords(s, "question", texts))._refuse_if_rated()
        return super().write(vals)

    def _update_field_translations(
        self, field_name, translations, digest=None, source_lang=""
    ):
        """The dialog of translations does not pass through ``write``."""
        if field_name == "question" and rewords(self, field_name, translations):
            self._refuse_if_rated()
        return super()._update_field_translations(
            field_name, translations, digest, source_lang
        )

    def _would_change(self, name, value):
        field = self._fields[name]
        return any(
            scale[name] != field.convert_to_cache(value, scale) for scale in self
        )

    def _refuse_if_rated(self):
        # sudo: the scale is every clinic's; yes or no leaves
        outcomes = self.env["acupuncture.outcome"].sudo()
        rated = outcomes.search([("scale_id", "in", self.ids)], limit=1).scale_id
        if rated:
            raise UserError(
                self.env._(
                    "%(scale)s has already been used for ratings, so its question, "
                    "values and words can no longer be changed. Duplicate it as a new "
                    "version and archive this one.",
                    scale=rated._title(),
                )
            )

    def copy_data(self, default=None):
        """A duplicate is the next version."""
        vals_list = super().copy_data(default)
        every = self.with_context(active_test=False)
        versions = every.search([("code", "in", self.mapped("code"))])
        for scale, vals in zip(self, vals_list, strict=True):
            taken = versions.filtered(lambda v, scale=scale: v.code == scale.code)
            numbers = [int(v) for v in taken.mapped("version") if v.isdecimal()]
            vals["version"] = str(max(numbers, default=len(taken)) + 1)
        return vals_list

    # ------------------------------------------------------------------
    # What others ask
    # ------------------------------------------------------------------

    def _title(self):
        """Return the name, with the version where there is more than the first."""
        self.ensure_one()
        if self.version in (False, "1"):
            return self.name
        return self.env._(
            "%(scale)s (version %(version)s)", scale=self.name, version=self.version
        )

    def _label(self, value):
        """Return a value in words: its label, else the number with its unit."""
        level = self.level_ids.filtered(lambda level: level.value == value)[:1]
        number = outcome_change.text(value)
        if level:
            return f"{number} · {level.name}"
        return f"{number} {self.unit}" if self.unit else number

    def _choices(self):
        """Return the values to tap as (value, label), none when they are typed."""
        self.ensure_one()
        labels = {level.value: level.name for level in self.level_ids}
        values = outcome_change.values(self.minimum, self.maximum, self.step)
        return [(value, labels.get(value, "")) for value in values]

    @api.model
    def _offered(self, rater, phase, concerns):
        """Return (scale, area) of all that a rater may rate in a phase, in order.

        :param concerns: what the client came for
        """
        raters = ("client", "both") if rater == "client" else ("practitioner", "both")
        scales = self.search([("rater", "in", raters)])
        wrong = "is_change" if phase == "baseline" else "baseline_only"
        scales -= scales.filtered(wrong)
        offered = []
        for scale in scales:
            fitting = concerns & scale.concern_ids if scale.concern_ids else concerns
            if scale.by_area:
                offered += [(scale, concern) for concern in fitting]
            elif fitting or not scale.concern_ids:
                offered.append((scale, concerns.browse()))
        return offered
