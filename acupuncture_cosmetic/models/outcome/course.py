from odoo import models

from ...engine import course_terms
from ..schedule.session_states import AHEAD

BEGUN = ("in_treatment", "done")
LATER = ("end", "follow_up", "mid")  # which pictures stand for the result, best first


class Course(models.Model):
    """What a course came to: results, reviews, the report that is taken home.

    Nothing of them stands on the course itself.
    """

    _inherit = "acupuncture.course"

    def action_view_results(self):
        """Open what was rated in this course, as lines over time."""
        self.ensure_one()
        return self.env["acupuncture.results"]._open(self.client_id, self)

    def action_open_review(self):
        """Open the review at the present session of the course; begin it if needed."""
        self.ensure_one()
        reviews = self.env["acupuncture.review"]
        session = self._review_session()
        review = reviews.search(
            [("course_id", "=", self.id), ("decided_at", "=", False)], limit=1
        ) or reviews.search(
            [("course_id", "=", self.id), ("session_id", "=", session.id)], limit=1
        )
        if not review:
            treatment = self.env["acupuncture.treatment"].search(
                [("session_id", "in", session.ids)], limit=1
            )
            review = reviews.create(
                [
                    {
                        "course_id": self.id,
                        "company_id": self.company_id.id,
                        "session_id": session.id,
                        "treatment_id": treatment.id,
                    }
                ]
            )
        return review.get_formview_action()

    def _review_session(self):
        """Return the session a review is about: the last begun, else the middle one."""
        begun = self.session_ids.filtered(lambda s: s.state in BEGUN).sorted("began_at")
        if begun:
            return begun[-1:]
        number = course_terms.middle(self.session_count)
        return self._live_sessions()[number - 1 : number]

    def _end_report(self):
        """Return what the report says, read with the rights of who prints it."""
        self.ensure_one()
        outcomes = self.env["acupuncture.outcome"]
        held = self.session_ids.filtered(lambda s: s.state == "done").sorted("began_at")
        days = [self.company_id._clinic_date(session.began_at) for session in held]
        return {
            "days": days,
            "over": self.state == "completed",
            "concerns": outcomes._concerns(self.client_id, self),
            "scores": outcomes._scores([("course_id", "=", self.id)]),
            "words": self._client_words(),
            "photos": self._photo_pairs(),
            "next": self._live_sessions().filtered(lambda s: s.state in AHEAD)[:1],
            "maintenance": self.protocol_id.maintenance_note,
        }

    def _client_words(self):
        """Return the client's last own words about this course."""
        domain = [
            ("course_id", "=", self.id),
            ("rater", "=", "client"),
            ("note", "!=", False),
        ]
        return self.env["acupuncture.outcome"]._standing(domain)[:1].note

    def _photo_pairs(self):
        """Return (label, before, after) of the same angle, while the client agrees."""
        client, company = self.client_id, self.company_id
        consents = self.env["acupuncture.consent"]
        if not consents._agreed(client, company, "photo_record"):
            return []
        photos = self.env["acupuncture.photo"].search(
            [
                ("course_id", "=", self.id),
                ("client_id", "=", client.id),
                ("unusable", "=", False),
            ],
            order="taken_at desc, id desc",
        )
        angles = dict(photos._fields["angle"]._description_selection(self.env))
        looks = dict(photos._fields["expression"]._description_selection(self.env))
        pairs = []
        for (angle, look), same in photos.grouped(
            lambda photo: (photo.angle, photo.expression)
        ).items():
            phases = {
                phase: photo[:1] for phase, photo in same.grouped("phase").items()
            }
            after = next((phases[name] for name in LATER if name in phases), None)
            if after and "baseline" in phases:
                label = f"{angles[angle]}, {looks[look].lower()}"
                pairs.append((label, phases["baseline"], after))
        order = list(angles)
        return sorted(pairs, key=lambda pair: order.index(pair[1].angle))
