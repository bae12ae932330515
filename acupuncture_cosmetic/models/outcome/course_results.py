from odoo import models

from ...engine import followup_dates

BEGUN = ("in_treatment", "done")


class Course(models.Model):
    """The way to results and reviews; nothing of them stands on the course itself."""

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
        number = followup_dates.middle(self.session_count)
        return self._live_sessions()[number - 1 : number]
