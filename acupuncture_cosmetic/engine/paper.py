"""A page as the printer wants it: blocks that stay whole."""

import copy

from lxml import html

_WHOLE = "acu-whole"  # of report/sheet.xml: not cut in two
_WITH_NEXT = "acu-with-next"
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_SHORT = ("p", "ul", "ol", "table", "div", "img")  # may go onto the next page together


def kept_together(page: str) -> str:
    """Return a page that breaks between rows, and never right after a heading.

    The printer cuts rows of a table in two and leaves headings behind at the foot of a
    page, but it does keep a block whole: so a row of a table that says how wide its
    columns are becomes a table of its own, and a heading goes into one block with what
    it stands above.
    """
    tree = html.document_fromstring(page)
    for table in list(tree.iter("table")):
        if table.find("colgroup") is not None:
            _rows_apart(table)
    for heading in list(tree.iter(*_HEADINGS)):
        _with_what_follows(heading)
    whole: str = html.tostring(tree, encoding="unicode", doctype="<!DOCTYPE html>")
    return whole


def _rows_apart(table: html.HtmlElement) -> None:
    """Put every row into a block of its own; what belongs to the next stays with it."""
    columns = table.find("colgroup")
    block: html.HtmlElement | None = None
    for row in list(table.iter("tr")):
        part = row.getparent()
        if block is None:
            block = html.Element("div", {"class": _WHOLE})
            table.addprevious(block)
        alone = html.Element("table", dict(table.attrib))
        alone.append(copy.deepcopy(columns))
        section = html.Element(part.tag, dict(part.attrib))
        section.append(row)
        alone.append(section)
        block.append(alone)
        if part.tag != "thead" and _WITH_NEXT not in row.get("class", "").split():
            block = None
    table.drop_tree()


def _with_what_follows(heading: html.HtmlElement) -> None:
    if _WHOLE in (heading.getparent().get("class") or "").split():
        return
    together = [heading]
    follower = heading.getnext()
    while follower is not None and follower.tag in _HEADINGS:
        together.append(follower)
        follower = follower.getnext()
    if follower is not None and follower.tag in _SHORT:
        together.append(follower)
    block = html.Element("div", {"class": _WHOLE})
    heading.addprevious(block)
    block.extend(together)
