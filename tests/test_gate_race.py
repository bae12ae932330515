"""A start and a change of what its gate reads, at the same moment."""

import re
import threading
from contextlib import contextmanager

from psycopg2.errors import SerializationFailure

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .gate_common import NOW, GateCase
from .race_common import RaceCase

FACT = "acupuncture_gate_fact"
HELD = {"acupuncture_session", "acupuncture_course", "resource_resource", "res_company"}
# What the gate reads beside facts and what a start holds.
OTHERS = {
    "acupuncture_consent_clause": "published with its form, and frozen then",
    "acupuncture_consent_clause_acupuncture_contraindication_rel": "frozen as clauses",
    "acupuncture_consent_clause_acupuncture_technique_rel": "frozen as clauses",
    "acupuncture_course_acupuncture_technique_rel": "terms of a sold course are frozen",
    "acupuncture_credit": "of a session that is here, moved with the session alone",
    "acupuncture_intake_answer": "submitted with its history, and frozen then",
}
ROW = {
    "id": "1",
    "client_id": "7",
    "company_id": "1",
    "intake_id": "1",
    "finding_id": "1",
    "consent_id": "1",
    "session_id": "1",
    "course_id": "1",
    "practitioner_id": "1",
    "kind": "'treatment'",
    "state": "'arrived'",
    "submitted_at": "now()",
}
START = "UPDATE acupuncture_session SET state = 'in_treatment'"


def facts(cr):
    """Return table -> definition of the trigger that makes its rows a fact."""
    cr.execute(
        "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger "
        "WHERE tgname = %s AND tgrelid::regclass::text NOT LIKE '%%.%%'",
        [FACT],
    )
    return dict(cr.fetchall())


@tagged("post_install", "-at_install")
class TestWhatTheGateReads(GateCase):
    @contextmanager
    def reading(self):
        """Yield a set that collects the tables which are read meanwhile."""
        tables = set()

        def collect(_cr, query, _params, _start, _delay):
            tables.update(re.findall(r'(?:FROM|JOIN)\s+"?([a-z_]+)"?', str(query)))

        thread = threading.current_thread()
        thread.query_hooks = [*getattr(thread, "query_hooks", ()), collect]
        try:
            yield tables
        finally:
            thread.query_hooks = thread.query_hooks[:-1]

    @freeze_time(NOW)
    def test_every_table_that_the_gate_reads_is_a_fact_or_held(self):
        self.answer(yes={"PREG": {}, "BLOOD_THINNER": {}})
        self.sign()
        session = self.arrived()
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        with self.reading() as tables:
            self.assertTrue(session._gate_checks())
        ours = {t for t in tables if t.startswith("acupuncture_")}
        self.assertGreater(len(ours), 10)
        known = facts(self.env.cr).keys() | HELD | OTHERS.keys()
        self.assertEqual(ours - known, set())
        self.assertEqual(OTHERS.keys() - ours, set())

    @freeze_time(NOW)
    def test_a_start_holds_it_before_it_reads(self):
        self.make_ready()
        session = self.arrived()
        with self.reading() as tables:
            session._hold_gate()
        self.assertNotIn("acupuncture_intake", tables)
        before = self.spent(session._hold_gate)
        self.assertLessEqual(before, 2)  # the session, and what it holds


