"""Printed texts fetch nothing from outside."""

import pytest
from engine.printed import outside, page_without_outside, without_outside

HARMLESS = (
    "",
    "<p>Plain <b>words</b> &amp; more</p>",
    '<p><a href="https://example.com/leaflet">a leaflet</a></p>',
    '<img src="/web/image/12-abc/logo.png">',
    '<img src="data:image/png;base64,iVBOR">',
    '<p style="color: red">red</p>',
    '<svg><use href="#icon"></use></svg>',
)
FETCHING = (
    '<img src="http://evil.example/a.png">',
    '<img src="https://evil.example/a.png">',
    '<IMG SRC="HTTPS://EVIL.example/a.png">',
    '<img src="//evil.example/a.png">',
    '<img src=" //evil.example/a.png">',
    '<img src="\\\\evil.example\\a.png">',
    '<img src="file:///etc/passwd">',
    '<img src="/web/content/12">',
    '<img src="data:image/svg+xml;base64,PHN2Zz4=">',
    '<img srcset="/web/image/1 1x, http://evil.example/b.png 2x">',
    '<td background="http://evil.example/a.png">x</td>',
    '<p style="background: url(http://evil.example/a.png)">x</p>',
    "<p style=\"background: URL( 'http://evil.example/a.png')\">x</p>",
    '<p style="background: u\\72l(http://evil.example/a)">x</p>',
    "<style>@import 'http://evil.example/a.css';</style>",
    "<style>p {background: url(//evil.example/a)}</style>",
    '<link rel="stylesheet" href="http://evil.example/a.css">',
    '<iframe src="http://127.0.0.1:8069/"></iframe>',
    '<object data="http://evil.example/a"></object>',
    '<embed src="http://evil.example/a">',
    '<video poster="http://evil.example/a"></video>',
    '<svg><image xlink:href="http://evil.example/a"></image></svg>',
    '<input type="image" src="http://evil.example/a">',
    '<meta http-equiv="refresh" content="0;url=http://evil.example">',
    '<base href="http://evil.example/">',
)


@pytest.mark.parametrize("markup", HARMLESS)
def test_harmless_texts_stay_to_the_byte(markup):
    assert outside(markup) == []
    assert without_outside(markup) == markup


@pytest.mark.parametrize("markup", FETCHING)
def test_what_fetches_is_found_and_left_out(markup):
    assert outside(f"<p>before</p>{markup}<p>after</p>")
    kept = without_outside(f"<p>before</p>{markup}<p>after</p>")
    assert outside(kept) == []
    assert "evil" not in kept.lower() and "127.0.0.1" not in kept
    assert "before" in kept and "after" in kept


PAGE = """<!DOCTYPE html><html><head><base href="http://clinic.example/">
<link rel="stylesheet" href="/web/assets/1/a.css"></head>
<body><img src="/web/image/1"><img src="http://clinic.example/logo.png">%s</body></html>
"""


def test_a_page_fetches_from_its_own_server():
    page = PAGE % '<img src="data:image/png;base64,iVBOR">'
    assert page_without_outside(page, "http://clinic.example") == page


def test_a_page_keeps_the_address_that_its_style_sheets_begin_with():
    page = PAGE.replace("<head>", '<head><base href="http://clinic.example">', 1)
    kept = page_without_outside(page % FETCHING[0], "http://clinic.example")
    assert '<base href="http://clinic.example">' in kept and "evil" not in kept
    elsewhere = page.replace("clinic.example", "clinic.example.evil.example")
    assert "evil" not in page_without_outside(elsewhere % "", "http://clinic.example")


@pytest.mark.parametrize("markup", [m for m in FETCHING if "evil" in m.lower()])
def test_a_page_fetches_from_nowhere_else(markup):
    kept = page_without_outside(PAGE % markup, "http://clinic.example")
    assert "evil" not in kept.lower()
    assert "/web/assets/1/a.css" in kept and "logo.png" in kept
    assert kept.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("hidden", ["&#9;", "&#10;", "&#13;"])
def test_no_blank_hides_another_server(hidden):
    """Browsers leave tabs and line ends out of an address before they read it."""
    page = PAGE % f'<img src="/{hidden}/evil.example/a.png">'
    assert "evil" not in page_without_outside(page, "http://clinic.example").lower()
