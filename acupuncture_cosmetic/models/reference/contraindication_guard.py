"""What PostgreSQL itself refuses about screening items, whoever asks."""

from odoo.tools import SQL

from ..foundation.guard import ALL, guard_table

_FUNCTION = "acupuncture_item_guard"
# How severe an item is changes with its history alone; answers are kept by its code.
# When an item was made stays: its first techniques need no history.
_GUARD = """
    BEGIN
        IF NEW.code = OLD.code
        AND NEW.create_date IS NOT DISTINCT FROM OLD.create_date
        AND (NEW.severity = OLD.severity OR NEW.severity = (
            SELECT to_severity FROM acupuncture_severity_change
            WHERE item_id = NEW.id AND to_severity IS NOT NULL
            ORDER BY id DESC LIMIT 1
        )) THEN RETURN NEW; END IF;
        RAISE EXCEPTION 'screening item %: its history tells of no change', OLD.code
            USING ERRCODE = 'integrity_constraint_violation';
    END"""

# Refuses unless a row of the history from this very transaction tells of the change; of
# days, to that number. What changes for a clinic may come from the item itself.
_ASK_HISTORY = """
    CREATE OR REPLACE FUNCTION acupuncture_rule_told(
        item integer, clinic integer, changed varchar, days integer
    ) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT EXISTS (
            SELECT FROM acupuncture_severity_change AS told
            WHERE told.item_id = item AND told.what = changed
            AND age(told.xmin) <= age(pg_current_xact_id()::xid)
            AND (told.company_id IS NULL AND clinic IS NOT NULL
                OR told.company_id IS NOT DISTINCT FROM clinic
                AND (days IS NULL OR told.after = days::text))
        ) THEN
            RAISE EXCEPTION 'screening item %: its history tells of no change of %',
                item, changed USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END $$
"""
_RULES = {
    "acupuncture_item_rule": """
    DECLARE
        days_before integer := CASE WHEN OLD.has_defer
            THEN coalesce(OLD.defer_days, 0) END;
        days_after integer := CASE WHEN NEW.has_defer
            THEN coalesce(NEW.defer_days, 0) END;
    BEGIN
        IF coalesce(OLD.active AND OLD.core, FALSE)
            <> coalesce(NEW.active AND NEW.core, FALSE)
        THEN
            PERFORM acupuncture_rule_told(NEW.id, NULL, 'use', NULL);
        END IF;
        IF days_before IS DISTINCT FROM days_after THEN
            PERFORM acupuncture_rule_told(NEW.id, NULL, 'days', days_after);
        END IF;
        RETURN NULL;
    END""",
    # A clinic without a setting has what the catalogue says.
    "acupuncture_setting_rule": """
    DECLARE
        before acupuncture_contraindication_setting := OLD;
        after acupuncture_contraindication_setting := NEW;
        item acupuncture_contraindication;
        clinic integer := coalesce(after.company_id, before.company_id);
        used_before boolean;
        used_after boolean;
        days_before integer;
        days_after integer;
    BEGIN
        IF TG_OP = 'UPDATE' AND (before.item_id, before.company_id)
            IS DISTINCT FROM (after.item_id, after.company_id)
        THEN
            RAISE EXCEPTION 'a setting stays with its item and clinic: no history'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        SELECT * INTO item FROM acupuncture_contraindication
        WHERE id = coalesce(after.item_id, before.item_id);
        used_before := CASE WHEN before.id IS NULL
            THEN item.core ELSE before.enabled END;
        used_after := CASE WHEN after.id IS NULL
            THEN item.core ELSE after.enabled END;
        IF item.active
            AND coalesce(used_before, FALSE) <> coalesce(used_after, FALSE)
        THEN
            PERFORM acupuncture_rule_told(item.id, clinic, 'use', NULL);
        END IF;
        days_before := coalesce(CASE WHEN before.use_own_days
            THEN before.defer_days ELSE item.defer_days END, 0);
        days_after := coalesce(CASE WHEN after.use_own_days
            THEN after.defer_days ELSE item.defer_days END, 0);
        IF item.has_defer AND days_before <> days_after THEN
            PERFORM acupuncture_rule_told(item.id, clinic, 'days', days_after);
        END IF;
        RETURN NULL;
    END""",
    # A new item comes with its techniques; a technique that is gone reaches nobody.
    "acupuncture_item_technique_rule": """
    DECLARE
        link record := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    BEGIN
        IF EXISTS (
            SELECT FROM acupuncture_contraindication AS item
            JOIN acupuncture_technique AS technique
            ON technique.id = link.acupuncture_technique_id AND technique.active
            WHERE item.id = link.acupuncture_contraindication_id
            AND item.create_date < date_trunc('second', now() AT TIME ZONE 'UTC')
        ) THEN
            PERFORM acupuncture_rule_told(
                link.acupuncture_contraindication_id, NULL, 'techniques', NULL
            );
        END IF;
        RETURN NULL;
    END""",
}


def guard_items(model):
    """Guard the table of screening items, and the techniques they reach."""
    guard_table({_FUNCTION: _GUARD}, model, _FUNCTION, "UPDATE")
    model.env.cr.execute(_ASK_HISTORY)
    _guard_rule(model, "acupuncture_item_rule", "UPDATE", model._table)
    links = model._fields["technique_ids"].relation
    _guard_rule(model, "acupuncture_item_technique_rule", ALL, links)


def guard_settings(model):
    """Guard the table of what clinics set differently."""
    _guard_rule(model, "acupuncture_setting_rule", ALL, model._table)


def _guard_rule(model, function, operations, table):
    """Ask for the history at the end of the transaction: it is written after."""
    model.env.cr.execute(
        SQL(
            """
            CREATE OR REPLACE FUNCTION %(function)s() RETURNS trigger
            LANGUAGE plpgsql AS $$ %(body)s $$;
            DROP TRIGGER IF EXISTS %(function)s ON %(table)s;
            CREATE CONSTRAINT TRIGGER %(function)s AFTER %(operations)s ON %(table)s
            DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION %(function)s();
            CREATE OR REPLACE TRIGGER acupuncture_refuse_truncate BEFORE TRUNCATE
            ON %(table)s FOR EACH STATEMENT
            EXECUTE FUNCTION acupuncture_refuse_change();
            """,
            function=SQL.identifier(function),
            body=SQL(_RULES[function].replace("%", "%%")),
            operations=SQL(operations),
            table=SQL.identifier(table),
        )
    )
