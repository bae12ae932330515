"""What a treatment record still lacks, by STRICTA and by good practice."""

from collections.abc import Callable
from typing import NamedTuple


class Needle(NamedTuple):
    """What the checklist asks about one needle."""

    depth: bool
    size: bool
    stimulation: bool
    response: bool


class Chart(NamedTuple):
    """What the checklist asks about a record."""

    needles: tuple[Needle, ...] = ()
    timed: bool = False
    as_planned: bool = False
    style: bool = False
    lots: bool = False
    subjective: bool = False
    objective: bool = False
    assessment: bool = False
    next_plan: bool = False
    tongue: bool = False
    pulse: bool = False
    tolerance: bool = False
    aftercare: bool = False
    counted: bool = False


# code -> how a record meets it; STRICTA's number leads where it has one
CHECKS: dict[str, Callable[[Chart], bool]] = {
    "1a_style": lambda chart: chart.style,
    "2a_needles": lambda chart: bool(chart.needles),
    "2c_depth": lambda chart: _all(chart, "depth"),
    "2d_response": lambda chart: _all(chart, "response"),
    "2e_stimulation": lambda chart: _all(chart, "stimulation"),
    "2f_retention": lambda chart: chart.timed,
    "2f_reason": lambda chart: chart.as_planned,
    "2g_size": lambda chart: _all(chart, "size"),
    "2g_lots": lambda chart: bool(chart.needles) and chart.lots,
    "subjective": lambda chart: chart.subjective,
    "objective": lambda chart: chart.objective,
    "assessment": lambda chart: chart.assessment,
    "next_plan": lambda chart: chart.next_plan,
    "tongue": lambda chart: chart.tongue,
    "pulse": lambda chart: chart.pulse,
    "tolerance": lambda chart: chart.tolerance,
    "aftercare": lambda chart: chart.aftercare,
    "counted": lambda chart: bool(chart.needles) and chart.counted,
}


def missing(chart: Chart) -> list[str]:
    """Return the codes of what is missing, in the order of the checklist."""
    return [code for code, met in CHECKS.items() if not met(chart)]


def percent(chart: Chart) -> int:
    """Return how much of the checklist is met, 0 to 100; 100 only when all is."""
    return 100 * (len(CHECKS) - len(missing(chart))) // len(CHECKS)


def _all(chart: Chart, fact: str) -> bool:
    return bool(chart.needles) and all(getattr(one, fact) for one in chart.needles)
