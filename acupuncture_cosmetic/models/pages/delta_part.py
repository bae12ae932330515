from ..foundation.days import format_day
from ..foundation.form_errors import FormErrors
from .part import Part


class DeltaPart(Part):
    """One page in the place of the history: has anything changed since last time?"""

    template = "forms_delta"

    def title(self, _step):
        """Return the question."""
        return self.env._("Has anything changed?")

    def lengths(self, _step):
        """Return the button that was pressed, and the tick above it."""
        return {"unchanged": 1, "read": 1}

    def values(self, _step):
        """Return what is asked again, each with the last answer."""
        bundle = self.bundle
        last = bundle.head.submitted_at
        told, items = bundle.head.answer_ids, bundle.head._asked_again()
        if not bundle.sees_earlier:  # what is asked of this client alone tells why
            asked = self.env["acupuncture.contraindication"]._questions
            told, items = (), asked(bundle.company, critical_only=True)
        answers = {answer.item_id: answer for answer in told}
        questions = bundle.screens.asked(items)
        return {
            "since": format_day(self.env, last),
            "questions": [
                {**question, "answer": answers.get(item)}
                for item, question in zip(items, questions, strict=True)
            ],
        }

    def save(self, step, typed):
        """Confirm the last history, or begin the next one from it."""
        head, link = self.bundle.head, self.link
        if typed.get("unchanged") != "1":
            # noted before it is told what: who stops here must not be treated unasked
            head._note_asked(link._source(), link.session_id, changed=True)
            self.bundle.screens.begin()
        elif not typed.get("read"):
            text = self.env._("Please confirm that you have read the questions.")
            raise FormErrors({"read": text})
        else:
            head._confirm_unchanged(link._source(), session=link.session_id)
        self.bundle.unsent.put(step, done=True)
