"""Install and uninstall hooks."""


def pre_init_hook(env):
    """Make the extension of the booking constraint; the database owner may."""
    env.cr.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")


def post_init_hook(env):
    """Refuse a database that could not take the booking constraints."""
    env["acupuncture.booking"]._check_constraints()


def uninstall_hook(env):
    """Remove appointments from the calendar and the guards of the append-only tables.

    Odoo drops the tables themselves.
    """
    appointments = env["calendar.event"].with_context(active_test=False)
    appointments = appointments.search([("acupuncture_company_id", "!=", False)])
    appointments._projecting().unlink()
    env.cr.execute("""
        DROP FUNCTION IF EXISTS acupuncture_credit_guard() CASCADE;
        DROP FUNCTION IF EXISTS acupuncture_credit_move_apply() CASCADE;
        DROP FUNCTION IF EXISTS acupuncture_fact_guard() CASCADE;
        DROP FUNCTION IF EXISTS acupuncture_intake_child_guard() CASCADE;
        DROP FUNCTION IF EXISTS acupuncture_intake_guard() CASCADE;
        DROP FUNCTION IF EXISTS acupuncture_refuse_change() CASCADE;
    """)
