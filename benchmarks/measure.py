"""Measure one operation beside the bare Odoo operation it stands on.

Time is what Odoo and its PostgreSQL process were at work: others on the machine do not
count, nor does a disk. Where PostgreSQL is not of this machine it is time on the wall.
"""

import gc
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Cost:
    """What one operation took: exact queries, and the median time of several runs."""

    queries: int
    seconds: float


@dataclass(frozen=True)
class Budget:
    """What an operation may cost; what is None is not asked for.

    :param more: queries more than the bare operation, per record
    :param total: queries in all
    :param ratio: median time beside that of the bare operation
    """

    more: float | None = None
    total: int | None = None
    ratio: float | None = None

    def __str__(self):
        return ", ".join(
            text.format(limit)
            for text, limit in (
                ("+{:g} q each", self.more),
                ("{:g} q in all", self.total),
                ("{:g}x", self.ratio),
            )
            if limit is not None
        )


@dataclass(frozen=True)
class Row:
    """One line of the table: ours beside the bare operation, and the budget."""

    operation: str
    size: int
    bare: Cost
    ours: Cost
    budget: Budget

    @property
    def more(self):
        """Queries more than the bare operation, per record."""
        return (self.ours.queries - self.bare.queries) / self.size

    @property
    def ratio(self):
        """How many times the bare operation's time."""
        return self.ours.seconds / self.bare.seconds

    @property
    def met(self):
        """Tell whether every limit of the budget is kept."""
        return all(
            limit is None or found <= limit
            for found, limit in (
                (self.more, self.budget.more),
                (self.ours.queries, self.budget.total),
                (self.ratio, self.budget.ratio),
            )
        )

    def cells(self):
        """Return the texts of this line."""
        return (
            self.operation,
            f"{self.size:,}",
            f"{self.bare.queries:,}",
            f"{self.ours.queries:,}",
            f"{self.more:+.2f}",
            f"{self.bare.seconds * 1000:,.1f}",
            f"{self.ours.seconds * 1000:,.1f}",
            f"{self.ratio:.2f}",
            str(self.budget),
            "met" if self.met else "missed",
        )


HEADINGS = (
    "operation",
    "n",
    "bare q",
    "our q",
    "q more per 1",
    "bare ms",
    "our ms",
    "ratio",
    "budget",
    "",
)
SCALE_HEADINGS = (
    "operation",
    "n",
    "q at 1,000",
    "q at 100,000",
    "q more per 1",
    "ms at 1,000",
    "ms at 100,000",
    "ratio",
    "budget",
    "",
)
REPEATS = 5


def compare(operation, size, prepare_bare, prepare_ours, budget, *, repeats=REPEATS):
    """Return the row of one comparison; the two take turns, so that noise hits both.

    Each ``prepare`` returns an environment and the function to measure in it.
    """
    costs = [[], []]
    # The first turn warms what a running server has warm: access rights, rules, views.
    for turn in range(max(repeats, 3) + 1):
        for found, prepare in zip(costs, (prepare_bare, prepare_ours), strict=True):
            cost = measure(prepare)
            if turn:
                found.append(cost)
    return Row(operation, size, *map(middle, costs), budget)


def middle(costs):
    """Return the queries of the last run and the median time of all."""
    return Cost(costs[-1].queries, median(cost.seconds for cost in costs))


def measure(prepare):
    """Return what one run takes; it is rolled back."""
    env, act = prepare()
    with env.cr.savepoint() as savepoint:
        _settle(env)
        env.invalidate_all()
        gc.collect()
        gc.freeze()  # what earlier runs left is no work of this one
        queries, began = env.cr.sql_log_count, _worked(env)
        act()
        _settle(env)
        cost = Cost(env.cr.sql_log_count - queries, _worked(env) - began)
        gc.unfreeze()
        savepoint.rollback()
        env.invalidate_all()
    return cost


def _worked(env):
    """Return the seconds that this process and its PostgreSQL were at work so far."""
    pid = env.cr._cnx.get_backend_pid()
    told = Path(f"/proc/{pid}/schedstat")
    if env.cr._cnx.info.host.startswith("/") and told.is_file():
        return time.process_time() + int(told.read_text().split()[0]) / 1e9
    return time.perf_counter()


def _settle(env):
    env.flush_all()
    env.cr.precommit.run()  # tracking and notifications


def table(rows, headings=HEADINGS):
    """Return the rows as a Markdown table."""
    lines = [headings, tuple("---" for _heading in headings)]
    lines += [row.cells() for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "| " + " | ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) + " |"
        for line in lines
    )
