from odoo import models

LATER = ("end", "follow_up", "mid")  # which pictures stand for the result, best first


class Course(models.Model):
    """The report that the client takes home at the end of a course."""

    _inherit = "acupuncture.course"

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
            "next": self._live_sessions().filtered(
                lambda s: s.state in ("planned", "confirmed")
            )[:1],
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
