"""Install and uninstall hooks."""

from odoo.exceptions import UserError

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
    env.cr.execute("""
        DROP FUNCTION IF EXISTS
            acupuncture_addendum_guard(),
            acupuncture_chart_child_guard(),
            acupuncture_booking_place(),
            acupuncture_clearance_guard(),
            acupuncture_clearance_scope_guard(),
            acupuncture_consent_clause_guard(),
            acupuncture_consent_guard(),
            acupuncture_consent_template_guard(),
            acupuncture_consent_touch(),
            acupuncture_course_guard(),
            acupuncture_credit_guard(),
            acupuncture_credit_move_apply(),
            acupuncture_evidence_verb(),
            acupuncture_fact_guard(),
            acupuncture_files_guard(),
            acupuncture_files_sealed(varchar, integer, boolean, boolean),
            acupuncture_gate_fact(),
            acupuncture_gate_hold(integer, integer, integer, integer),
            acupuncture_gate_start(),
            acupuncture_gate_touch(integer, integer),
            acupuncture_incident_guard(),
            acupuncture_hours_touch(),
            acupuncture_intake_child_guard(),
            acupuncture_intake_guard(),
            acupuncture_item_guard(),
            acupuncture_item_rule(),
            acupuncture_item_technique_rule(),
            acupuncture_needle_removal_guard(),
            acupuncture_needles_odd(integer),
            acupuncture_outcome_guard(),
            acupuncture_photo_guard(),
            acupuncture_photo_same_client(),
            acupuncture_photo_use_guard(),
            acupuncture_plan_child_guard(),
            acupuncture_plan_guard(),
            acupuncture_point_guard(),
            acupuncture_protocol_child_guard(),
            acupuncture_protocol_guard(),
            acupuncture_rated_guard(),
            acupuncture_refuse_change(),
            acupuncture_review_guard(),
            acupuncture_rule_told(integer, integer, varchar, integer),
            acupuncture_same_words(jsonb, jsonb),
            acupuncture_setting_rule(),
            acupuncture_source_terms(jsonb),
            acupuncture_supply_lot_guard(),
            acupuncture_treatment_guard(),
            acupuncture_treatment_same_client()
        CASCADE;
        DROP TABLE IF EXISTS acupuncture_gate_mark;
    """)


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
