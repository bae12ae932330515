"""What PostgreSQL itself refuses about agreed plans, whoever asks."""

from functools import partial

from ..foundation.guard import PARENT_IDS, guard_table

FUNCTIONS = {
    # Once agreed, a plan says what it said; it may only be superseded. A merge of
    # contacts moves the client.
    "acupuncture_plan_guard": """
        DECLARE
            moving text[] := ARRAY[
                'state', 'client_id', 'create_uid', 'write_uid', 'write_date'];
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NEW.state = 'draft' THEN RETURN NEW; END IF;
                RAISE EXCEPTION 'a treatment plan begins as a draft'
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            IF OLD.state = 'draft' THEN
                RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
            END IF;
            IF TG_OP = 'UPDATE' AND NEW.state IN (OLD.state, 'superseded')
                AND to_jsonb(NEW) - moving = to_jsonb(OLD) - moving
            THEN RETURN NEW; END IF;
            RAISE EXCEPTION 'treatment plan % is %: % refused',
                OLD.name, OLD.state, TG_OP
                USING ERRCODE = 'integrity_constraint_violation';
        END""",
    # Points and links of a plan that is no draft: none comes, goes or changes. The
    # argument names the column of the plan.
    "acupuncture_plan_child_guard": f"""
        DECLARE
            moving text[] := ARRAY['create_uid', 'write_uid', 'write_date'];
            parent record;
            old_id bigint;
            new_id bigint;
        BEGIN
            {PARENT_IDS}
            IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - moving = to_jsonb(OLD) - moving
            THEN RETURN NEW; END IF;
            FOR parent IN
                SELECT name, state FROM acupuncture_plan
                WHERE id IN (old_id, new_id) FOR SHARE
            LOOP
                IF parent.state <> 'draft' THEN
                    RAISE EXCEPTION 'treatment plan % is %: % refused in %',
                        parent.name, parent.state, TG_OP, TG_TABLE_NAME
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
            END LOOP;
            RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
        END""",
}
_guard_table = partial(guard_table, FUNCTIONS)


def guard_plan(model):
    """Guard the table of plans and those of its links."""
    _guard_table(model, "acupuncture_plan_guard")
    for link in ("concern_ids", "technique_ids"):
        field = model._fields[link]
        guard_plan_rows(model, field.column1, table=field.relation)


def guard_plan_rows(model, column, table=None):
    """Guard a table whose ``column`` names the plan that each row belongs to."""
    _guard_table(
        model, "acupuncture_plan_child_guard", arguments=(column,), table=table
    )
