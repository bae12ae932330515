from odoo import fields, models

from ...engine import outcome_change
from ..foundation.form_errors import FormErrors
from . import form_values
from .rating_bundle import AREAS, OVERALL, WORDS, OutcomeBundle

VALUE = 12  # longest number


class FormLink(models.Model):
    """A link with which the client rates how it goes: short, on the same safe way.

    The ratings are written together when the last page is sent; until then they are
    what was typed, as everything else on these forms.
    """

    _inherit = "acupuncture.form.link"

    purpose = fields.Selection(
        selection_add=[("outcome", "Self-rating")], ondelete={"outcome": "cascade"}
    )

    def _rates(self):
        return self.purpose == "outcome"

    def _mail_template(self):
        if self._rates():
            return "mail_template_form_outcome"
        return super()._mail_template()

    def _bundle(self, visit=None):
        if self._rates():
            return OutcomeBundle(self, visit)
        return super()._bundle(visit)

    def _titles(self):
        return {
            **super()._titles(),
            OVERALL: self.env._("How is it going?"),
            AREAS: self.env._("Area by area"),
            WORDS: self.env._("In your own words"),
        }

    # ------------------------------------------------------------------
    # What the pages show
    # ------------------------------------------------------------------

    def _step_values(self, bundle, step):
        if not self._rates():
            return super()._step_values(bundle, step)
        return {
            "questions": self._rating_questions(bundle, step),
            "baseline": bundle.phase == "baseline",
        }

    def _known(self, bundle, step):
        return {} if self._rates() else super()._known(bundle, step)

    def _page(self, bundle, step, visit, typed=None, errors=None):
        template, values = super()._page(bundle, step, visit, typed, errors)
        return ("forms_rating" if self._rates() else template), values

    def _rating_questions(self, bundle, step):
        return [
            {
                "name": self._rating_name(scale, concern),
                "text": scale.question or scale.name,
                "area": concern.client_name or concern.name,
                "choices": [
                    (outcome_change.text(value), label)
                    for value, label in scale._choices()
                ],
                "minimum": outcome_change.text(scale.minimum),
                "maximum": outcome_change.text(scale.maximum),
                "unit": scale.unit,
            }
            for scale, concern in bundle.offered.get(step, ())
        ]

    def _rating_name(self, scale, concern):
        return f"rate_{scale.id}_{concern.id or 0}"

    # ------------------------------------------------------------------
    # Taking in
    # ------------------------------------------------------------------

    def _field_lengths(self, bundle, step):
        if not self._rates():
            return super()._field_lengths(bundle, step)
        if step == WORDS:
            return {"words": form_values.TEXT}
        return {
            self._rating_name(*pair): VALUE for pair in bundle.offered.get(step, ())
        }

    def _save(self, bundle, step, sent, visit):
        if not self._rates():
            return super()._save(bundle, step, sent, visit)
        typed = self._checked(self._field_lengths(bundle, step), sent)
        self._refuse_wrong_ratings(bundle.offered.get(step, ()), typed)
        row = self._draft_row(bundle, visit)
        row._keep(step, {"typed": typed, "done": True})
        if not bundle.current:
            self._record_ratings(bundle)
            self._complete()
        return None

    def _refuse_wrong_ratings(self, pairs, typed):
        """Say what is no value of its scale; single questions may stay empty."""
        errors = {}
        if pairs and not any(typed.values()):
            first = self._rating_name(*pairs[0])
            errors[first] = self.env._("Please answer at least one question here.")
        for scale, concern in pairs:
            name = self._rating_name(scale, concern)
            if typed.get(name) and self._rating(scale, typed[name]) is None:
                errors[name] = self.env._(
                    "Please give a value from %(minimum)s to %(maximum)s.",
                    minimum=outcome_change.text(scale.minimum),
                    maximum=outcome_change.text(scale.maximum),
                )
        if errors:
            raise FormErrors(errors)

    def _rating(self, scale, text):
        """Return the value of a scale that was typed, None when it is none."""
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            return None
        good = outcome_change.fits(value, scale.minimum, scale.maximum, scale.step)
        return value if good else None

    def _record_ratings(self, bundle):
        """Write what the client rated; the words stand with the first rating."""
        common = {
            "company_id": self.company_id.id,
            "client_id": self.client_id.id,
            "course_id": bundle.course.id,
            "rater": "client",
            "phase": bundle.phase,
            "source": "form",
            "user_id": False,
        }
        rows = []
        for step, pairs in bundle.offered.items():
            typed = bundle.typed._typed(step).get("typed", {})
            for scale, concern in pairs:
                value = self._rating(
                    scale, typed.get(self._rating_name(scale, concern), "")
                )
                if value is not None:
                    rating = {"scale_id": scale.id, "concern_id": concern.id}
                    rows.append({**common, **rating, "value": value})
        words = bundle.typed._typed(WORDS).get("typed", {}).get("words")
        if words and rows:
            rows[0]["note"] = words
        self.env["acupuncture.outcome"]._sealed_create(rows)
