"""What PostgreSQL itself refuses about protocols in force, whoever asks."""

from functools import partial

from ..foundation.guard import PARENT_IDS, guard_table

FUNCTIONS = {
    # From its activation on, only the columns given as arguments still move: where the
    # revision stands, never what it says. Of a translated text the source counts, so
    # that a language can still be installed.
    "acupuncture_protocol_guard": """
        DECLARE
            moving text[] := TG_ARGV
                || ARRAY['state', 'create_uid', 'write_uid', 'write_date'];
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NEW.state = 'draft' THEN RETURN NEW; END IF;
                RAISE EXCEPTION 'a protocol begins as a draft'
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            IF OLD.state = 'draft' THEN
                IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                IF NEW.state IN ('draft', 'active') THEN RETURN NEW; END IF;
            ELSIF TG_OP = 'UPDATE'
                AND (NEW.state = 'retired' OR NEW.state = OLD.state)
                AND acupuncture_source_terms(to_jsonb(NEW)) - moving
                    = acupuncture_source_terms(to_jsonb(OLD)) - moving
            THEN RETURN NEW;
            END IF;
            RAISE EXCEPTION 'protocol % revision % is %: % refused',
                OLD.code, OLD.revision, OLD.state, TG_OP
                USING ERRCODE = 'integrity_constraint_violation';
        END""",
    # Steps, points, phases and links of a protocol in force: none comes, goes or
    # changes. The first argument names the column of the parent; with a second one it
    # is a step. The lock is against a row that slips in during the activation.
    "acupuncture_protocol_child_guard": f"""
        DECLARE
            parent record;
            old_id bigint;
            new_id bigint;
        BEGIN
            {PARENT_IDS}
            IF TG_OP = 'UPDATE' AND old_id = new_id
                AND acupuncture_source_terms(to_jsonb(NEW))
                        - ARRAY['create_uid', 'write_uid', 'write_date']
                    = acupuncture_source_terms(to_jsonb(OLD))
                        - ARRAY['create_uid', 'write_uid', 'write_date']
            THEN RETURN NEW; END IF;
            IF TG_NARGS > 1 THEN
                SELECT protocol_id INTO old_id FROM acupuncture_protocol_step
                    WHERE id = old_id;
                SELECT protocol_id INTO new_id FROM acupuncture_protocol_step
                    WHERE id = new_id;
            END IF;
            FOR parent IN
                SELECT code, revision, state FROM acupuncture_protocol
                WHERE id IN (old_id, new_id) FOR SHARE
            LOOP
                IF parent.state <> 'draft' THEN
                    RAISE EXCEPTION 'protocol % revision % is %: % refused in %',
                        parent.code, parent.revision, parent.state, TG_OP,
                        TG_TABLE_NAME
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
            END LOOP;
            RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
        END""",
}
# Translated columns hold one term a language: only the term of the source is compared.
_SOURCE_TERMS = """
    CREATE OR REPLACE FUNCTION acupuncture_source_terms(line jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE AS $$
        SELECT coalesce(jsonb_object_agg(key, coalesce(value -> 'en_US', value)), '{}')
        FROM jsonb_each(line)
    $$;
"""


_guard_table = partial(guard_table, FUNCTIONS)


def guard_protocol(model, moving, links):
    """Guard the table of protocols and those of its ``links``.

    :param moving: columns that may still change
    """
    model.env.cr.execute(_SOURCE_TERMS)
    _guard_table(model, "acupuncture_protocol_guard", arguments=moving)
    for name in links:
        field = model._fields[name]
        guard_protocol_rows(model, field.column1, table=field.relation)


def guard_protocol_rows(model, *columns, table=None):
    """Guard a table whose first column named here tells the protocol, or the step.

    :param columns: the column; a second argument says that it names a step
    """
    model.env.cr.execute(_SOURCE_TERMS)
    _guard_table(
        model, "acupuncture_protocol_child_guard", arguments=columns, table=table
    )
