from functools import cached_property

from odoo.tools import html2plaintext

from ...engine import wording
from ..course.course_terms import USUAL_TECHNIQUES
from ..screening.screen_form import SCREENS
from .bundle import Bundle
from .consent_part import ConsentPart
from .delta_part import DeltaPart
from .history_part import HistoryPart
from .purposes import serves
from .sign_part import SignPart

CONSENT_STEP = "consent-"
OWN_SCREEN = ("treatment", "technique")


class FormBundle(Bundle):
    """History and consents: one signature under all that a visit calls for.

    Steps: ``delta``, the screens of the history, one ``consent-<id>`` for each form to
    read, ``choices`` for what is agreed or declined in a line, and ``sign``.
    """

    mail_template = "mail_template_forms"
    names_telephone = True
    asks_for_changes = False  # only what changed since the last time
    guardian_follows = False  # a minor who told all leaves the rest to the guardian
    sign_anew = True  # what was agreed to and ran out is asked for again

    def __init__(self, link, visit=None):
        super().__init__(link, visit)
        self.screens = HistoryPart(self)
        self.delta = DeltaPart(self)
        self.consents = ConsentPart(self)
        self.signature = SignPart(self)

    # ------------------------------------------------------------------
    # Records
    # ------------------------------------------------------------------

    @cached_property
    def draft(self):
        """The history that is being filled in, as far as this visit may see it."""
        mine = self.sees_earlier or self.any_draft.id == self.visit.get("draft")
        return self.any_draft if mine else self.any_draft.browse()

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
    def essential(self):
        """Codes of the techniques that what is planned cannot do without."""
        source = self.link.session_id or self.link.course_id
        return source._essential_techniques() if source else USUAL_TECHNIQUES

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
        if self.is_minor != self.signs_for_minor:
            return {}
        forms = self.env["acupuncture.consent"]._bundle(
            self.client,
            self.company,
            self.techniques,
            self.findings,
            anew=bool(self.link.witness_id),
            minor=self.is_minor,
            again=self.sign_anew,
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

    @property
    def is_minor(self):
        """Whether a guardian signs."""
        return bool(self.birth_date) and self.history._is_minor(self.birth_date)

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    @cached_property
    def steps(self):
        """Every step, in order."""
        steps = ["delta"] if self.asks_for_changes else []
        if self.asks_for_history:
            steps += self.history._screens()
        steps += self.forms
        own = self.asks_for_history and not self.is_minor
        return [*steps, "sign"] if self.forms or own else steps

    def part(self, step):
        """Return the part that the page of a step belongs to."""
        if step in self.forms:
            return self.consents
        return {"delta": self.delta, "sign": self.signature}.get(step, self.screens)

    @property
    def asks_for_history(self):
        """Whether the client answers the questions of the history."""
        return bool(self.link.history_at) or self._opens_history()

    def _opens_history(self):
        """Tell whether questions are asked as long as no answers were sent."""
        return True

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

    def waits_for_call(self, step):
        """Tell whether the client said no on a step to what is needed."""
        return (
            step in self.forms
            and bool(self.link.call_asked_at)
            and self.consents.wants_call(step, self.unsent.words(step))
        )

    def problems(self, step):
        """Return what is wrong by now with a step that was sent, by field."""
        return self.consents.renewed(step)

    # ------------------------------------------------------------------
    # What is shown and taken in
    # ------------------------------------------------------------------

    def minutes(self):
        """Return how long the client needs, by the words to read and the questions."""
        documents = self.consents.all_documents()
        words = sum(len(html2plaintext(each["html"]).split()) for each in documents)
        questions = sum(len(self.screens.questions(step)) for step in self.steps)
        if self.asks_for_changes:
            questions += len(self.head._asked_again())
        return wording.minutes(words, questions)

    def thanks(self):
        """Return what the last page says and shows besides its thanks."""
        for_guardian = False
        if self.guardian_follows and self.client._guardian_signs(self.company):
            known = self.client._guardian_email(self.company)
            for_guardian = "mail" if known else "clinic"
        return super().thanks() | {
            "withheld": self.withheld,
            "for_guardian": for_guardian,
        }

    def seen(self):
        """Return what the visit knows from now on: also the history that it began."""
        draft = self.draft.id or self.visit.get("draft")
        return super().seen() | {"draft": draft}

    def anew(self):
        """Return the bundle as it is after a step: there may be others to come."""
        return type(self)(self.link, self.seen())

    def _is_complete(self, step):
        if step == "sign":
            return False
        self.then = self.anew()
        return not self.then.current

    def completed(self):
        """Send the guardian what is to be signed, once the minor has told all."""
        client, company = self.client, self.company
        if (
            self.guardian_follows
            and self.link.channel != "tablet"
            and client._guardian_signs(company)
            and client._guardian_email(company)
        ):
            self.link._send(client, company, "guardian", self.link._asked_from())


@serves("full", "History and consents")
class FullBundle(FormBundle):
    """Everything: the history from its first question, and the consents."""

    guardian_follows = True


@serves("delta", "Changes since the last time")
class DeltaBundle(FormBundle):
    """Only what changed since the last time, and what is missing of the consents."""

    mail_template = "mail_template_forms_delta"
    guardian_follows = True
    sign_anew = False

    @property
    def asks_for_changes(self):
        """Whether the client is asked only what changed since the last time."""
        today = self.company._clinic_today()
        in_date = bool(self.head) and self.head.valid_until >= today
        # The texts to sign speak of what was told, so they need answers to go by.
        enough = self.sees_earlier or not self.forms
        return in_date and enough

    def _opens_history(self):
        return bool(self.draft) if self.asks_for_changes else True


@serves("consent", "Consents")
class ConsentBundle(FormBundle):
    """The consents alone, unless their texts need answers that nobody may see here."""

    @classmethod
    def fitting(cls, client, company):
        """Return the guardian's where the client is a minor."""
        return GuardianBundle if client._minor_history(company) else cls

    def _opens_history(self):
        return bool(self.draft) or self._texts_need_answers

    @property
    def _texts_need_answers(self):
        """Whether forms to sign speak of findings that this visit may not see."""
        if self.sees_earlier or not self.head:
            return False
        templates = self.env["acupuncture.consent.template"].union(*self.forms.values())
        return any(template._called_codes() for template in templates)


@serves("guardian", "Consents, for parent or guardian")
class GuardianBundle(FormBundle):
    """A minor tells, a parent or guardian decides: each on a link of their own.

    The guardian's link shows no answer. It goes to the guardian's address, or is opened
    at the clinic; who signs writes name and relation there.
    """

    mail_template = "mail_template_form_guardian"
    reader = "guardian"
    signs_for_minor = True
    asks_for_history = False

    @classmethod
    def address(cls, client, company):
        """Return the address that the minor told of parent or guardian."""
        return client._guardian_email(company)

    @classmethod
    def without_address(cls, client):
        """Return what to tell who sends it where no address is known."""
        return client.env._(
            "No e-mail address of a parent or guardian of %(client)s is known. "
            "Let them sign at the clinic: Forms on Tablet.",
            client=client.display_name,
        )
