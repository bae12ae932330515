from odoo import fields, models
from odoo.exceptions import UserError

from ..foundation.days import format_day
from ..foundation.guard import hang_trigger
from ..foundation.windows import dialog, window
from ..schedule.charge_mixin import SESSION
from ..screening.intake_states import LIVE
from .facts import Facts
from .gate_health_mixin import ASKED, CHARGE
from .line import LEAVE_OUT


class Session(models.Model):
    """Law 4: no session starts ungated; and the verbs behind the red lines.

    Which lines there are, and what each offers, is declared in ``gate.py``.
    """

    _inherit = "acupuncture.session"

    def init(self):
        """Let PostgreSQL refuse one of two: a start, and a change of what it read."""
        result = super().init()
        hang_trigger(
            self,
            "gate_start",
            "BEFORE UPDATE OF state",
            condition="NEW.kind = 'treatment' AND NEW.state = 'in_treatment'"
            " AND OLD.state <> 'in_treatment'",
        )
        return result

    # ------------------------------------------------------------------
    # What the gate says
    # ------------------------------------------------------------------

    def _gate_checks(self, neutral=False):
        """Return session -> lines, green and red. A consultation has no gate.

        Whoever may not read health data gets the same red and green, in neutral words.

        :param neutral: tell nobody a cause, not even who may know it
        """
        return self.env["acupuncture.gate"]._look(self, neutral)

    def _gate_day(self):
        """Return the day the gate asks about: the session's, or today if it is late."""
        self.ensure_one()
        company = self.company_id
        return max(company._clinic_date(self.start), company._clinic_today())

    def _left_out(self):
        return super()._left_out() | Facts(self).left_out

    def _with_complete_forms(self):
        """Return those whose client has history and consents in date for the day."""
        checks = self._gate_checks(neutral=True)
        forms = ("history", "consent")
        return self.filtered(
            lambda session: all(
                line.ok for line in checks.get(session, ()) if line.code in forms
            )
        )

    def _asked_again(self):
        """Return those whose client was asked for this very visit."""
        checks = self._gate_checks(neutral=True)
        return self.filtered(
            lambda session: any(
                line.ok for line in checks.get(session, ()) if line.code == ASKED
            )
        )

    # ------------------------------------------------------------------
    # Starting
    # ------------------------------------------------------------------

    def _check_gate(self):
        result = super()._check_gate()
        self._hold_gate()
        lines = [
            f"• {session.display_name}: {line.label}: {line.message}. {line.advice}"
            for session, lines in self._gate_checks(neutral=True).items()
            for line in lines
            if not line.ok
        ]
        if lines:
            intro = self.env._("The session cannot start yet:")
            raise UserError("\n".join([intro, *lines]))
        return result

    def _hold_gate(self):
        """Take hold of all that the gate reads, or try again with what is new.

        :raises SerializationFailure: something of it has changed meanwhile
        """
        treatments = self.filtered(lambda session: session.kind == "treatment")
        whose = sorted(
            (
                one.client_id.id,
                one.company_id.id,
                one.course_id.id or 0,
                one.practitioner_id.id,
            )
            for one in treatments
        )
        self.env.cr.execute(
            "SELECT acupuncture_gate_hold(client, company, course, practitioner) "
            "FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[]) "
            "AS t(client, company, course, practitioner)",
            [list(column) for column in zip(*whose, strict=True)] or [[]] * 4,
        )

    def action_open_gate(self):
        """Start at once when nothing is red, else show what is and how to mend it."""
        self.ensure_one()
        lines = self._gate_lines()
        if self._may_start(lines):
            return self._start_held()
        return self._show_checklist(lines, starting=True)

    def action_view_gate(self):
        """Show the checklist, also long before the session."""
        return self._open_checklist()

    def _gate_lines(self):
        """Return the lines of this one session."""
        return self._gate_checks().get(self, [])

    def _may_start(self, lines):
        """Tell whether the present user starts it now, with these lines."""
        starter = self.env.user.has_group("acupuncture_cosmetic.group_practitioner")
        return starter and self.state == "arrived" and all(line.ok for line in lines)

    def _start_held(self):
        """Start what was just seen to be green: nothing of it may have changed."""
        self._hold_gate()
        return self._start()

    def _start_if_open(self):
        """Start if the present user may and nothing is red.

        :return: what opens then, or None
        """
        return self._start_held() if self._may_start(self._gate_lines()) else None

    def _open_checklist(self, starting=False):
        """Show the checklist.

        :param starting: it was asked for in order to start; as before where one of its
            lines was mended
        """
        starting = starting or bool(self.env.context.get("acupuncture_gate_starting"))
        return self._show_checklist(self._gate_lines(), starting)

    def _show_checklist(self, lines, starting):
        """Show these lines; what they say is never stored."""
        places = [
            fields.Command.create({"position": position})
            for position, _line in enumerate(lines)
        ]
        checklist = self.env["acupuncture.gate.check"].create(
            {"session_id": self.id, "starting": starting, "line_ids": places}
        )
        return checklist._reopen()

    # ------------------------------------------------------------------
    # Overriding
    # ------------------------------------------------------------------

    def _overridable_checks(self):
        """Return the red lines, all of which may be overridden.

        The lead need not be the one who treats then, nor be there when the client is
        asked what has changed.

        :raises UserError: one of them may not, by anybody
        """
        red = [line for line in self._gate_lines() if not (line.ok or line.aside)]
        if not all(line.overridable for line in red):
            raise UserError(
                self.env._(
                    "One of the red lines cannot be overridden by anybody: an absolute "
                    "contraindication, a grave question that nobody has answered, a "
                    "consent that was refused or withdrawn, the licence, or the "
                    "booking itself. See the checklist."
                )
            )
        return red

    def action_override(self):
        """Ask the clinical lead for the reason of a start against the checklist.

        :raises UserError: nobody may override one of the red lines
        """
        self.ensure_one()
        self._check_role("clinical_lead")
        self._overridable_checks()
        overrides = self.env["acupuncture.override"]
        return dialog(overrides, self.env._("Override"), session_id=self.id)

    # ------------------------------------------------------------------
    # Remedies: about the booking
    # ------------------------------------------------------------------

    def action_view_client_courses(self):
        """Open the courses of the client."""
        self.ensure_one()
        return window(
            self.env,
            "course_action",
            domain=[("client_id", "=", self.client_id.id)],
            context={"default_client_id": self.client_id.id},
        )

    def action_resume_course(self):
        """Let the course go on."""
        self.course_id.action_resume()

    def action_view_placement(self):
        """Open the session, to change its time or its people."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

    def _acting_practitioners(self):
        """Return the practitioners that the present user is, in these clinics."""
        return self.env["resource.resource"].search(
            [
                ("acupuncture_role", "=", "practitioner"),
                ("user_id", "=", self.env.uid),
                ("company_id", "in", self.company_id.ids),
            ]
        )

    def action_take_over(self):
        """Make the present user the practitioner of this session."""
        self.practitioner_id = self._acting_practitioners().filtered(
            lambda one: one.company_id == self.company_id
        )[:1]

    def action_move_to_today(self):
        """Move it here and now, as any move: who is taken is named.

        :raises UserError: somebody is taken, or the course is over
        """
        self.ensure_one()
        now = fields.Datetime.now().replace(second=0, microsecond=0)
        self.write({"start": now, "off_hours": True})  # they are here: it is meant

    # ------------------------------------------------------------------
    # Remedies: about health
    # ------------------------------------------------------------------

    def action_nothing_changed(self):
        """Note that the client was asked and nothing changed; start if that was all."""
        self._note_answer(changed=False)
        if self.env.context.get("acupuncture_gate_starting"):
            return self.action_open_gate()
        return None

    def action_something_changed(self):
        """Note that something changed; a practitioner goes on to say what."""
        self._note_answer(changed=True)
        return self.action_change_history() if self._asks_as_clinician() else None

    def action_request_clearance(self):
        """Ask for the clearances that are missing, and open them."""
        self.ensure_one()
        self._check_role("practitioner")
        codes = [
            line.code.partition(":")[2]
            for line in self._gate_lines()
            if line.code.startswith("clearance:") and not line.ok
        ]
        findings = self.env["acupuncture.finding"].search(
            [
                ("client_id", "=", self.client_id.id),
                ("company_id", "=", self.company_id.id),
                ("intake_id.state", "in", LIVE),
                ("item_id.code", "in", codes),
            ]
        )
        findings.filtered(lambda f: f.decision != "clearance").action_ask_clearance()
        clearances = self.env["acupuncture.clearance"]
        for finding in findings:
            clearances |= clearances._request(finding)
        return clearances._get_records_action(name=self.env._("Clearances"))

    def _last_treated(self):
        """Return (client, clinic) -> when the client was treated last."""
        groups = self._read_group(
            [
                ("client_id", "in", self.client_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("kind", "=", "treatment"),
                ("state", "=", "done"),
            ],
            ["client_id", "company_id"],
            ["began_at:max"],
        )
        return {(client, company): at for client, company, at in groups}

    # ------------------------------------------------------------------
    # Remedies: a technique is left out of the visit
    # ------------------------------------------------------------------

    def action_leave_out(self, charge=None):
        """Treat without the closed technique this once; who did so stays on record.

        Without what the course is sold for, the visit takes no session of it.

        :param charge: what such a visit costs, ``nothing`` or ``reduced``; None: ask
        :raises UserError: no such technique is closed now
        """
        self.ensure_one()
        self._check_role("practitioner")
        self.check_access("write")
        codes, costs_less = self._to_leave_out()
        if costs_less and not charge:
            return self._ask_what_is_charged()
        if codes:
            today = format_day(self.env, self.company_id._clinic_today())
            self.env["acupuncture.override"]._append(
                [
                    {
                        "kind": "left_out",
                        "session_id": self.id,
                        "codes": codes,
                        "reason": self.env._("Closed on %(day)s", day=today),
                    }
                ]
            )
        if costs_less:
            self._charge_less(charge)
        return None

    def _to_leave_out(self):
        """Return the closed techniques that were asked for, and whether it costs less.

        :raises UserError: none is closed
        """
        asked = self.env.context.get("acupuncture_gate_code")
        lines = [
            line.code
            for line in self._gate_lines()
            if LEAVE_OUT in line.remedies and not line.ok and asked in (None, line.code)
        ]
        if not lines:
            raise UserError(self.env._("No planned technique is closed any more."))
        codes = [line.partition(":")[2] for line in lines if line != CHARGE]
        essential = self._essential_techniques()
        costs_less = CHARGE in lines or not essential.isdisjoint(codes)
        return codes, costs_less and self.charge == SESSION

    def _ask_what_is_charged(self):
        leaving = self.env["acupuncture.leave.out"]
        action = dialog(leaving, self.env._("Leave Out"), "medium", session_id=self.id)
        code = self.env.context.get("acupuncture_gate_code")
        action["context"] |= {"acupuncture_gate_code": code}
        return action

    def _finish(self):
        """:raises UserError: a session of the course would pay for less than it"""
        left_out = self._left_out()
        for session in self._owe_a_session():
            if session._essential_techniques() & left_out[session]:
                raise UserError(
                    self.env._(
                        "%(session)s went without what its course is sold for. Say in "
                        "the checklist what is charged, then finish it.",
                        session=session.display_name,
                    )
                )
        return super()._finish()
