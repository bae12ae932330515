"""A clinic of many years, and what PostgreSQL reads there for one act."""

import re
from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch

from odoo.sql_db import Cursor
from odoo.tests import freeze_time
from odoo.tools import SQL

from benchmarks.volume import fill

from .common import ClinicCase

NOW = datetime(2026, 11, 30, 8)  # a Monday, 9:00 in Vienna
LARGE = (
    "booking",
    "client_alert",
    "consent",
    "course",
    "credit",
    "credit_move",
    "finding",
    "followup",
    "intake",
    "intake_answer",
    "needle",
    "needle_count",
    "session",
    "treatment",
)
SCAN = re.compile(r"Seq Scan on acupuncture_({})\b".format("|".join(LARGE)))
PLANNED = re.compile(r"\s*(SELECT|UPDATE|DELETE|WITH)\b", re.I)
STATEMENT = re.compile(r"\s*(SELECT|UPDATE|DELETE|WITH|INSERT)\b", re.I)
READ_AT_MOST = 1500
_ROWS_READ = """
    SELECT relname, coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)
    FROM pg_stat_xact_user_tables WHERE relname = ANY(%s)
"""


class ScaleCase(ClinicCase):
    """33,600 sessions with 100,800 bookings stand beside one client of our own."""

    @classmethod
    def setUpClass(cls):
        cls.startClassPatcher(freeze_time(NOW))
        super().setUpClass()
        cls.client.email = "clara@example.com"
        cls.course = cls.sell_course()
        cls.make_ready()
        if not cls.env["res.partner"].search([("name", "=", "Scale client 000000")]):
            fill(cls.env, cls.product_course)

    @contextmanager
    def reading_little(self, what, at_most=READ_AT_MOST):
        """Assert that what is done inside reads no large table from end to end.

        PostgreSQL's own counters judge, so that triggers and foreign keys count too;
        the plans say which query it was.
        """
        self.env.flush_all()
        self.env.invalidate_all()
        scans, read = [], [self._rows_read(self.env.cr)]
        last = ["nothing yet"]
        execute = Cursor.execute

        def watched(cursor, query, params=None, **kwargs):
            text = self._text(cursor, query, params)
            if not STATEMENT.match(text):  # of savepoints: nothing may be asked here
                return execute(cursor, query, params, **kwargs)
            self._judge(cursor, read, last[0], at_most, scans)
            scans.extend(self._scans(cursor, text))
            last[0] = text
            return execute(cursor, query, params, **kwargs)

        with patch.object(Cursor, "execute", watched):
            yield
            self.env.flush_all()
            self._judge(self.env.cr, read, last[0], at_most, scans)
        told = "\n".join(dict.fromkeys(scans))
        self.assertFalse(scans, f"{what}:\n{told}")

    def _judge(self, cursor, read, text, at_most, scans):
        """Tell what the last statement read, its triggers and foreign keys included."""
        now = self._rows_read(cursor)
        many = {
            table: rows - read[-1].get(table, 0)
            for table, rows in now.items()
            if rows - read[-1].get(table, 0) > at_most
        }
        if many:
            scans.append(f"{many} rows read by {text[:1500]}")
        read[-1] = now

    @staticmethod
    def _rows_read(cursor):
        cursor._obj.execute(_ROWS_READ, [[f"acupuncture_{name}" for name in LARGE]])
        return dict(cursor._obj.fetchall())

    @staticmethod
    def _text(cursor, query, params):
        if isinstance(query, SQL):
            query, params = query.code, query.params
        return cursor._obj.mogrify(query, params).decode()

    @staticmethod
    def _scans(cursor, text):
        """Return the query with its plan, if that reads a large table as a whole."""
        if not PLANNED.match(text):
            return
        if text.startswith("SELECT COUNT(*) FROM (SELECT  FROM"):
            return  # counts no further than its limit, which the counters see
        cursor._obj.execute("EXPLAIN " + text)
        plan = "\n".join(line for (line,) in cursor._obj.fetchall())
        if SCAN.search(plan):
            yield f"{text[:1500]}\n{plan}"
