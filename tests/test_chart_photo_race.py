"""A photo, or its use, and a withdrawal at the same moment, in real transactions."""

from contextlib import contextmanager

from psycopg2 import IntegrityError
from psycopg2.errors import SerializationFailure

from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

TRIGGERS = {
    "acupuncture_consent": None,
    "acupuncture_consent_withdrawal": "acupuncture_consent_touch",
    "acupuncture_photo": "acupuncture_guard",
    "acupuncture_photo_use": "acupuncture_guard",
}
SCHEMA = "acupuncture_photo_race"
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
class TestPhotoRace(TransactionCase):
    """The guards work in copies of the tables, so that transactions may commit."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self.commit, f"DROP SCHEMA {SCHEMA} CASCADE")
        self.commit(f"CREATE SCHEMA {SCHEMA}")
        for table, trigger in TRIGGERS.items():
            self.commit(
                f"CREATE TABLE {SCHEMA}.{table} AS TABLE public.{table} WITH NO DATA"
            )
            if trigger:
                self.env.cr.execute(
                    "SELECT pg_get_triggerdef(oid) FROM pg_trigger "
                    "WHERE tgrelid = %s::regclass AND tgname = %s",
                    [table, trigger],
                )
                [[guard]] = self.env.cr.fetchall()
                self.commit(guard.replace(f" ON public.{table} ", f" ON {table} "))
        self.commit(
            CONSENT.format(id=5, kind="photo_record", channel="NULL"),
            CONSENT.format(id=6, kind="photo_publicity", channel="'website'"),
            PHOTO.format(1),
        )

    @contextmanager
    def cursor(self):
        """Yield a cursor of a transaction of its own, with its own view."""
        with db_connect(self.cr.dbname).cursor() as cr:
            cr.execute(f"SET LOCAL search_path TO {SCHEMA}, public")
            cr.execute("SELECT count(*) FROM pg_class")
            yield cr

    def commit(self, *queries):
        with self.cursor() as cr:
            for query in queries:
                cr.execute(query)

    def assertLoses(self, first, then):
        """Assert that ``then`` loses when ``first`` was committed meanwhile."""
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(SerializationFailure),
            self.cursor() as late,
        ):
            self.commit(first)
            late.execute(then)

    def test_a_photo_does_not_slip_past_a_withdrawal(self):
        self.assertLoses(WITHDRAWAL.format(5), PHOTO.format(2))
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.commit(PHOTO.format(2))

    def test_a_use_does_not_slip_past_a_withdrawal(self):
        self.assertLoses(WITHDRAWAL.format(6), USE)

    def test_a_withdrawal_does_not_miss_a_use(self):
        self.assertLoses(USE, WITHDRAWAL.format(6))
