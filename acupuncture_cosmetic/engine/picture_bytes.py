"""Whether a file is a picture, by what is in it: names and types may lie."""

_STARTS = (
    b"\xff\xd8\xff",  # JPEG
    b"\x89PNG",
    b"GIF8",
    b"II*\x00",  # TIFF, and the raw formats of cameras
    b"MM\x00*",
    b"II+\x00",
    b"MM\x00+",
    b"\x00\x00\x00\x0cjP  ",  # JPEG 2000
    b"\xff\x4f\xff\x51",
    b"\x00\x00\x01\x00",  # icon
    b"8BPS",
    b"\x00\x00\x00\x0cJXL ",
    b"\xff\x0a",
)
# Brands of the container that phones save photos in.
_BRANDS = (b"heic", b"heix", b"heif", b"hevc", b"mif1", b"msf1", b"avif", b"avis")
_LOOKED_AT = 4096


def is_picture(content: bytes) -> bool:
    """Tell whether the bytes of a file are a picture."""
    head = content[:_LOOKED_AT].lstrip(b"\xef\xbb\xbf \t\r\n")
    if content.startswith(b"RIFF"):
        return content[8:12] == b"WEBP"
    if content.startswith(b"BM"):
        return len(content) > 26 and content[6:10] == b"\x00\x00\x00\x00"
    if content[4:8] == b"ftyp":
        return any(brand in content[8:40] for brand in _BRANDS)
    if head.startswith(b"<") and b"<svg" in head.lower():
        return True
    return content.startswith(_STARTS)
