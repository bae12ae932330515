"""Files of what is sealed: none comes, goes, changes, or opens by a token."""

import importlib.util
from contextlib import contextmanager
from pathlib import Path

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.acupuncture_cosmetic.models.foundation.ir_attachment import (
    OURS,
    WITH_CHATTER,
)

from . import test_security_marker
from .consent_common import ConsentCase
from .screening_common import ScreeningCase
from .test_security_matrix import CLINICAL, our_models

REFUSED = (UserError, AccessError, IntegrityError)
PDF = b"%PDF-1.4 a letter"
# Clinical, and without a moment at which their files are sealed.
NEVER_SEALED = {
    "acupuncture.client.noted": "a sum that the screening writes anew",
    "acupuncture.form.draft": "nobody may write it, it goes when the forms are signed",
    "acupuncture.needle.remove": "a dialog",
    "acupuncture.needle.search": "an abstract part of two records",
}
MIGRATION = (
    Path(__file__).resolve().parents[1]
    / "acupuncture_cosmetic/migrations/19.0.1.2.0/pre-sealed-files.py"
)


@tagged("post_install", "-at_install")
class TestSealedFiles(ScreeningCase, ConsentCase):
    # The way of the marker through every room makes a record of every kind.
    locals().update(
        {
            name: step
            for name, step in vars(test_security_marker.TestMarkerNeverLeaves).items()
            if callable(step) and not name.startswith(("test", "__"))
        }
    )

    def test_every_clinical_table_says_when_its_files_are_sealed(self):
        tables = {
            model._name
            for model in our_models(self.env)
            if model._name in CLINICAL and model._auto and not model._transient
        }
        sealing = {model._name for model in self.env["ir.attachment"]._sealing_models()}
        self.assertEqual(tables - sealing, tables & NEVER_SEALED.keys())

    def test_chatter_is_where_it_is_said_to_be(self):
        with_chatter = {
            model._name
            for model in our_models(self.env)
            if "message_ids" in self.env[model._name]._fields
        }
        self.assertEqual(with_chatter, set(WITH_CHATTER))

    @mute_logger("odoo.sql_db")
    def test_no_door_leads_to_files_of_sealed_records(self):
        """Every sealing model x coming, changing, going, opening; ORM and SQL."""
        self.walk()
        self.env.flush_all()
        self.consent = self.sign_form("treatment")
        self.consent._sealed_write({"pdf_hash": "0" * 64})
        met = set()
        for model in self.env["ir.attachment"]._sealing_models():
            if record := self.sealed_record(model):
                met.add(model._name)
                file = self.planted_on(record)
                for door, go in self.doors(record, file):
                    with self.subTest(model=model._name, door=door):
                        self.assertShut(go)
        tried = {self.env[name]._sealed_files for name in met}
        rest = {
            model._name
            for model in self.env["ir.attachment"]._sealing_models()
            if model._sealed_files not in tried
        }
        self.assertFalse(rest)

    def sealed_record(self, model):
        query = "SELECT id FROM %s AS kept WHERE %s ORDER BY id DESC LIMIT 1"
        table = SQL.identifier(model._table)
        found = self.env.execute_query(SQL(query, table, SQL(model._sealed_files)))
        return model.browse(row[0] for row in found)

    def planted_on(self, record):
        """Return a file that came while the record was open."""
        with self.unguarded():
            return self.env["ir.attachment"].browse(
                self.env.execute_query(SQL(self.INSERT, record._name, record.id))[0][0]
            )

    INSERT = """
        INSERT INTO ir_attachment (name, type, res_model, res_id, db_datas, checksum)
        VALUES ('letter.pdf', 'binary', %s, %s, 'letter', 'x') RETURNING id
    """

    @contextmanager
    def unguarded(self):
        table = "ALTER TABLE ir_attachment {} TRIGGER acupuncture_files_guard"
        self.env.flush_all()
        self.env.cr.execute(table.format("DISABLE"))
        yield
        self.env.cr.execute(table.format("ENABLE"))

    def doors(self, record, file):
        values = {
            "name": "new.pdf",
            "raw": PDF,
            "res_model": record._name,
            "res_id": record.id,
        }
        for user in (self.users["practitioner"], self.env.user):
            files, mine = file.browse().with_user(user), file.with_user(user)
            loose = files.create({"name": "loose.pdf", "raw": PDF})
            who = user.login
            if getattr(record, "_late_files", None) != "any":
                yield f"{who} adds", lambda files=files: files.create(values)
                yield (
                    f"{who} moves in",
                    lambda loose=loose: loose.write(
                        {"res_model": record._name, "res_id": record.id}
                    ),
                )
            for change in (
                {"raw": b"%PDF other"},
                {"name": "other.pdf"},
                {"mimetype": "text/html"},
                {"raw": b"letter", "mimetype": "text/html"},
                {"db_datas": b"other"},
                {"store_fname": "ab/other"},
                {"res_field": "image"},
                {"res_model": False, "res_id": False},
                {"public": True},
                {"access_token": "a-token"},
            ):
                yield f"{who} writes {change}", lambda m=mine, c=change: m.write(c)
            yield f"{who} deletes", lambda m=mine: m.unlink()
            yield (
                f"{who} deletes as if uninstalling",
                lambda m=mine: m.with_context(_force_unlink=True).unlink(),
            )
            yield f"{who} asks for a token", lambda m=mine: m.generate_access_token()
        yield from self.sql_doors(record, file)

    def sql_doors(self, record, file):
        run = self.env.cr.execute
        if getattr(record, "_late_files", None) != "any":
            yield "SQL adds", lambda: run(SQL(self.INSERT, record._name, record.id))
        for change in (
            "name = 'x'",
            "checksum = 'y'",
            "mimetype = 'text/html'",
            "store_fname = 'ab/other'",
            "res_id = 0",
            "res_model = 'x'",
        ):
            yield (
                f"SQL {change}",
                lambda change=change: run(
                    f"UPDATE ir_attachment SET {change} WHERE id = %s", [file.id]
                ),
            )
        if record._name not in WITH_CHATTER and record._name.startswith(OURS):
            for change in ("public = TRUE", "access_token = 'x'"):
                yield (
                    f"SQL {change}",
                    lambda change=change: run(
                        f"UPDATE ir_attachment SET {change} WHERE id = %s", [file.id]
                    ),
                )
        yield (
            "SQL deletes",
            lambda: run("DELETE FROM ir_attachment WHERE id = %s", [file.id]),
        )

    def assertShut(self, go):
        try:
            with self.env.cr.savepoint():
                go()
                self.env.flush_all()
        except REFUSED:
            self.env.invalidate_all()
        else:
            self.fail("open")

    @mute_logger("odoo.sql_db")
    def test_a_field_has_one_file(self):
        photo = self.env["acupuncture.photo"].browse(1)
        vals = {"name": "x", "res_model": photo._name, "res_id": 1, "res_field": "f"}
        files = self.env["ir.attachment"]
        files.create(vals)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            files.create(vals)

    def test_an_update_closes_what_was_open(self):
        spec = importlib.util.spec_from_file_location("migration", MIGRATION)
        migration = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(migration)
        constraint = "ir_attachment_acupuncture_no_token"
        self.env.cr.execute(f"ALTER TABLE ir_attachment DROP CONSTRAINT {constraint}")
        draft = self.intakes._start(self.other_client, self.company, "staff")
        file = self.planted_on(draft)
        self.env.cr.execute(
            "UPDATE ir_attachment SET access_token = 'x', public = TRUE WHERE id = %s",
            [file.id],
        )
        migration.migrate(self.env.cr, "19.0.1.1.0")
        file.invalidate_recordset()
        self.assertFalse(file.access_token or file.public)


@tagged("post_install", "-at_install")
class TestTokensOpenNothing(HttpCase, ScreeningCase):
    def test_an_odd_link_to_a_clinical_file_leads_nowhere(self):
        """Odoo hands such tokens to every browser that shows a file."""
        draft = self.intakes._start(self.client, self.company, "staff")
        file = self.env["ir.attachment"].create(
            {
                "name": "letter.pdf",
                "raw": PDF,
                "res_model": draft._name,
                "res_id": draft.id,
            }
        )
        self.env.flush_all()
        token = file._get_raw_access_token()
        self.authenticate(None, None)
        url = f"/web/content/{file.id}?access_token={token}"
        self.assertEqual(self.url_open(url).status_code, 404)
        owner = file._get_ownership_token()
        with mute_logger("odoo.http"):
            self.make_jsonrpc_request_quietly(
                "/mail/attachment/delete",
                {"attachment_id": file.id, "access_token": owner},
            )
        self.assertTrue(file.exists())

    def make_jsonrpc_request_quietly(self, route, params):
        return self.url_open(
            route,
            json={"jsonrpc": "2.0", "method": "call", "id": 0, "params": params},
        )
