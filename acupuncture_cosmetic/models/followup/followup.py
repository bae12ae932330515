from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import clean_context

from ...engine import clinic_clock
from ..foundation.base import made_once
from .followup_rule import (
    CHANGED,
    CLIENT_TRIGGERS,
    CLINICAL_IS_SENSITIVE,
    CLINICAL_TRIGGERS,
    COURSE_TRIGGERS,
    PRACTITIONER,
    SESSION_TRIGGERS,
)

RUNNING = ("planned", "open")
REVIEWED = ("course_mid",)
MORNING = 9.0
KNOWN = ("rule_id", "trigger", "anchor", "state", "event_at", "session_id")


class Followup(models.Model):
    """One thing not to forget: a rule, an event, a moment.

    ``_sync`` brings the follow-ups of sessions and courses in line with the facts: what
    is missing is made, what moved is moved, what no longer holds is cancelled. Each
    event has an identity, so doing it again changes nothing. ``followup_run`` carries
    out what is due; a mixin each for tasks and who does them (``task``), needles that
    stay in (``needle``), changed appointments (``news``), whom ``marketing`` may reach.

    =========  ================================================  ===================
    state      meaning                                           next
    =========  ================================================  ===================
    planned    waits for its moment                              open, done, skipped
    open       its task stands in somebody's list                done, skipped
    done       message sent or task done; never repeated         -
    skipped    a condition or a person ended it; never repeated  -
    cancelled  its event no longer holds, or left it no time;    planned
               it returns with the event
    =========  ================================================  ===================
    """

    _name = "acupuncture.followup"
    _description = "Follow-up"
    _inherit = [
        "acupuncture.sealed.mixin",
        "acupuncture.same.company.mixin",
        "acupuncture.followup.terms",
        "acupuncture.followup.task.mixin",
        "acupuncture.followup.needle.mixin",
        "acupuncture.followup.news.mixin",
        "acupuncture.followup.marketing.mixin",
        "acupuncture.mailed.mixin",
    ]
    _order = "due, id"
    _check_company_auto = True

    company_id = fields.Many2one(
        comodel_name="res.company", string="Clinic", required=True, ondelete="restrict"
    )
    rule_id = fields.Many2one(
        comodel_name="acupuncture.followup.rule",
        required=True,
        ondelete="restrict",
        index=True,
    )
    instruction = fields.Text(related="rule_id.instruction")
    trigger = fields.Selection(
        selection=lambda self: (
            self.env["acupuncture.followup.rule"]._fields["trigger"].selection
        ),
        string="Event",
        required=True,
    )
    anchor = fields.Char(required=True, export_string_translation=False)

    client_id = fields.Many2one(
        comodel_name="res.partner", required=True, ondelete="restrict", index=True
    )
    session_id = fields.Many2one(
        comodel_name="acupuncture.session",
        string="Appointment",
        ondelete="cascade",
        index="btree_not_null",
        check_company=True,
    )
    course_id = fields.Many2one(
        comodel_name="acupuncture.course",
        ondelete="cascade",
        index="btree_not_null",
        check_company=True,
    )

    event_at = fields.Datetime(string="Event Time", required=True)
    known_at = fields.Datetime(
        string="Time Known Since",
        help="When the time of the event was last set. A message that was due before "
        "then is not sent.",
    )
    due = fields.Datetime(required=True)
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("open", "To do"),
            ("done", "Done"),
            ("skipped", "Skipped"),
            ("cancelled", "Cancelled"),
        ],
        default="planned",
        required=True,
    )
    closed_at = fields.Datetime(string="Closed On")
    reason = fields.Char(help="Why it was skipped, cancelled or put off.")
    result = fields.Text()
    assigned_id = fields.Many2one(
        comodel_name="res.users",
        string="Assigned To",
        ondelete="set null",
        index="btree_not_null",
    )
    activity_ids = fields.One2many(
        comodel_name="mail.activity",
        inverse_name="acupuncture_followup_id",
        string="Tasks",
        groups="acupuncture_cosmetic.group_front_desk",
    )
    sent_at = fields.Datetime(string="Sent On")
    was_start = fields.Datetime(string="Time Known Before")
    was_practitioner_id = fields.Many2one(
        comodel_name="resource.resource",
        string="Practitioner Known Before",
        ondelete="set null",
    )
    told_with_id = fields.Many2one(
        comodel_name="acupuncture.followup",
        ondelete="set null",
        index="btree_not_null",
        export_string_translation=False,
    )
    message_id = fields.Many2one(
        comodel_name="mail.message",
        string="Message Sent",
        ondelete="set null",
        index="btree_not_null",
    )

    _anchor_uniq = models.UniqueIndex(
        "(rule_id, anchor)",
        "This event already has this follow-up. Reload the page to see it.",
    )
    _clinical_check = models.Constraint(
        CLINICAL_IS_SENSITIVE, "A follow-up of a clinical event must be sensitive."
    )
    _due_idx = models.Index("(state, due) WHERE state IN ('planned', 'open')")
    _told_idx = models.Index("(client_id, sent_at) WHERE sent_at IS NOT NULL")

    @property
    def _sealed_fields(self):
        """All but the result: a follow-up is made and ended by verbs only."""
        return frozenset(self._fields) - {"result"}

    @api.depends("rule_id.name", "client_id.name", "sensitive")
    def _compute_display_name(self):
        for followup in self:
            if followup.sensitive:
                followup.display_name = self.env._("Follow-up")
            else:
                client, rule = followup.client_id.name, followup.rule_id.name
                followup.display_name = f"{client}: {rule}"

    # ------------------------------------------------------------------
    # In line with the facts
    # ------------------------------------------------------------------

    @api.model
    def _sync(self, sessions, courses, fresh=None):
        """Bring the follow-ups of sessions and courses in line with the facts.

        :param fresh: those of the courses that have no follow-ups yet
        """
        events = sessions._followup_events() + courses._followup_events()
        by_identity = {(event.trigger, event.anchor): event for event in events}
        known = self._known(sessions, courses - fresh if fresh else courses)
        known._follow_events(by_identity)
        self._make_missing(events, {(f.rule_id, f.anchor) for f in known})

    @api.model
    def _sync_clients(self, clients, company):
        """Bring what hangs on clients of a clinic in line with their histories."""
        events = clients._followup_events(company)
        known = self.search_fetch(
            [
                ("trigger", "in", CLIENT_TRIGGERS),
                ("client_id", "in", clients.ids),
                ("company_id", "=", company.id),
            ],
            KNOWN,
        )
        known._follow_events({(event.trigger, event.anchor): event for event in events})
        self._make_missing(events, {(f.rule_id, f.anchor) for f in known})

    @api.model
    def _known(self, sessions, courses):
        of_sessions = Domain("trigger", "in", SESSION_TRIGGERS) & Domain(
            "session_id", "in", sessions.ids
        )
        of_courses = Domain("trigger", "in", COURSE_TRIGGERS) & Domain(
            "course_id", "in", courses.ids
        )
        return self.search_fetch(of_sessions | of_courses, KNOWN)

    def _follow_events(self, events):
        """Cancel, move or revive follow-ups after the events they hang on."""
        identities = {
            followup: (followup.trigger, followup.anchor) for followup in self
        }
        gone = self.filtered(
            lambda f: identities[f] not in events and f.state in RUNNING
        )
        gone._cancel(self.env._("No longer applies"))
        for followup in self - gone:
            event = events.get(identities[followup])
            if event and followup._has_moved(event):
                followup._move(event)

    def _has_moved(self, event):
        if self.state == "cancelled":
            return not self._is_overtaken(
                event.at, event.session, self._known_since(event)
            )
        moved = event.at != self.event_at or event.session != self.session_id
        return self.state in RUNNING and moved

    def _move(self, event):
        """Follow the event in time; a task that is not due any more waits again."""
        self.ensure_one()
        due = self._due_after_move(event)
        late = self.delay_unit == "at_once" or due <= fields.Datetime.now()
        waits = self.state == "open" and not late
        vals = {
            "event_at": event.at,
            "due": due,
            "session_id": event.session.id,
            "known_at": self._known_since(event),
        }
        if waits or self.state == "cancelled":
            vals |= {"state": "planned", "reason": False, "closed_at": False}
        self._sealed_write(vals)
        if waits:
            self.activity_ids.unlink()
        elif self.state == "open":
            self.activity_ids.write({"date_deadline": self._deadline()})
        if self._is_overtaken(event.at, event.session, vals["known_at"]):
            self._cancel(self._overtaken_reason())

    def _known_since(self, event):
        """Return since when the client knows the time of the event."""
        if event.at == self.event_at:
            return self.known_at
        return fields.Datetime.now()

    def _is_overtaken(self, event_at, session, known_at):
        """Tell whether all there is to do is to announce what was fixed later."""
        return not self.activity_type_id and self._announces_too_late(
            event_at, session, known_at
        )

    def _announces_too_late(self, event_at, session, known_at):
        """Tell whether the message announces a visit booked after its moment."""
        return bool(
            session
            and known_at
            and self._announces()
            and self._moment(event_at, self._zone()) <= known_at
        )

    @api.model
    def _overtaken_reason(self):
        return self.env._("It was due before the booking was made")

    def _due_after_move(self, event):
        if self.delay_unit != "at_once" or self.state == "cancelled":
            return self._due(event.at, self._zone(), event.until)
        return event.at if self.state == "open" else self.due

    @api.model
    def _make_missing(self, events, known):
        if not events:
            return
        companies = self.env["res.company"].union(*(e.company for e in events))
        rules = self.env["acupuncture.followup.rule"]._active_rules(
            companies, {event.trigger for event in events}
        )
        terms = {rule: rule._copy_terms() for rule in rules}
        clean = self.with_context(clean_context(self.env.context))
        missing = [
            terms[rule] | self._prepare_followup_vals(rule, event)
            for event in events
            for rule in rules
            if (rule, event.anchor) not in known and rule._applies(event, event.company)
        ]
        with made_once():
            made = clean._sealed_create(missing)
        made.filtered(
            lambda f: f._is_overtaken(f.event_at, f.session_id, f.known_at)
        )._cancel(self._overtaken_reason())

    @api.model
    def _prepare_followup_vals(self, rule, event):
        company = event.company
        return {
            "rule_id": rule.id,
            "trigger": event.trigger,
            "anchor": event.anchor,
            "company_id": company.id,
            "client_id": event.client.id,
            "session_id": event.session.id,
            "course_id": event.course.id,
            "event_at": event.at,
            "known_at": fields.Datetime.now(),
            "due": rule._due(event.at, company._clinic_tz().zone, event.until),
        }

    def _apply_terms(self, rule):
        """Give running follow-ups the present terms of their rule."""
        vals = rule._copy_terms()
        for followup in self:
            due = rule._due(followup.event_at, followup._zone())
            clinical = rule.sensitive or followup.trigger in CLINICAL_TRIGGERS
            followup._sealed_write(vals | {"due": due, "sensitive": clinical})
        waiting = self.filtered(
            lambda f: f.state == "open" and f.due > fields.Datetime.now()
        )
        waiting._sealed_write({"state": "planned"})
        waiting.activity_ids.unlink()
        self._settle_tasks()

    # ------------------------------------------------------------------
    # Endings
    # ------------------------------------------------------------------

    def _close(self, state, reason=False, **vals):
        """End follow-ups; only a returning event wakes a cancelled one."""
        self._sealed_write(
            {"state": state, "reason": reason, "closed_at": fields.Datetime.now()}
            | vals
        )
        if state in ("done", "skipped"):
            self.filtered(lambda f: f.trigger == CHANGED).session_id._news_told()

    def _cancel(self, reason):
        if self:
            tasks = self.filtered(lambda f: f.state == "open").activity_ids
            self._close("cancelled", reason)
            tasks.unlink()

    def _check_running(self):
        self.check_access("write")
        if self.filtered(lambda f: f.state not in RUNNING):
            raise UserError(
                self.env._(
                    "This follow-up has already been closed. Reload the page to see "
                    "how."
                )
            )

    def action_done(self, result=None):
        """Close follow-ups as done, with their task."""
        self._check_needles_out()
        self._check_running()
        self._note(result)
        # Closing is the right checked above; sealed fields and others' tasks need more.
        followups = self.sudo()
        tasks = followups.activity_ids
        followups._close("done")
        tasks.action_feedback()

    def action_skip(self, reason=None):
        """Close follow-ups as skipped for a reason and take their task away."""
        self._check_running()
        # As in action_done.
        followups = self.sudo()
        followups._close("skipped", reason or self.env._("Skipped"))
        followups.activity_ids.unlink()

    def action_snooze(self, until=None):
        """Put follow-ups off, to the next morning when no moment is given."""
        self._check_running()
        for followup in self.sudo():  # as in action_done
            due = until or followup._next_morning()
            followup._sealed_write({"due": due, "reason": self.env._("Put off")})
            followup.activity_ids.write({"date_deadline": followup._deadline()})

    def action_close_dialog(self):
        """Ask for the result, the reason or the new date, then close or put off."""
        mode = self.env.context.get("acupuncture_followup_mode", "done")
        if needles := mode == "done" and self._needles_to_ask_for():
            return needles.action_take_out()
        titles = {
            "done": self.env._("Follow-up Done"),
            "skip": self.env._("Skip Follow-up"),
            "snooze": self.env._("Put Off Follow-up"),
        }
        return {
            "type": "ir.actions.act_window",
            "name": titles[mode],
            "res_model": "acupuncture.followup.close",
            "view_mode": "form",
            "target": "new",
            "context": {
                "dialog_size": "medium",
                "default_mode": mode,
                "default_followup_ids": [fields.Command.set(self.ids)],
            },
        }

    def action_view_record(self):
        """Open the appointment, the course or the client to work on.

        The task of a mid-course review opens that review, for whoever may read it.
        """
        self.ensure_one()
        may_review = self.env.user.has_group(PRACTITIONER)
        if self.trigger in REVIEWED and self.activity_type_id and may_review:
            return self.course_id.action_open_review()
        return self._record().get_formview_action()

    # ------------------------------------------------------------------
    # Facts
    # ------------------------------------------------------------------

    def _note(self, text):
        """Add what came of it to what stands there already."""
        for followup in self if text else ():
            followup.result = "\n".join(filter(None, (followup.result, text)))

    def _record(self):
        """Return the operational record that carries the message and, unless it is
        sensitive, the task.
        """
        if self.trigger in CLIENT_TRIGGERS:
            return self.client_id
        return self.session_id if self.trigger in SESSION_TRIGGERS else self.course_id

    def _zone(self):
        return self.company_id._clinic_tz().zone

    def _next_morning(self):
        """Return nine o'clock of the clinic's next working day, in UTC."""
        company = self.company_id[:1]
        zone = company._clinic_tz()
        tomorrow = company._clinic_today() + timedelta(days=1)
        midnight = zone.localize(datetime.combine(tomorrow, time()))
        working = company.resource_calendar_id.plan_hours(0.1, midnight, True)
        day = working.astimezone(zone).date() if working else tomorrow
        return clinic_clock.at_hour(day, MORNING, zone.zone)
