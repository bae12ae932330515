"""What PostgreSQL itself keeps, whoever asks: answers, words, prices, terms."""

import base64
import re
from contextlib import contextmanager
from io import BytesIO
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger
from odoo.tools.pdf import PdfFileWriter

from odoo.addons.acupuncture_cosmetic.models.foundation.guard import sql_files

from .common import ClinicCase
from .consent_common import ConsentCase
from .outcome_common import OutcomeCase
from .photo_common import picture
from .screening_common import ScreeningCase

EVIL = '<p>x</p><img src="https://evil.example/a.png">'


@tagged("post_install", "-at_install")
class TestSqlFiles(ClinicCase):
    """What PostgreSQL has of ours stands in a file, and nothing else does."""

    made_of_the_models = {"acupuncture_files_sealed"}

    def functions(self):
        rows = self.env.execute_query(
            SQL(
                "SELECT proname, prosrc FROM pg_proc"
                " WHERE pronamespace = current_schema()::regnamespace"
                " AND starts_with(proname, 'acupuncture_')"
            )
        )
        return dict(rows)

    def test_a_file_makes_the_function_of_its_name(self):
        functions = self.functions()
        texts = {f"acupuncture_{name}": text for name, text in sql_files().items()}
        self.assertGreater(len(texts), 50)
        for name, text in texts.items():
            made = re.findall(r"CREATE OR REPLACE FUNCTION (\w+)", text)
            with self.subTest(name):
                self.assertEqual(made, [] if "CREATE TABLE" in text else [name])
                self.assertIn(functions.get(name, ""), text)

    def test_no_function_is_left_of_an_older_version(self):
        self.env.cr.execute(
            "CREATE FUNCTION acupuncture_consent_guard() RETURNS trigger"
            " LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
        )
        self.migrate("1.4.0/pre-guards")
        known = {f"acupuncture_{name}" for name in sql_files()}
        self.assertEqual(self.functions().keys() - known, self.made_of_the_models)

    def test_no_function_is_long(self):
        for name, text in sql_files().items():
            with self.subTest(name):
                self.assertLess(len(text.splitlines()), 50)


