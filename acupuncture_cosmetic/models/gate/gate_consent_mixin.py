from odoo import models
from odoo.tools.translate import LazyTranslate

from .line import CONSENT, gate_line

_lt = LazyTranslate(__name__)

TALK = _lt("Talk with the client; only the client can sign again.")
NEVER_OVERRIDDEN = ("withdrawn", "declined")


class GateConsentMixin(models.AbstractModel):
    """Lines about what the client has signed, refused, or was not asked about."""

    _name = "acupuncture.gate.consent.mixin"
    _description = "Lines About Consent"

    @gate_line("consent", group=CONSENT, order=10, advice=_lt("Let the client sign."))
    def _line_consent(self, line, facts):
        for session, forms in facts.forms.items():
            for form in forms:
                status = facts.standings[session].get(form._subject(), "missing")
                kind = ":".join(filter(None, (form.kind, form.technique_id.code)))
                yield (
                    session,
                    self._signed(line, status)._replace(
                        code=f"{line.code}:{kind}",
                        label=form.name,
                        remedies=self._forms_remedies(session),
                    ),
                )

    def _signed(self, line, status):
        messages = {
            "missing": self.env._("It is not signed"),
            "expired": self.env._("The signature is out of date"),
            "outdated": self.env._("There is a new version to sign"),
            "declined": self.env._("The client declined"),
            "withdrawn": self.env._("The client has withdrawn it"),
        }
        if status in NEVER_OVERRIDDEN:
            line = line._replace(advice=TALK)
        return line._replace(
            ok=status == "valid",
            message=messages.get(status, ""),
            overridable=status not in NEVER_OVERRIDDEN,
        )

    @gate_line(
        "consent",
        group=CONSENT,
        order=20,
        message=_lt("The client has not been asked about it"),
        advice=_lt("Let the client sign, or leave it out this time."),
        overridable=True,
    )
    def _line_not_asked(self, line, facts):
        """Techniques that a signed form asks about in a line, signed before it did."""
        names = self.env["acupuncture.technique"]._names()
        for session, forms in facts.forms.items():
            standing = facts.standings[session]
            asked = set().union(
                *(
                    form._asked_in_lines()
                    for form in forms
                    if standing.get(form._subject()) == "valid"
                )
            )
            unasked = asked & facts.verdicts[session].planned
            for code in sorted(unasked - facts.wishes[session].keys()):
                yield (
                    session,
                    line._replace(
                        code=f"{line.code}:{code}",
                        label=names[code],
                        remedies=self._forms_remedies(session),
                    ),
                )

    @gate_line(
        "refused",
        group=CONSENT,
        order=30,
        message=_lt(
            "The client said no to it, and the session cannot go ahead without it"
        ),
        advice=TALK,
        note=_lt("The client said no to it: do not use it"),
    )
    def _line_refused(self, line, facts):
        """It stays out; where the session is nothing without it, it does not start."""
        names = self.env["acupuncture.technique"]._names()
        for session, wishes in facts.wishes.items():
            for code in sorted(session._planned_techniques()):
                if wishes.get(code) is False:
                    yield (
                        session,
                        line._replace(
                            code=f"{line.code}:{code}",
                            label=names[code],
                            ok=code not in session._essential_techniques(),
                            remedies=self._forms_remedies(session),
                        ),
                    )
