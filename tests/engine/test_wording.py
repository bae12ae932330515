"""What outsiders typed comes out as text, and only once."""

import pytest
from engine import wording
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

NASTY = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{price}",
    "{{ object.company_id }}",
    "${7*7}",
    "<t t-out='user'/>",
    "&lt;b&gt;",
    '" onclick="x',
    "%(name)s %s",
]


def tags(text):
    return [
        node.tag for node in html.fragment_fromstring(text, create_parent="x").iter()
    ]


def test_values_are_never_markup():
    for value in NASTY:
        filled = wording.fill_markup(
            "<p>Dear {client}, <b>{client}</b>!</p>", {"client": value, "price": "99"}
        )
        tree = html.fragment_fromstring(filled)
        assert tree.text_content() == f"Dear {value}, {value}!"
        assert tags(filled) == ["x", "div", "p", "b"]


def test_gaps_in_attributes_stay():
    filled = wording.fill_markup(
        '<a href="{client}" title="{client}">{client}</a>',
        {"client": "javascript:alert(1)"},
    )
    assert html.fragment_fromstring(filled).find(".//a").get("href") == "{client}"


def test_text_after_a_comment_is_filled():
    assert "Clara" in wording.fill_markup(
        "<!-- {client} -->{client}", {"client": "Clara"}
    )


def test_unknown_gaps_stay():
    assert wording.fill("{client} {nobody}", {"client": "C"}) == "C {nobody}"
    assert wording.gaps("{client} {nobody} {No} {} {a b}") == {"client", "nobody"}


@given(st.text())
def test_any_value_survives_as_text(value):
    value = wording.clean(value, 1000)
    filled = wording.fill_markup("<p>{client}</p>", {"client": value})
    assert tags(filled) == ["x", "div", "p"]
    assert wording.fill_markup("<p>{client}</p>", {"client": value}) == filled


def test_cleaning_cuts_and_drops_what_cannot_be_stored():
    assert wording.clean("  a\x00b\x1b\ud800c\n ") == "abc"
    assert wording.clean(None) == ""
    assert len(wording.clean("x" * 10**6, 7)) == 7


UNSEEN_NAMES = (
    "\u200b\u200b",
    "\u202e \u2066",
    "\u3164",
    "\u2800",
    " \t ",
    ".",
    "",
    "12",
)


@pytest.mark.parametrize("text", UNSEEN_NAMES)
def test_what_nobody_sees_is_no_name(text):
    assert wording.name(text) == ""


def test_a_name_is_kept_as_it_is_seen():
    assert wording.name("\u202eClara\u202c  Client\u200b") == "Clara Client"
    assert wording.name("Zoe\u0308 O’Neill-Łoś") == "Zoë O’Neill-Łoś"
    assert wording.name("محمد") == "محمد"
    assert wording.name("می\u200cنا") == "می\u200cنا"
    assert len(wording.name("a" * 500)) == 200
