from functools import cached_property

CONSENT_STEP = "consent-"
OWN_SCREEN = ("treatment", "technique")


class FormBundle:
    """All that one link asks for, and how far its client has come.

    Steps: ``delta``, the screens of the history, one ``consent-<id>`` for each form to
    read, ``choices`` for what is agreed or declined in a line, and ``sign``.
    """

    def __init__(self, link):
        self.link = link
        self.env = link.env
        self.client = link.client_id
        self.company = link.company_id

    # ------------------------------------------------------------------
    # Records
    # ------------------------------------------------------------------

    @cached_property
    def typed(self):
        """What was typed and not sent."""
        drafts = self.env["acupuncture.form.draft"]
        return drafts.search([("link_id", "=", self.link.id)], limit=1)

    @cached_property
    def draft(self):
        """The history that is being filled in."""
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
    def history(self):
        """The history to show: the draft, else the last one, else a blank one."""
        return self.draft or self.head or self._blank

    @cached_property
    def _blank(self):
        return self.env["acupuncture.intake"].new(
            {"client_id": self.client.id, "company_id": self.company.id}
        )

    @cached_property
    def techniques(self):
        """What is planned, by the appointment or course the link was sent from."""
        planned = self.link.session_id or self.link.course_id
        return planned._planned_techniques() if planned else frozenset({"needling"})

    @cached_property
    def findings(self):
        """Codes of what the answers will be found to mean, derived ones too."""
        return set(self.history._engine_findings()[self.history])

    @cached_property
    def forms(self):
        """{step: consent forms on its screen}."""
        forms = self.env["acupuncture.consent"]._bundle(
            self.client, self.company, self.techniques, self.findings
        )
        templates = self.env["acupuncture.consent.template"].union(*forms)
        own = templates.filtered(lambda template: template.kind in OWN_SCREEN)
        steps = {f"{CONSENT_STEP}{template.id}": template for template in own}
        return steps | ({"choices": templates - own} if templates - own else {})

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
        return [*steps, "sign"] if self.forms or self.asks_for_history else steps

    @property
    def asks_for_changes(self):
        """Whether the client is asked only what changed since the last time."""
        today = self.company._clinic_today()
        in_date = bool(self.head) and self.head.valid_until >= today
        return self.link.purpose == "delta" and in_date

    @property
    def asks_for_history(self):
        """Whether the client answers the questions of the history."""
        if self.asks_for_changes or self.link.purpose == "consent":
            return bool(self.draft)
        return True

    def is_done(self, step):
        """Tell whether a step was sent and found complete."""
        if step in self.forms or step == "delta":
            return bool(self.typed._typed(step).get("done"))
        return step in (self.draft.draft_screens or ())

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

    # ------------------------------------------------------------------
    # Who is there
    # ------------------------------------------------------------------

    @property
    def birth_date(self):
        """The date of birth we know, of the draft or else of the last history."""
        return self.draft.birth_date or self.head.birth_date

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
