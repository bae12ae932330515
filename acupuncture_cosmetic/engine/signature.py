"""Is this picture a signature? Decides on bytes alone."""

import base64
import binascii
import io

from PIL import Image, ImageDraw, ImageFont, UnidentifiedImageError

MAX_BYTES = 2 * 1024 * 1024
MAX_PIXELS = 8_000_000
MIN_INK = 30  # pixels: less is a slip of the finger
CONTRAST = 40  # of 255, to count as ink
TYPED_HEIGHT = 96  # pixels
LAST_CHUNK = b"IEND\xaeB`\x82"


class BadSignature(ValueError):
    """The picture cannot be taken; ``code`` is missing, too_big, no_image or blank."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def read(signature: str | bytes | None) -> bytes:
    """Return the bytes of a signature sent as base64 of a PNG, or raise."""
    if not signature:
        raise BadSignature("missing")
    if isinstance(signature, str):
        signature = signature.encode("ascii", "replace")
    plain = not signature.startswith(b"data:image/png")
    text = signature if plain else signature.rpartition(b",")[2]
    if len(text) > MAX_BYTES * 4 // 3 + 4:
        raise BadSignature("too_big")
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadSignature("no_image") from error
    if not data.endswith(LAST_CHUNK):  # Odoo lets Pillow take pictures cut short
        raise BadSignature("no_image")
    if _ink(data) < MIN_INK:
        raise BadSignature("blank")
    return data


def write(name: str, font: str) -> bytes:
    """Return the bytes of a PNG with a name in handwriting.

    :param font: path of a font file
    """
    hand = ImageFont.truetype(font, TYPED_HEIGHT // 2)
    width = int(hand.getlength(name)) + TYPED_HEIGHT
    picture = Image.new("RGBA", (width, TYPED_HEIGHT), "white")
    place = (TYPED_HEIGHT // 2, TYPED_HEIGHT // 4)
    ImageDraw.Draw(picture).text(place, name, font=hand, fill="#1a2b5c")
    data = io.BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()


def _ink(data: bytes) -> int:
    """Return how many pixels differ from the ground they stand on."""
    try:
        file = Image.open(io.BytesIO(data), formats=["PNG"])
        if file.width * file.height > MAX_PIXELS:
            raise BadSignature("too_big")
        picture = file.convert("RGBA")
    except BadSignature:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise BadSignature("no_image") from error
    except (OSError, SyntaxError, ValueError) as error:  # cut short, bad chunks
        raise BadSignature("no_image") from error
    paper = Image.new("RGBA", picture.size, "white")
    grey = Image.alpha_composite(paper, picture).convert("L")
    counts = grey.histogram()
    ground = max(range(256), key=counts.__getitem__)
    return sum(
        count for shade, count in enumerate(counts) if abs(shade - ground) >= CONTRAST
    )
