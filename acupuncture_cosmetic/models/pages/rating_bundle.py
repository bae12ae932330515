from functools import cached_property

from .form_bundle import FormBundle

OVERALL, AREAS, WORDS = "rate-overall", "rate-areas", "rate-words"


class OutcomeBundle(FormBundle):
    """What a self-rating asks: how it is as a whole, each area, and own words."""

    @cached_property
    def course(self):
        """The course it is about, if it was asked for from one."""
        return self.link.course_id or self.link.session_id.course_id

    @cached_property
    def phase(self):
        """Where in the course the client is asked."""
        return self._outcomes._phase_now(self.course)

    @property
    def sees_areas(self):
        """Whether the page may name what the client came for.

        A practitioner who hands over the tablet knows it; the desk does not, nor does
        whoever reads mail at an address that is not known.
        """
        maker = self.link.create_uid
        clinician = maker.has_group("acupuncture_cosmetic.group_practitioner")
        return self.sees_earlier or (clinician and self.link.channel != "mail")

    @property
    def offers_earlier(self):
        """Nothing of before is shown here."""
        return False

    @property
    def _outcomes(self):
        return self.env["acupuncture.outcome"].with_company(self.company)

    @cached_property
    def offered(self):
        """Step -> [(scale, area)] of its questions.

        Without a date of birth nobody can be asked who they are. Then the general
        questions are asked alone: an area would tell whoever holds the link what the
        client came for.
        """
        concerns = self.env["acupuncture.concern"]
        if self.birth_date and self.sees_areas:
            concerns = self._outcomes._concerns(self.client, self.course)
        scales = self.env["acupuncture.outcome.scale"]
        pairs = scales._offered("client", self.phase, concerns)
        if any(scale.is_change and scale.rater == "client" for scale, _area in pairs):
            # one question about the change is enough: the client's own
            pairs = [p for p in pairs if not p[0].is_change or p[0].rater == "client"]
        return {
            OVERALL: [pair for pair in pairs if not pair[0].by_area],
            AREAS: [pair for pair in pairs if pair[0].by_area],
        }

    @cached_property
    def steps(self):
        """Every step, in order; a step without a question is left out."""
        asked = [step for step, pairs in self.offered.items() if pairs]
        return [*asked, WORDS] if asked else []

    @property
    def forms(self):
        """No consents are asked for here."""
        return {}

    def is_done(self, step):
        """Tell whether a step was sent and found complete."""
        return bool(self.typed._typed(step).get("done"))
