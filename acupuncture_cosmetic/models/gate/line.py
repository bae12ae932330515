"""A line of the checklist, and how a room declares one: see ``gate.py``."""

from collections.abc import Callable
from typing import NamedTuple

from odoo.tools.translate import LazyGettext, LazyTranslate

_lt = LazyTranslate(__name__)

# Groups, in the order of the checklist.
HISTORY = "history"
HEALTH = "health"  # one line without a cause for whoever may not read health data
QUESTION = "question"
CONSENT = "consent"  # one line for whoever may not read consents
BOOKING = "booking"
GROUPS = (HISTORY, HEALTH, QUESTION, CONSENT, BOOKING)

Text = str | LazyGettext


class Remedy(NamedTuple):
    """What mends a red line: one button beside it.

    :param verb: method of the session; what it returns is done, and where it returns
        nothing the checklist is shown again
    :param button: what the button says
    :param starting: what it says where nothing else is red and pressing it starts
    """

    verb: str
    button: Text
    starting: Text = ""


class Line(NamedTuple):
    """One line of the checklist before a treatment.

    :param message: what is open, while it is red
    :param advice: what helps, in words
    :param remedies: what helps, by a button each; two at most
    :param overridable: the clinical lead may start all the same, with a reason
    :param aside: who stands before the client mends it; an override is no answer to it,
        and it keeps nobody from overriding the others
    :param note: what a green line has to add
    """

    code: str
    label: Text = ""
    ok: bool = False
    message: Text = ""
    advice: Text = ""
    remedies: tuple[Remedy, ...] = ()
    overridable: bool = False
    aside: bool = False
    note: Text = ""


class Declared(NamedTuple):
    """A line as its room declares it, red, with its place in the checklist."""

    group: str
    order: int
    line: Line

    @property
    def place(self):
        return GROUPS.index(self.group), self.order


def gate_line(code: str, *, group: str, order: int, **said) -> Callable:
    """Declare a line of the gate on the method that looks at it.

    The method gets the line as declared and the facts of all sessions, and yields
    ``session, line._replace(ok=..., ...)`` for each session it has something to say of:
    no line, one, or several whose codes begin with ``code:``.

    :param group: one of ``GROUPS``
    :param order: the place within its group
    :param said: further fields of ``Line``, texts as ``_lt(...)``
    """

    def declare(method):
        method._gate_line = Declared(group, order, Line(code, **said))
        return method

    return declare


# Remedies that lines of more than one kind offer.
REVIEW = Remedy("action_review", _lt("Open the review"))
LEAVE_OUT = Remedy("action_leave_out", _lt("Leave it out"))
OPEN_SESSION = Remedy("action_view_placement", _lt("Open session"))
