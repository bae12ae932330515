"""The shipped screening catalogue, read from its data files without Odoo."""

import re
from pathlib import Path
from xml.etree import ElementTree

DATA = Path(__file__).resolve().parents[2] / "acupuncture_cosmetic/data/reference"
REQUIRES = {"electroacupuncture": "needling"}


def real_catalogue(item_class):
    """Return every shipped item, switched on by default or not."""
    return [
        item_class(**_facts({field.get("name"): field for field in record}))
        for path in sorted(DATA.glob("items_*.xml"))
        for record in ElementTree.parse(path).iter("record")
    ]


def _facts(fields):
    def text(name):
        return fields[name].text if name in fields else ""

    techniques = (
        fields["technique_ids"].get("eval") if "technique_ids" in fields else ""
    )
    days = fields["defer_days"].get("eval") if "has_defer" in fields else None
    asked_with = fields.get("question_of_id")
    return dict(
        code=text("code"),
        severity=text("severity"),
        techniques=frozenset(re.findall(r"technique_(\w+)", techniques)),
        defer_days=None if days is None else int(days),
        name=text("name"),
        guidance=text("guidance"),
        source=text("source"),
        medicine_words=tuple(filter(None, text("medicine_words").split(";"))),
        question_of=None
        if asked_with is None
        else asked_with.get("ref").removeprefix("item_").upper(),
        same_day=text("topic") == "today" and "ask_date" not in fields,
    )
