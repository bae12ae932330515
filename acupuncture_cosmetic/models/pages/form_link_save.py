from odoo import fields, models

from ...engine import form_merge
from ..foundation.form_errors import FormErrors
from . import form_values

AGREED, DECLINED = "agreed", "declined"
SIGN_FIELDS = {
    "declared": 1,
    "name": form_values.NAME,
    "sign_as": 5,
    "guardian_relation": form_values.NAME,
    "witness_name": form_values.NAME,
}


class FormLink(models.Model):
    """Taking in what the client sends, one step at a time."""

    _inherit = "acupuncture.form.link"

    def _field_lengths(self, bundle, step):
        """Return {field name: longest text} of a step; nothing else is read."""
        if step == "delta":
            return {"unchanged": 1, "read": 1}
        if step == "sign":
            return SIGN_FIELDS
        if step in bundle.forms:
            return self._consent_names(bundle, step)
        return form_values.names(step, *bundle.codes(step))

    def _consent_names(self, bundle, step):
        lengths = {}
        for template in bundle.forms[step]:
            document = bundle.document(template)
            lengths[f"decision_{template.id}"] = 10
            lengths[f"hash_{template.id}"] = 64
            for tick in document["ticks"]:
                lengths[f"tick_{template.id}_{tick['key']}"] = 1
        return lengths

    def _keep(self, bundle, step, sent, visit):
        """Keep what is being typed, however unfinished, so that nothing gets lost."""
        lengths = self._field_lengths(bundle, step)
        typed = {name: sent[name] for name in lengths if name in sent}
        self._draft_row(bundle, visit)._keep(step, {"typed": typed})

    # ------------------------------------------------------------------
    # Two windows, two devices
    # ------------------------------------------------------------------

    def _state(self, bundle, step, visit):
        """Return what is known of a step: as typed, or else as sent before."""
        known = bundle.own_words(step, visit) or self._known(bundle, step)
        return form_merge.state(known or {}, self._field_lengths(bundle, step))

    def _state_name(self, bundle, step, visit):
        """Return by what a page tells which state of the step it was shown."""
        return form_merge.digest(self._state(bundle, step, visit))

    def _clash(self, bundle, step, sent, visit):
        """Return both states in one, where somebody else wrote since a page was shown.

        :return: ``(values, {place on the page: message})``, or nothing
        """
        if step == "sign" or not sent.get("seen"):
            return None
        lengths = self._field_lengths(bundle, step)
        stored = self._state(bundle, step, visit)
        mine = form_merge.state(sent, lengths)
        own = visit.get("written", {}).get(sent.get("page"))
        if form_merge.digest(stored) in (sent["seen"], own, form_merge.digest(mine)):
            return None
        values = form_merge.merge(stored, mine, lengths)
        both = self.env._(
            "This was changed in another window or on another device meanwhile. Both "
            "are kept: please read it over."
        )
        messages = {}
        for name in form_merge.differing(stored, mine):
            text = mine.get(name, "")
            one = text and text not in values.get(name, "")
            messages[self._place(name)] = (
                self.env._(
                    "This was changed in another window or on another device "
                    "meanwhile. Here it said “%(text)s”.",
                    text=text,
                )
                if one
                else both
            )
        return values, messages

    def _place(self, name):
        """Return where on the page an error of a field is shown."""
        part, _line, rest = name.partition("_")
        if part == "u":
            return f"y_{rest}"
        if part == "decision":
            return f"{name}_{AGREED}"
        places = {"rank": "concerns", "birth": "birth_day"}
        return places.get(part, name)

    def _draft_row(self, bundle, visit):
        if bundle.row:
            bundle.row._lock()
            if not bundle.typed:  # somebody else's, on the same link
                bundle.row.screens = False
        else:
            bundle.row = self.env["acupuncture.form.draft"]._begin(self)
        bundle.typed = bundle.row
        bundle.typed.visit = visit["key"]
        return bundle.typed

    def _save(self, bundle, step, sent, visit):
        """Take in a step.

        :raises FormErrors: by field name of the page; nothing is stored of the step
        """
        typed = self._checked(self._field_lengths(bundle, step), sent)
        if step == "delta":
            self._save_delta(bundle, typed, visit)
        elif step in bundle.forms and self._wants_a_call(bundle, step, typed):
            self._draft_row(bundle, visit)._keep(step, {"typed": typed})
            self._ask_for_call()
        elif step in bundle.forms:
            self._save_consents(bundle, step, typed)
            done = {"typed": typed, "done": True}
            self._draft_row(bundle, visit)._keep(step, done)
        elif step != "sign":
            self._save_history(bundle, step, typed)
        now = self._bundle(self._seen(bundle))  # the steps may be others now
        if step != "sign" and not now.current:
            self._complete()

    def _checked(self, lengths, sent):
        """Return the fields of the step; longer texts are told, not cut."""
        typed = {name: sent[name].strip() for name in lengths if name in sent}
        errors = {
            name: self.env._(
                "Please shorten this to %(count)s characters: it has %(has)s.",
                count=lengths[name],
                has=len(text),
            )
            for name, text in typed.items()
            if len(text) > lengths[name]
        }
        if errors:
            raise FormErrors(errors)
        return typed

    def _save_history(self, bundle, step, typed):
        codes, concerns = bundle.codes(step)
        values = form_values.read(step, typed, codes, concerns)
        try:
            self._history_draft(bundle)._save_screen(step, values)
        except FormErrors as errors:
            named = {
                form_values.error_name(key, codes): text
                for key, text in errors.errors.items()
            }
            raise FormErrors(named) from errors
        self._send_history(bundle)
        if bundle.typed:
            bundle.typed._lock()
            bundle.typed._forget(step)
            screens = bundle.typed.screens or {}
            if any(sent.get("done") for sent in screens.values()):
                self._reopen_renewed(self._bundle(self._seen(bundle)))

    def _seen(self, bundle):
        """Return the visit with the history that it began."""
        return {**bundle.visit, "draft": bundle.draft.id or bundle.visit.get("draft")}

    def _history_draft(self, bundle):
        """Return the draft of the history, begun with the first screen that is sent."""
        if not bundle.draft:
            bundle.draft = self.env["acupuncture.intake"]._start(
                self.client_id,
                self.company_id,
                self._source(),
                lang=self.env.lang,
                blank=not (bundle.sees_earlier or bundle.sent_here),
            )
            today = self.company_id._clinic_today()
            if (
                self.history_at
                and self.company_id._clinic_date(self.history_at) == today
            ):
                bundle.draft._mark_gone_through()
        return bundle.draft

    def _send_history(self, bundle):
        """Submit a complete history at once: who treats reads it, signed or not.

        What is changed afterwards makes the next version.
        """
        draft = bundle.draft
        if draft._open_screens():
            return
        if self.history_at and not draft._changes():
            bundle.draft = draft.previous_id
            draft.unlink()
            return
        draft._submit_unsigned(self._how(bundle.visit))
        self._sealed_write({"history_at": fields.Datetime.now()})

    def _source(self):
        return "tablet" if self.channel == "tablet" else "portal"

    def _save_delta(self, bundle, typed, visit):
        """Confirm the last history, or begin the next one from it."""
        if typed.get("unchanged") != "1":
            # noted before it is told what: who stops here must not be treated unasked
            bundle.head._note_asked(self._source(), self.session_id, changed=True)
            self._history_draft(bundle)
        elif not typed.get("read"):
            text = self.env._("Please confirm that you have read the questions.")
            raise FormErrors({"read": text})
        else:
            bundle.head._confirm_unchanged(self._source(), session=self.session_id)
        self._draft_row(bundle, visit)._keep("delta", {"done": True})

    # ------------------------------------------------------------------
    # Consents
    # ------------------------------------------------------------------

    def _save_consents(self, bundle, step, typed):
        errors = {}
        for template in bundle.forms[step]:
            document = bundle.document(template)
            errors.update(self._consent_errors(template, document, typed))
        if errors:
            raise FormErrors(errors)

    def _wants_a_call(self, bundle, step, typed):
        """Tell whether the client says no to what no treatment can do without."""
        return any(
            self._decision(template, typed) == DECLINED
            and (template.required or bundle.cannot_do_without(template))
            for template in bundle.forms[step]
        )

    def _ask_for_call(self):
        """Note that the client wants to talk first; nothing is signed."""
        if not self.call_asked_at:
            self._sealed_write({"call_asked_at": fields.Datetime.now()})
            self._call_asked()

    def _call_asked(self):
        """Hook: the client of this link asks for a call."""

    def _consent_errors(self, template, document, typed):
        if typed.get(f"hash_{template.id}") != document["hash"]:
            text = self.env._("This text has changed since. Please read it again.")
            return {f"form_{template.id}": text}
        decision = self._decision(template, typed)
        if not decision:
            text = self.env._(
                "“%(form)s”: please choose, yes or no.", form=document["title"]
            )
            return {f"decision_{template.id}_{AGREED}": text}
        if decision == DECLINED:
            return {}
        answers = self._answers(template, document, typed)
        return {
            f"tick_{template.id}_{tick['key']}": self.env._(
                "Please tick “%(statement)s”, or ask us if you do not agree.",
                statement=tick["text"],
            )
            for tick in document["ticks"]
            if tick["required"] and not answers[tick["key"]]
        }

    def _answers(self, template, document, typed):
        """Return {tick key: whether it is agreed to}."""
        agreed = self._decision(template, typed) == AGREED
        own = agreed and self._own_tick(template, document)
        return {
            tick["key"]: tick == own
            or bool(typed.get(f"tick_{template.id}_{tick['key']}"))
            for tick in document["ticks"]
        }

    def _is_choice(self, template):
        """Tell whether a form is agreed to or declined in a line."""
        return not template.required and template.kind != "technique"

    def _own_tick(self, template, document):
        """Return the one statement that agreeing to a choice says by itself."""
        needed = [tick for tick in document["ticks"] if tick["required"]]
        return needed[0] if self._is_choice(template) and len(needed) == 1 else None

    def _decision(self, template, typed):
        """Return the decision on a form; to go on from one to read is to agree."""
        decision = typed.get(f"decision_{template.id}")
        if not self._is_choice(template):
            return DECLINED if decision == DECLINED else AGREED
        return decision if decision in (AGREED, DECLINED) else None

    def _signed_documents(self, bundle):
        """Return the forms with the client's answers, as they are to be signed."""
        documents = []
        for step, templates in bundle.forms.items():
            typed = bundle.typed._typed(step).get("typed", {})
            for template in templates:
                document = bundle.document(template)
                documents.append(
                    {
                        "document": document,
                        "answers": self._answers(template, document, typed),
                        "decision": self._decision(template, typed),
                    }
                )
        return documents
