from functools import cached_property

from ..foundation.form_errors import FormErrors
from .part import Part

AGREED, DECLINED = "agreed", "declined"


class ConsentPart(Part):
    """The consent forms: one to read on a page, or several to choose from."""

    template = "forms_consents"

    def title(self, step):
        """Return the heading of the choices; a form to read has its own name."""
        return self.env._("Your data and your choices") if step == "choices" else ""

    # ------------------------------------------------------------------
    # Texts
    # ------------------------------------------------------------------

    @cached_property
    def _documents(self):
        return {}

    def document(self, form):
        """Return the exact text of a consent form for this client."""
        bundle = self.bundle
        if form not in self._documents:
            self._documents[form] = form._document(
                bundle.client,
                bundle.company,
                finding_codes=bundle.findings,
                techniques=bundle.techniques,
                course=self.link.course_id or self.link.session_id.course_id or None,
                lang=self.env.lang,
            )
        return self._documents[form]

    def all_documents(self):
        """Return the text of every form, in order."""
        return [
            self.document(form)
            for forms in self.bundle.forms.values()
            for form in forms
        ]

    def _is_choice(self, form):
        """Tell whether a form is agreed to or declined in a line."""
        return not form.required and form.kind != "technique"

    def _is_needed(self, form):
        """Tell whether no treatment, or not the one planned, can do without a form."""
        return form.required or form.technique_id.code in self.bundle.essential

    def _own_tick(self, form):
        """Return the one statement that agreeing to a choice says by itself."""
        needed = [tick for tick in self.document(form)["ticks"] if tick["required"]]
        return needed[0] if self._is_choice(form) and len(needed) == 1 else None

    # ------------------------------------------------------------------
    # What is shown
    # ------------------------------------------------------------------

    def lengths(self, step):
        """Return the decision on each form, its text's hash and its ticks."""
        lengths = {}
        for form in self.bundle.forms[step]:
            lengths[f"decision_{form.id}"] = 10
            lengths[f"hash_{form.id}"] = 64
            for tick in self.document(form)["ticks"]:
                lengths[f"tick_{form.id}_{tick['key']}"] = 1
        return lengths

    def values(self, step):
        """Return the texts of a page, and those that a button there says no to."""
        forms = self.bundle.forms[step]
        documents = [
            {
                "template": form,
                **self.document(form),
                "sections": _sections(self.document(form)),
                "choosing": self._is_choice(form),
                "own_tick": self._own_tick(form),
                "call": self._is_needed(form),
            }
            for form in forms
        ]
        single = len(documents) == 1
        return {
            "documents": documents,
            "declining": [
                document
                for document in documents
                if not document["choosing"] and (single or document["required"])
            ],
            "heading": forms.name if single else None,
        }

    def place(self, name):
        """Return where on the page an error of a field is shown."""
        return f"{name}_{AGREED}" if name.startswith("decision_") else name

    def agreed(self):
        """Return (step, title, [(form, decision)]) of all forms."""
        result = []
        for step, forms in self.bundle.forms.items():
            typed = self.bundle.unsent.words(step)
            answers = [(form.name, self._decision(form, typed)) for form in forms]
            result.append((step, self.title(step) or forms.name, answers))
        return result

    # ------------------------------------------------------------------
    # What is taken in
    # ------------------------------------------------------------------

    def save(self, step, typed):
        """Keep the decisions until they are signed, or note that the client is called.

        :raises FormErrors: a text is another by now, or an answer is missing
        """
        if self.wants_call(step, typed):
            self.bundle.unsent.put(step, typed=typed)
            self.link._ask_for_call()
            return
        errors = {}
        for form in self.bundle.forms[step]:
            errors.update(self._errors(form, typed))
        if errors:
            raise FormErrors(errors)
        self.bundle.unsent.put(step, typed=typed, done=True)

    def wants_call(self, step, typed):
        """Tell whether the client says no to what no treatment can do without."""
        return any(
            self._decision(form, typed) == DECLINED and self._is_needed(form)
            for form in self.bundle.forms[step]
        )

    def _errors(self, form, typed):
        document = self.document(form)
        if typed.get(f"hash_{form.id}") != document["hash"]:
            text = self.env._("This text has changed since. Please read it again.")
            return {f"form_{form.id}": text}
        decision = self._decision(form, typed)
        if not decision:
            text = self.env._(
                "“%(form)s”: please choose, yes or no.", form=document["title"]
            )
            return {f"decision_{form.id}_{AGREED}": text}
        if decision == DECLINED:
            return {}
        answers = self._answers(form, typed)
        return {
            f"tick_{form.id}_{tick['key']}": self.env._(
                "Please tick “%(statement)s”, or ask us if you do not agree.",
                statement=tick["text"],
            )
            for tick in document["ticks"]
            if tick["required"] and not answers[tick["key"]]
        }

    def _decision(self, form, typed):
        """Return the decision on a form; to go on from one to read is to agree."""
        decision = typed.get(f"decision_{form.id}")
        if not self._is_choice(form):
            return DECLINED if decision == DECLINED else AGREED
        return decision if decision in (AGREED, DECLINED) else None

    def _answers(self, form, typed):
        """Return {tick key: whether it is agreed to}."""
        agreed = self._decision(form, typed) == AGREED
        own = agreed and self._own_tick(form)
        return {
            tick["key"]: tick == own or bool(typed.get(f"tick_{form.id}_{tick['key']}"))
            for tick in self.document(form)["ticks"]
        }

    # ------------------------------------------------------------------
    # Signing
    # ------------------------------------------------------------------

    def renewed(self, step):
        """Return what is wrong by now with a page that was sent, by field."""
        typed = self.bundle.unsent.words(step)
        errors = {}
        for form in self.bundle.forms.get(step, ()) if typed else ():
            if typed.get(f"hash_{form.id}") != self.document(form)["hash"]:
                errors |= self._errors(form, typed)
        return errors

    def open_renewed(self):
        """Have the client read again what says something else than when it was read.

        An answer that was changed before signing, or a newer form, makes it so.
        """
        for step in filter(self.is_done, self.bundle.forms):
            if self.renewed(step):
                self.bundle.unsent.open_again(step)

    def signed_documents(self):
        """Return the forms with the client's answers, as they are to be signed.

        :raises FormErrors: a text is another than when it was read
        """
        documents = []
        for step, forms in self.bundle.forms.items():
            if errors := self.renewed(step):
                raise FormErrors(errors)
            typed = self.bundle.unsent.words(step)
            documents += [
                {
                    "document": self.document(form),
                    "answers": self._answers(form, typed),
                    "decision": self._decision(form, typed),
                }
                for form in forms
            ]
        return documents


def _sections(document):
    """Return the parts of a document, one list for each section."""
    sections = []
    for part in document["parts"]:
        if not sections or part["html"].startswith("<h3>"):
            sections.append([])
        sections[-1].append(part)
    return sections
