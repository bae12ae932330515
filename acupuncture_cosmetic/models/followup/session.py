from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...engine import clinic_clock
from ..chart.needle import STILL_IN
from ..schedule.session_states import AHEAD, CANCELLED, EXPECTED, UPCOMING
from .followup_rule import Event

EVENING = 18  # o'clock at the clinic: what was not marked by then was forgotten
LOOK_BACK = timedelta(days=7)
NEWS = {"start", "practitioner_id"}
TOLD = {"told_start", "told_practitioner_id", "told_no", "changed_at"}


class Session(models.Model):
    """What follow-ups hang on a session, and what its client knows of it.

    A client knows what was booked, or what was told last. From the first change on
    ``told_start`` and ``told_practitioner_id`` keep that, until the change is told or
    undone; each telling has its number.
    """

    _name = "acupuncture.session"
    _inherit = ["acupuncture.session", "acupuncture.followup.subject"]

    tell_client = fields.Boolean(
        string="Tell the Client",
        default=True,
        copy=False,
        help="An e-mail tells the client when the time or the practitioner changes, or "
        "the session is cancelled. Untick this if you tell the client yourself; it "
        "applies to one change.",
    )
    told_start = fields.Datetime(
        string="Time the Client Knows", readonly=True, copy=False
    )
    told_practitioner_id = fields.Many2one(
        comodel_name="resource.resource",
        string="Practitioner the Client Knows",
        ondelete="set null",
        readonly=True,
        copy=False,
    )
    told_no = fields.Integer(readonly=True, copy=False, export_string_translation=False)
    changed_at = fields.Datetime(readonly=True, copy=False)

    followup_ids = fields.One2many(
        comodel_name="acupuncture.followup",
        inverse_name="session_id",
        string="Follow-ups",
        # Odoo searches it by ids without a look at rules: sensitive ones would show
        groups="acupuncture_cosmetic.group_practitioner",
    )

    def _created(self):
        result = super()._created()
        self._sync_followups()
        return result

    @api.model
    def _sealed_names(self):
        return super()._sealed_names() | TOLD

    def write(self, vals):
        if NEWS & vals.keys():
            self._keep_what_is_known()
        return super().write(vals)

    def _state_changed(self, old_states):
        result = super()._state_changed(old_states)
        cancelled = self.filtered(
            lambda s: s._is_cancelled() and old_states[s.id] in AHEAD
        )
        silent = cancelled.filtered(lambda s: not s.tell_client)
        silent._news_told()
        (cancelled - silent)._keep_what_is_known()
        self._sync_followups()
        if not {*old_states.values()}.isdisjoint(AHEAD):
            self._none_left_to_move()
        return result

    def _rescheduled(self):
        result = super()._rescheduled()
        self.filtered(lambda s: not s.tell_client)._news_told()
        self._sync_followups()
        self._none_left_to_move()
        return result

    def _exchanged(self, courses):
        result = super()._exchanged(courses)
        self._sync_followups(courses)
        return result

    def _sync_followups(self, courses=None):
        # Whoever books or closes an appointment makes follow-ups happen, without a
        # right to create them or to read sensitive rules.
        sessions = self.sudo()
        courses = courses.sudo() if courses else sessions.course_id
        self.env["acupuncture.followup"].sudo()._sync(sessions, courses)

    def _followup_events(self):
        """Return what is true of the sessions, as events that follow-ups hang on."""
        events = []
        for session in self:
            if session.state in EXPECTED:
                events.append(
                    session._followup_event("session_booked", "start", "began_at")
                )
            if session.state == "done":
                events.append(
                    session._followup_event("session_done", "done", "ended_at")
                )
            if session.state == "no_show":
                events.append(
                    session._followup_event("session_no_show", "no_show", "start")
                )
            if session._is_unmarked():
                events.append(
                    session._followup_event("session_unmarked", "unmarked", "stop")
                )
            if session._has_news():
                name = f"change:{session.told_no}"
                event = session._followup_event("session_changed", name, "changed_at")
                events.append(event._replace(until=session._news_until()))
        return events + self._reaction_events() + self._needle_events()

    @api.model
    def _cron_unmarked(self):
        """Make a task of each appointment that is over and that nobody marked."""
        now = fields.Datetime.now()
        unmarked = self.search(
            [
                ("state", "in", UPCOMING),
                ("stop", "<=", now),
                ("stop", ">", now - LOOK_BACK),
            ]
        )
        # who was moved since is asked about again
        asked = unmarked.followup_ids.filtered(
            lambda f: f.trigger == "session_unmarked"
        )
        known = {(followup.session_id, followup.event_at) for followup in asked}
        unmarked.filtered(
            lambda s: s._is_unmarked() and (s, s.stop) not in known
        )._sync_followups()

    def _is_unmarked(self):
        """Tell whether its day is over, or its evening there, and it still waits."""
        self.ensure_one()
        now = fields.Datetime.now()
        if self.state not in UPCOMING or not self.stop or self.stop > now:
            return False
        company = self.company_id
        local = clinic_clock.to_local(now, company._clinic_tz().zone)
        return local.hour >= EVENING or company._clinic_date(self.stop) < local.date()

    # ------------------------------------------------------------------
    # What the client knows
    # ------------------------------------------------------------------

    def _is_cancelled(self):
        self.ensure_one()
        return self.state in CANCELLED

    def _keep_what_is_known(self):
        """Remember, before or after a change, what the client was told last."""
        now = fields.Datetime.now()
        for session in self.filtered(lambda s: s.state in (*AHEAD, *CANCELLED)):
            known = {
                "told_start": session.start,
                "told_practitioner_id": session.practitioner_id.id,
            }
            fresh = {} if session.told_start else known
            session._sealed_write({**fresh, "changed_at": now})

    def _has_news(self):
        """Tell whether the client believes something that holds no longer."""
        self.ensure_one()
        if not self.told_start or self._news_until() <= self.changed_at:
            return False
        if self.state not in AHEAD:
            return self._is_cancelled()
        known = self.told_start, self.told_practitioner_id
        return known != (self.start, self.practitioner_id)

    def _news_until(self):
        """Return until when it helps the client to hear of a change."""
        self.ensure_one()
        known = self.told_start or self.start
        return known if self._is_cancelled() else self.start

    def _news_told(self):
        """The client knows how these sessions stand; the next change is another."""
        for number, sessions in self.grouped("told_no").items():
            sessions._sealed_write(
                {
                    "told_start": False,
                    "told_practitioner_id": False,
                    "changed_at": False,
                    "told_no": number + 1,
                    "tell_client": True,
                }
            )

    def _news(self):
        """Return the lines of the message that tells of changes."""
        self.ensure_one()
        followups = self.env["acupuncture.followup"]
        newest = followups.search(
            [("session_id", "=", self.id), ("told_with_id", "!=", False)],
            order="id desc",
            limit=1,
        )
        return followups._told_with(newest.told_with_id)._told_now()

    def _treated(self):
        return self.filtered(lambda s: s.state in ("in_treatment", "done"))

    def _reaction_events(self):
        """Return what is still to be watched after these sessions."""
        treated = self._treated()
        if not treated:
            return []
        reactions = self.env["acupuncture.reaction"].search(
            [
                ("treatment_id.session_id", "in", treated.ids),
                ("resolved_on", "=", False),
            ]
        )
        return reactions._followup_events()

    def _needle_events(self):
        """Return when the first needle that stayed in comes out, for each session."""
        treated = self._treated()
        if not treated:
            return []
        needles = self.env["acupuncture.needle"].search(
            STILL_IN & Domain("treatment_id.session_id", "in", treated.ids)
        )
        return needles._followup_events()

    def _followup_event(self, trigger, name, time_field):
        anchor = f"session:{self.id}:{name}"
        return Event(
            trigger, anchor, self[time_field], self, self.course_id, self.client_id
        )

    def _is_first_of_course(self):
        """Tell whether no session of the course comes before this one."""
        self.ensure_one()
        states = ("done",) if self.state == "done" else EXPECTED
        others = self.course_id.session_ids.filtered(lambda s: s.state in states)
        return all(other.began_at >= self.began_at for other in others)
