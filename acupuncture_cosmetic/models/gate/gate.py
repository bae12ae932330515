"""The gate: may this session start? A registry of lines, each with what mends it.

To add a line, a room writes one method in its own folder, on this model:

    class Gate(models.AbstractModel):
        \"\"\"Nobody is treated in a room that was not cleaned.\"\"\"

        _inherit = "acupuncture.gate"

        @gate_line(
            "room_clean",
            group=BOOKING,
            order=60,
            label=_lt("Room is clean"),
            message=_lt("Nobody has cleaned it since the last client"),
            advice=_lt("Clean it, then say so here."),
            remedies=(Remedy("action_room_cleaned", _lt("It is clean")),),
            overridable=True,
        )
        def _line_room_clean(self, line, facts):
            for session in facts.sessions:
                yield session, line._replace(ok=session.room_id.is_clean)

The rest follows: the checklist shows the line with its button, a start is refused
while it is red, and the clinical lead may override it. The verb is a method of the
session that checks who calls it. A fact that may change while somebody starts hangs
``hang_gate_fact`` on its table (``foundation/gate_fact.py``). A line that tells about
health belongs to the group ``HEALTH``: who may not know a cause reads one line for all.
"""

from inspect import getmembers

from odoo import api, models

from .facts import Facts
from .line import CONSENT, GROUPS, HEALTH, HISTORY, Line


class Gate(models.AbstractModel):
    """The registry of lines; the mixins declare those of the rooms before this one."""

    _name = "acupuncture.gate"
    _description = "Gate"
    _inherit = [
        "acupuncture.gate.health.mixin",
        "acupuncture.gate.consent.mixin",
        "acupuncture.gate.booking.mixin",
    ]

    @api.model
    def _look(self, sessions, neutral=False):
        """Return treatment -> its lines, green and red, in their order.

        :param neutral: tell nobody a cause, not even who may know it
        """
        facts = Facts(sessions.filtered(lambda each: each.kind == "treatment"))
        found = {each: {group: [] for group in GROUPS} for each in facts.sessions}
        for declared, method in self._declared():
            for session, line in method(declared.line, facts):
                line = self._settle(self._spoken(line), facts.overridden[session])
                found[session][declared.group].append(line)
        if neutral or not self._sees_health():
            for session, lines in found.items():
                self._make_neutral(session, lines, facts)
        return {each: sum(lines.values(), []) for each, lines in found.items()}

    @api.model
    def _declared(self):
        """Return (declaration, method) of every line, in the order of the checklist."""
        methods = getmembers(type(self), lambda member: hasattr(member, "_gate_line"))
        declared = [(each._gate_line, getattr(self, name)) for name, each in methods]
        return sorted(declared, key=lambda each: each[0].place)

    @api.model
    def _sees_health(self):
        return self.env.su or self.env.user.has_group(
            "acupuncture_cosmetic.group_practitioner"
        )

    @api.model
    def _spoken(self, line):
        """Return a line with its texts in the words of who reads it."""
        texts = ("label", "message", "advice", "note")
        lazy = {name: getattr(line, name) for name in texts}
        return line._replace(
            **{
                name: self.env._(text)
                for name, text in lazy.items()
                if not isinstance(text, str)
            }
        )

    @api.model
    def _settle(self, line, overridden):
        """Return the line, green where it was overridden and may be."""
        if line.ok or not line.overridable or line.code not in overridden:
            return line
        note = self.env._(
            "Overridden by %(lead)s: %(line)s",
            lead=overridden[line.code],
            line=line.message,
        )
        return line._replace(ok=True, note=note)

    # ------------------------------------------------------------------
    # For whoever may not know why
    # ------------------------------------------------------------------

    def _make_neutral(self, session, lines, facts):
        """Fold what tells a cause into lines that tell none."""
        if health := lines[HEALTH]:
            lines[HISTORY] = [line._replace(note="") for line in lines[HISTORY]]
            lines[HEALTH] = [self._neutral_health(health, facts.verdicts[session])]
        lines[CONSENT] = [self._neutral_consents(lines[CONSENT], session)]

    def _neutral_health(self, lines, verdict):
        code = verdict.result.code
        if code not in ("deferred", "stop", "clearance"):
            code = "review"
        alerts = self.env["acupuncture.client.alert"]
        return Line(
            "screening",
            self.env._("Screening"),
            all(line.ok for line in lines),
            alerts._text(code, verdict.result.not_before),
            self.env._("The practitioner sees why."),
        )

    def _neutral_consents(self, lines, session):
        return Line(
            "consent",
            self.env._("Consent"),
            all(line.ok for line in lines),
            self.env._("A signature is missing"),
            self.env._("Let the client sign."),
            self._forms_remedies(session),
        )

    @api.model
    def _forms_remedies(self, _session):
        """Hook: return what lets the client of a session fill in and sign."""
        return ()
