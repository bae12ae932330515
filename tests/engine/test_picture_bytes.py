"""A picture is known by its bytes."""

import pytest
from engine.picture_bytes import is_picture

PICTURES = {
    "jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "png": b"\x89PNG\r\n\x1a\n\x00",
    "gif": b"GIF89a\x01\x00",
    "bmp": b"BM\x00\x10\x00\x00\x00\x00\x00\x00" + bytes(30),
    "webp": b"RIFF\x00\x10\x00\x00WEBPVP8 ",
    "tiff": b"II*\x00\x08\x00",
    "heic": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic",
    "avif": b"\x00\x00\x00\x18ftypavif\x00\x00\x00\x00",
    "svg": b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>',
    "svg after blanks": b"\n  <SVG/>",
    "jxl": b"\xff\x0a\x00",
}
OTHERS = {
    "nothing": b"",
    "pdf": b"%PDF-1.4 a letter",
    "text": b"Bring the voucher",
    "text that begins like a bitmap": b"BMI was measured today, see the letter",
    "film": b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00",
    "sound": b"RIFF\x00\x10\x00\x00WAVEfmt ",
    "page": b"<html><body>svg</body></html>",
    "zip": b"PK\x03\x04",
}


@pytest.mark.parametrize("kind", PICTURES)
def test_pictures_are_known(kind):
    assert is_picture(PICTURES[kind])


@pytest.mark.parametrize("kind", OTHERS)
def test_other_files_are_not(kind):
    assert not is_picture(OTHERS[kind])
