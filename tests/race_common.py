"""What the races in real transactions share: copies of tables with their triggers."""

from contextlib import contextmanager

from psycopg2.errors import SerializationFailure

from odoo.sql_db import db_connect
from odoo.tests import TransactionCase
from odoo.tools import SQL, mute_logger


class RaceCase(TransactionCase):
    """Another cursor changes rows meanwhile.

    The guards work in copies of the tables, so that transactions may commit.
    """

    schema = ""
    triggers = {}  # the triggers to copy, by table

    def setUp(self):
        super().setUp()
        self.addCleanup(self.commit, f"DROP SCHEMA {self.schema} CASCADE")
        self.commit(f"CREATE SCHEMA {self.schema}")
        for table, trigger in self.triggers.items():
            self.commit(
                f"CREATE TABLE {self.schema}.{table} AS "
                f"TABLE public.{table} WITH NO DATA"
            )
            if trigger:
                self.copy_trigger(table, trigger)

    def copy_trigger(self, table, trigger):
        self.env.cr.execute(
            "SELECT pg_get_triggerdef(oid) FROM pg_trigger "
            "WHERE tgrelid = %s::regclass AND tgname = %s",
            [table, trigger],
        )
        [[guard]] = self.env.cr.fetchall()
        self.assertIn(f" ON public.{table} ", guard)
        self.commit(guard.replace(f" ON public.{table} ", f" ON {table} "))

    @contextmanager
    def cursor(self):
        """Yield a cursor of a transaction of its own, with its own view."""
        with db_connect(self.cr.dbname).cursor() as cr:
            path = SQL("%s, public", SQL.identifier(self.schema))
            cr.execute(SQL("SET LOCAL search_path TO %s", path))
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
