from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError

NOTES = timedelta(hours=1)  # signed later than this, the visit was over before


class Session(models.Model):
    """A treatment session is done when its record is signed, and not before.

    No field leads from here to the record: who may not read it must not even count it.
    """

    _inherit = "acupuncture.session"

    def _start(self):
        """Begin, with a record that is filled in as planned; open it."""
        super()._start()
        treatments = self.env["acupuncture.treatment"]._start_for(self)
        return treatments._open_chart() if len(treatments) == 1 else None

    def action_finish(self):
        """End a consultation; a treatment ends when its record is signed.

        :raises UserError: one of them is a treatment
        """
        treatment = self.filtered(lambda session: session.kind == "treatment")[:1]
        if treatment:
            self._check_role("practitioner")
            self._check_source("done")
            raise UserError(
                self.env._(
                    "%(session)s is done when its chart is signed. Open the chart, "
                    "count the needles out and sign.",
                    session=treatment.display_name,
                )
            )
        return super().action_finish()

    def action_open_chart(self):
        """Open the record of this session.

        :raises UserError: the session has not started, or was held without a record
        """
        self.ensure_one()
        self._check_role("practitioner")
        treatments = self.env["acupuncture.treatment"]
        treatment = treatments.search([("session_id", "=", self.id)])
        if not treatment and self.state == "in_treatment":
            treatment = treatments._start_for(self)
        if not treatment:
            raise UserError(
                self.env._(
                    "%(session)s has no chart: it is made when a treatment starts.",
                    session=self.display_name,
                )
            )
        return treatment._open_chart()

    def _finish(self):
        self._check_signed()
        return super()._finish()

    def _check_signed(self):
        treated = self.filtered(lambda session: session.kind == "treatment")
        signed = self._charts().filtered(lambda one: not one.is_open).session_id
        for session in treated - signed:
            raise UserError(
                self.env._(
                    "%(session)s is done when its chart is signed.",
                    session=session.display_name,
                )
            )

    def _still_running(self):
        """Needles that are in hold people and room; where they are out, it is over."""
        charts = self._charts()
        out = charts.filtered(
            lambda one: not one.is_open or one.removal_at or one._is_timed()
        )
        inside = (charts - out).filtered("needles_in_at").session_id
        return inside | super()._still_running() - out.session_id

    def _real_ends(self):
        """A visit is over when its chart is signed, unless that waited for the evening.

        Then it was over when the needles came out, or as long after its real start as
        it was planned to take, whichever is later.
        """
        ends = super()._real_ends()
        for chart in self._charts().filtered("signed_at"):
            session = chart.session_id
            out = not chart._is_forgotten() and chart.removal_at
            known = max(filter(None, (session.ended_at, out)))
            late = chart.signed_at - known > NOTES
            end = known if late else chart.signed_at
            ends[session] = max(end, session.began_at)
        return ends

    def _undo(self, state, fact):
        """What was signed stays, and needles that are in must come out."""
        if state in ("in_treatment", "arrived"):
            for treatment in self._charts():
                treatment._refuse_undo()
        return super()._undo(state, fact)

    def _charts(self):
        # sudo: managers undo steps without reading records; a state is all that counts
        treatments = self.env["acupuncture.treatment"].sudo()
        return treatments.search([("session_id", "in", self.ids)])
