from functools import cached_property

from ..course.course_terms import USUAL_TECHNIQUES
from ..screening.screen_form import SCREENS

CONSENT_STEP = "consent-"
OWN_SCREEN = ("treatment", "technique")


class FormBundle:
    """All that one link asks for, and how far its client has come.

    Steps: ``delta``, the screens of the history, one ``consent-<id>`` for each form to
    read, ``choices`` for what is agreed or declined in a line, and ``sign``.

    :param visit: what is known of the visit; without it nothing of before is shown on a
        link that is not the client's own
    """

    def __init__(self, link, visit=None):
        self.link = link
        self.visit = visit or {}
        self.env = link.env
        self.client = link.client_id
        self.company = link.company_id

    # ------------------------------------------------------------------
    # Records
    # ------------------------------------------------------------------

    @property
    def sees_earlier(self):
        """Whether what was told before this visit is shown and taken over.

        The clinic opens its own links or mails one wherever it likes, and its desk
        knows the date of birth. So there it takes the code from the client's mail, or a
        practitioner as witness.
        """
        return bool(self._is_own or self.link.witness_id or self.visit.get("trusted"))

    @cached_property
    def _is_own(self):
        return self.link._is_own()

    @cached_property
    def row(self):
        """The row of what was typed and not sent, whoever typed it."""
        drafts = self.env["acupuncture.form.draft"]
        return drafts.search([("link_id", "=", self.link.id)], limit=1)

    @cached_property
    def typed(self):
        """What was typed and not sent, as far as this visit may see it."""
        mine = self.sees_earlier or self.row.visit == self.visit.get("key")
        return self.row if mine else self.row.browse()

    @cached_property
    def draft(self):
        """The history that is being filled in, as far as this visit may see it."""
        mine = self.sees_earlier or self.any_draft.id == self.visit.get("draft")
        return self.any_draft if mine else self.any_draft.browse()

    @cached_property
    def any_draft(self):
        """The history that is being filled in, whoever began it."""
        return self.env["acupuncture.intake"].search(
            [
                ("client_id", "=", self.client.id),
                ("company_id", "=", self.company.id),
                ("state", "=", "draft"),
            ],
            limit=1,
        )

    @cached_property
    def head(self):
        """The history that counts today."""
        return self.env["acupuncture.intake"]._heads(self.client, self.company)[:1]

    @property
    def sent_here(self):
        """Whether the history that counts was sent by this very visit."""
        return bool(self.head) and self.head.id == self.visit.get("draft")

    @property
    def history(self):
        """The history to show: the draft, else the last one, else a blank one."""
        own = self.sees_earlier or self.sent_here
        head = self.head if own else self.head.browse()
        return self.draft or head or self._blank

    @cached_property
    def _blank(self):
        return self.env["acupuncture.intake"].new(
            {"client_id": self.client.id, "company_id": self.company.id}
        )

    @cached_property
    def techniques(self):
        """What is planned, by the appointment or course the link was sent from.

        What the answers rule out is not asked about.
        """
        source = self.link.session_id or self.link.course_id
        planned = source._planned_techniques() if source else USUAL_TECHNIQUES
        if planned == USUAL_TECHNIQUES:  # nothing of it is asked about by itself
            return planned
        return planned - self.history._closed_for_good(planned)

    @cached_property
    def findings(self):
        """Codes of what the answers will be found to mean, derived ones too.

        A parent does not read what a minor told of body and mind. Where nothing was
        told that this visit may see, nothing was found either.
        """
        if self.history is self._blank:
            return set()
        codes = set(self.history._engine_findings()[self.history])
        if not self.is_minor:
            return codes
        items = self.env["acupuncture.contraindication"].with_context(active_test=False)
        told = items.search([("code", "in", list(codes))])
        return set(told.filtered(lambda item: not item._is_private()).mapped("code"))

    @cached_property
    def forms(self):
        """{step: consent forms on its screen}; for a minor the guardian's alone."""
        if self.is_minor != (self.link.purpose == "guardian"):
            return {}
        forms = self.env["acupuncture.consent"]._bundle(
            self.client,
            self.company,
            self.techniques,
            self.findings,
            anew=bool(self.link.witness_id),
            minor=self.is_minor,
            again=self.link.purpose != "delta",
        )
        templates = self.env["acupuncture.consent.template"].union(*forms)
        templates -= self.withheld
        own = templates.filtered(lambda template: template.kind in OWN_SCREEN)
        steps = {f"{CONSENT_STEP}{template.id}": template for template in own}
        return steps | ({"choices": templates - own} if templates - own else {})

    @cached_property
    def withheld(self):
        """Forms that were taken back, and that this link does not bring back."""
        if self.link._may_bring_back():
            return self.env["acupuncture.consent.template"]
        consents = self.env["acupuncture.consent"]
        return consents._taken_back(self.client, self.company, self.techniques)

    def document(self, template):
        """Return the exact text of a consent form for this client."""
        return template._document(
            self.client,
            self.company,
            finding_codes=self.findings,
            techniques=self.techniques,
            course=self.link.course_id or self.link.session_id.course_id or None,
            lang=self.env.lang,
        )

    def cannot_do_without(self, template):
        """Tell whether the treatment that is planned falls with this form."""
        return template.technique_id.code in self.essential

    @cached_property
    def essential(self):
        """Codes of the techniques that what is planned cannot do without."""
        source = self.link.session_id or self.link.course_id
        return source._essential_techniques() if source else USUAL_TECHNIQUES

    # ------------------------------------------------------------------
    # Questions
    # ------------------------------------------------------------------

    def questions(self, step):
        """Return the screening items that are asked on a screen of the history."""
        return self._by_screen.get(step) or self.env["acupuncture.contraindication"]

    @cached_property
    def _by_screen(self):
        return self.history._questions_by_screen()

    @cached_property
    def concerns(self):
        """What a client may wish to improve."""
        return self.env["acupuncture.concern"].search([])

    def codes(self, step):
        """Return the codes of a screen's questions, and those of the concerns."""
        concerns = self.concerns.mapped("code") if step == "concerns" else ()
        return self.questions(step).mapped("code"), concerns

    @property
    def is_minor(self):
        """Whether a guardian signs."""
        return bool(self.birth_date) and self.history._is_minor(self.birth_date)

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    @cached_property
    def steps(self):
        """Every step, in order; copies are only read."""
        steps = []
        if self.link.purpose == "copy":
            return steps
        if self.asks_for_changes:
            steps.append("delta")
        if self.asks_for_history:
            steps += self.history._screens()
        steps += self.forms
        own = self.asks_for_history and not self.is_minor
        return [*steps, "sign"] if self.forms or own else steps

    @property
    def asks_for_changes(self):
        """Whether the client is asked only what changed since the last time."""
        today = self.company._clinic_today()
        in_date = bool(self.head) and self.head.valid_until >= today
        # The texts to sign speak of what was told, so they need answers to go by.
        enough = self.sees_earlier or not self.forms
        return self.link.purpose == "delta" and in_date and enough

    @property
    def asks_for_history(self):
        """Whether the client answers the questions of the history."""
        if self.link.purpose == "guardian":
            return False
        if self.link.history_at:
            return True
        if self.asks_for_changes:
            return bool(self.draft)
        if self.link.purpose == "consent":
            return bool(self.draft) or self._texts_need_answers
        return True

    @property
    def _texts_need_answers(self):
        """Whether forms to sign speak of findings that this visit may not see."""
        if self.sees_earlier or not self.head:
            return False
        templates = self.env["acupuncture.consent.template"].union(*self.forms.values())
        return any(template._called_codes() for template in templates)

    @property
    def offers_earlier(self):
        """Whether to ask first: with the answers of before, or from the beginning?"""
        hidden = not (self.sees_earlier or self.draft or self.sent_here)
        told = bool(self.head or self.any_draft)
        chosen = self.visit.get("anew")
        return hidden and told and not chosen and self.asks_for_history

    def sends(self, step):
        """Tell whether the history is sent with this step: no other one is open."""
        if step not in SCREENS or not self.asks_for_history:
            return False
        return all(
            self.is_done(screen) for screen in self.history._screens() if screen != step
        )

    def is_done(self, step):
        """Tell whether a step was sent and found complete."""
        if step in self.forms or step == "delta":
            return bool(self.typed._typed(step).get("done"))
        if self.draft:
            return step in (self.draft.draft_screens or ())
        return step in SCREENS and bool(self.link.history_at)

    @property
    def current(self):
        """The first step that is not done; nothing when there is none."""
        return next((step for step in self.steps if not self.is_done(step)), None)

    def may_open(self, step):
        """Tell whether a step may be shown: no further than the first open one."""
        if step not in self.steps:
            return False
        furthest = self.current or self.steps[-1]
        return self.steps.index(step) <= self.steps.index(furthest)

    def waits_for_call(self, step):
        """Tell whether the client said no on a step to what is needed."""
        return (
            step in self.forms
            and bool(self.link.call_asked_at)
            and self.link._wants_a_call(
                self, step, self.typed._typed(step).get("typed", {})
            )
        )

    def after(self, step):
        """Return where to go after a step."""
        position = self.steps.index(step) + 1
        return self.steps[position] if position < len(self.steps) else self.current

    # ------------------------------------------------------------------
    # Who is there
    # ------------------------------------------------------------------

    @property
    def birth_date(self):
        """The date of birth we know, of the draft or else of the last history."""
        return self.any_draft.birth_date or self.head.birth_date

    def must_identify(self, visit):
        """Tell whether the visitor has yet to say when the client was born."""
        return bool(self.birth_date) and not visit.get("verified")

    def own_words(self, step, visit):
        """Return what was typed on a step, to the one who typed it.

        As long as no date of birth is known, that is the same visit alone.
        """
        if self.birth_date or self.typed.visit == visit["key"]:
            return self.typed._typed(step).get("typed")
        return None
