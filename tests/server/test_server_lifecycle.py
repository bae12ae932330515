"""Install, update with rows in every table, uninstall and install again."""

import pytest

from tools.checks import unexpected_log_lines
from tools.project import ADDON_NAME
from tools.steps import StepError

_CATALOGUE = {
    "tables": """
        SELECT relname FROM pg_class
         WHERE relnamespace = 'public'::regnamespace
           AND relkind IN ('r', 'v', 'm', 'S')""",
    "columns": """
        SELECT table_name || '.' || column_name FROM information_schema.columns
         WHERE table_schema = 'public'""",
    "indexes": "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'",
    "constraints": """
        SELECT conrelid::regclass || '.' || conname FROM pg_constraint
         WHERE connamespace = 'public'::regnamespace""",
    "triggers": """
        SELECT tgrelid::regclass || '.' || tgname FROM pg_trigger
         WHERE NOT tgisinternal""",
    "functions": """
        SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
           AND NOT EXISTS (SELECT 1 FROM pg_depend
                            WHERE objid = pg_proc.oid AND deptype = 'e')""",
    "models": "SELECT model FROM ir_model",
    "fields": "SELECT model || '.' || name FROM ir_model_fields",
    "groups": "SELECT name->>'en_US' FROM res_groups",
    "privileges": "SELECT name->>'en_US' FROM res_groups_privilege",
    "rules": "SELECT name FROM ir_rule",
    "access": "SELECT name FROM ir_model_access",
    "menus": "SELECT name->>'en_US' FROM ir_ui_menu",
    "views": "SELECT name FROM ir_ui_view",
    "crons": "SELECT cron_name FROM ir_cron",
    "actions": "SELECT name->>'en_US' FROM ir_actions",
    "sequences": "SELECT code FROM ir_sequence",
    "parameters": "SELECT key FROM ir_config_parameter",
    "external ids": f"""
        SELECT module || '.' || name FROM ir_model_data
         WHERE module = '{ADDON_NAME}' OR name LIKE '%{ADDON_NAME}%'""",
}
_HISTORY = """
client = env["res.partner"].search([], limit=1)
env["acupuncture.intake"]._start(client, env.company, "staff")
env.cr.commit()
"""
_CONFIRM = f"""
env["ir.config_parameter"].set_param("{ADDON_NAME}.uninstall_confirmed", "1")
env.cr.commit()
"""
# Order lines of the clinic's past count in this unit, so PostgreSQL keeps it.
_IN_USE = {f"{ADDON_NAME}.uom_session"}


def test_the_life_of_an_installation(databases, bare_clinic, clinic):
    bare = _catalogue(bare_clinic)
    databases.load_demo(clinic.db)
    before = _row_counts(clinic)
    assert before["acupuncture_credit_move"]

    log = clinic.odoo("-u", ADDON_NAME, "--stop-after-init", "--no-http")
    assert unexpected_log_lines(log) == []
    assert _row_counts(clinic) == before

    clinic.shell(_HISTORY)
    with pytest.raises(StepError):
        clinic.odoo("module", "uninstall", ADDON_NAME)
    assert _row_counts(clinic)["acupuncture_intake"]

    clinic.shell(_CONFIRM)
    clinic.odoo("module", "uninstall", ADDON_NAME)
    after = _catalogue(clinic)
    assert {kind: after[kind] - rows for kind, rows in bare.items()} == {
        kind: _IN_USE if kind == "external ids" else set() for kind in bare
    }

    log = clinic.odoo("-i", ADDON_NAME, "--stop-after-init", "--no-http")
    assert unexpected_log_lines(log) == []
    assert "acupuncture_course" in _catalogue(clinic)["tables"]


def _catalogue(clinic):
    with clinic.connect() as connection, connection.cursor() as cursor:
        found = {}
        for kind, query in _CATALOGUE.items():
            cursor.execute(query)
            found[kind] = {row[0] for row in cursor.fetchall()}
        return found


def _row_counts(clinic):
    tables = [t for t in _catalogue(clinic)["tables"] if t.startswith("acupuncture")]
    with clinic.connect() as connection, connection.cursor() as cursor:
        counts = {}
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            counts[table] = cursor.fetchone()[0]
        return counts
