"""Measure one operation beside the bare Odoo operation it stands on."""

import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """What one operation took: exact queries, and the best time of several runs."""

    queries: int
    seconds: float


@dataclass(frozen=True)
class Row:
    """One line of the table: ours beside the bare operation, and the budget."""

    operation: str
    size: int
    bare: Cost
    ours: Cost
    budget: str

    def cells(self):
        """Return the texts of this line."""
        more = (self.ours.queries - self.bare.queries) / self.size
        return (
            self.operation,
            f"{self.size:,}",
            f"{self.bare.queries:,}",
            f"{self.ours.queries:,}",
            f"{more:+.2f}",
            f"{self.bare.seconds * 1000:,.0f}",
            f"{self.ours.seconds * 1000:,.0f}",
            f"{self.ours.seconds / self.bare.seconds:.2f}",
            self.budget,
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
)


def compare(operation, size, prepare_bare, prepare_ours, budget, *, repeats):
    """Return the row of one comparison; the two take turns, so that noise hits both.

    Each ``prepare`` returns an environment and the function to measure in it.
    """
    costs = [[], []]
    for _turn in range(repeats + 1):
        for found, prepare in zip(costs, (prepare_bare, prepare_ours), strict=True):
            found.append(_measure(prepare))
    # The first turn warms what a running server has warm: access rights, rules, views.
    bare, ours = (
        Cost(found[-1].queries, min(cost.seconds for cost in found[1:]))
        for found in costs
    )
    return Row(operation, size, bare, ours, budget)


def _measure(prepare):
    env, act = prepare()
    with env.cr.savepoint() as savepoint:
        _settle(env)
        env.invalidate_all()
        queries, began = env.cr.sql_log_count, time.perf_counter()
        act()
        _settle(env)
        cost = Cost(env.cr.sql_log_count - queries, time.perf_counter() - began)
        savepoint.rollback()
    return cost


def _settle(env):
    env.flush_all()
    env.cr.precommit.run()  # tracking and notifications


def table(rows):
    """Return the rows as a Markdown table."""
    lines = [HEADINGS, tuple("---" for _heading in HEADINGS)]
    lines += [row.cells() for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "| " + " | ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) + " |"
        for line in lines
    )
