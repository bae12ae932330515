from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

AHEAD = timedelta(minutes=5)  # clocks of devices differ
LONGEST = 180  # minutes: nobody keeps needles in for longer, a timer was forgotten
AROUND = 5  # minutes around what was planned, where no protocol says more


class RetentionMixin(models.AbstractModel):
    """How long the needles stayed, and why it was not as planned."""

    _name = "acupuncture.retention.mixin"
    _description = "How Long Needles Stayed"

    needles_in_at = fields.Datetime(string="Needles In")
    retention_target = fields.Integer(string="Retention Target (minutes)", default=25)
    removal_at = fields.Datetime(string="Removal Started")
    retention_minutes = fields.Integer(
        string="Minutes Retained",
        aggregator="avg",
        help="Means leave out records without minutes, and old ones whose timer was "
        "forgotten: more than 180 minutes. The filter “Timer forgotten” shows those.",
    )
    retention_reason = fields.Selection(
        selection=[
            ("client", "Client asked to stop"),
            ("reaction", "Reaction: taken out early"),
            ("purpose", "Intended for this client"),
            ("late", "Practitioner came back late"),
            ("timer", "Timer forgotten"),
            ("other", "Other"),
        ],
        string="Reason for the Difference",
        copy=False,
    )
    retention_note = fields.Char(string="Details", copy=False)
    retention_odd = fields.Char(
        string="Not as Planned",
        compute="_compute_retention_odd",
        help="How long the needles stayed and should have stayed, where that differs.",
    )

    _minutes = models.Constraint(
        "CHECK (retention_target BETWEEN 0 AND 180 AND retention_minutes >= 0)",
        "Needles stay between 0 and 180 minutes.",
    )
    _removal_order = models.Constraint(
        "CHECK (removal_at IS NULL OR COALESCE(needles_in_at <= removal_at, false))",
        "Needles cannot come out before they went in.",
    )

    @api.depends(
        "needle_ids.retained",
        "needles_in_at",
        "removal_at",
        "retention_minutes",
        "retention_target",
        "protocol_id.retention_min",
        "protocol_id.retention_max",
    )
    def _compute_retention_odd(self):
        for treatment in self:
            treatment.retention_odd = treatment._is_timed() and treatment._odd_words()

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Leave out of means what is no time that needles stayed."""
        if aggregate_spec != "retention_minutes:avg":
            return super()._read_group_select(aggregate_spec, query)
        minutes = self._field_to_sql(self._table, "retention_minutes", query)
        return SQL(
            "AVG(%s) FILTER (WHERE %s BETWEEN 1 AND %s)", minutes, minutes, LONGEST
        )

    @api.constrains("retention_minutes")
    def _check_minutes(self):
        for treatment in self:
            if treatment.retention_minutes > LONGEST:
                raise ValidationError(
                    self.env._(
                        "%(session)s: needles stay for %(longest)s minutes at most. "
                        "Where the timer was forgotten, write how long they really "
                        "stayed; a needle that stays longer is one that stays in.",
                        session=treatment.session_id.name,
                        longest=LONGEST,
                    )
                )

    @api.constrains("needles_in_at", "removal_at")
    def _check_times(self):
        """Times have passed, and needles come out after they went in."""
        latest = fields.Datetime.now() + AHEAD
        for treatment in self:
            begun, ended = treatment.needles_in_at, treatment.removal_at
            if begun and begun > latest or ended and ended > latest:
                message = self.env._(
                    "%(session)s: the needles went in or came out at a time in the "
                    "future. Correct the time, or reset the timer of the chart.",
                    session=treatment.session_id.name,
                )
            elif ended and not begun:
                message = self.env._(
                    "%(session)s: the needles came out, but nobody said when they "
                    "went in. Correct the times, or reset the timer of the chart.",
                    session=treatment.session_id.name,
                )
            elif ended and ended < begun:
                message = self.env._(
                    "%(session)s: the needles cannot come out before they went in. "
                    "Correct the times, or reset the timer of the chart.",
                    session=treatment.session_id.name,
                )
            else:
                continue
            raise ValidationError(message)

    def action_begin_retention(self):
        """The needles are in: the time begins.

        :raises UserError: there is none, they are in already, or one that waits for the
            supervisor would go in
        """
        self._refuse_if_signed()
        self.needle_ids._check_supervised()
        for treatment in self:
            if treatment.needles_in_at or not treatment.needle_ids:
                raise UserError(
                    self.env._("The needles are in already.")
                    if treatment.needles_in_at
                    else self.env._(
                        "Place the needles first, on the face or in the list."
                    )
                )
        self.write({"needles_in_at": fields.Datetime.now()})

    def _needles_went_in(self, before):
        """Give the needles the time at which they went in, all at once.

        :param before: the time that the chart said till now; a needle that was set
            later keeps its own
        """
        self.ensure_one()
        together = self.needle_ids.filtered(lambda one: one.in_at in (before, False))
        if self.needles_in_at == before:
            return
        if not self.needles_in_at:
            self._needles_in_again()
        together.write({"in_at": self.needles_in_at})

    def action_begin_removal(self):
        """The needles come out: the minutes they stayed are kept.

        Of a timer that ran on overnight none are: whoever was there writes them.
        """
        self._refuse_if_signed()
        now = fields.Datetime.now()
        for treatment in self:
            if not treatment.needles_in_at:
                raise UserError(self.env._("Press “Needles In” first."))
            if not treatment.removal_at:
                kept = now - treatment.needles_in_at
                minutes = kept // timedelta(minutes=1)
                forgotten = minutes > LONGEST
                treatment.write(
                    {
                        "removal_at": now,
                        "retention_minutes": 0 if forgotten else minutes,
                        "retention_reason": treatment.retention_reason
                        or (forgotten and "timer"),
                    }
                )

    def action_tell_minutes(self, minutes, note=False):
        """Write how long the needles really stayed, where the timer was forgotten.

        :param note: how one knows
        :raises UserError: no timer was forgotten, or needles never stay that long
        """
        self.ensure_one()
        self._refuse_if_signed()
        now = fields.Datetime.now()
        begun, ended = self.needles_in_at, self.removal_at
        if not begun or (ended or now) - begun <= timedelta(minutes=LONGEST):
            raise UserError(
                self.env._(
                    "The timer of %(session)s was not forgotten. To correct the "
                    "minutes, use the Signature page.",
                    session=self.session_id.name,
                )
            )
        if type(minutes) is not int or not 0 < minutes <= LONGEST:
            raise UserError(
                self.env._(
                    "Enter for how many minutes the needles stayed, from 1 to "
                    "%(longest)s.",
                    longest=LONGEST,
                )
            )
        out = begun + timedelta(minutes=minutes)
        counted = self.needle_ids.filtered("out_at")
        counted.filtered(lambda one: one.out_at > out)._come_out(out)
        self.write(
            {
                "removal_at": out,
                "retention_minutes": minutes,
                "retention_reason": "timer",
                "retention_note": note or self.retention_note,
            }
        )

    def action_reset_timer(self):
        """It was tapped too early: begin anew."""
        self.write(
            {
                "needles_in_at": False,
                "removal_at": False,
                "retention_minutes": 0,
                "retention_reason": False,
                "retention_note": False,
            }
        )

    def _check_timed(self):
        """Refuse to sign needles without their time, or an odd time without a reason.

        :raises UserError: names the session, what is missing and where to write it
        """
        for treatment in self:
            session = treatment.session_id.name
            if treatment._must_be_timed() and not treatment._is_timed():
                raise UserError(
                    self.env._(
                        "%(session)s: how long did the needles stay in? Use the "
                        "timer, or enter the minutes on the Signature page.",
                        session=session,
                    )
                )
            if treatment.retention_odd and not treatment._is_odd_told():
                raise UserError(
                    self.env._(
                        "%(session)s: %(odd)s. Choose the reason below the timer; if "
                        "none of them fits, describe it.",
                        session=session,
                        odd=treatment.retention_odd,
                    )
                )

    def _must_be_timed(self):
        """Tell whether a needle went in that comes out in this session."""
        self.ensure_one()
        return not all(needle.retained for needle in self.needle_ids)

    def _is_timed(self):
        self.ensure_one()
        out = self.removal_at and not self._is_forgotten()
        return bool(out or self.retention_minutes)

    def _is_forgotten(self):
        """Tell whether the timer ran on after the needles were out."""
        self.ensure_one()
        return (self._timer_minutes() or 0) > LONGEST

    def _is_odd_told(self):
        self.ensure_one()
        if self.retention_reason == "other":
            return bool((self.retention_note or "").strip())
        return bool(self.retention_reason)

    def _odd_words(self):
        """Return what differs from plan or timer, in words; nothing when all fits."""
        if not self._must_be_timed():
            return False
        low, high = self._planned_minutes()
        kept, timer = self.retention_minutes, self._timer_minutes()
        if not low <= kept <= high:
            return self.env._(
                "%(kept)s minutes retained, %(low)s to %(high)s planned",
                kept=kept,
                low=low,
                high=high,
            )
        if timer is not None and abs(timer - kept) > AROUND:
            return self.env._(
                "%(kept)s minutes retained, %(timer)s by the timer",
                kept=kept,
                timer=timer,
            )
        return False

    def _planned_minutes(self):
        """Return from and to how many minutes the needles are meant to stay."""
        self.ensure_one()
        protocol, target = self.protocol_id, self.retention_target
        if protocol:
            return protocol.retention_min, protocol.retention_max
        return max(0, target - AROUND), target + AROUND

    def _timer_minutes(self):
        """Return the minutes between the two times, or None."""
        if not (self.needles_in_at and self.removal_at):
            return None
        return (self.removal_at - self.needles_in_at) // timedelta(minutes=1)
