"""Our fields on Odoo models had two prefixes: ``acu_`` became ``acupuncture_``."""

from odoo.tools import SQL
from odoo.tools.sql import table_exists

STORED = {"resource_resource": "acu_role", "res_company": "acu_tz"}
NAMES = ("role", "tz", "calendar_id", "late_jobs", "schedule_unhealthy", "phone")
NEW = r"acupuncture_\1"
# the fields of another addon keep their names
OURS = "model IN ('resource.resource', 'res.company', 'res.config.settings')"


def migrate(cr, version):
    for table, name in STORED.items():
        _rename_column(cr, table, name, name.replace("acu_", "acupuncture_"))
    pattern = rf"\macu_({'|'.join(NAMES)})\M"
    _replace(cr, "ir_model_fields", "name", pattern, NEW, OURS)
    for table, columns in {
        "ir_model_fields": ("related",),
        "ir_act_window": ("domain", "context"),
        "ir_act_server": ("code",),
        "ir_rule": ("domain_force",),
        "ir_filters": ("domain", "context", "sort"),
        "ir_exports_line": ("name",),
        "ir_ui_view": ("arch_db",),
        "ir_ui_view_custom": ("arch",),
        "mail_template": ("subject", "body_html", "lang"),
        "base_automation": ("filter_domain", "filter_pre_domain"),
    }.items():
        if not table_exists(cr, table):
            continue  # of an app that is not installed
        for column in columns:
            _replace(cr, table, column, pattern, NEW)
    cr.execute(
        r"UPDATE ir_model_data SET name = regexp_replace(name, %s, '__acupuncture_\1')"
        " WHERE module = 'acupuncture_cosmetic' AND name ~ %s",
        [rf"__acu_({'|'.join(NAMES)})(?=__|$)"] * 2,
    )


def _rename_column(cr, table, old, new):
    """Rename a column and its index; not again where that was done."""
    cr.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = %s AND column_name IN (%s, %s)",
        [table, old, new],
    )
    if [name for (name,) in cr.fetchall()] != [old]:
        return
    cr.execute(
        SQL(
            "ALTER TABLE %s RENAME COLUMN %s TO %s",
            *map(SQL.identifier, (table, old, new)),
        )
    )
    cr.execute(
        SQL(
            "ALTER INDEX IF EXISTS %s RENAME TO %s",
            SQL.identifier(f"{table}__{old}_index"),
            SQL.identifier(f"{table}__{new}_index"),
        )
    )


def _replace(cr, table, column, pattern, new, where="TRUE"):
    cr.execute(
        "SELECT data_type FROM information_schema.columns"
        " WHERE table_name = %s AND column_name = %s",
        [table, column],
    )
    kind = SQL(cr.fetchone()[0])  # jsonb where the words are translated
    table, column = SQL.identifier(table), SQL.identifier(column)
    cr.execute(
        SQL(
            "UPDATE %s SET %s = regexp_replace(%s::text, %s, %s, 'g')::%s"
            " WHERE %s::text ~ %s AND %s",
            *(table, column, column, pattern, new, kind),
            *(column, pattern, SQL(where)),
        )
    )
