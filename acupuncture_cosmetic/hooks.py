"""Install and uninstall hooks."""

from odoo.exceptions import UserError
from odoo.tools import SQL

from .models.foundation.guard import sql_files
from .models.foundation.res_partner import FOUND_BY

CONFIRMED = "acupuncture_cosmetic.uninstall_confirmed"
KEPT = (
    "acupuncture.intake",
    "acupuncture.consent",
    "acupuncture.photo",
    "acupuncture.plan",
    "acupuncture.treatment",
)


def pre_init_hook(env):
    """Make the extension of the booking constraint; the database owner may."""
    env.cr.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")


def post_init_hook(env):
    """Refuse a database that could not take the booking constraints."""
    env["acupuncture.booking"]._check_constraints()


def uninstall_hook(env):
    """Remove what stands in Odoo's own tables, and the guards of ours.

    Odoo drops our tables itself, so it is refused while they hold health data.
    """
    _refuse_with_clinical_records(env)
    tasks = env["mail.activity"].with_context(active_test=False)
    tasks.search([("acupuncture_followup_id", "!=", False)]).unlink()
    for name in ("mail_activity_type_chart", "mail_activity_type_photo"):
        kind = env.ref(f"acupuncture_cosmetic.{name}", False)
        tasks.search([("activity_type_id", "=", kind.id if kind else 0)]).unlink()
    parameters = env["ir.config_parameter"]
    parameters.search([("key", "=like", "acupuncture.%.chain.%")]).unlink()
    appointments = env["calendar.event"].with_context(active_test=False)
    appointments = appointments.search([("acupuncture_company_id", "!=", False)])
    appointments._projecting().unlink()
    # They hold on to activity types, which are rows in a table of Odoo's.
    env.cr.execute("""
        DELETE FROM acupuncture_followup;
        DELETE FROM acupuncture_followup_rule;
    """)
    for column in FOUND_BY:
        env.cr.execute(f"DROP INDEX IF EXISTS acupuncture_partner_{column}_idx")
    _drop_guards(env)


def _drop_guards(env):
    """Drop the functions of our triggers, which outlive their tables."""
    functions = SQL(", ").join(
        SQL.identifier(f"acupuncture_{name}") for name in (*sql_files(), "files_sealed")
    )
    env.cr.execute(SQL("DROP FUNCTION IF EXISTS %s CASCADE", functions))
    env.cr.execute("DROP TABLE IF EXISTS acupuncture_gate_mark")


def _refuse_with_clinical_records(env):
    """Stop unless nothing is lost, or somebody confirmed it; that counts once."""
    parameters = env["ir.config_parameter"]
    if parameters.get_param(CONFIRMED):
        parameters.set_param(CONFIRMED, False)
        return
    kept = [
        model._description
        for model in map(env.get, KEPT)
        if model is not None
        and model.with_context(active_test=False).search_count([], limit=1)
    ]
    if kept:
        raise UserError(
            env._(
                "Uninstalling would destroy health records that must be kept: "
                "%(kept)s. Export them first, then set the system parameter "
                "%(parameter)s to 1 and uninstall again.",
                kept=", ".join(kept),
                parameter=CONFIRMED,
            )
        )
