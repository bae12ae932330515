"""The addon's page in *Apps*: its pictures are there, and those of today's README."""

import re

from tools.project import ADDON, ROOT, manifest

DESCRIPTION = ADDON / "static" / "description"


def test_every_picture_is_one_of_readmes():
    page = (DESCRIPTION / "index.html").read_text()
    shown = re.findall(r'<img src="([\w.]+)" alt="[^"]{10,}"', page)
    assert len(shown) == page.count("<img") >= 5
    for name in shown:
        picture = (ROOT / "docs" / "images" / name).read_bytes()
        assert (DESCRIPTION / name).read_bytes() == picture, "make screenshots"


def test_the_shop_shows_one_of_them():
    for name in manifest()["images"]:
        assert (ADDON / name).is_file()


def test_nothing_comes_from_elsewhere():
    """Odoo shows the page inside its own; what it loads is its own too."""
    page = (DESCRIPTION / "index.html").read_text()
    assert not re.findall(r"https?://|<script|<style|<link", page)