@tagged("post_install", "-at_install")
class TestSqlGuards(ScreeningCase, ConsentCase):
    def refuse(self, table, record, *changes, gone=True):
        """Assert that neither a change of a row nor its end is taken."""
        name = SQL.identifier(table)
        for change in changes:
            self.assertSqlRefused(
                "UPDATE %s SET %s WHERE id = %s", name, SQL(change), record.id
            )
        if gone:
            self.assertSqlRefused("DELETE FROM %s WHERE id = %s", name, record.id)
            self.assertSqlRefused("TRUNCATE %s CASCADE", name)

    def test_what_a_doctor_answered_stays(self):
        history = self.submit({"HAEMOPHILIA": "yes"})
        finding = self.finding(history, "HAEMOPHILIA")
        finding.action_ask_clearance()
        clearance = self.env["acupuncture.clearance"].search(
            [("finding_id", "=", finding.id)]
        )
        clearance.received_from = "Dr. Yes"
        clearance.action_receive()
        self.refuse(
            "acupuncture_clearance",
            clearance,
            "state = 'requested'",
            "state = 'refused'",
            "received_from = 'Dr. No'",
            "valid_until = '2099-01-01'",
            "received_on = '2020-01-01'",
            "file_name = 'x'",
            "item_id = item_id + 1",
            "finding_id = NULL",
        )
        scope = clearance._fields["technique_ids"]
        self.assertSqlRefused(
            "INSERT INTO %s SELECT %s, id FROM acupuncture_technique LIMIT 1",
            SQL.identifier(scope.relation),
            clearance.id,
        )
        self.assertSqlRefused(
            "INSERT INTO acupuncture_clearance (name, company_id, client_id, item_id,"
            " state) SELECT 'CL0', company_id, client_id, item_id, 'received'"
            " FROM acupuncture_clearance WHERE id = %s",
            clearance.id,
        )
        clearance.note = "They called again"
        clearance.action_cancel()

    def test_what_was_published_stays(self):
        form = self.form("treatment")
        self.refuse(
            "acupuncture_consent_template",
            form,
            "state = 'draft'",
            "version_major = 9",
            "validity_months = 120",
            """name = '{"en_US": "I agree to everything"}'""",
        )
        clause = form.clause_ids.filtered("body")[0]
        self.refuse(
            "acupuncture_consent_clause",
            clause,
            """body = '{"en_US": "<p>Nothing can happen</p>"}'""",
            "tick = 'none'",
            "section = 'J'",
            "template_id = NULL",
        )
        self.assertSqlRefused(
            "INSERT INTO acupuncture_consent_clause (template_id, section, tick)"
            " VALUES (%s, 'A', 'none')",
            form.id,
        )
        for link in ("item_ids", "technique_ids"):
            field = clause._fields[link]
            comodel = SQL.identifier(self.env[field.comodel_name]._table)
            self.assertSqlRefused(
                "INSERT INTO %s SELECT %s, id FROM %s LIMIT 1",
                SQL.identifier(field.relation),
                clause.id,
                comodel,
            )

    def test_a_published_form_still_learns_a_language(self):
        form = self.form("treatment")
        self.env.cr.execute(
            """UPDATE acupuncture_consent_template
            SET name = name || '{"fr_FR": "Consentement"}', sequence = 3
            WHERE id = %s""",
            [form.id],
        )
        revision = form.browse(form.action_new_minor_revision()["res_id"])
        revision.clause_ids[0].name = "Other words"
        revision.action_publish()
        self.assertEqual(form.state, "retired")

    @mute_logger("odoo.sql_db")
    def test_a_consent_comes_by_its_own_verb_alone(self):
        consent = self.sign_form("treatment")
        taken = consent._withdraw("no more", "client")
        for record in (consent, taken):
            self.assertSqlRefused(
                "INSERT INTO %s SELECT (jsonb_populate_record(kept, %s)).*"
                " FROM %s AS kept WHERE id = %s",
                SQL.identifier(record._table),
                '{"id": 999999, "name": "CS99999", "chain_no": null}',
                SQL.identifier(record._table),
                record.id,
                words="own verb",
            )
        row = consent.with_context(active_test=False).read(
            ["name", "client_name", "template_version", "kind", "decision"]
        )[0]
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.Consent.sudo()._sealed_create(
                [
                    {
                        **{k: v for k, v in row.items() if k != "id"},
                        "name": "CS99998",
                        "company_id": self.company.id,
                        "client_id": self.client.id,
                        "signed_client_id": self.client.id,
                        "template_id": consent.template_id.id,
                        "body": "<p>Everything</p>",
                        "signer_name": "Clara Client",
                        "signer_role": "client",
                        "signature": self.signature,
                        "signed_at": consent.signed_at,
                        "content_hash": "0" * 64,
                    }
                ]
            )

    def test_a_severity_changes_with_its_history_alone(self):
        item = self.env["acupuncture.contraindication"].search(
            [("severity", "=", "absolute"), ("has_defer", "=", False)], limit=1
        )
        for change in ("severity = 'info'", "severity = 'caution'", "code = 'X'"):
            self.assertSqlRefused(
                "UPDATE acupuncture_contraindication SET %s WHERE id = %s",
                SQL(change),
                item.id,
                words="history",
            )
        lead = item.with_user(self.users["clinical_lead"])
        lead.action_set_severity("clearance_required", "Our cardiologist sees them all")
        self.env.flush_all()
        self.assertEqual(item.severity, "clearance_required")
        # in one go with another change of the rule, which is told last
        lead.action_set_severity("absolute", "They do not any more")
        lead.core = not lead.core
        self.env.flush_all()
        self.assertEqual(item.severity, "absolute")

    def rule(self, code):
        """Return an item and what our clinic sets for it, as the lead."""
        items = self.env["acupuncture.contraindication"]
        item = items.search([("code", "=", code)])
        settings = self.env["acupuncture.contraindication.setting"]
        return item, settings.with_user(self.users["clinical_lead"])

    def refuse_untold(self, query, *args):
        """Assert that a query without history is refused where it would be kept."""
        self.assertSqlRefused(
            f"{query}; SET CONSTRAINTS ALL IMMEDIATE",
            *args,
            words="no (change|history)",
        )

    def test_a_setting_changes_with_its_history_alone(self):
        item, settings = self.rule("FILLER")
        insert = (
            "INSERT INTO acupuncture_contraindication_setting"
            " (item_id, company_id, enabled, use_own_days, defer_days)"
            " VALUES (%s, %s, %s, TRUE, %s)"
        )
        where = (item.id, self.company.id)
        self.refuse_untold(insert, *where, not item.core, item.defer_days)
        self.refuse_untold(insert, *where, item.core, 1)
        ours = settings.create(
            {"item_id": item.id, "use_own_days": True, "defer_days": 90}
        )
        self.env.flush_all()
        self.env.cr.execute(
            "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"
        )
        for change in (
            "enabled = NOT enabled",
            "defer_days = 1",
            "use_own_days = FALSE",
            "item_id = (SELECT max(id) FROM acupuncture_contraindication)",
        ):
            self.refuse_untold(
                "UPDATE acupuncture_contraindication_setting SET %s WHERE id = %s",
                SQL(change),
                ours.id,
            )
        self.refuse_untold(
            "DELETE FROM acupuncture_contraindication_setting WHERE id = %s", ours.id
        )
        self.assertSqlRefused("TRUNCATE acupuncture_contraindication_setting")

    def test_the_lead_and_the_manager_set_as_before(self):
        item, settings = self.rule("FILLER")
        ours = settings.create(
            {"item_id": item.id, "use_own_days": True, "defer_days": 90}
        )
        ours.write({"defer_days": 91, "enabled": False})
        ours.with_user(self.users["manager"]).question = "Filler, ever?"
        lead = item.with_user(self.users["clinical_lead"])
        lead.write({"defer_days": 33, "core": not lead.core, "technique_ids": False})
        lead.has_defer = False
        lead.write({"has_defer": True, "defer_days": 34})
        ours.unlink()
        self.env.flush_all()
        self.env.cr.execute(
            "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"
        )
        self.assertEqual(item.defer_days, 34)

    def test_what_an_item_closes_changes_with_its_history_alone(self):
        item = self.rule("BOTOX")[0]
        for change in (
            "defer_days = 1",
            "has_defer = FALSE",
            "core = NOT core",
            "active = FALSE",
            "create_date = now()",
        ):
            self.refuse_untold(
                "UPDATE acupuncture_contraindication SET %s WHERE id = %s",
                SQL(change),
                item.id,
            )
        link = SQL.identifier(item._fields["technique_ids"].relation)
        self.refuse_untold(
            "DELETE FROM %s WHERE acupuncture_contraindication_id = %s", link, item.id
        )
        self.refuse_untold(
            "INSERT INTO %s (acupuncture_contraindication_id, acupuncture_technique_id)"
            " SELECT %s, id FROM acupuncture_technique WHERE id <> ALL (%s) LIMIT 1",
            link,
            item.id,
            item.technique_ids.ids,
        )
        self.assertSqlRefused("TRUNCATE %s", link)

    def test_a_credit_keeps_its_price(self):
        course = self.sell_course()
        credit = course.credit_ids[0]
        self.env.flush_all()
        for change in ("price = 0", "price = price + 1", "currency_id = NULL"):
            self.assertSqlRefused(
                "UPDATE acupuncture_credit SET %s WHERE id = %s",
                SQL(change),
                credit.id,
                words="price",
            )

    def test_a_sold_course_keeps_its_terms(self):
        course = self.sell_course()
        for change in (
            "session_count = 99",
            "validity_length = 99",
            "validity_basis = 'none'",
            "grace_days = 99",
            "late_cancel_policy = 'warn'",
            "late_cancel_fee = 1000",
            "part_paid_rule = 'block'",
            "refund_policy_id = NULL, late_cancel_hours = 1",
            "product_id = product_id + 1",
            "session_minutes = 5",
            "protocol_id = (SELECT id FROM acupuncture_protocol"
            " WHERE id IS DISTINCT FROM protocol_id LIMIT 1)",
        ):
            self.assertSqlRefused(
                "UPDATE acupuncture_course SET %s WHERE id = %s",
                SQL(change),
                course.id,
                words="terms",
            )
        self.env.cr.execute(
            "UPDATE acupuncture_course SET held_on = now() WHERE id = %s", [course.id]
        )