@tagged("post_install", "-at_install")
class TestStartAndFact(RaceCase):
    """In copies of the tables, which begin without rows but may be committed to."""

    schema = "acupuncture_gate_race"

    def setUp(self):
        super().setUp()
        self.facts = facts(self.env.cr)
        self.commit(
            "CREATE TABLE acupuncture_gate_race.acupuncture_gate_mark "
            "AS TABLE public.acupuncture_gate_mark",
            "CREATE UNIQUE INDEX ON acupuncture_gate_race.acupuncture_gate_mark "
            "(client_id, company_id)",
        )
        for table in self.facts.keys() | HELD:
            self.commit(
                f"CREATE TABLE {self.schema}.{table} AS "
                f"TABLE public.{table} WITH NO DATA"
            )
            self.commit(self.insert(table))
            if table in self.facts:
                self.copy_trigger(table, FACT)
        self.copy_trigger("acupuncture_session", "acupuncture_gate_start")

    def insert(self, table, **values):
        self.env.cr.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass "
            "AND attnum > 0 AND NOT attisdropped",
            [table],
        )
        columns = {name for (name,) in self.env.cr.fetchall()} & ROW.keys()
        if not columns:
            return f"INSERT INTO {table} DEFAULT VALUES"
        given = {name: values.get(name, ROW[name]) for name in sorted(columns)}
        return (
            f"INSERT INTO {table} ({', '.join(given)}) "
            f"VALUES ({', '.join(given.values())})"
        )

    def changes(self):
        """Yield each change of each fact, and whether it is one client's."""
        for table, definition in self.facts.items():
            writes = definition.partition(" ON ")[0]
            own = not definition.endswith(f"{FACT}()")
            if " INSERT" in writes:
                yield self.insert(table, id="2"), own
            if " UPDATE" in writes:
                column = re.search(r"UPDATE OF (\w+)", writes)
                name = column[1] if column else self.a_column(table)
                yield f"UPDATE {table} SET {name} = {name}", own
            if " DELETE" in writes:
                yield f"DELETE FROM {table}", own

    def a_column(self, table):
        self.env.cr.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass "
            "AND attnum > 0 AND NOT attisdropped LIMIT 1",
            [table],
        )
        return self.env.cr.fetchone()[0]

    def again(self):
        """Let the session stand where it stood."""
        self.commit("UPDATE acupuncture_session SET state = 'arrived'")

    def test_a_start_loses_to_every_change_of_what_it_read(self):
        changes = [
            *self.changes(),
            ("UPDATE acupuncture_course SET id = id", True),
            ("UPDATE resource_resource SET id = id", True),
            ("UPDATE acupuncture_session SET id = id", True),
        ]
        self.assertGreater(len(changes), 25)
        for change, _own in changes:
            with self.subTest(change):
                self.assertLoses(change, START)
            if change.startswith("DELETE"):
                self.commit(self.insert(change.split()[2]))

    def test_a_change_for_one_client_loses_to_a_start(self):
        changes = [
            *self.changes(),
            ("UPDATE acupuncture_course SET id = id", True),
        ]
        for change, own in changes:
            with self.subTest(change):
                if own:
                    self.assertLoses(START, change)
                else:
                    with self.cursor() as late:
                        self.commit(START)
                        late.execute(change)
            self.again()

    def test_starts_of_two_clients_do_not_meet(self):
        other = {"id": "2", "client_id": "8", "course_id": "2"}
        self.commit(self.insert("acupuncture_session", **other))
        with self.cursor() as one, self.cursor() as other:
            one.execute(f"{START} WHERE id = 1")
            other.execute("SET LOCAL lock_timeout = '1s'")
            other.execute(f"{START} WHERE id = 2")

    def test_a_change_for_another_client_does_not_matter(self):
        with self.cursor() as late:
            self.commit(self.insert("acupuncture_consent", id="3", client_id="8"))
            late.execute(START)

    def test_who_changes_much_at_once_touches_once(self):
        with self.cursor() as cr:
            for number in range(3, 9):
                cr.execute(self.insert("acupuncture_finding", id=str(number)))
            cr.execute("SELECT count(*) FROM acupuncture_gate_mark WHERE client_id = 7")
            self.assertEqual(cr.fetchone(), (1,))

    def test_one_who_waits_for_a_change_loses_too(self):
        """The change is not committed yet when the start comes."""
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(SerializationFailure),
            self.cursor() as late,
        ):
            early = self.enterContext(self.cursor())
            early.execute(self.insert("acupuncture_consent_withdrawal", id="4"))
            threading.Timer(0.5, early.commit).start()
            late.execute(START)
