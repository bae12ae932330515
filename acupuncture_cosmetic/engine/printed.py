"""What is printed or shown fetches nothing from outside.

Whoever prints a text fetches its pictures: an address in it would tell a stranger that
it is read, and from where, or fetch what only the server can reach.
"""

import re
from collections.abc import Collection, Iterator

from lxml import etree, html

# Tags that fetch by being there.
_TAGS = {
    *("applet", "audio", "base", "embed", "frame", "frameset", "iframe", "link"),
    *("object", "script", "track", "video"),
}
_ADDRESSES = {
    *("src", "srcset", "background", "poster", "data", "lowsrc", "dynsrc", "longdesc"),
    *("href", "xlink:href", "{http://www.w3.org/1999/xlink}href", "code", "archive"),
}
_EMPTY = ("base", "embed", "frame", "link", "meta", "track")
Found = tuple[html.HtmlElement, str | None, str]
_LINKS = ("a", "area")  # followed by a person, not fetched
_OWN = re.compile(r"\s*(#|/web/image/|data:image/(png|jpe?g|gif|webp);base64,|$)", re.I)
_BLANKS = re.compile(r"[\t\n\r]")  # a browser leaves them out before it reads
_CSS = re.compile(r"url\s*\(\s*['\"]?\s*([^)'\"]*)|(@import|image-set|\\)", re.I)


_OF_PAGES = ("base", "link", "script", "style")  # a whole page brings its own


def outside(markup: str) -> list[str]:
    """Return what a text would fetch: addresses, or names of tags."""
    return [what for _node, _name, what in _found(_tree(markup))] if markup else []


def without_outside(markup: str) -> str:
    """Return the text without what it would fetch; untouched when there is nothing."""
    if not markup:
        return markup
    tree = _tree(markup)
    if not _leave_out(list(_found(tree))):
        return markup
    inner: str = html.tostring(tree, encoding="unicode")
    return inner[len("<div>") : -len("</div>")]


def page_without_outside(page: str, base: str) -> str:
    """Return a whole page that fetches from its own server alone.

    :param base: the address of that server
    """
    tree = html.document_fromstring(page)
    server = re.escape(base.rstrip("/"))
    own = re.compile(rf"\s*({server}(/|\s*$)|/(?![/\\])|#|data:|$)", re.I)
    if not _leave_out(list(_found(tree, own, _TAGS - {*_OF_PAGES}))):
        return page
    whole: str = html.tostring(tree, encoding="unicode", doctype="<!DOCTYPE html>")
    return whole


def _leave_out(found: list[Found]) -> bool:
    for node, name, _what in found:
        if name:
            node.attrib.pop(name, None)
        elif node.tag in _EMPTY:  # whose end the parser may have missed
            node.drop_tag()
        elif node.getparent() is not None:
            node.drop_tree()
    return bool(found)


def _tree(markup: str) -> html.HtmlElement:
    return html.fragment_fromstring(markup, create_parent="div")


def _found(
    tree: html.HtmlElement,
    own: re.Pattern[str] = _OWN,
    tags: Collection[str] = frozenset(_TAGS),
) -> Iterator[Found]:
    """Yield (element, attribute or None for all of it, what it fetches)."""
    for node in tree.iter(etree.Element):
        tag = str(node.tag).lower()
        style = tag == "style" and _css(node.text or "", own)
        refreshes = tag == "meta" and node.get("http-equiv", "").lower() == "refresh"
        if tag in tags or style or refreshes:
            yield node, None, tag
            continue
        for name, value in node.attrib.items():
            if what := _fetched(tag, name.lower(), value, own):
                yield node, name, what


def _fetched(tag: str, name: str, value: str, own: re.Pattern[str]) -> str:
    """Return what an attribute fetches from outside, or nothing."""
    if name == "style":
        return _css(value, own)
    if name in _ADDRESSES and not (name == "href" and tag in _LINKS):
        parts = value.split(",") if name == "srcset" else [value]
        return next((part for part in parts if not _is_own(part, own)), "")
    return ""


def _css(text: str, own: re.Pattern[str]) -> str:
    """Return what a style fetches from outside, or nothing."""
    for address, odd in _CSS.findall(text):
        if odd or not _is_own(address, own):
            return str(odd or address or "url")
    return ""


def _is_own(address: str, own: re.Pattern[str]) -> bool:
    return bool(own.match(_BLANKS.sub("", address)))
