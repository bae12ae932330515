from functools import partial
from typing import NamedTuple

from odoo import models
from odoo.exceptions import UserError

from ...engine import screening
from ..foundation.days import format_day
from ..schedule.charge_mixin import SESSION
from ..schedule.session_gate import ASIDE, GateCheck
from ..screening.intake import LIVE

CHARGE = "charge"  # the line about what a visit costs
NEVER_OVERRIDDEN = ("withdrawn", "declined")


class Verdict(NamedTuple):
    """What the screening says about one session on its day."""

    profiles: list
    result: screening.Result
    items: dict
    planned: frozenset
    left_out: frozenset
    essential: frozenset
    needed: frozenset

    def closed(self):
        """Return the planned techniques that are closed while another is free."""
        closed = self.planned & self.result.blocked
        return sorted(closed) if self.planned - closed else []

    def obstacles(self):
        """Return the findings that hold the start, worst first."""
        return [
            finding
            for finding in self.result.findings
            if finding.open
            and (finding.effect in ("clearance", "unclear") or finding in self.shut())
        ]

    def shut(self):
        """Return the findings that close what the session cannot do without."""
        if self.result.light != "red":
            return []
        return [
            finding
            for finding in self.result.findings
            if finding.blocks and finding.techniques & self.needed
        ]


def _is_final(finding, item):
    """Tell whether nobody may override a finding.

    A running stop; and what would stop or need a letter, while nobody has answered
    whether it applies.
    """
    if item.severity == "absolute":
        return finding.blocks or bool(finding.asks)
    return item.severity == "clearance_required" and finding.asks == "answer"