@tagged("post_install", "-at_install")
class TestRatedWords(OutcomeCase):
    def test_words_that_somebody_rated_by_stay(self):
        self.ours.create(
            {
                "client_id": self.client.id,
                "course_id": self.course.id,
                "scale_id": self.grade.id,
                "concern_id": self.frown.id,
                "value": 3,
                "phase": "baseline",
                "rater": "practitioner",
            }
        )
        level = self.grade.level_ids[0]
        for change in (
            "minimum = -5",
            "maximum = 50",
            "step = 2",
            "direction = 'higher'",
            "code = 'OTHER'",
            """question = '{"en_US": "How splendid?"}'""",
        ):
            self.assertSqlRefused(
                "UPDATE acupuncture_outcome_scale SET %s WHERE id = %s",
                SQL(change),
                self.grade.id,
                words="rated",
            )
        for query in (
            "UPDATE acupuncture_outcome_level SET value = 2 WHERE id = %s",
            """UPDATE acupuncture_outcome_level SET name = '{"en_US": "x"}'
            WHERE id = %s""",
            "DELETE FROM acupuncture_outcome_level WHERE id = %s",
            "INSERT INTO acupuncture_outcome_level (scale_id, value, name) SELECT"
            " scale_id, 1, name FROM acupuncture_outcome_level WHERE id = %s",
        ):
            self.assertSqlRefused(query, level.id, words="rated")
        self.env.cr.execute(
            "UPDATE acupuncture_outcome_scale SET active = FALSE WHERE id = %s",
            [self.grade.id],
        )
        self.content.write({"question": "How do you like it?"})


