"""Reader of the table that says what a yes does to each technique."""

from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).with_name("screening_table.md")
TECHNIQUES = (
    "needling",
    "electroacupuncture",
    "microneedling",
    "topical",
    "led",
    "gua_sha_cupping",
)


class Row(NamedTuple):
    """One thing a client may tell; ``cells`` in the order of ``TECHNIQUES``."""

    code: str
    told: str
    cells: tuple
    why: str


def read_table():
    """Return the rows of the table, in its order."""
    rows = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        parts = [part.strip() for part in line.strip("|").split("|")]
        if len(parts) == 9 and parts[0].isupper():
            code, told, *cells, why = parts
            rows.append(Row(code, told, tuple(cells), why))
    return rows


def shown(cell):
    """Return a cell of the engine as the table writes it."""
    if cell.state == "waits":
        return f"{cell.days} d + clearance" if cell.clearance else f"{cell.days} d"
    return cell.state or "-"
