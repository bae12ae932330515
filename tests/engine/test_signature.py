"""A signature is a picture with ink on it."""

import base64
import io

import pytest
from engine import signature
from PIL import Image, ImageDraw, ImageFile


def png(ground=(255, 255, 255, 0), ink=(0, 0, 0, 255), line=((5, 5), (90, 30))):
    picture = Image.new("RGBA", (120, 40), ground)
    if line:
        ImageDraw.Draw(picture).line(line, fill=ink, width=2)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def refused(value):
    with pytest.raises(signature.BadSignature) as caught:
        signature.read(value)
    return caught.value.code


@pytest.mark.parametrize("ground", [(255, 255, 255, 0), (255, 255, 255, 255)])
@pytest.mark.parametrize("prefix", [b"", b"data:image/png;base64,"])
def test_a_drawn_line_is_taken(ground, prefix):
    data = png(ground)
    assert signature.read(prefix + base64.b64encode(data)) == data


@pytest.mark.parametrize(
    "data",
    [
        png(line=None),
        png(ground=(255, 255, 255, 255), line=None),
        png(ground=(0, 0, 0, 255), line=None),
        png(ink=(0, 0, 0, 0)),
        png(ink=(240, 240, 240, 255)),
        png(line=((5, 5), (6, 6))),
    ],
    ids=["transparent", "white", "black", "clear ink", "pale ink", "a dot"],
)
def test_nothing_to_see_is_blank(data):
    assert refused(base64.b64encode(data)) == "blank"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, "missing"),
        ("", "missing"),
        ("not base64!", "no_image"),
        (base64.b64encode(b"<svg onload='x'/>"), "no_image"),
        (base64.b64encode(b"GIF89a" + bytes(40)), "no_image"),
        (base64.b64encode(png()[:60]), "no_image"),
        (b"A" * (signature.MAX_BYTES * 2), "too_big"),
        ("é" * 20, "no_image"),
    ],
)
def test_what_is_no_picture_is_refused(value, code):
    assert refused(value) == code


def test_a_picture_cut_short_is_refused_where_odoo_lets_pillow_take_it(monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    assert refused(base64.b64encode(png()[:-40])) == "no_image"


def test_a_picture_of_many_pixels_is_refused_before_it_is_unpacked():
    file = io.BytesIO()
    Image.new("1", (4000, 4000)).save(file, "PNG")
    assert refused(base64.b64encode(file.getvalue())) == "too_big"
