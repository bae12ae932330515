"""What the tests of photos share: a client who agreed, pictures from cameras."""

import base64
import functools
import io
from datetime import datetime, timedelta

from PIL import Image

from odoo.tests import freeze_time

from .consent_common import ConsentCase

NOW = "2026-03-02 08:00:00"  # a Monday, 9:00 in Vienna
# for tests that keep the real time: a signature of NOW lasts a year
LATELY = datetime.now() - timedelta(days=30)


@functools.cache
def picture(kind="JPEG", size=(320, 400), colour=(190, 140, 110), marker=None):
    """Return a picture as the browser sends it; ``marker`` stands in its EXIF."""
    options = {}
    if marker:
        exif = Image.Exif()
        exif[0x010F] = marker
        exif.get_ifd(0x8825)[1] = "N"
        options = {"exif": exif, "comment": marker.encode()}
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, kind, **options)
    return base64.b64encode(file.getvalue()).decode()


class PhotoCase(ConsentCase):
    """Clara agreed to photos for the record, Otto has said nothing."""

    agreed_at = NOW

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.photos = cls.env["acupuncture.photo"].with_user(cls.users["practitioner"])
        cls.uses = cls.env["acupuncture.photo.use"].with_user(cls.users["practitioner"])
        with freeze_time(cls.agreed_at):
            cls.consent = cls.sign_form("photo_record")

    @classmethod
    def shoot(cls, photos=None, client=None, **values):
        """Return a photo that the practitioner takes."""
        return (cls.photos if photos is None else photos).create(
            {
                "client_id": (client or cls.client).id,
                "image": picture(),
                **values,
            }
        )

    def publish(self, photo, channel="website", uses=None, **values):
        """Return the use of a photo that the practitioner writes down."""
        return (self.uses if uses is None else uses).create(
            {
                "photo_id": photo.id,
                "channel": channel,
                "place": "https://example.com/team",
                **values,
            }
        )
