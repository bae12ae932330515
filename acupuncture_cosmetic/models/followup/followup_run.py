import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import clinic_clock, followup_dates
from ..course.course_states import RUNNING_STATES
from ..schedule.session_states import AHEAD, OPEN
from .followup_rule import CHANGED

_logger = logging.getLogger(__name__)

BATCH_SIZE = 100
TASKS_AT_ONCE = 1000


class Followup(models.Model):
    """Carrying out what is due: conditions once more, then message and task."""

    _inherit = "acupuncture.followup"

    @api.model
    def _cron_run(self):
        """Carry out what is due, in batches that are committed one by one.

        A follow-up, its task and its queued message are written in one transaction: a
        job killed at any point leaves nothing half done and repeats nothing.
        """
        cron, size = self.env["ir.cron"], BATCH_SIZE
        cron._commit_progress(remaining=self.search_count(self._due_domain()))
        while followups := self._lock_due(size):
            count = len(followups)
            try:
                followups._run()
            except Exception:
                self.env.cr.rollback()
                _logger.exception("Follow-ups %s failed", followups.ids)
                if count > 1:
                    size = 1  # find the one that fails, without holding up the others
                    continue
                self._put_off_failed(followups)
            if not cron._commit_progress(count):
                break

    @api.model
    def _due_domain(self):
        return [("state", "=", "planned"), ("due", "<=", fields.Datetime.now())]

    @api.model
    def _lock_due(self, size):
        """Return the next due follow-ups, clinical first, that nobody else holds.

        Tasks alone, without a message to write, cost by the batch: they come by more.
        """
        domain, order = self._due_domain(), "kind, due, id"
        due = self.search(domain, limit=size, order=order)
        kind = due.mapped("kind")[:1]
        if 1 < size == len(due) and not due.filtered(
            lambda f: f._has_message() or f.kind not in kind
        ):
            tasks = [
                *domain,
                ("kind", "in", kind),
                ("mail_template_id", "=", False),
                ("form_purpose", "=", False),
            ]
            due = self.search(tasks, limit=max(size, TASKS_AT_ONCE), order=order)
        return due.try_lock_for_update() if due else due

    @api.model
    def _put_off_failed(self, followup):
        later = fields.Datetime.add(fields.Datetime.now(), hours=1)
        reason = self.env._("Stopped by an error; see the server log")
        followup._sealed_write({"due": later, "reason": reason})

    def _run(self):
        """Carry out due follow-ups: skip, put off, or send and open the task."""
        running = self._with_news_of_the_same()
        running -= running._cancel_of_archived()
        running -= running._skip_where(running._stop_reasons())
        running -= running._put_off_messages()
        silent = running._undeliverable()
        running._note_silent(silent)
        running._unsent().filtered(lambda f: f not in silent)._send()
        running.filtered(lambda f: f._needs_task())._open_tasks()

    def _needs_task(self):
        """Tell whether somebody has to do something, now that the message is out."""
        self.ensure_one()
        told = self.task_if_silent and self.sent_at
        return bool(self.activity_type_id and not told)

    # ------------------------------------------------------------------
    # Conditions
    # ------------------------------------------------------------------

    def _skip_where(self, reasons):
        skipped = self.browse()
        for reason, followups in reasons.items():
            followups._close("skipped", reason)
            skipped += followups
        return skipped

    def _cancel_of_archived(self):
        """Let rest what is of archived clients, until they are back.

        Not what looks after their health: a serious reaction is followed up still.
        """
        resting = self.filtered(lambda f: not (f.client_id.active or f.sensitive))
        resting._close("cancelled", self.env._("The client is archived"))
        return resting

    def _stop_reasons(self):
        """Return {reason: follow-ups} of those that should not happen any more."""
        now = fields.Datetime.now()
        stops = [
            (
                self.env._("The clinic has its own rule for this"),
                lambda f: f.rule_id._is_replaced(f.company_id),
            ),
            (
                self.env._("The appointment has begun"),
                lambda f: (
                    (f.delay_side == "before" and f.session_id and f.event_at <= now)
                    or (f.trigger == CHANGED and f._useful_until() <= now)
                ),
            ),
            (
                self.env._("No sessions left"),
                lambda f: (
                    f.stop_if_used_up and f.course_id and not f.course_id.open_count
                ),
            ),
            (
                self.env._("The client has a next appointment"),
                self._has_next_appointment(),
            ),
            (self.env._("The forms are complete"), self._has_forms_done()),
            (
                self.env._("The client received a link in the last few days"),
                self._has_fresh_link(),
            ),
            (
                self.env._("The client has already been asked for this visit"),
                self._has_been_asked(),
            ),
            (
                self.env._("The client is neither booked nor on a course"),
                self._is_inactive(),
            ),
            (self.env._("No marketing to this client for now"), self._is_unwelcome()),
        ]
        reasons, left = {}, self
        for reason, stops_it in stops:
            if stopped := left.filtered(stops_it):
                reasons[reason] = stopped
                left -= stopped
        return reasons

    def _has_next_appointment(self):
        """Return a test for follow-ups whose client is booked again."""
        asking = self.filtered("stop_if_booked")
        domain = [
            ("client_id", "in", asking.client_id.ids),
            ("company_id", "in", asking.company_id.ids),
            ("state", "in", AHEAD),
            ("start", ">", fields.Datetime.now()),
        ]
        groups = self.env["acupuncture.session"]._read_group(
            domain if asking else [(0, "=", 1)], ["client_id", "company_id"]
        )
        booked = set(groups)
        return lambda f: f.stop_if_booked and (f.client_id, f.company_id) in booked

    def _has_forms_done(self):
        """Return a test for follow-ups whose client has nothing left to fill in."""
        asking = self.filtered(lambda f: f.stop_if_forms_done and f.session_id)
        complete = asking.session_id._with_complete_forms()
        return lambda f: f.stop_if_forms_done and f.session_id in complete

    def _has_fresh_link(self):
        """Hook: return a test for those whose client was just sent the same forms."""
        return lambda _followup: False

    def _has_been_asked(self):
        """Return a test for follow-ups that ask what a client has just told."""
        asking = self.filtered(
            lambda f: f._asks_before_visit() and f.form_purpose == "delta"
        )
        asked = asking.session_id._asked_again()
        return lambda f: f in asking and f.session_id in asked

    def _asks_before_visit(self):
        """Tell whether it asks the client something that must be known at the visit."""
        self.ensure_one()
        return bool(
            self._is_question() and self.delay_side == "before" and self.session_id
        )

    def _is_question(self):
        """Tell whether it asks after a client's health: by forms, or after a visit."""
        self.ensure_one()
        cares = self.delay_side == "after" and self.trigger == "session_done"
        return self.kind == "clinical" and bool(self.form_purpose or cares)

    def _is_inactive(self):
        """Return a test for follow-ups whose client has nothing going on here."""
        asking = self.filtered("stop_if_inactive")
        here = [
            ("client_id", "in", asking.client_id.ids),
            ("company_id", "in", asking.company_id.ids),
        ]
        running = [*here, ("state", "in", RUNNING_STATES)]
        coming = [
            *here,
            ("state", "in", OPEN),
        ]
        active = {
            tuple(pair)
            for model, domain in (("course", running), ("session", coming))
            for pair in self.env[f"acupuncture.{model}"]._read_group(
                domain if asking else [(0, "=", 1)], ["client_id", "company_id"]
            )
        }
        return lambda f: (
            f.stop_if_inactive and (f.client_id, f.company_id) not in active
        )

    # ------------------------------------------------------------------
    # Messages
    # ------------------------------------------------------------------

    def _unsent(self):
        """Return those with a message that did not go out; a task may come again."""
        return self.filtered(lambda f: f._has_message() and not f.sent_at)

    def _undeliverable(self):
        """Return {follow-up: reason} of messages that cannot or should not be sent."""
        now, reasons = fields.Datetime.now(), {}
        for followup in self._unsent():
            client = followup.client_id
            if not client.active:
                reasons[followup] = self.env._("The client is archived")
            elif not client.email_normalized:
                reasons[followup] = self.env._("The client has no e-mail address")
            elif followup.form_purpose and not followup.company_id.phone:
                reasons[followup] = self.env._("The clinic has no telephone number")
            elif followup.stop_if_opted_out and client.is_blacklisted:
                reasons[followup] = self.env._("The client opted out of messages")
            elif followup._announces_too_late(
                followup.event_at, followup.session_id, followup.known_at
            ):
                reasons[followup] = self._overtaken_reason()
            elif followup._useful_until() < now:
                reasons[followup] = self.env._("Too late to be useful")
        return reasons

    def _useful_until(self):
        """Return until when the message is of use to the client."""
        self.ensure_one()
        if self.trigger == CHANGED:
            return self.session_id._news_until()
        until = self.due + timedelta(hours=self.late_hours)
        if self.delay_side != "before" or self.delay_unit == "at_once":
            return until
        return self.event_at if self.session_id else max(until, self.event_at)

    def _is_over_by(self, moment):
        """Tell whether a message about a time would be of no use at a later moment."""
        ahead = self.delay_side == "before" and self.delay_unit != "at_once"
        return (
            self.kind != "marketing"
            and (ahead or self.trigger == CHANGED)
            and moment >= self._useful_until()
        )

    def _note_silent(self, reasons):
        for followup, reason in reasons.items():
            if followup.activity_type_id:
                followup._sealed_write({"reason": reason})
            else:
                followup._close("skipped", reason)

    def _put_off_messages(self):
        """Move messages out of quiet hours and to one a day; return those moved."""
        now, messages = fields.Datetime.now(), self._unsent()
        messages -= messages.browse(f.id for f in messages._undeliverable())
        quiet = messages._wait_for_more_news(now)
        messages -= quiet
        for followup in messages:
            opening = followup._sending_time(now)
            if opening != now:
                followup._sealed_write(
                    {"due": opening, "reason": self.env._("Quiet hours")}
                )
                quiet += followup
        # news answer what was agreed upon: they hold nothing up and wait for nothing
        told = (messages - quiet).filtered(lambda f: f.trigger == CHANGED)
        return quiet | (messages - quiet - told)._put_off_to_one_a_day(now)

    def _sending_time(self, moment):
        """Return when a message may go out; none sleeps past its visit."""
        opening = followup_dates.within_hours(
            moment, self.send_from, self.send_to, self._zone()
        )
        return moment if self._is_over_by(opening) else opening

    def _is_last_day(self, now):
        """Tell whether a message cannot wait for tomorrow.

        It would miss its visit, or it is a question that waited for a day already.
        """
        hours = self.send_from, self.send_to
        tomorrow = followup_dates.next_day(now, *hours, self._zone())
        return self._is_over_by(tomorrow) or self._has_waited()

    def _has_waited(self):
        if not self._is_question() or self.delay_side == "before":
            return False
        return self.delay_unit != "at_once" and self.due > self._due(
            self.event_at, self._zone()
        )

    def _put_off_to_one_a_day(self, now):
        chosen = followup_dates.one_a_day(
            (
                followup_dates.Candidate(
                    f.id,
                    f.client_id.id,
                    "question" if f._is_question() else f.kind,
                    f.due,
                    f._is_last_day(now),
                )
                for f in self
            ),
            self._told_today(now).ids,
        )
        later = self.filtered(lambda f: f.id not in chosen)
        for followup in later:
            hours = followup.send_from, followup.send_to
            due = followup_dates.next_day(now, *hours, followup._zone())
            reason = self.env._("Only one message a day")
            followup._sealed_write({"due": due, "reason": reason})
        return later

    def _told_today(self, now):
        """Return the clients who got a message today, on their clinic's clock."""
        told = self.client_id.browse()
        for company, followups in self.grouped("company_id").items():
            zone = company._clinic_tz().zone
            today = clinic_clock.to_local(now, zone).date()
            midnight = clinic_clock.at_hour(today, 0, zone)
            domain = [
                ("client_id", "in", followups.client_id.ids),
                ("sent_at", ">=", midnight),
                ("trigger", "!=", CHANGED),
            ]
            groups = self.env["acupuncture.followup"]._read_group(domain, ["client_id"])
            told |= told.union(*(client for [client] in groups))
        return told

    def _send(self):
        """Queue the messages; the queue row and this record are written together."""
        self._queue_messages()
        now = fields.Datetime.now()
        self._sealed_write({"sent_at": now, "reason": False})
        self.filtered(lambda f: not f._needs_task())._close("done")

    def _queue_messages(self):
        with_forms = self.filtered("form_purpose")
        with_forms._send_forms()
        news = (self - with_forms).filtered(lambda f: f.trigger == CHANGED)
        news._queue_news()
        others = self - with_forms - news
        for template, followups in others.grouped("mail_template_id").items():
            mails = template.send_mail_batch([f._record().id for f in followups])
            for followup, mail in zip(followups, mails, strict=True):
                followup._sealed_write({"message_id": mail.mail_message_id.id})
            followups._track_mails(mails, template)

    def _send_forms(self):
        """Hook: mail each client the forms it is about; the room ``pages`` has them."""
        raise NotImplementedError

    # ------------------------------------------------------------------
    # What became of a message
    # ------------------------------------------------------------------

    def _send_again(self, delivery):
        """Queue the message anew; the follow-up itself stays as it is.

        :raises UserError: its appointment has begun, or it has no address any more
        """
        late = self.delay_side == "before" and self.event_at <= fields.Datetime.now()
        if late and self.session_id:
            raise UserError(
                self.env._(
                    "The appointment has begun, so this message is no longer useful. "
                    "Press Dismiss."
                )
            )
        if not self.client_id.email_normalized:
            raise UserError(
                self.env._(
                    "%(client)s has no e-mail address. Enter one, then send again.",
                    client=self.client_id.display_name,
                )
            )
        self.sudo()._queue_messages()  # whoever may read it may send it again

    def _delivery_is_sensitive(self):
        return self.sensitive

    @api.model
    def _delivery_kind(self):
        return self.env._("Follow-up message")
