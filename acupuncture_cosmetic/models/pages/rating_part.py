from ...engine import outcome_change
from ..foundation.form_errors import FormErrors
from . import form_values
from .part import Part

OVERALL, AREAS, WORDS = "rate-overall", "rate-areas", "rate-words"
VALUE = 12  # longest number


class RatingPart(Part):
    """The questions of published scales: as a whole, then area by area."""

    template = "forms_rating"

    def title(self, step):
        """Return the heading of a page of questions."""
        if step == AREAS:
            return self.env._("Area by area")
        return self.env._("How is it going?")

    def _pairs(self, step):
        return self.bundle.offered.get(step, ())

    def _name(self, scale, concern):
        return f"rate_{scale.id}_{concern.id or 0}"

    def lengths(self, step):
        """Return one number for each question."""
        return {self._name(*pair): VALUE for pair in self._pairs(step)}

    def values(self, step):
        """Return the questions, and whether it is the first time."""
        return {
            "questions": [self._asked(*pair) for pair in self._pairs(step)],
            "baseline": self.bundle.phase == "baseline",
        }

    def _asked(self, scale, concern):
        return {
            "name": self._name(scale, concern),
            "text": scale.question or scale.name,
            "area": concern.client_name or concern.name,
            "choices": [
                (outcome_change.text(value), label) for value, label in scale._choices()
            ],
            "minimum": outcome_change.text(scale.minimum),
            "maximum": outcome_change.text(scale.maximum),
            "unit": scale.unit,
        }

    def save(self, step, typed):
        """Keep the answers of a page; single questions may stay empty.

        :raises FormErrors: nothing is answered, or an answer is no value of its scale
        """
        errors, pairs = {}, self._pairs(step)
        if not any(typed.values()):
            first = self._name(*pairs[0])
            errors[first] = self.env._("Please answer at least one question here.")
        for scale, concern in pairs:
            name = self._name(scale, concern)
            if typed.get(name) and _value(scale, typed[name]) is None:
                errors[name] = self.env._(
                    "Please give a value from %(minimum)s to %(maximum)s.",
                    minimum=outcome_change.text(scale.minimum),
                    maximum=outcome_change.text(scale.maximum),
                )
        if errors:
            raise FormErrors(errors)
        self.bundle.unsent.put(step, typed=typed, done=True)

    def given(self, step):
        """Return (scale, area, value) of each question that was answered."""
        typed = self.bundle.unsent.words(step)
        rated = [
            (*pair, _value(pair[0], typed.get(self._name(*pair), "")))
            for pair in self._pairs(step)
        ]
        return [each for each in rated if each[-1] is not None]


class WordsPart(Part):
    """What no question asks, in the client's own words."""

    template = "forms_rating"

    def title(self, _step):
        """Return the heading."""
        return self.env._("In your own words")

    def lengths(self, _step):
        """Return the one text."""
        return {"words": form_values.TEXT}

    def values(self, _step):
        """Return no questions: the page asks for words alone."""
        return {"questions": []}

    def save(self, step, typed):
        """Keep the words, if there are any."""
        self.bundle.unsent.put(step, typed=typed, done=True)


def _value(scale, text):
    """Return the value of a scale that was typed, None when it is none."""
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    good = outcome_change.fits(value, scale.minimum, scale.maximum, scale.step)
    return value if good else None