class Session(models.Model):
    """Law 4: what health history and consents say about a start.

    Whoever may not read health data gets the same red and green, in neutral words.
    """

    _inherit = "acupuncture.session"

    def _gate_checks(self, neutral=False):
        checks = super()._gate_checks(neutral)
        sessions = self.browse().concat(*checks)
        neutral = neutral or not self._sees_health()
        left_out, overridden = sessions._overrides()
        standings = sessions._standings()
        wishes = sessions._wishes(standings)
        refused = {
            session.id: frozenset(code for code, wanted in wish.items() if not wanted)
            for session, wish in wishes.items()
        }
        verdicts = {
            session: verdict._replace(left_out=left_out[session.id])
            for session, verdict in sessions._verdicts(
                {key: codes | refused[key] for key, codes in left_out.items()}
            ).items()
        }
        forms = sessions._needed_forms(verdicts)
        asked = sessions._asked_checks(verdicts)
        minors = sessions._minors(verdicts)._minor_checks()
        for session, lines in checks.items():
            settle = partial(session._settle, overridden[session.id])
            verdict = verdicts[session]
            health = session._health_checks(verdict) + minors.get(session, [])
            health = settle(health)
            consents = settle(
                [
                    *(
                        session._consent_check(form, standings[session])
                        for form in forms[session]
                    ),
                    *session._wish_checks(
                        forms[session], standings[session], wishes[session], verdict
                    ),
                ]
            )
            if neutral:
                health = session._neutral_health(health, verdict)
                consents = session._neutral_consents(consents)
            checks[session] = [*health, *asked[session], *consents, *settle(lines)]
        return checks

    def _with_complete_forms(self):
        """Return those whose client has history and consents in date for the day."""
        checks = self._gate_checks(neutral=True)
        forms = ("history", "consent")
        return self.filtered(
            lambda session: all(
                check.ok for check in checks.get(session, ()) if check.code in forms
            )
        )

    def _sees_health(self):
        return self.env.su or self.env.user.has_group(
            "acupuncture_cosmetic.group_practitioner"
        )

    def _overrides(self):
        """Return what was left out and what was overridden, both by session id."""
        left_out = {session.id: frozenset() for session in self}
        overridden = {session.id: {} for session in self}
        # sudo: the desk sees that a line is settled, not why
        rows = self.env["acupuncture.override"].sudo()
        rows = rows.search([("session_id", "in", self.ids)], order="id")
        told = rows.session_id._last_told()
        for row in rows:
            key = row.session_id.id
            if row.kind == "left_out":
                left_out[key] |= frozenset(row.codes)
            elif row.at >= told.get(row.session_id.client_id, row.at):
                overridden[key] |= dict.fromkeys(row.codes, row.user_id.name)
        return left_out, overridden

    def _last_told(self):
        """Return client -> when the newest history came in, at any clinic of these.

        What was overridden before it, was so without knowing what it tells.
        """
        if not self:
            return {}
        groups = self.env["acupuncture.intake"]._read_group(
            [
                ("client_id", "in", self.client_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("state", "in", LIVE),
            ],
            ["client_id"],
            ["submitted_at:max"],
        )
        return dict(groups)

    def _settle(self, overridden, checks):
        """Return the checks, those green that were overridden and may be."""
        return [
            check._replace(
                ok=True,
                note=self.env._(
                    "Overridden by %(lead)s: %(line)s",
                    lead=overridden[check.code],
                    line=check.message,
                ),
            )
            if not check.ok and check.overridable and check.code in overridden
            else check
            for check in checks
        ]

    def _overridable_checks(self):
        """Return the red lines, all of which may be overridden.

        The lead need not be the one who treats then, nor be there when the client is
        asked what has changed.

        :raises UserError: one of them may not, by anybody
        """
        checks = self._gate_checks().get(self, ())
        red = [check for check in checks if not check.ok and check.code not in ASIDE]
        if not all(check.overridable for check in red):
            raise UserError(
                self.env._(
                    "One of the red lines cannot be overridden by anybody: an absolute "
                    "contraindication, a grave question that nobody has answered, a "
                    "consent that was refused or withdrawn, the licence, or the "
                    "booking itself. See the checklist."
                )
            )
        return red

    def _verdicts(self, left_out):
        """Return session -> verdict, in a fixed number of queries per clinic."""
        verdicts = {}
        # sudo: the desk learns red or green, never the cause
        env = self.sudo().env
        requires = env["acupuncture.technique"]._requires()
        for company, sessions in self.grouped("company_id").items():
            profiles = env["acupuncture.intake"]._profiles(sessions.client_id, company)
            catalogue = env["acupuncture.contraindication"]._catalogue(company)
            items = {item.code: item for item in catalogue}
            for session in sessions:
                known = profiles.get(session.client_id, [])
                out = left_out[session.id]
                planned = session._planned_techniques() - out
                essential = session._essential_techniques() - out
                result = screening.evaluate(
                    known, catalogue, planned, requires, session._gate_day(), essential
                )
                needed = screening.with_needed(essential or planned, requires)
                verdicts[session] = Verdict(
                    known, result, items, planned, out, essential, needed
                )
        return verdicts

    def _wishes(self, standings):
        """Return session -> {technique code: whether its client wants it}.

        :param standings: as ``_standings`` returns them
        """
        consents = self.env["acupuncture.consent"]
        wishes = {}
        for (company, day), sessions in self.grouped(
            lambda session: (session.company_id, session._gate_day())
        ).items():
            known = {each.client_id: standings[each] for each in sessions}
            found = consents._wishes(sessions.client_id, company, day, known)
            wishes |= {session: found[session.client_id] for session in sessions}
        return wishes

    def _standings(self):
        """Return session -> what the client's signatures are worth on its day."""
        consents = self.env["acupuncture.consent"]
        standings = {}
        for (company, day), sessions in self.grouped(
            lambda session: (session.company_id, session._gate_day())
        ).items():
            found = consents._standings(sessions.client_id, company, day)
            standings |= {session: found[session.client_id] for session in sessions}
        return standings

    def _health_checks(self, verdict):
        history = self._history_check(verdict)
        if not verdict.profiles:
            return [history]
        return [
            history,
            self._review_check(verdict),
            *self._finding_checks(verdict),
            *self._technique_checks(verdict),
            *self._left_out_checks(verdict),
            *self._charge_checks(verdict),
        ]

    def _history_check(self, verdict):
        missing, day = not verdict.profiles, self._gate_day()
        ends = [profile.valid_until or day for profile in verdict.profiles]
        return GateCheck(
            "history",
            self.env._("Health history"),
            not missing and min(ends) >= day,
            self.env._("It is missing") if missing else self.env._("It is out of date"),
            self.env._("Let the client fill it in."),
            self._forms_action(),
            overridable=True,
        )

    def _forms_action(self):
        """Who is here fills in forms here; others get a link."""
        here = self.state in ("arrived", "in_treatment")
        return "action_open_tablet" if here else "action_send_forms"

    def _review_check(self, verdict):
        return GateCheck(
            "review",
            self.env._("Reviewed by a practitioner"),
            not verdict.result.needs_review,
            self.env._("Nobody has reviewed the health history"),
            self.env._("Review it first."),
            "action_review",
            overridable=True,
        )

    def _finding_checks(self, verdict):
        obstacles = verdict.obstacles()
        if not obstacles:
            return [GateCheck("finding", self.env._("Findings"))]
        return [self._finding_check(finding, verdict) for finding in obstacles]

    def _finding_check(self, finding, verdict):
        item = verdict.items[finding.code]
        until = finding.until and format_day(self.env, finding.until)
        message, remedy, action = {
            "stop": (
                self.env._("No treatment before %(day)s", day=until)
                if until
                else self.env._("No treatment"),
                self.env._("See what the review says."),
                "action_review",
            ),
            "defer": (
                self.env._("Not before %(day)s", day=until)
                if until
                else self.env._("Put off without a date"),
                self.env._("Move the session."),
                "action_view_placement",
            ),
            "clearance": (
                self.env._("The doctor's clearance is missing"),
                self.env._("Ask for it, or file the answer."),
                "action_request_clearance",
            ),
            "unclear": (
                self.env._("Nobody has said when it was")
                if finding.asks == "date"
                else self.env._("It is not clear whether this applies"),
                self.env._("Ask the client, then write the answer into the review."),
                "action_review",
            ),
        }[finding.effect]
        return GateCheck(
            f"{finding.effect}:{finding.code}",
            item.name or finding.code,
            False,
            message,
            remedy,
            action,
            overridable=not _is_final(finding, item),
        )

    def _technique_checks(self, verdict):
        closed = verdict.closed()
        names = self._technique_names(closed)
        return [
            self._essential_check(code, names[code], verdict)
            if code in verdict.essential
            else GateCheck(
                f"technique:{code}",
                names[code],
                False,
                self.env._("This technique is closed for the client on that day"),
                self.env._("Leave it out this time."),
                "action_leave_out",
            )
            for code in closed
        ]

    def _essential_check(self, code, name, verdict):
        return GateCheck(
            f"technique:{code}",
            name,
            False,
            self.env._("The course is sold for it, and it is closed on that day"),
            self.env._("Move the session; or leave it out and say what is charged."),
            "action_leave_out",
            # as the findings that close it
            overridable=not any(
                _is_final(finding, verdict.items[finding.code])
                for finding in verdict.shut()
            ),
        )

    def _charge_checks(self, verdict):
        """Never a session of the course for a visit without what it is sold for."""
        if self.charge != SESSION or verdict.essential:
            return []
        return [
            GateCheck(
                CHARGE,
                self.env._("What the visit costs"),
                False,
                self.env._("What the course is sold for is left out"),
                self.env._("Say what is charged."),
                "action_leave_out",
            )
        ]

    def _left_out_checks(self, verdict):
        """Remind of what stays out of this session."""
        codes = sorted(verdict.left_out)
        names = self._technique_names(codes)
        note = self.env._("Left out this time: do not use it")
        return [GateCheck(f"left_out:{code}", names[code], note=note) for code in codes]

    def _technique_names(self, codes):
        if not codes:
            return {}
        techniques = self.env["acupuncture.technique"].with_context(active_test=False)
        found = techniques.search([("code", "in", codes)])
        return {technique.code: technique.name for technique in found}

    def _needed_forms(self, verdicts):
        """Return session -> the forms to be signed for what is done in it."""
        consents = self.env["acupuncture.consent"]
        by_plan = self.grouped(
            lambda session: (session.company_id, verdicts[session].planned)
        )
        return {
            session: forms
            for (company, planned), sessions in by_plan.items()
            for forms in [consents._needed_forms(company, planned)]
            for session in sessions
        }

    def _consent_check(self, form, standing):
        status = standing.get(form._subject(), "missing")
        kind = ":".join(filter(None, (form.kind, form.technique_id.code)))
        return GateCheck(
            f"consent:{kind}",
            form.name,
            status == "valid",
            {
                "missing": self.env._("It is not signed"),
                "expired": self.env._("The signature is out of date"),
                "outdated": self.env._("There is a new version to sign"),
                "declined": self.env._("The client declined"),
                "withdrawn": self.env._("The client has withdrawn it"),
            }.get(status, ""),
            self.env._("Talk with the client; only the client can sign anew.")
            if status in NEVER_OVERRIDDEN
            else self.env._("Let the client sign."),
            self._forms_action(),
            overridable=status not in NEVER_OVERRIDDEN,
        )

    def _wish_checks(self, forms, standing, wishes, verdict):
        """Say what the client does not want, and what nobody has asked about yet."""
        signed = [form for form in forms if standing.get(form._subject()) == "valid"]
        asked = set().union(*(form._asked_in_lines() for form in signed))
        unasked = sorted(asked & verdict.planned - wishes.keys())
        planned = self._planned_techniques()
        refused = sorted(code for code in planned if wishes.get(code) is False)
        names = self._technique_names(unasked + refused)
        note = self.env._("The client said no to it: do not use it")
        return [
            *(
                GateCheck(
                    f"consent:{code}",
                    names[code],
                    False,
                    self.env._("The client has not been asked about it"),
                    self.env._("Let the client sign, or leave it out this time."),
                    self._forms_action(),
                    overridable=True,
                )
                for code in unasked
            ),
            *(
                GateCheck(
                    f"refused:{code}",
                    names[code],
                    code not in self._essential_techniques(),
                    self.env._("The client said no to it, and nothing is done without"),
                    self.env._("Talk with the client; only the client can sign anew."),
                    self._forms_action(),
                    note=note,
                )
                for code in refused
            ),
        ]

    def _neutral_health(self, checks, verdict):
        """Fold what the screening says into one line that tells no cause."""
        history, *others = checks
        if not others:
            return checks
        code = verdict.result.code
        if code not in ("deferred", "stop", "clearance"):
            code = "review"
        alerts = self.env["acupuncture.client.alert"]
        message = alerts._text(code, verdict.result.not_before)
        return [
            history._replace(note=""),
            GateCheck(
                "screening",
                self.env._("Screening"),
                all(check.ok for check in others),
                message,
                self.env._("The practitioner sees why."),
            ),
        ]

    def _neutral_consents(self, checks):
        red = [check for check in checks if not check.ok]
        return [
            GateCheck(
                "consent",
                self.env._("Consent"),
                not red,
                self.env._("A signature is missing"),
                self.env._("Let the client sign."),
                self._forms_action(),
            )
        ]
