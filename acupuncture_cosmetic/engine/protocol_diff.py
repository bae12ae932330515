"""What changed from one revision of a protocol to the next?

A revision is a mapping of section -> rows; a row is a mapping of label -> shown text,
found again in the other revision by its key. The order of rows counts where the section
says so, as steps are done in order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

Row = Mapping[str, str]
Rows = Sequence[tuple[str, Row]]
Key = tuple[str, int]


class Change(NamedTuple):
    """One difference: a row that came, went, moved, or reads otherwise.

    ``kind`` is ``added``, ``removed``, ``moved`` or ``changed``; ``before`` and
    ``after`` hold the texts that differ, by label.
    """

    section: str
    kind: str
    key: str
    before: Row
    after: Row


def compare(
    old: Mapping[str, Rows],
    new: Mapping[str, Rows],
    ordered: frozenset[str] = frozenset(),
) -> list[Change]:
    """Return the differences, section by section, in the order of the new revision.

    :param ordered: sections in which a row that only moved is a change as well
    """
    changes: list[Change] = []
    for section in [*new, *(name for name in old if name not in new)]:
        before, after = old.get(section, ()), new.get(section, ())
        changes += _compare_rows(section, before, after, section in ordered)
    return changes


def _compare_rows(section: str, old: Rows, new: Rows, ordered: bool) -> list[Change]:
    before, after = _numbered(old), _numbered(new)
    moved = _moved(list(before), list(after)) if ordered else frozenset()
    changes = []
    for key, row in after.items():
        name = key[0]
        if key not in before:
            changes.append(Change(section, "added", name, {}, _filled(row)))
            continue
        was = before[key]
        labels = [*row, *(label for label in was if label not in row)]
        differ = [label for label in labels if was.get(label, "") != row.get(label, "")]
        if differ:
            changes.append(
                Change(
                    section,
                    "changed",
                    name,
                    {label: was.get(label, "") for label in differ},
                    {label: row.get(label, "") for label in differ},
                )
            )
        elif key in moved:
            changes.append(Change(section, "moved", name, {}, {}))
    changes += [
        Change(section, "removed", key[0], _filled(row), {})
        for key, row in before.items()
        if key not in after
    ]
    return changes


def _filled(row: Row) -> dict[str, str]:
    return {label: text for label, text in row.items() if text}


def _numbered(rows: Rows) -> dict[Key, Row]:
    """Return the rows by key and how often the key occurred before."""
    seen: dict[str, int] = {}
    numbered = {}
    for key, row in rows:
        seen[key] = seen.get(key, -1) + 1
        numbered[key, seen[key]] = row
    return numbered


def _moved(old: list[Key], new: list[Key]) -> frozenset[Key]:
    """Return the keys of both that left the longest run which kept its order."""
    place = {key: number for number, key in enumerate(old)}
    shared = [key for key in new if key in place]
    best: list[list[Key]] = []
    for key in shared:
        runs = [run for run in best if place[run[-1]] < place[key]]
        best.append([*max(runs, key=len, default=[]), key])
    kept = max(best, key=len, default=[])
    return frozenset(shared) - frozenset(kept)
