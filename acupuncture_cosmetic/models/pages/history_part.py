from functools import cached_property

from odoo import fields

from ..foundation.days import format_day
from ..foundation.form_errors import FormErrors
from ..screening.screen_form import SCREENS
from . import form_values
from .part import Part

TEMPLATES = {
    "about": "forms_about",
    "concerns": "forms_concerns",
    "skin": "forms_skin",
}


class HistoryPart(Part):
    """The screens of the health history, one topic each."""

    def template_of(self, step):
        """Return the name of the template of a screen."""
        return TEMPLATES.get(step, "forms_questions")

    def title(self, step):
        """Return the topic of a screen."""
        labels = dict(self.env["acupuncture.intake"]._screen_labels())
        return labels.get(step, "")

    def questions(self, step):
        """Return the screening items that are asked on a screen."""
        return self._by_screen.get(step) or self.env["acupuncture.contraindication"]

    @cached_property
    def _by_screen(self):
        return self.bundle.history._questions_by_screen()

    @cached_property
    def concerns(self):
        """What a client may wish to improve."""
        return self.env["acupuncture.concern"].search([])

    def _codes(self, step):
        """Return the codes of a screen's questions, and those of the concerns."""
        concerns = self.concerns.mapped("code") if step == "concerns" else ()
        return self.questions(step).mapped("code"), concerns

    # ------------------------------------------------------------------
    # What is shown
    # ------------------------------------------------------------------

    def lengths(self, step):
        """Return {field name: longest text} of a screen."""
        return form_values.names(step, *self._codes(step))

    def values(self, step):
        """Return the questions of a screen, and what a client may wish for."""
        return {
            "questions": self.asked(self.questions(step)),
            "concerns": self.concerns if step == "concerns" else (),
            "minor": self.bundle.is_minor,
        }

    def asked(self, items):
        """Return screening items as the pages ask them."""
        return [
            {
                "code": item.code,
                "text": item._question(self.bundle.company),
                "help": item.question_help,
                "date_label": item.ask_date
                and (item.date_label or self.env._("When was it last?")),
                "detail_label": item.ask_detail
                and (item.detail_label or self.env._("Which one?")),
            }
            for item in items
        ]

    def known(self, step):
        """Return what the history holds for a screen, as the page shows it."""
        return form_values.write(step, self.bundle.history._screen_values(step))

    def place(self, name):
        """Return where on the page an error of a field is shown."""
        part, _line, rest = name.partition("_")
        if part == "u":
            return f"y_{rest}"
        return {"rank": "concerns", "birth": "birth_day"}.get(part, name)

    def lines(self, step):
        """Return (text, answer) of all that a screen was answered with."""
        known = self.known(step)
        lines = []
        for question in self.asked(self.questions(step)):
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
        return self._plain_lines(step, known) + lines

    def _plain_lines(self, step, known):
        known_fields = self.env["acupuncture.intake"]._fields
        lines = []
        if step == "about" and self.bundle.history.birth_date:
            born = format_day(self.env, self.bundle.history.birth_date)
            lines.append((self.env._("Date of birth"), born))
        if step == "concerns":
            ranked = [c for c in self.concerns if known.get(f"rank_{c.code}")]
            ranked.sort(key=lambda c: int(known[f"rank_{c.code}"]))
            lines += [(c.client_name or c.name, None) for c in ranked]
        for name in form_values.PLAIN.get(step, {}):
            if text := known.get(name):
                field = known_fields[name]
                if field.type == "selection":
                    text = dict(field._description_selection(self.env)).get(text, text)
                lines.append((field._description_string(self.env), text))
        return lines

    # ------------------------------------------------------------------
    # What is taken in
    # ------------------------------------------------------------------

    def is_done(self, step):
        """Tell whether a screen was sent and found complete."""
        draft = self.bundle.draft
        if draft:
            return step in (draft.draft_screens or ())
        return step in SCREENS and bool(self.link.history_at)

    def save(self, step, typed):
        """Write a screen into the history, and send that once it is complete."""
        codes, concerns = self._codes(step)
        values = form_values.read(step, typed, codes, concerns)
        try:
            self.begin()._save_screen(step, values)
        except FormErrors as errors:
            named = {
                form_values.error_name(key, codes): text
                for key, text in errors.errors.items()
            }
            raise FormErrors(named) from errors
        self._send()
        unsent = self.bundle.unsent
        unsent.forget(step)
        if unsent.any_done():
            self.bundle.anew().consents.open_renewed()

    def begin(self):
        """Return the draft of the history, begun with the first screen that is sent."""
        bundle = self.bundle
        if not bundle.draft:
            bundle.draft = self.env["acupuncture.intake"]._start(
                bundle.client,
                bundle.company,
                self.link._source(),
                lang=self.env.lang,
                blank=not (bundle.sees_earlier or bundle.sent_here),
            )
            sent_at, company = self.link.history_at, bundle.company
            if sent_at and company._clinic_date(sent_at) == company._clinic_today():
                bundle.draft._mark_gone_through()
        return bundle.draft

    def _send(self):
        """Submit a complete history at once: who treats reads it, signed or not.

        What is changed afterwards makes the next version.
        """
        draft = self.bundle.draft
        if draft._open_screens():
            return
        if self.link.history_at and not draft._changes():
            self.bundle.draft = draft.previous_id
            draft.unlink()
            return
        draft._submit_unsigned(self.link._how(self.bundle.visit))
        self.link._sealed_write({"history_at": fields.Datetime.now()})
