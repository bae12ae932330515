import secrets
from functools import cached_property

from ..foundation.form_errors import FormErrors
from .unsent import Unsent


class Bundle:
    """All that one link asks for and shows, and how far its client has come.

    A purpose answers: ``steps``, the names of its pages in order, and ``part``, the
    ``Part`` that a page belongs to; or ``front``, where one page says it all. Its
    ``mail_template``, ``address`` and ``fitting`` say how it is sent, ``reader`` and
    ``sees_earlier`` who may open it, ``finish`` and ``completed`` what follows.

    :param link: the link, in the environment of its visitor or of who sends it
    :param visit: what is known of the visit, see ``controllers/visit.py``; without it
        nothing of before is shown on a link that is not the client's own
    """

    purpose = None  # set by ``serves``
    mail_template = None  # external id in this addon of the message with the link
    reader = "client"  # whose addresses count: the client's, or the guardian's
    names_telephone = False  # its texts say that the clinic can be called
    offers_earlier = False  # whether to ask first: with the answers of before?
    lists_papers = False  # whether it shows what was signed, to be taken back
    signs_for_minor = False

    def __init__(self, link, visit=None):
        self.link = link
        self.visit = visit or {}
        self.env = link.env
        self.client = link.client_id
        self.company = link.company_id
        self.unsent = Unsent(self)
        self.then = None  # the bundle as it is after a step, where that was looked at

    # ------------------------------------------------------------------
    # How it is sent
    # ------------------------------------------------------------------

    @classmethod
    def fitting(cls, _client, _company):
        """Return the bundle that fits the client, in the place of this one."""
        return cls

    @classmethod
    def address(cls, client, _company):
        """Return the address that the link is mailed to; none is known: false."""
        return client.email_normalized

    @classmethod
    def without_address(cls, client):
        """Return what to tell who sends it where no address is known."""
        return client.env._(
            "%(client)s has no e-mail address. Enter one, or use the tablet: "
            "Forms on Tablet.",
            client=client.display_name,
        )

    # ------------------------------------------------------------------
    # Who is there
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
    def birth_date(self):
        """The date of birth we know, of the draft or else of the last history."""
        return self.any_draft.birth_date or self.head.birth_date

    @property
    def must_identify(self):
        """Whether the visitor has yet to say when the client was born."""
        return bool(self.birth_date) and not self.visit.get("verified")

    def seen(self):
        """Return what the visit knows from now on."""
        return dict(self.visit)

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    @cached_property
    def steps(self):
        """Every step, in order; none where ``front`` is all there is."""
        return []

    def part(self, step):
        """Return the part that the page of a step belongs to."""
        raise NotImplementedError

    def is_done(self, step):
        """Tell whether a step was sent and found complete."""
        return self.part(step).is_done(step)

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

    def after(self, step):
        """Return where to go after a step."""
        position = self.steps.index(step) + 1
        return self.steps[position] if position < len(self.steps) else self.current

    def sends(self, _step):
        """Tell whether answers reach the practitioner with this step."""
        return False

    def waits_for_call(self, _step):
        """Tell whether the client said no on a step to what is needed."""
        return False

    def problems(self, _step):
        """Return what is wrong by now with a step that was sent, by field."""
        return {}

    # ------------------------------------------------------------------
    # What is shown
    # ------------------------------------------------------------------

    def front(self):
        """Return (template, values) of the one page without steps, if it is one."""
        return None

    def page(self, step, typed=None, errors=None):
        """Return the template of a step, and what it shows.

        :param typed: what was sent and found wrong, else what is known is shown
        """
        part = self.part(step)
        lengths = part.lengths(step)
        shown = typed or self.unsent.own_words(step) or part.known(step)
        return part.template_of(step), {
            **self._frame(step),
            **part.values(step),
            "visit": self.visit,
            "v": shown or {},
            "errors": _in_order(lengths, errors or {}),
            "lengths": lengths,
            "seen": self.unsent.state_name(step),
            "page": secrets.token_urlsafe(6),
        }

    def _frame(self, step):
        steps = self.steps
        number = steps.index(step) + 1
        return {
            "link": self.link,
            "clinic": self.company,
            "step": step,
            "number": number,
            "total": len(steps),
            "back": steps[number - 2] if number > 1 else None,
            "sends": self.sends(step),
            "heading": None,
            "title": self.part(step).title(step),
        }

    def thanks(self):
        """Return what the last page says and shows besides its thanks."""
        return {
            "withheld": self.env["acupuncture.consent.template"],
            "for_guardian": False,
            "rated": False,
        }

    def copies(self, ids):
        """Return the consents that this visit signed or read, the client's own."""
        consents = self.env["acupuncture.consent"].browse(ids).exists()
        return consents.filtered(lambda consent: consent.client_id == self.client)

    def minutes(self):
        """Return how long the client needs."""
        return 0

    # ------------------------------------------------------------------
    # What is taken in
    # ------------------------------------------------------------------

    def save(self, step, sent):
        """Take in a step.

        :raises FormErrors: by field name of the page; nothing is stored of the step
        """
        part = self.part(step)
        part.save(step, self.checked(part.lengths(step), sent))
        if self._is_complete(step):
            self.finish()

    def checked(self, lengths, sent):
        """Return the fields of a step as sent; longer texts are told, not cut.

        :raises FormErrors: a text is too long
        """
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

    def _is_complete(self, _step):
        """Tell whether nothing is open any more, after a step was taken in."""
        return not self.current

    def finish(self):
        """Keep what the steps hold together, and close the link."""
        self.link._complete()

    def completed(self):
        """Hook: the link was closed without a signature."""


def _in_order(lengths, errors):
    """Return the errors in the order of the page."""
    places = {name: place for place, name in enumerate(lengths)}
    return dict(sorted(errors.items(), key=lambda error: places.get(error[0], -1)))
