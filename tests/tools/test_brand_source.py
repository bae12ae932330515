"""One brand, from the source: papers and pages wear the clinic's colours."""

import re
from pathlib import Path

import pytest
from lxml import etree

ADDON = Path(__file__).resolve().parents[2] / "acupuncture_cosmetic"

RAW = re.compile(r"#[0-9a-f]{6}\b|#[0-9a-f]{3}\b|\brgba?\((?!\$)", re.I)
REPORTS = sorted((ADDON / "report").glob("*.xml"))
LAYOUT = "acupuncture_cosmetic.sheet"
OWN_COLOURS = {"screening_table": {"#f5c2c7", "#ffe69c", "#cfe2ff"}}  # what it means
# what a colour says, or what something really looks like: skin, ink of a pen, warnings
FORMS_OWN = {"forms.scss", "forms_cards.scss", "forms_fields.scss", "forms_sign.scss"}


DOCUMENTS = [
    pytest.param(tree, id=path.stem)
    for path in REPORTS
    if (tree := etree.parse(path)).find(".//record[@model='ir.actions.report']")
    is not None
]


@pytest.mark.parametrize("tree", DOCUMENTS)
def test_every_paper_has_our_letterhead(tree):
    called = tree.xpath("//@t-call")
    assert LAYOUT in called
    assert not {"web.external_layout", "web.basic_layout"} & set(called)


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_no_paper_has_a_colour_of_its_own(path):
    own = OWN_COLOURS.get(path.stem, set()) | {"#ffffff"}
    assert set(RAW.findall(path.read_text())) <= own


@pytest.mark.parametrize("tree", DOCUMENTS)
def test_every_date_on_paper_says_its_month_in_words(tree):
    for node in tree.xpath("//*[contains(@t-options, 'date')]"):
        options = node.get("t-options")
        assert re.search(r"'format': '(long|[^']*MMMM[^']*)'", options), options


@pytest.mark.parametrize("tree", DOCUMENTS)
def test_tables_that_go_on_say_how_wide_their_columns_are(tree):
    """Only then can their rows be kept whole."""
    for table in tree.xpath("//table[.//tr[@t-foreach]]"):
        assert table.find("colgroup") is not None


def test_colours_of_client_pages_come_with_the_clinic():
    for path in sorted((ADDON / "static/src/forms").glob("*.scss")):
        if path.name not in FORMS_OWN:
            assert not RAW.findall(path.read_text()), path.name
    base = (ADDON / "static/src/forms/forms.scss").read_text()
    for name in ("accent", "tint"):
        assert f"$f-{name}: var(--f-{name});" in base
