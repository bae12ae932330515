from functools import cached_property

from .bundle import Bundle
from .purposes import serves
from .rating_part import AREAS, OVERALL, WORDS, RatingPart, WordsPart


@serves("outcome", "Self-rating")
class RatingBundle(Bundle):
    """The client rates how it goes: as a whole, each area, and in own words.

    The ratings are written together when the last page is sent; until then they are
    what was typed, as everything else on these pages.
    """

    mail_template = "mail_template_form_outcome"

    def __init__(self, link, visit=None):
        super().__init__(link, visit)
        self.ratings = RatingPart(self)
        self.words = WordsPart(self)

    @cached_property
    def course(self):
        """The course it is about, if it was asked for from one."""
        return self.link.course_id or self.link.session_id.course_id

    @cached_property
    def phase(self):
        """Where in the course the client is asked."""
        return self._outcomes._phase_now(self.course)

    @property
    def _sees_areas(self):
        """Whether the page may name what the client came for.

        A practitioner who hands over the tablet knows it; the desk does not, nor does
        whoever reads mail at an address that is not known.
        """
        maker = self.link.create_uid
        clinician = maker.has_group("acupuncture_cosmetic.group_practitioner")
        return self.sees_earlier or (clinician and self.link.channel != "mail")

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
        if self.birth_date and self._sees_areas:
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

    def part(self, step):
        """Return the part that the page of a step belongs to."""
        return self.words if step == WORDS else self.ratings

    def thanks(self):
        """Return what the last page says and shows besides its thanks."""
        return super().thanks() | {"rated": True}

    def finish(self):
        """Write what the client rated; the words stand with the first rating."""
        common = {
            "company_id": self.company.id,
            "client_id": self.client.id,
            "course_id": self.course.id,
            "rater": "client",
            "phase": self.phase,
            "source": "form",
            "user_id": False,
        }
        rows = [
            {**common, "scale_id": scale.id, "concern_id": concern.id, "value": value}
            for step in self.offered
            for scale, concern, value in self.ratings.given(step)
        ]
        words = self.unsent.words(WORDS).get("words")
        if words and rows:
            rows[0]["note"] = words
        self.env["acupuncture.outcome"]._sealed_create(rows)
        return super().finish()
