"""Papers break between rows, and keep headings with their text."""

from engine.paper import kept_together
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

TABLE = """<table class="acu-table"><colgroup><col style="width: 9%"></colgroup>
<thead><tr><th>Day</th></tr></thead><tbody><tr><td>one</td></tr>
<tr class="acu-with-next"><td>two</td></tr><tr><td>three</td></tr></tbody></table>"""


def blocks(page):
    tree = html.document_fromstring(page)
    return [
        " ".join(" ".join(block.itertext()).split())
        for block in tree.find_class("acu-whole")
    ]


def test_every_row_is_a_block_of_its_own():
    kept = kept_together(f"<html><body>{TABLE}</body></html>")
    assert blocks(kept) == ["Day one", "two three"]
    tables = html.document_fromstring(kept).findall(".//table")
    assert {table.get("class") for table in tables} == {"acu-table"}
    assert all(table.find("colgroup/col") is not None for table in tables)
    plain = TABLE.replace("colgroup", "div")
    assert not blocks(kept_together(f"<html><body>{plain}</body></html>"))


def test_a_heading_is_not_left_behind():
    body = "<h3>One</h3><h4>Two</h4><p>text</p><p>more</p><h4>Rows</h4>" + TABLE
    kept = kept_together(f"<html><body>{body}</body></html>")
    assert blocks(kept)[0] == "One Two text"
    assert "Rows Day one" in blocks(kept)
    assert blocks(kept_together("<html><body><h4>Last</h4></body></html>")) == ["Last"]


words = st.text("abc äß", max_size=5)


@given(st.lists(st.sampled_from(["h2", "h4", "p", "ul", "table", "div"])), words)
def test_nothing_is_lost_or_moved(tags, word):
    body = "".join(
        TABLE if tag == "table" else f"<{tag}>{word}{number}</{tag}>"
        for number, tag in enumerate(tags)
    )
    page = f"<html><body>x{body}</body></html>"
    before, after = (
        "".join(html.document_fromstring(each).text_content().split())
        for each in (page, kept_together(page))
    )
    assert before == after
