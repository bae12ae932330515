"""A picture from a camera as it may be kept: seen to be one, upright, without a past.

What a camera writes beside the picture (place, time, device, thumbnails, comments) is
not kept: the picture is drawn anew and nothing but its pixels goes along. Colours are
turned into sRGB, so that two cameras compare and no profile names a device.
"""

import base64
import binascii
import importlib
import io
import logging
import re
import warnings
from typing import NamedTuple

from PIL import Image, ImageCms, ImageOps, WebPImagePlugin

from .chain import file_digest

MEGABYTE = 1024 * 1024
FORMATS = ["JPEG", "PNG", "WEBP"]
HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
MOST_PIXELS = 64_000_000  # more than phones take, less than fills the memory
LONG_SIDE = 4096
LEAST_SIDE = 200
THUMBNAIL = 256
QUALITY = 92
SCAN, END, FILL = 0xDA, 0xD9, 0xFF
MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


class PhotoFile(NamedTuple):
    """A picture that may be kept, and its thumbnail; both JPEG."""

    content: bytes
    thumbnail: bytes
    sha256: str
    thumbnail_sha256: str
    width: int
    height: int


class BadPhoto(Exception):
    """The file cannot be kept.

    ``code``: empty, too_big, heic, no_image, corrupt, too_many_pixels, too_small
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def decode(text: str | bytes, max_bytes: int) -> bytes:
    """Return the bytes of a base64 text; one that is too long is not even decoded."""
    if not text:
        raise BadPhoto("empty")
    if len(text) > max_bytes * 4 // 3 + MEGABYTE:
        raise BadPhoto("too_big")
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError) as error:
        raise BadPhoto("no_image") from error


def clean(data: bytes, max_bytes: int = 25 * MEGABYTE) -> PhotoFile:
    """Return what may be kept of a picture, by what the file is, not how it is named.

    :raises BadPhoto: says what is wrong with the file
    """
    if not data:
        raise BadPhoto("empty")
    if len(data) > max_bytes:
        raise BadPhoto("too_big")
    opened = _opened(data)
    try:
        picture = _rgb(ImageOps.exif_transpose(opened))
        picture.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
        content = _jpeg(picture)
        small = picture.copy()
        small.thumbnail((THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS)
        thumbnail = _jpeg(small)
    except Exception as error:  # so do what turns, shrinks and encodes
        raise BadPhoto("corrupt") from error
    return PhotoFile(
        content, thumbnail, file_digest(content), file_digest(thumbnail), *picture.size
    )


def _opened(data: bytes) -> Image.Image:
    """Return the decoded picture, its size looked at before its pixels."""
    heif = data[4:8] == b"ftyp" and data[8:12] in HEIF_BRANDS
    if heif and not _reads_heif():
        raise BadPhoto("heic")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=[*FORMATS, *["HEIF"][:heif]])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadPhoto("too_many_pixels") from error
    except Exception as error:  # a decoder raises what it likes
        raise BadPhoto("no_image") from error
    if picture.width * picture.height > MOST_PIXELS:
        raise BadPhoto("too_many_pixels")
    if min(picture.size) < LEAST_SIDE:
        raise BadPhoto("too_small")
    try:
        _check_whole(picture.format, data)
        picture.load()
    except Exception as error:
        raise BadPhoto("corrupt") from error
    return picture


def _check_whole(kind: str | None, data: bytes) -> None:
    """Raise when the end of the file is missing: Odoo has Pillow draw that grey."""
    if kind == "PNG":
        Image.open(io.BytesIO(data), formats=["PNG"]).verify()
    elif kind in ("JPEG", "MPO"):
        _find_end(data)


def _find_end(data: bytes) -> None:
    """Walk through the segments of a JPEG to its end; raise where it breaks off."""
    place = 2
    while data[place + 1] != END:
        if data[place + 1] == FILL:
            place += 1
            continue
        is_scan = data[place + 1] == SCAN
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
        if is_scan:
            marker = MARKER.search(data, place)
            if not marker:
                raise ValueError("cut off in a scan")
            place = marker.start()


def _reads_heif() -> bool:
    """Return whether the server happens to have the reader for HEIC."""
    try:
        importlib.import_module("pillow_heif").register_heif_opener()
    except ImportError:
        return False
    return True


def _rgb(picture: Image.Image) -> Image.Image:
    """Return a picture in sRGB; what was transparent becomes white."""
    profile = picture.info.get("icc_profile")
    if picture.mode in ("P", "PA", "LA", "RGBA") or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        picture, profile = Image.alpha_composite(white, layer).convert("RGB"), None
    if profile and picture.mode in ("RGB", "CMYK", "L"):
        try:
            converted = ImageCms.profileToProfile(
                picture,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
            picture = converted or picture
        except (ImageCms.PyCMSError, OSError, ValueError):
            return picture.convert("RGB")  # a broken profile says nothing about pixels
    return picture.convert("RGB")


def _jpeg(picture: Image.Image) -> bytes:
    """Return the pixels and nothing else, in the smallest file that Pillow can make.

    To optimize, it wants the whole file in a buffer of one byte for each pixel; pure
    noise needs more.
    """
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    try:
        return _encoded(bare, optimize=True)
    except OSError:
        return _encoded(bare)


def _encoded(bare: Image.Image, *, optimize: bool = False) -> bytes:
    file = io.BytesIO()
    bare.save(file, "JPEG", quality=QUALITY, subsampling="4:4:4", optimize=optimize)
    return file.getvalue()


# Odoo tells Pillow to look for no further formats, so this one is named here.
Image.register_open("WEBP", WebPImagePlugin.WebPImageFile, WebPImagePlugin._accept)

# At debug level Pillow writes what stands in EXIF, place and device, to the log.
logging.getLogger("PIL.TiffImagePlugin").setLevel(logging.INFO)
