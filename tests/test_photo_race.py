"""A photo, or its use, and a withdrawal at the same moment, in real transactions."""

from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import mute_logger

from .race_common import RaceCase

CONSENT = """
    INSERT INTO acupuncture_consent
        (id, kind, channel, decision, company_id, client_id, signed_at)
    VALUES ({id}, '{kind}', {channel}, 'agreed', 1, 1, '2026-03-02 08:00:00')
"""
PHOTO = """
    INSERT INTO acupuncture_photo
        (id, name, company_id, client_id, consent_id, taken_at, sha256)
    VALUES ({}, 'x', 1, 1, 5, '2026-03-02 09:00:00', repeat('0', 64))
"""
USE = """
    INSERT INTO acupuncture_photo_use
        (id, company_id, photo_id, consent_id, channel, published_on)
    VALUES (1, 1, 1, 6, 'website', '2026-03-02')
"""
WITHDRAWAL = """
    INSERT INTO acupuncture_consent_withdrawal (id, consent_id, at)
    VALUES (1, {}, '2026-03-02 10:00:00')
"""


@tagged("post_install", "-at_install")
class TestPhotoRace(RaceCase):
    schema = "acupuncture_photo_race"
    triggers = {
        "acupuncture_consent": None,
        "acupuncture_consent_withdrawal": "acupuncture_consent_touch",
        "acupuncture_photo": "acupuncture_guard",
        "acupuncture_photo_use": "acupuncture_guard",
    }

    def setUp(self):
        super().setUp()
        self.commit(
            CONSENT.format(id=5, kind="photo_record", channel="NULL"),
            CONSENT.format(id=6, kind="photo_publicity", channel="'website'"),
            PHOTO.format(1),
        )

    def test_a_photo_does_not_slip_past_a_withdrawal(self):
        self.assertLoses(WITHDRAWAL.format(5), PHOTO.format(2))
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.commit(PHOTO.format(2))

    def test_a_use_does_not_slip_past_a_withdrawal(self):
        self.assertLoses(WITHDRAWAL.format(6), USE)

    def test_a_withdrawal_does_not_miss_a_use(self):
        self.assertLoses(USE, WITHDRAWAL.format(6))