@tagged("post_install", "-at_install")
class TestPrintedAndLooked(ScreeningCase, ConsentCase):
    def test_every_stored_html_of_ours_is_checked(self):
        made_by_us = {"acupuncture.consent.body"}
        free = {
            f"{name}.{field.name}"
            for name, model in self.env.registry.items()
            if name.startswith("acupuncture.") and not model._abstract
            for field in model._fields.values()
            if field.type == "html"
            and field.store
            and field.name not in getattr(model, "_printed_fields", ())
        }
        self.assertEqual(free, made_by_us)

    def test_outside_addresses_are_told_at_writing(self):
        draft = self.form("treatment").copy()
        with self.assertRaisesRegex(ValidationError, "evil.example"):
            draft.clause_ids[0].body = EVIL
        protocol = self.env["acupuncture.protocol"].search([], limit=1).copy()
        with self.assertRaisesRegex(ValidationError, "evil.example"):
            protocol.aftercare = EVIL
        draft.clause_ids[0].body = '<p><a href="https://example.com">ask</a></p>'

    def test_what_slipped_in_is_not_shown(self):
        draft = self.form("treatment").copy()
        clause = draft.clause_ids[0]
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE acupuncture_consent_clause"
            " SET body = jsonb_build_object('en_US', %s::text) WHERE id = %s",
            [EVIL, clause.id],
        )
        clause.invalidate_recordset()
        document = draft._document(self.client, self.company)
        self.assertNotIn("evil.example", document["html"])
        reports = self.env["ir.actions.report"]
        with self.patched_printer() as printed:
            reports._run_wkhtmltopdf(
                [f"<html><body>{EVIL}</body></html>"] * 2,
                report_ref="acupuncture_cosmetic.report_consent",
            )
        self.assertEqual(len(printed), 2)
        self.assertNotIn("evil.example", "".join(printed))

    @contextmanager
    def patched_printer(self):
        """Yield what would be printed."""
        seen, paper = [], BytesIO()
        pages = PdfFileWriter()
        pages.add_blank_page(width=595, height=842)
        pages.write(paper)
        base = "odoo.addons.base.models.ir_actions_report.IrActionsReport"
        with patch(
            f"{base}._run_wkhtmltopdf",
            lambda self, bodies, report_ref=False, **options: (
                seen.extend(bodies) or paper.getvalue()
            ),
        ):
            yield seen

    def test_a_picture_is_a_picture_whatever_it_is_called(self):
        practitioner = self.users["practitioner"]
        files = self.env["ir.attachment"].with_user(practitioner)
        course = self.sell_course()
        session = self.book("2026-03-02 09:00:00", course_id=course.id)
        for record in (self.client, session, session.event_id):
            for mimetype in ("application/pdf", "application/octet-stream", "text/x"):
                with self.subTest(record, mimetype=mimetype):
                    with self.assertRaisesRegex(ValidationError, "Photos"):
                        files.create(
                            {
                                "name": "letter.pdf",
                                "datas": picture(),
                                "mimetype": mimetype,
                                "res_model": record._name,
                                "res_id": record.id,
                            }
                        )
        letter = files.create(
            {
                "name": "letter.pdf",
                "raw": b"%PDF-1.4",
                "res_model": session._name,
                "res_id": session.id,
            }
        )
        with self.assertRaisesRegex(ValidationError, "Photos"):
            letter.write(
                {"raw": base64.b64decode(picture()), "mimetype": "application/pdf"}
            )


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 08:00:00")
class TestOddNumbers(ScreeningCase):
    def test_the_planner_answers_what_nobody_can_plan(self):
        course = self.sell_course().with_user(self.users["front_desk"])
        action = course.action_plan_sessions()
        plans = self.env[action["res_model"]].with_user(self.users["front_desk"])
        plan = plans.browse(action["res_id"])
        for odd in (
            {"first_day": "9999-12-31"},
            {"first_day": "2500-01-01"},
            {"hour_from": 1e300},
            {"hour_from": -1e300},
            {"hour_to": 1e300},
            {"hour_from": 20, "hour_to": 3},
        ):
            with self.subTest(odd), self.assertRaises(UserError):
                with self.env.cr.savepoint():
                    plan.write(odd)
                    plan.action_propose()
        line = plan.line_ids[0]
        for odd in ("9999-12-31 23:59:59", "0001-01-01 00:00:00"):
            line.start = odd
            self.assertEqual(line.status, "closed")

    def test_a_trace_of_lots_answers_every_question(self):
        traces = self.env["acupuncture.lot.trace"].with_user(self.users["practitioner"])
        trace = traces.create({})
        for first, last in (("0001-01-01", "9999-12-31"), (False, "9999-12-31")):
            trace.write({"date_from": first, "date_to": last})
            self.assertEqual(trace.treatment_count, 0)
            with self.assertRaisesRegex(UserError, "Nobody"):
                trace.action_print()
        reports = self.env["ir.actions.report"].with_user(self.users["practitioner"])
        name = "acupuncture_cosmetic.lot_trace"
        with self.assertRaisesRegex(UserError, "no longer there"):
            reports._render_qweb_html(name, [987654321])
        self.assertTrue(reports._render_qweb_html(name, []))
