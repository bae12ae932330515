"""Files from cameras: what is kept is a picture and nothing else."""

import base64
import io
import math
import random

import pytest
from engine import photo_file, photo_set
from engine.chain import file_digest
from PIL import Image, ImageCms, ImageFile, PngImagePlugin

GPS = 0x8825
ORIENTATION = 0x0112


def picture(size=(640, 480), colour=(180, 120, 90)):
    image = Image.new("RGB", size, colour)
    image.paste((250, 0, 0), (0, 0, size[0] // 4, size[1] // 4))  # top left
    return image


def saved(image, kind="JPEG", **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


@pytest.fixture(scope="module")
def from_phone():
    """12 megapixels, lying on its side, with place, device, comment and thumbnail."""
    image = picture((4000, 3000))
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[0x010F] = "Zzmarkerzz Phone"
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (48.0, 12.0, 30.0)
    return saved(
        image,
        exif=exif,
        comment=b"Zzmarkerzz comment",
        xmp=b"<x:xmpmeta>Zzmarkerzz</x:xmpmeta>",
        icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    )


def test_nothing_of_the_camera_is_kept(from_phone):
    assert b"Zzmarkerzz" in from_phone
    assert Image.open(io.BytesIO(from_phone)).getexif().get_ifd(GPS)
    kept = photo_file.clean(from_phone)
    for content in (kept.content, kept.thumbnail):
        image = Image.open(io.BytesIO(content))
        assert not image.getexif()
        assert set(image.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
        }
        for trace in (b"Exif", b"Zzmarkerzz", b"GPS", b"ICC_PROFILE", b"xmp"):
            assert trace not in content


def test_the_picture_stands_upright(from_phone):
    kept = photo_file.clean(from_phone)
    assert (kept.width, kept.height) == (3000, 4000)
    image = Image.open(io.BytesIO(kept.content))
    assert image.size == (3000, 4000)
    red, green, _blue = image.getpixel((2900, 100))  # top left came to the right
    assert red > 200
    assert green < 60
    assert image.getpixel((100, 100))[1] > 60


def test_the_hash_is_that_of_what_is_kept(from_phone):
    kept = photo_file.clean(from_phone)
    assert kept.sha256 == file_digest(kept.content)
    assert kept.thumbnail_sha256 == file_digest(kept.thumbnail)
    assert max(Image.open(io.BytesIO(kept.thumbnail)).size) == photo_file.THUMBNAIL


def test_large_ones_are_scaled_small_ones_are_not():
    assert photo_file.clean(saved(picture((6000, 4000)))).width == photo_file.LONG_SIDE
    assert photo_file.clean(saved(picture((640, 480)))).width == 640


@pytest.mark.parametrize(
    "data",
    [
        saved(picture(), "PNG"),
        saved(picture(), "WEBP"),
        saved(picture().convert("RGBA"), "PNG"),
        saved(picture().convert("P"), "PNG"),
        saved(picture().convert("L"), "PNG"),
        saved(picture().convert("CMYK"), "JPEG"),
    ],
    ids=["png", "webp", "rgba", "palette", "grey", "cmyk"],
)
def test_kinds_that_are_taken(data):
    assert Image.open(io.BytesIO(photo_file.clean(data).content)).format == "JPEG"


def test_texts_of_a_png_are_not_kept():
    info = PngImagePlugin.PngInfo()
    info.add_text("Location", "Zzmarkerzz")
    data = saved(picture(), "PNG", pnginfo=info)
    assert b"Zzmarkerzz" in data
    assert b"Zzmarkerzz" not in photo_file.clean(data).content


def test_transparency_is_white():
    kept = photo_file.clean(saved(Image.new("RGBA", (300, 300), (0, 0, 0, 0)), "PNG"))
    assert Image.open(io.BytesIO(kept.content)).getpixel((9, 9)) == (255, 255, 255)


def refused(data, **options):
    with pytest.raises(photo_file.BadPhoto) as refusal:
        photo_file.clean(data, **options)
    return refusal.value.code


def test_heic_is_refused_by_its_name_inside(monkeypatch):
    data = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(500)
    monkeypatch.setattr(photo_file, "_reads_heif", lambda: False)
    assert refused(data) == "heic"
    monkeypatch.setattr(photo_file, "_reads_heif", lambda: True)
    assert refused(data) == "no_image"


@pytest.mark.parametrize("odoo_has_loaded", [True, False])
def test_files_cut_short_are_refused(monkeypatch, odoo_has_loaded):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", odoo_has_loaded)
    noise = Image.effect_noise((600, 600), 80).convert("RGB")
    for kind in ("JPEG", "PNG", "WEBP"):
        data = saved(noise, kind)
        assert photo_file.clean(data)
        assert refused(data[: len(data) * 2 // 3]) in ("corrupt", "no_image"), kind


@pytest.mark.parametrize("size", [(640, 480), (1600, 1200)])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_pure_noise_is_a_picture_too(kind, size):
    noise = Image.frombytes(
        "RGB", size, random.Random(4).randbytes(3 * math.prod(size))
    )
    data = saved(noise, kind, **({"quality": 95} if kind == "JPEG" else {}))
    kept = photo_file.clean(data, 80 * photo_file.MEGABYTE)
    for content in (kept.content, kept.thumbnail):
        Image.open(io.BytesIO(content)).load()


@pytest.mark.parametrize("step", ["_rgb", "_jpeg", "ImageOps.exif_transpose"])
def test_whatever_a_step_raises_the_file_is_called_damaged(monkeypatch, step):
    def fail(*_args):
        raise OSError("encoder error -2 when writing image file")

    monkeypatch.setattr(f"engine.photo_file.{step}", fail)
    assert refused(saved(picture())) == "corrupt"


def test_whatever_stands_in_exif_a_picture_is_kept_or_called_damaged():
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[0x010F] = "Phone"
    data = saved(picture(), exif=exif)
    start = data.index(b"Exif")
    chance = random.Random(19)
    for _turn in range(200):
        bent = bytearray(data)
        for _byte in range(4):
            bent[start + 6 + chance.randrange(60)] = chance.randrange(256)
        try:
            assert photo_file.clean(bytes(bent))
        except photo_file.BadPhoto as error:
            assert error.code in ("corrupt", "no_image")


def test_other_files_are_refused_whatever_their_name():
    svg = b"<svg xmlns='http://www.w3.org/2000/svg' width='900' height='900'/>"
    for data in (svg, b"%PDF-1.4", b"hello", saved(picture(), "GIF"), bytes(900)):
        assert refused(data) == "no_image"
    assert refused(b"") == "empty"
    assert refused(saved(picture((60, 60)))) == "too_small"


def test_a_bomb_is_refused_by_its_size_alone():
    flat = saved(Image.new("1", (9000, 9000)), "PNG")
    assert len(flat) < 100_000
    assert refused(flat) == "too_many_pixels"


def test_60_megabytes_are_refused_before_anything_is_read(monkeypatch):
    monkeypatch.setattr(photo_file, "_opened", None)
    assert refused(bytes(60 * photo_file.MEGABYTE)) == "too_big"
    monkeypatch.setattr(photo_file.base64, "b64decode", None)
    with pytest.raises(photo_file.BadPhoto, match="too_big"):
        photo_file.decode("A" * 80 * photo_file.MEGABYTE, 25 * photo_file.MEGABYTE)


def test_base64_is_read():
    assert photo_file.decode(base64.b64encode(b"x" * 9), 99) == b"x" * 9
    for text, code in (("", "empty"), ("a", "no_image")):
        with pytest.raises(photo_file.BadPhoto, match=code):
            photo_file.decode(text, 99)


@pytest.mark.parametrize(
    ("session_no", "held", "total", "phase"),
    [
        (0, 0, 0, "baseline"),
        (1, 0, 12, "baseline"),
        (2, 1, 12, "mid"),
        (11, 10, 12, "mid"),
        (12, 11, 12, "end"),
        (1, 0, 1, "baseline"),
        (0, 0, 12, "baseline"),
        (0, 5, 12, "mid"),
        (0, 12, 12, "follow_up"),
    ],
)
def test_the_time_of_a_course(session_no, held, total, phase):
    assert photo_set.phase(session_no, held, total) == phase


def test_a_set_shows_every_angle_once_neutral():
    neutral = [angle for angle, expression in photo_set.SET if expression == "neutral"]
    assert sorted(neutral) == sorted(photo_set.ANGLES)
