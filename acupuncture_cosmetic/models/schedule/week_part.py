"""Figures of a week: what was booked and what came of it, whose time is free."""

from collections import Counter
from datetime import timedelta

from odoo.fields import Datetime

from ...engine.week import free
from ..foundation.groups import MANAGER
from ..foundation.week import to_do, week_part
from .resource_resource import OFFERED
from .session_states import OCCUPYING, OPEN

MISSED = ("no_show", "late_cancelled")
COUNTED = {
    # name: states of it; what was cancelled in time is not booked
    "booked": (*OCCUPYING, "late_cancelled"),
    "held": ("in_treatment", "done"),
    "missed": MISSED,
}
HOUR = timedelta(hours=1)
ENDS_SOON = timedelta(days=60)


@week_part("sessions", MANAGER)
def sessions(week):
    """Return a row for each practitioner and one for all: numbers, and free hours."""
    counts = _counts(week)
    people = week.env["resource.resource"].search(
        [*OFFERED, *week.ours()], order="name, id"
    )
    seen = week.env["resource.resource"].browse(one.id for one, _state in counts)
    agendas = _agendas(week, people)
    rows = [
        _row(week, one, counts, agendas.get(one.id)) for one in people | (seen - people)
    ]
    return {
        "rows": rows,
        "total": _total(week, rows) if len(rows) > 1 else None,
        "free_label": _free_label(week),
    }


def _of_week(week):
    return [*week.ours(), *week.spans("began_at")]


def _counts(week):
    """Return (practitioner, state) -> how many sessions."""
    found = week.env["acupuncture.session"]._read_group(
        _of_week(week), ["practitioner_id", "state"], ["__count"]
    )
    return Counter({(one, state): count for one, state, count in found})


def _agendas(week, people):
    timetable = week.env["acupuncture.timetable"]
    agendas = timetable._agendas(people, week.begin, week.end)
    for one in people:
        timetable._end_with_licence(one, agendas[one.id])
    return agendas


def _row(week, one, counts, agenda):
    who = one.name
    if len(week.companies) > 1:
        who = f"{who} ({one.company_id.name})"
    return {
        "id": one.id,
        "name": who,
        **{
            name: _counted(
                week,
                name,
                sum(counts[one, state] for state in states),
                who,
                [("practitioner_id", "=", one.id)],
            )
            for name, states in COUNTED.items()
        },
        **_hours(week, agenda),
        "calendar": _calendar(week, one),
    }


def _counted(week, name, count, who=None, whose=()):
    label = _column_label(week, name)
    return week.figure(
        label,
        count,
        "session_action_reporting",
        [*_of_week(week), ("state", "in", COUNTED[name]), *whose],
        view="list" if whose else "pivot",
        title=", ".join(filter(None, (label, who, week.label))),
    )


def _column_label(week, name):
    return {
        "booked": week.env._("Booked"),
        "held": week.env._("Held"),
        "missed": week.env._("Missed"),
    }[name]


def _hours(week, agenda):
    """Return hours that are free, from now on while the week runs, and those open."""
    if not agenda:
        return {"free": 0.0, "open": 0.0}
    begin = max(week.begin, week.now) if week.now < week.end else week.begin
    return dict(
        zip(
            ("free", "open"),
            (round(each / HOUR, 1) for each in free(agenda, begin, week.end)),
            strict=True,
        )
    )


def _free_label(week):
    if week.now >= week.end:
        return week.env._("Hours left free")
    if week.now > week.begin:
        return week.env._("Hours free from now")
    return week.env._("Hours free")


def _calendar(week, one=None):
    """Return what opens Odoo's calendar at this week."""
    begins = week.now if week.begin <= week.now < week.end else week.begin
    whose = [("practitioner_id", "=", one.id)] if one else []
    return week.figure(
        "",
        0,
        "session_action",
        [*week.ours(), *whose, ("state", "in", OCCUPYING)],
        view="calendar",
        title=one.name if one else week.env._("Sessions"),
        context={"initial_date": Datetime.to_string(begins)},
    )["opens"]


def _total(week, rows):
    return {
        **{
            name: _counted(week, name, sum(row[name]["count"] for row in rows))
            for name in COUNTED
        },
        **{name: round(sum(row[name] for row in rows), 1) for name in ("free", "open")},
        "calendar": _calendar(week),
    }


@to_do(MANAGER)
def left_open(week):
    """Return the appointments that are over, and nobody said what became of them."""
    now = Datetime.to_string(week.now)
    over = [*week.ours(), ("ended_at", "<", now), ("state", "in", OPEN)]
    count = week.env["acupuncture.session"].search_count(over)
    label = week.env._("Appointments over, not closed")
    return [
        week.figure(label, count, "session_action", over, "list", is_urgent=bool(count))
    ]


@to_do(MANAGER)
def to_move(week):
    """Return the sessions that cannot stay where they are."""
    moving = [*week.ours(), ("to_move", "=", True)]
    count = week.env["acupuncture.session"].search_count(moving)
    label = week.env._("Sessions to move")
    return [
        week.figure(
            label, count, "session_action_to_move", moving, is_urgent=bool(count)
        )
    ]


@to_do(MANAGER)
def licences(week):
    """Return the licences that are over or end soon."""
    ending = [
        *week.ours(),
        ("acupuncture_role", "=", "practitioner"),
        ("licence_expiry", "<=", str(week.today + ENDS_SOON)),
    ]
    count = week.env["resource.resource"].search_count(ending)
    label = week.env._("Licences ending within 60 days")
    return [week.figure(label, count, "resource_resource_action_practitioner", ending)]
