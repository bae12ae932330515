"""Fill the gaps of a text with values that are never read as markup."""

import re
from collections.abc import Mapping

from lxml import etree, html

GAP = re.compile(r"\{([a-z_]+)\}")
UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def gaps(text: str) -> set[str]:
    """Return the names in braces."""
    return set(GAP.findall(text))


def clean(text: object, limit: int = 500) -> str:
    """Return what an outsider typed, without control characters, cut to a length."""
    return UNREADABLE.sub("", str(text or "")).strip()[:limit]


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return plain text with its gaps filled, once: values are not looked into."""
    return GAP.sub(lambda gap: values.get(gap[1], gap[0]), text)


def fill_markup(body: str, values: Mapping[str, str]) -> str:
    """Return sanitized markup with the gaps of its text filled, not of its tags."""
    tree = html.fragment_fromstring(body, create_parent="div")
    for node in tree.iter(etree.Element):
        node.text = fill(node.text or "", values)
        node.tail = fill(node.tail or "", values)
    for note in tree.xpath("//comment()"):
        note.tail = fill(note.tail or "", values)
    return html.tostring(tree, encoding="unicode")
