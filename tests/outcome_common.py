"""What the tests of outcomes share: scales of their own, a client with a course."""

from odoo import Command

from .common import ClinicCase


class OutcomeCase(ClinicCase):
    """Three scales of each kind; the shipped ones are put away."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.outcomes = cls.env["acupuncture.outcome"]
        cls.scales = cls.env["acupuncture.outcome.scale"]
        cls.scales.search([]).active = False
        cls.frown = cls.env.ref("acupuncture_cosmetic.concern_glabellar")
        cls.neck = cls.env.ref("acupuncture_cosmetic.concern_neck_lines")
        cls.grade = cls.make_scale(
            "GRADE", 0, 4, direction="lower", by_area=True, words={0: "None", 3: "Deep"}
        )
        cls.content = cls.make_scale(
            "CONTENT", 0, 10, rater="client", question="How content are you?"
        )
        cls.change = cls.make_scale(
            "CHANGE", -1, 3, is_change=True, words={0: "No change", 1: "Improved"}
        )
        cls.protocol = cls.env["acupuncture.protocol"].create(
            {
                "name": "Frown",
                "code": "TESTFROWN",
                "concern_ids": [Command.set(cls.frown.ids)],
                "phase_ids": [Command.create({"session_count": 12, "per_week": 2})],
            }
        )
        cls.protocol._sealed_write({"state": "active"})
        cls.course = cls.sold()
        cls.ours = cls.outcomes.with_user(cls.users["practitioner"])

    @classmethod
    def sold(cls, client=None):
        """Return a course of our protocol, sold to a client."""
        cls.product_course.product_tmpl_id.protocol_id = cls.protocol
        return cls.sell_course(client=client)

    @classmethod
    def make_scale(cls, code, minimum, maximum, words=None, **values):
        levels = [
            Command.create({"value": value, "name": name})
            for value, name in (words or {}).items()
        ]
        return cls.scales.create(
            {
                "name": code.title(),
                "code": f"TEST_{code}",
                "minimum": minimum,
                "maximum": maximum,
                "level_ids": levels,
                **values,
            }
        )

    def rate(self, scale, value, phase="baseline", **values):
        """Return a rating by a practitioner, or by whom the scale wants."""
        course = values.pop("course", self.course)
        return self.ours.create(
            {
                "client_id": course.client_id.id,
                "course_id": course.id,
                "scale_id": scale.id,
                "concern_id": self.frown.id if scale.by_area else False,
                "rater": "client" if scale.rater == "client" else "practitioner",
                "phase": phase,
                "value": value,
                **values,
            }
        )
