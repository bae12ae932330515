"""The shipped screening catalogue, read from its data files without Odoo."""

import csv
import re
from pathlib import Path
from xml.etree import ElementTree

DATA = Path(__file__).resolve().parents[2] / "acupuncture_cosmetic/data/reference"
REQUIRES = {"electroacupuncture": "needling"}
TERMS = DATA / "acupuncture.screening.term.csv"


def real_catalogue(item_class, term_class, default_only=False):
    """Return every shipped item, or only those that are switched on by default."""
    terms = _terms(term_class)
    return [
        item_class(**_facts(fields, terms))
        for fields in _records()
        if "core" in fields or not default_only
    ]


def off_reasons():
    """Return code -> why it ships off."""
    return {
        fields["code"].text: getattr(fields.get("off_reason"), "text", None)
        for fields in _records()
        if "core" not in fields
    }


def _records():
    for path in sorted(DATA.glob("items_*.xml")):
        for record in ElementTree.parse(path).iter("record"):
            yield {field.get("name"): field for field in record}


def _terms(term_class):
    """Return code of an item -> its terms, by name."""
    by_item = {}
    with TERMS.open(encoding="utf-8", newline="") as file:
        for row in sorted(csv.DictReader(file), key=lambda row: row["name"]):
            lists = (row["starts"], row["whole"], row["but_not"])
            words = (tuple(filter(None, each.split(";"))) for each in lists)
            term = term_class(row["kind"], row["name"], *words)
            for item in row["item_ids/id"].split(","):
                code = item.removeprefix("item_").upper()
                by_item[code] = (*by_item.get(code, ()), term)
    return by_item


def _facts(fields, terms):
    def text(name):
        return fields[name].text if name in fields else ""

    techniques = (
        fields["technique_ids"].get("eval") if "technique_ids" in fields else ""
    )
    days = fields["defer_days"].get("eval") if "has_defer" in fields else None
    root = None
    if "question_of_id" in fields:
        root = fields["question_of_id"].get("ref").removeprefix("item_").upper()
    return dict(
        code=text("code"),
        severity=text("severity"),
        techniques=frozenset(re.findall(r"technique_(\w+)", techniques)),
        defer_days=None if days is None else int(days),
        name=text("name"),
        guidance=text("guidance"),
        source=text("source"),
        terms=terms.get(root or text("code"), ()),
        question_of=root,
        lasting=text("category") == "medication",
        same_day=text("topic") == "today",
    )
