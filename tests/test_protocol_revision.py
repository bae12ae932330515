"""An active protocol stays as it is, whoever asks; a change is a new revision."""

import logging

import psycopg2

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .protocol_common import ProtocolCase


@tagged("post_install", "-at_install")
class TestProtocolRevision(ProtocolCase):
    def active(self):
        self.protocol.action_activate()
        return self.protocol

    def assertSqlRefused(self, query, *args, words="refused|begins as a draft"):
        return super().assertSqlRefused(query, *args, words=words)

    def test_a_draft_is_edited_by_the_lead_alone(self):
        self.protocol.with_user(self.lead).write({"goal": "Softer lines"})
        for role in ("practitioner", "manager", "front_desk"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.protocol.with_user(self.users[role]).write({"goal": "Other"})
        with self.assertRaises(AccessError):
            self.protocol.with_user(self.users["manager"]).action_activate()
        with self.assertRaises(AccessError):
            phases = self.protocol.phase_ids.with_user(self.users["manager"])
            phases[0].session_count = 9

    def test_an_incomplete_draft_says_what_is_lacking(self):
        empty = self.protocols.create({"name": "Empty", "code": "EMPTY"})
        with self.assertRaisesRegex(UserError, "points, steps, phases"):
            empty.action_activate()
        self.assertEqual(empty.state, "draft")

    def test_no_field_of_an_active_one_is_written(self):
        protocol = self.active()
        for env in (self.env, self.env(user=self.lead)):
            mine = protocol.with_env(env)
            for values in (
                {"name": "Other"},
                {"code": "OTHER"},
                {"retention_minutes": 22},
                {"concern_ids": [Command.clear()]},
                {"technique_ids": [Command.clear()]},
                {"point_ids": [Command.clear()]},
                {"step_ids": [Command.create({"name": "More"})]},
                {"phase_ids": [Command.clear()]},
            ):
                with (
                    self.subTest(values),
                    self.assertRaisesRegex(UserError, "TEST8|Test"),
                ):
                    mine.write(values)
            with self.assertRaises(UserError):
                mine.unlink()
        protocol.with_user(self.lead).sequence = 99

    def test_no_verb_is_forged(self):
        forged = self.protocols.with_context(
            acupuncture_seal=True, default_state="active"
        )
        with self.assertRaises(UserError):
            forged.create({"name": "X", "code": "X"})
        for values in ({"state": "active"}, {"revision": 7}, {"previous_id": 1}):
            with self.subTest(values), self.assertRaises(UserError):
                self.protocol.with_context(acupuncture_seal=True).write(values)

    def test_its_rows_are_as_locked_as_itself(self):
        protocol = self.active()
        point, step = protocol.point_ids[0], protocol.step_ids[1]
        phase = protocol.phase_ids[0]
        attacks = [
            lambda: point.write({"depth_mm": 12}),
            lambda: point.unlink(),
            lambda: point.create(
                {"protocol_id": protocol.id, "point_id": point.point_id.id}
            ),
            lambda: step.write({"supply_ids": [Command.clear()]}),
            lambda: step.unlink(),
            lambda: step.create({"protocol_id": protocol.id, "name": "X"}),
            lambda: phase.write({"session_count": 99}),
            lambda: phase.unlink(),
            lambda: phase.create({"protocol_id": protocol.id, "session_count": 1}),
        ]
        other = self.make_protocol("OTHER")
        attacks.append(lambda: other.point_ids[0].write({"protocol_id": protocol.id}))
        attacks.append(lambda: other.phase_ids[0].write({"protocol_id": protocol.id}))
        for number, attack in enumerate(attacks):
            with (
                self.subTest(number),
                self.assertRaisesRegex(UserError, "New Revision"),
            ):
                with self.env.cr.savepoint():
                    attack()

    def test_postgresql_refuses_the_rest(self):
        protocol = self.active()
        point, step = protocol.point_ids[0], protocol.step_ids[1]
        for query, *params in (
            (
                "UPDATE acupuncture_protocol SET session_minutes = 99 WHERE id = %s",
                protocol.id,
            ),
            (
                "UPDATE acupuncture_protocol SET state = 'draft' WHERE id = %s",
                protocol.id,
            ),
            (
                "UPDATE acupuncture_protocol SET name = %s WHERE id = %s",
                '{"en_US": "X"}',
                protocol.id,
            ),
            ("DELETE FROM acupuncture_protocol WHERE id = %s", protocol.id),
            (
                "UPDATE acupuncture_protocol_point SET depth_mm = 9 WHERE id = %s",
                point.id,
            ),
            ("DELETE FROM acupuncture_protocol_point WHERE id = %s", point.id),
            ("DELETE FROM acupuncture_protocol_step WHERE id = %s", step.id),
            (
                "INSERT INTO acupuncture_course_phase (protocol_id, session_count,"
                " per_week, min_days, max_days) VALUES (%s, 1, 1, 1, 1)",
                protocol.id,
            ),
            (
                "DELETE FROM acupuncture_course_phase WHERE protocol_id = %s",
                protocol.id,
            ),
            (
                "DELETE FROM acupuncture_protocol_step_supply_rel WHERE step_id = %s",
                step.id,
            ),
            (
                "DELETE FROM acupuncture_protocol_acupuncture_technique_rel"
                " WHERE acupuncture_protocol_id = %s",
                protocol.id,
            ),
            (
                "INSERT INTO acupuncture_protocol (name, code, revision, state)"
                " VALUES ('{\"en_US\": \"X\"}', 'X', 1, 'active')",
            ),
        ):
            self.assertSqlRefused(query, *params)
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.Error):
            with self.env.cr.savepoint():
                self.env.cr.execute("TRUNCATE acupuncture_protocol_point")

    def test_a_language_can_still_be_installed(self):
        protocol = self.active()
        self.env.cr.execute(
            "UPDATE acupuncture_protocol SET name = name || %s WHERE id = %s",
            ['{"de_DE": "Probe"}', protocol.id],
        )
        self.env.cr.execute(
            "UPDATE acupuncture_protocol_step SET name = name || %s"
            " WHERE protocol_id = %s",
            ['{"de_DE": "Reden"}', protocol.id],
        )

    def test_a_translator_adds_languages_not_words(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.env["res.lang"]._activate_lang("fr_FR")
        self.protocol.with_context(lang="fr_FR").goal = "En français"  # its source too
        protocol = self.active().with_user(self.lead)
        step = protocol.step_ids[0]
        log = "odoo.addons.acupuncture_cosmetic.models.protocol.translated_mixin"
        for record, name in ((protocol, "name"), (step, "name")):
            source = record[name]
            with self.assertLogs(log, logging.INFO) as logs:
                record.update_field_translations(name, {"de_DE": "Auf Deutsch"})
            self.assertIn(f"de_DE by user {self.lead.id}", logs.output[0])
            self.env.invalidate_all()
            self.assertEqual(record[name], source)
            here = record.with_context(lang="de_DE")
            self.assertEqual(here[name], "Auf Deutsch")
            with self.assertRaisesRegex(UserError, "original wording can no longer"):
                record.update_field_translations(
                    name, {"de_DE": "Deutsch", "en_US": "Other"}
                )
            with self.assertRaisesRegex(UserError, "New Revision"):
                here.with_context(acupuncture_translated=True).write({name: "Anders"})
            for role in ("practitioner", "manager", "front_desk"):
                with self.subTest(role), self.assertRaises(AccessError):
                    record.with_user(self.users[role]).update_field_translations(
                        name, {"de_DE": "Anders"}
                    )
        with self.assertRaisesRegex(UserError, "original wording"):
            protocol.update_field_translations("goal", {"fr_FR": "Autre"})
        draft = self.protocols.browse(protocol.action_revise()["res_id"])
        draft.update_field_translations("name", {"en_US": "Free again"})
        self.assertEqual(draft.with_context(lang="de_DE").name, "Auf Deutsch")

    def test_a_revision_replaces_the_one_before(self):
        first = self.active()
        action = first.with_user(self.lead).action_revise()
        draft = self.protocols.browse(action["res_id"])
        self.assertEqual(first.action_revise()["res_id"], draft.id)
        self.assertEqual(
            (draft.code, draft.revision, draft.previous_id, draft.state, draft.name),
            ("TEST8", 2, first, "draft", first.name),
        )
        self.assertEqual(len(draft.point_ids), 2)
        self.assertEqual(draft.session_count, 8)
        self.assertEqual(draft.step_ids.supply_ids, self.supply)
        draft.with_user(self.lead).point_ids[0].depth_mm = 7
        draft.with_user(self.lead).action_activate()
        self.assertEqual((first.state, draft.state), ("retired", "active"))
        with self.assertRaises(UserError):
            first.write({"name": "X"})
        self.assertSqlRefused(
            "UPDATE acupuncture_protocol SET state = 'active' WHERE id = %s", first.id
        )

    def test_one_revision_is_active_for_a_code_and_company(self):
        first = self.active()
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError):
            with self.env.cr.savepoint():
                twin = self.make_protocol()
                twin._sealed_write({"revision": 2})
                twin._sealed_write({"state": "active"})
                self.env.flush_all()
        own = self.make_protocol(company_id=self.company.id)
        own.action_activate()
        self.assertEqual((first.state, own.state), ("active", "active"))

    def test_a_duplicate_is_a_protocol_of_its_own(self):
        copy = self.active().with_user(self.lead).copy()
        self.assertEqual(copy.code, "TEST8-2")
        self.assertEqual(copy.revision, 1)
        self.assertEqual(copy.state, "draft")
        self.assertIn("(copy)", copy.name)
        self.assertEqual(self.protocol.copy().code, "TEST8-3")

    def test_a_draft_may_go_with_its_rows(self):
        points = self.protocol.point_ids
        self.protocol.with_user(self.lead).unlink()
        self.assertFalse(points.exists())

    def test_retiring_waits_for_the_products(self):
        protocol = self.active()
        product = self.make_product("Course by test", protocol_id=protocol.id)
        with self.assertRaisesRegex(UserError, "Course by test"):
            protocol.action_retire()
        with self.assertRaisesRegex(UserError, "Retire it"):
            protocol.action_archive()
        product.product_tmpl_id.protocol_id = False
        protocol.action_retire()
        protocol.action_archive()
        self.assertEqual(protocol.state, "retired")
        with self.assertRaises(ValidationError):
            product.product_tmpl_id.protocol_id = protocol

    def test_nonsense_is_refused_by_postgresql(self):
        for record, values in (
            (self.protocol, {"retention_min": 30, "retention_minutes": 20}),
            (self.protocol, {"retention_minutes": 45}),
            (self.protocol, {"session_minutes": 10}),
            (self.protocol.point_ids[0], {"gauge_mm": 16}),
            (self.protocol.point_ids[0], {"depth_mm": 31}),
            (self.protocol.step_ids[0], {"minutes": -1}),
        ):
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.IntegrityError),
                self.env.cr.savepoint(),
            ):
                record.write(values)
                self.env.flush_all()
        self.assertEqual(self.protocol.retention_min, 20)
        self.assertEqual(self.protocol.retention_max, 30)

    def test_two_revisions_are_compared(self):
        first = self.active()
        draft = self.protocols.browse(first.action_revise()["res_id"])
        draft.point_ids[0].depth_mm = 7
        draft.point_ids[1].unlink()
        draft.retention_minutes = 30
        wizard = self.env["acupuncture.protocol.compare"].with_user(
            self.users["practitioner"]
        )
        wizard = wizard.with_context(**draft.action_compare()["context"]).create({})
        self.assertEqual(wizard.old_id, first)
        html = str(wizard.result_html)
        for words in ("Depth (mm)", "7", "Removed", "Retention (minutes)", "30"):
            self.assertIn(words, html)
        wizard.action_swap()
        self.assertEqual(wizard.new_id, first)
        self.assertFalse(first._changes_to(first))

    def test_evidence_and_allergens_are_shown(self):
        protocol = self.protocol
        protocol.concern_ids |= self.env.ref("acupuncture_cosmetic.concern_eye_bags")
        self.assertIn("Best supported: Acne", protocol.evidence_text)
        self.assertIn("(not supported)", protocol.evidence_text)
        self.assertEqual(protocol.allergen_note, "Rose Oil: linalool, citronellol")
        self.assertIn("linalool", protocol.step_ids[1].allergens)
        protocol.concern_ids = False
        self.assertIn("nothing may be claimed", protocol.evidence_text)

    def test_the_meter_says_what_is_missing(self):
        missing = self.protocol.stricta_missing
        self.assertIn("1a", missing)
        self.assertIn("2d Response sought: ST6, EX-HN3", missing)
        self.assertLess(self.protocol.stricta_percent, 100)
        self.assertNotIn("2c", missing)
        self.protocol.point_ids[0].depth_mm = 0
        self.assertIn("2c Depth: ST6", self.protocol.stricta_missing)

    def test_every_role_that_uses_them_opens_the_screens(self):
        shown = ["code", "session_count", "needle_count", "stricta_percent"]
        for role in ("practitioner", "manager", "clinical_lead"):
            protocols = self.protocols.with_user(self.users[role])
            with self.subTest(role):
                protocols.get_views([(False, "kanban"), (False, "list")])
                protocols.search_read([], shown)
                Form(protocols.browse(self.protocol.id))
        form = Form(self.protocols.with_user(self.lead))
        form.name, form.code = "From the form", "FORM"
        with form.point_ids.new() as row:
            row.point_id = self.point("EX-HN3")
            self.assertEqual((row.side, row.angle), ("mid", "transverse"))
            self.assertEqual(row.needle_count, 1)
        with form.phase_ids.new() as row:
            row.session_count = 4
        self.assertEqual(form.save().session_count, 4)
