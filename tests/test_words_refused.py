"""What PostgreSQL refuses is told in a sentence that says what to do."""

import re
from unittest.mock import patch

import psycopg2

from odoo.exceptions import ConcurrencyError
from odoo.models import Constraint, UniqueIndex
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .gate_common import NOW, GateCase
from .test_security_matrix import our_models

REMEDY = re.compile(
    r"\. (Reload|Choose|Change|Open|Correct|Retire|Sign|Make|The next run) .*\.$"
)
RAW = re.compile(r"constraint|violat|duplicate|SQL|_|\bkey\b|refused", re.I)
# Made by Odoo for a many2many, or of no model: PostgreSQL's word there is a retry.
NOBODYS = re.compile(r"_pkey$|_rel_.*_key$|_idx$|^acupuncture_gate_mark_once$")


@tagged("post_install", "-at_install")
class TestWordsOfConstraints(GateCase):
    def ours(self):
        """Yield (name, object) of each constraint and unique index of ours."""
        models = {model._name for model in our_models(self.env)}
        for name, model in self.env.registry.items():
            for key, each in model._table_objects.items():
                ours = name in models or "acupuncture" in key or "acu_" in key
                if ours and isinstance(each, (Constraint, UniqueIndex)):
                    yield key, each

    def test_each_is_a_sentence_for_people(self):
        count = 0
        for key, each in self.ours():
            with self.subTest(key):
                message = each.get_error_message(self.env["base"])
                self.assertTrue(message)
                self.assertRegex(message, r"^[A-Z].*\.$")
                self.assertNotRegex(message, RAW)
                count += 1
        self.assertGreater(count, 80)

    def test_what_two_may_do_at_once_says_how_to_go_on(self):
        for key, each in self.ours():
            judges = isinstance(each, UniqueIndex) or "EXCLUDE" in each.get_definition(
                self.env.registry
            )
            with self.subTest(key):
                if judges:
                    self.assertRegex(each.get_error_message(self.env["base"]), REMEDY)

    def test_postgresql_has_none_without_words(self):
        self.env.cr.execute("""
            SELECT conname FROM pg_constraint
            WHERE contype IN ('c', 'u', 'x')
            AND conrelid::regclass::text ~ '^acupuncture_'
            UNION
            SELECT indexrelid::regclass::text FROM pg_index
            WHERE indisunique AND indrelid::regclass::text ~ '^acupuncture_'
        """)
        known = {key for key, _each in self.ours()}
        names = {name for (name,) in self.env.cr.fetchall()}
        self.assertGreater(len(names), 80)
        self.assertEqual(
            {name for name in names - known if not NOBODYS.search(name)}, set()
        )

    def test_no_guard_speaks_to_people_itself(self):
        self.env.cr.execute(
            "SELECT proname, prosrc FROM pg_proc WHERE proname LIKE 'acupuncture\\_%'"
        )
        for name, source in self.env.cr.fetchall():
            raised = re.findall(r"RAISE EXCEPTION(.*?);", source, re.S)
            with self.subTest(name):
                for each in raised:
                    self.assertIn("integrity_constraint_violation", each)

    def test_so_the_words_are_ours(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.IntegrityError) as caught,
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                "UPDATE acupuncture_credit SET price = price + 1 WHERE course_id = %s",
                [self.course.id],
            )
        for model in ("base", "acupuncture.credit"):
            words = self.env[model]._sql_error_to_message(caught.exception)
            self.assertRegex(words, r"Reload the page .*\.$")
            self.assertNotRegex(words, RAW)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestMadeOnce(GateCase):
    """Of two who make one thing at once, the later tries again and finds it."""

    def assertTriedAgain(self, model, make):
        """Assert it where the first was not there yet when the second looked."""
        models = type(self.env[model])
        nothing = self.env[model]
        with (
            patch.object(models, "search", lambda *_args, **_options: nothing),
            self.assertRaises(ConcurrencyError),
            self.env.cr.savepoint(),
        ):
            make()

    def test_the_record_of_a_session(self):
        self.make_ready()
        session = self.arrived()
        self.start(session)
        charts = self.env["acupuncture.treatment"].with_user(self.users["practitioner"])
        charts._start_for(session)
        self.assertTriedAgain(
            "acupuncture.treatment", lambda: charts._start_for(session)
        )

    def test_the_courses_of_an_order(self):
        line = self.course.order_id.order_line
        again = [line._prepare_course_values(1, line._rhythms())]
        with self.assertRaises(ConcurrencyError), self.env.cr.savepoint():
            line._open_courses({line: again})

    def test_the_light_of_a_client(self):
        self.make_ready()
        lights = self.env["acupuncture.client.alert"].sudo()
        steps = {self.client: [(self.company._clinic_today(), "green", "ok")]}
        lights._show(self.company, steps)
        self.assertTriedAgain(
            "acupuncture.client.alert", lambda: lights._show(self.company, steps)
        )
