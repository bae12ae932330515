"""Free time compared with brute force: no ghost slot, no missed slot."""

from datetime import datetime, timedelta

from engine.slots import Agenda, Clinic, grid, merged, options
from hypothesis import given
from hypothesis import strategies as st

DAY = datetime(2026, 3, 2)
QUARTER = timedelta(minutes=15)
quarters = st.integers(0, 95)


def at(quarter):
    return DAY + quarter * QUARTER


@st.composite
def spans(draw, most=6):
    pairs = draw(st.lists(st.tuples(quarters, st.integers(1, 12)), max_size=most))
    return [(at(first), at(first + length)) for first, length in pairs]


@st.composite
def agendas(draw):
    return Agenda(
        work=draw(st.none() | spans()),
        busy=draw(spans()),
        turnover=draw(st.sampled_from([0, 10, 15, 30])) * timedelta(minutes=1),
    )


def covered(spans_, moment):
    return any(start <= moment < stop for start, stop in spans_)


def takes_by_force(agenda, start, stop):
    """Walk minute by minute through what the agenda holds."""
    minute = timedelta(minutes=1)
    moment = start
    while moment < stop + agenda.turnover:
        if (
            agenda.work is not None
            and moment < stop
            and not covered(agenda.work, moment)
        ):
            return False
        if covered(agenda.busy, moment):
            return False
        moment += minute
    return True


@given(agendas(), quarters, st.integers(1, 10))
def test_agenda_takes_exactly_what_brute_force_takes(agenda, first, length):
    start, stop = at(first), at(first + length)
    assert agenda.takes(start, stop) == takes_by_force(agenda, start, stop)


@given(
    agendas(),
    st.lists(agendas(), min_size=1, max_size=3),
    st.lists(agendas(), max_size=2),
    st.integers(1, 6),
)
def test_options_are_exactly_the_times_one_practitioner_can_serve(
    client, people, rooms, length
):
    clinic = Clinic(client, dict(enumerate(people)), dict(enumerate(rooms)))
    duration = length * QUARTER
    found = {
        option.start: option for option in options(clinic, at(0), at(96), duration)
    }
    for quarter in range(96):
        start, stop = at(quarter), at(quarter) + duration
        served = (
            takes_by_force(client, start, stop)
            and any(takes_by_force(one, start, stop) for one in people)
            and (not rooms or any(takes_by_force(room, start, stop) for room in rooms))
        )
        assert (start in found) == served
    for option in found.values():
        assert takes_by_force(people[option.practitioner], option.start, option.stop)
        assert not rooms or takes_by_force(
            rooms[option.room], option.start, option.stop
        )


@given(agendas(), quarters, st.integers(1, 8))
def test_what_was_taken_is_not_free_again(agenda, first, length):
    start, stop = at(first), at(first + length)
    agenda.take(start, stop)
    assert not agenda.takes(start, stop)
    assert not agenda.is_free(stop - QUARTER, stop)
    if agenda.turnover:
        assert not agenda.is_free(stop, stop + QUARTER)


@given(spans(), quarters)
def test_merging_keeps_every_moment(spans_, quarter):
    union = merged(spans_)
    assert covered(union, at(quarter)) == covered(spans_, at(quarter))
    assert all(a[1] < b[0] for a, b in zip(union, union[1:], strict=False))


def test_grid_starts_on_the_quarter():
    starts = list(grid(DAY + timedelta(minutes=7), DAY + timedelta(minutes=60)))
    assert starts == [at(1), at(2), at(3)]
