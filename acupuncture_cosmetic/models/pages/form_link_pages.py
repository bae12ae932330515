import secrets

from odoo import fields, models
from odoo.tools import html2plaintext

from ...engine import wording
from ..foundation.days import format_day
from . import form_values
from .form_bundle import FormBundle

TEMPLATES = {
    "about": "forms_about",
    "concerns": "forms_concerns",
    "skin": "forms_skin",
    "delta": "forms_delta",
    "sign": "forms_sign",
}


def _sections(document):
    """Return the parts of a document, one list for each section."""
    sections = []
    for part in document["parts"]:
        if not sections or part["html"].startswith("<h3>"):
            sections.append([])
        sections[-1].append(part)
    return sections


class FormLink(models.Model):
    """What the pages show."""

    _inherit = "acupuncture.form.link"

    def _bundle(self, visit=None):
        """Return what the link asks for and how far its client has come."""
        return FormBundle(self, visit)

    def _minutes(self):
        """Return how long the client needs, by the words to read and the questions."""
        # sudo: whoever sends the forms may not read histories; a number leaves
        bundle = self.sudo()._bundle({})
        documents = [
            bundle.document(form) for forms in bundle.forms.values() for form in forms
        ]
        words = sum(len(html2plaintext(each["html"]).split()) for each in documents)
        questions = sum(len(bundle.questions(step)) for step in bundle.steps)
        if bundle.asks_for_changes:
            questions += len(bundle.head._asked_again())
        return wording.minutes(words, questions)

    def _page(self, bundle, step, visit, typed=None, errors=None):
        """Return the template of a step, and what it shows.

        :param typed: what was sent and found wrong, else what is known is shown
        """
        if step in bundle.forms:
            template, values = "forms_consents", self._consent_page(bundle, step)
        else:
            template = TEMPLATES.get(step, "forms_questions")
            values = self._step_values(bundle, step)
        shown = typed or bundle.own_words(step, visit) or self._known(bundle, step)
        return template, {
            **self._frame(bundle, step),
            **values,
            "visit": visit,
            "v": shown or {},
            "errors": self._in_order(bundle, step, errors or {}),
            "lengths": self._field_lengths(bundle, step),
            "seen": self._state_name(bundle, step, visit),
            "page": secrets.token_urlsafe(6),
            "minor": bundle.is_minor,
        }

    def _in_order(self, bundle, step, errors):
        """Return the errors in the order of the page."""
        order = list(self._field_lengths(bundle, step))
        places = {name: order.index(name) for name in errors if name in order}
        return dict(sorted(errors.items(), key=lambda error: places.get(error[0], -1)))

    def _frame(self, bundle, step):
        steps = bundle.steps
        number = steps.index(step) + 1
        return {
            "link": self,
            "guardian": self.purpose == "guardian",
            "clinic": self.company_id,
            "step": step,
            "number": number,
            "total": len(steps),
            "back": steps[number - 2] if number > 1 else None,
            "sends": bundle.sends(step),
            "heading": None,
            "title": self._titles().get(step, ""),
        }

    def _titles(self):
        return {
            **dict(self.env["acupuncture.intake"]._screen_labels()),
            "delta": self.env._("Has anything changed?"),
            "choices": self.env._("Your data and your choices"),
            "sign": self.env._("Check and sign"),
        }

    def _step_values(self, bundle, step):
        if step == "delta":
            return self._delta_values(bundle)
        if step == "sign":
            return self._sign_values(bundle)
        return {
            "questions": self._questions(bundle.questions(step)),
            "concerns": bundle.concerns if step == "concerns" else (),
            "history": bundle.history,
        }

    def _known(self, bundle, step):
        """Return what the history holds for a step, as the page shows it."""
        if step == "delta":
            return {}
        if step == "sign":
            own = self.purpose != "guardian"
            return {"name": self.client_id.name} if own else {}
        values = bundle.history._screen_values(step)
        return form_values.write(step, values)

    def _questions(self, items):
        return [
            {
                "code": item.code,
                "text": item._question(self.company_id),
                "help": item.question_help,
                "date_label": item.ask_date
                and (item.date_label or self.env._("When was it last?")),
                "detail_label": item.ask_detail
                and (item.detail_label or self.env._("Which one?")),
            }
            for item in items
        ]

    def _delta_values(self, bundle):
        last = bundle.head.submitted_at
        asked = self.env["acupuncture.contraindication"]._questions
        told, items = bundle.head.answer_ids, bundle.head._asked_again()
        if not bundle.sees_earlier:  # what is asked of this client alone tells why
            told, items = (), asked(self.company_id, critical_only=True)
        answers = {answer.item_id: answer for answer in told}
        return {
            "since": format_day(self.env, last),
            "questions": [
                {**question, "answer": answers.get(item)}
                for item, question in zip(items, self._questions(items), strict=True)
            ],
        }

    def _consent_page(self, bundle, step):
        documents = [
            {
                "template": template,
                **document,
                "sections": _sections(document),
                "choosing": self._is_choice(template),
                "own_tick": self._own_tick(template, document),
            }
            for template in bundle.forms[step]
            for document in [bundle.document(template)]
        ]
        single = documents[0] if len(documents) == 1 else None
        for document in documents:
            template = document["template"]
            document["call"] = template.required or bundle.cannot_do_without(template)
        return {
            "documents": documents,
            "declining": [
                document
                for document in documents
                if not document["choosing"] and (single or document["required"])
            ],
            "heading": single["template"].name if single else None,
        }

    def _sign_values(self, bundle):
        return {
            "summary": self._summary(bundle) if bundle.asks_for_history else [],
            "agreed": self._agreed(bundle),
            "withheld": bundle.withheld,
            "history": bundle.history,
        }

    def _summary(self, bundle):
        """Return (step, title, lines) of the history, for a last look."""
        titles = self._titles()
        return [
            (step, titles.get(step), self._lines(bundle, step))
            for step in bundle.history._screens()
        ]

    def _lines(self, bundle, step):
        known = self._known(bundle, step)
        lines = []
        for question in self._questions(bundle.questions(step)):
            code = question["code"]
            day = fields.Date.to_date(known.get(f"on_{code}") or False)
            more = [
                self.env._("yes"),
                day and format_day(self.env, day),
                known.get(f"detail_{code}"),
            ]
            if known.get(f"y_{code}"):
                lines.append((question["text"], ", ".join(filter(None, more))))
            elif known.get(f"u_{code}"):
                lines.append((question["text"], self.env._("not sure")))
        return self._plain_lines(bundle, step, known) + lines

    def _plain_lines(self, bundle, step, known):
        known_fields = self.env["acupuncture.intake"]._fields
        lines = []
        if step == "about" and bundle.history.birth_date:
            born = format_day(self.env, bundle.history.birth_date)
            lines.append((self.env._("Date of birth"), born))
        if step == "concerns":
            ranked = [c for c in bundle.concerns if known.get(f"rank_{c.code}")]
            ranked.sort(key=lambda c: int(known[f"rank_{c.code}"]))
            lines += [(c.client_name or c.name, None) for c in ranked]
        for name in form_values.PLAIN.get(step, {}):
            if text := known.get(name):
                field = known_fields[name]
                if field.type == "selection":
                    text = dict(field._description_selection(self.env)).get(text, text)
                lines.append((field._description_string(self.env), text))
        return lines

    def _agreed(self, bundle):
        """Return (step, title, [(form, decision)]) of the consents."""
        result = []
        for step, templates in bundle.forms.items():
            typed = bundle.typed._typed(step).get("typed", {})
            answers = [(t.name, self._decision(t, typed)) for t in templates]
            title = self._titles().get(step) or templates.name
            result.append((step, title, answers))
        return result
