"""What fails on our tables is logged without what stood in the rows."""

import io
import logging
from contextlib import contextmanager
from pathlib import Path

import psycopg2
from psycopg2.extras import Json

from odoo.modules import get_module_path
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, tagged
from odoo.tools import SQL

from odoo.addons.acupuncture_cosmetic.models.foundation import log_filter

from .marker_common import MARKER
from .race_common import RaceCase
from .test_security_matrix import CLINICAL, our_models

TEXTS = ("char", "text", "html", "json")


class LogCase(RaceCase):
    schema = "acupuncture_log_race"

    @contextmanager
    def logged(self):
        """Yield a stream with all that the server logs meanwhile, as it is written."""
        stream = io.StringIO()
        handler = logging.StreamHandler(stream)
        handler.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))
        root = logging.getLogger()
        loggers = [root, logging.getLogger("odoo"), logging.getLogger("odoo.sql_db")]
        usual = [(one, one.level, one.propagate) for one in loggers]
        for one in loggers:
            one.setLevel(logging.INFO)
        root.addHandler(handler)
        try:
            yield stream
        finally:
            root.removeHandler(handler)
            for one, level, propagate in usual:
                one.setLevel(level)
                one.propagate = propagate

    def tables(self):
        """Return our models with a table -> a marker per column that holds words."""
        return {
            self.env[model._name]: {
                field.name: Json({"en_US": MARKER})
                if field.column_type[0] == "jsonb"
                else f"{MARKER} {field.name}"
                for field in model._fields.values()
                if field.store and field.column_type and field.type in TEXTS
            }
            for model in our_models(self.env)
            if model._auto and not model._abstract
        }


@tagged("post_install", "-at_install")
class TestLogKeepsNoWords(LogCase):
    def test_two_who_save_one_record_at_once(self):
        tables = self.tables()
        stored = {
            n for n in CLINICAL if self.env[n]._auto and not self.env[n]._abstract
        }
        self.assertLessEqual(stored, {model._name for model in tables})
        for model, values in tables.items():
            if not values:
                continue
            table = SQL.identifier(model._table)
            self.commit(
                SQL("CREATE TABLE %s AS TABLE public.%s WITH NO DATA", table, table),
                SQL("INSERT INTO %s (id) VALUES (1)", table),
            )
            with self.subTest(model=model._name), self.logged() as log:
                with (
                    self.assertRaises(psycopg2.errors.SerializationFailure),
                    self.cursor() as late,
                ):
                    self.commit(SQL("UPDATE %s SET id = id", table))
                    record = model.with_env(self.env(cr=late)).browse(1)
                    record._write_multi([values])
                self.assertIn(model._table, log.getvalue())
                self.assertIn("could not serialize", log.getvalue())
                self.assertNotIn(MARKER, log.getvalue())

    def test_rows_that_postgresql_refuses(self):
        for model, values in self.tables().items():
            with (
                self.subTest(model=model._name),
                self.logged() as log,
                db_connect(self.cr.dbname).cursor() as cr,
            ):
                with self.assertRaises(psycopg2.Error):
                    cr.execute(
                        SQL(
                            "INSERT INTO %s (%s) VALUES %s",
                            SQL.identifier(model._table),
                            SQL(", ").join(map(SQL.identifier, ["id", *values])),
                            (None, *values.values()),
                        )
                    )
                cr.rollback()
                self.assertIn(model._table, log.getvalue())
                self.assertNotIn(MARKER, log.getvalue())

    def test_words_that_are_no_number_and_tracebacks(self):
        for name in ("odoo.http", "odoo.addons.base.models.ir_cron"):
            logger = logging.getLogger(name)
            for query in (
                f"UPDATE acupuncture_treatment SET retention_target = '{MARKER}'",
                "INSERT INTO acupuncture_treatment (subjective, name) "
                f"VALUES ('{MARKER}', 'two\nlines {MARKER}')",
            ):
                with (
                    self.subTest(name=name, query=query),
                    self.logged() as log,
                    db_connect(self.cr.dbname).cursor() as cr,
                ):
                    usual, logger.level = logger.level, logging.ERROR
                    try:
                        cr.execute(query)
                    except psycopg2.Error as error:
                        try:
                            raise ValueError("the job failed") from error
                        except ValueError:
                            logger.exception("Job failed")
                    finally:
                        logger.level = usual
                    cr.rollback()
                    self.assertIn("the job failed", log.getvalue())
                    self.assertIn("Traceback", log.getvalue())
                    self.assertNotIn(MARKER, log.getvalue())

    def test_what_is_not_ours_is_logged_as_ever(self):
        with self.logged() as log, db_connect(self.cr.dbname).cursor() as cr:
            with self.assertRaises(psycopg2.Error):
                cr.execute("SELECT 'a word' FROM nowhere_at_all")
            cr.rollback()
        self.assertIn("SELECT 'a word' FROM nowhere_at_all", log.getvalue())


@tagged("post_install", "-at_install")
class TestWhoLogsTracebacks(BaseCase):
    def test_whoever_of_us_logs_an_error_has_the_filter(self):
        root = Path(get_module_path("acupuncture_cosmetic"))
        for path in sorted(root.rglob("*.py")):
            inside = path.relative_to(root).with_suffix("")
            if "_logger.exception(" in path.read_text():
                name = ".".join(("odoo.addons.acupuncture_cosmetic", *inside.parts))
                with self.subTest(name):
                    self.assertIn(name, log_filter.LOGGERS)
