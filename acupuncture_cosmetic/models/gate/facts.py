"""What the lines of the gate read, gathered once for all sessions of a look."""

from functools import cached_property
from typing import NamedTuple

from ...engine import screening
from ...engine.screening_findings import ADULT, birthday


class Verdict(NamedTuple):
    """What the screening says about one session on its day."""

    profiles: list
    result: screening.Result
    items: dict
    planned: frozenset
    left_out: frozenset
    essential: frozenset
    needed: frozenset

    def in_date(self, day):
        """Tell whether every history of the client counts on that day."""
        return bool(self.profiles) and all(
            (profile.valid_until or day) >= day for profile in self.profiles
        )

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

    def is_final(self, finding):
        """Tell whether nobody may override a finding.

        A running stop; and what would stop or need a letter, while nobody has answered
        whether it applies.
        """
        severity = self.items[finding.code].severity
        if severity == "absolute":
            return finding.blocks or bool(finding.asks)
        return severity == "clearance_required" and finding.asks == "answer"


class Facts:
    """What the lines of one look read; each fact is fetched when it is first asked for.

    The queries are fixed in number for any number of sessions of a clinic and a day.

    :param sessions: treatments
    """

    def __init__(self, sessions):
        self.sessions = sessions
        self.env = sessions.env

    def told(self):
        """Return (session, verdict) of those whose client has told a history."""
        return [each for each in self.verdicts.items() if each[1].profiles]

    @cached_property
    def _overrides(self):
        # sudo: the desk sees that a line is settled, not why
        rows = self.env["acupuncture.override"].sudo()
        found = rows._in_force_for(self.sessions)
        return {each: found.get(each._origin, rows) for each in self.sessions}

    @cached_property
    def left_out(self):
        """Session -> codes of the techniques left out of it."""
        return {each: rows._left_out() for each, rows in self._overrides.items()}

    @cached_property
    def overridden(self):
        """Session -> {code of a line: who overrode it}."""
        return {
            session: {
                code: row.user_id.name
                for row in rows
                if row.kind == "override"
                for code in row.codes
            }
            for session, rows in self._overrides.items()
        }

    @cached_property
    def standings(self):
        """Session -> what the client's signatures are worth on its day."""
        consents, standings = self.env["acupuncture.consent"], {}
        for (company, day), sessions in self._by_day():
            found = consents._standings(sessions.client_id, company, day)
            standings |= {session: found[session.client_id] for session in sessions}
        return standings

    @cached_property
    def wishes(self):
        """Session -> {technique code: whether its client wants it}."""
        consents, wishes = self.env["acupuncture.consent"], {}
        for (company, day), sessions in self._by_day():
            known = {each.client_id: self.standings[each] for each in sessions}
            found = consents._wishes(sessions.client_id, company, day, known)
            wishes |= {session: found[session.client_id] for session in sessions}
        return wishes

    def _by_day(self):
        return self.sessions.grouped(
            lambda session: (session.company_id, session._gate_day())
        ).items()

    @cached_property
    def verdicts(self):
        """Session -> verdict, on what is neither left out nor refused."""
        verdicts = {}
        # sudo: the desk learns red or green, never the cause
        env = self.sessions.sudo().env
        requires = env["acupuncture.technique"]._requires()
        for company, sessions in self.sessions.grouped("company_id").items():
            profiles = env["acupuncture.intake"]._profiles(sessions.client_id, company)
            catalogue = env["acupuncture.contraindication"]._catalogue(company)
            items = {item.code: item for item in catalogue}
            for session in sessions:
                known, out = profiles.get(session.client_id, []), self._unused(session)
                planned = session._planned_techniques() - out
                essential = session._essential_techniques() - out
                verdicts[session] = Verdict(
                    known,
                    screening.evaluate(
                        known,
                        catalogue,
                        planned,
                        requires,
                        session._gate_day(),
                        essential,
                    ),
                    items,
                    planned,
                    self.left_out[session],
                    essential,
                    screening.with_needed(essential or planned, requires),
                )
        return verdicts

    def _unused(self, session):
        """Return the codes of what is left out of a session, or refused."""
        wishes = self.wishes[session].items()
        return self.left_out[session] | {code for code, wanted in wishes if not wanted}

    @cached_property
    def forms(self):
        """Session -> the forms to be signed for what is done in it."""
        consents = self.env["acupuncture.consent"]
        by_plan = self.sessions.grouped(
            lambda session: (session.company_id, self.verdicts[session].planned)
        )
        return {
            session: forms
            for (company, planned), sessions in by_plan.items()
            for forms in [consents._needed_forms(company, planned)]
            for session in sessions
        }

    @cached_property
    def minors(self):
        """The sessions whose client is under age on their day."""
        return self.sessions.filtered(
            lambda session: any(
                profile.birth and session._gate_day() < birthday(profile.birth, ADULT)
                for profile in self.verdicts[session].profiles
            )
        )
