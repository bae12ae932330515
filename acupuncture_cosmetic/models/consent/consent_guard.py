"""What PostgreSQL itself refuses about consent forms and what was signed."""

from functools import partial

from ..foundation.guard import PARENT_IDS, SAME_WORDS, guard_table

FUNCTIONS = {
    # Once published, a form says what it said; only its place in the list still moves,
    # and it may be retired.
    "acupuncture_consent_template_guard": """
        DECLARE
            moving text[] := ARRAY[
                'state', 'active', 'sequence', 'write_uid', 'write_date'];
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NEW.state = 'draft' THEN RETURN NEW; END IF;
                RAISE EXCEPTION 'a consent form begins as a draft'
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            IF OLD.state = 'draft' THEN
                RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
            END IF;
            IF TG_OP = 'UPDATE' AND NEW.state IN (OLD.state, 'retired')
                AND acupuncture_same_words(
                    to_jsonb(OLD) - moving, to_jsonb(NEW) - moving)
            THEN RETURN NEW; END IF;
            RAISE EXCEPTION 'consent form % was published: % refused', OLD.id, TG_OP
                USING ERRCODE = 'integrity_constraint_violation';
        END""",
    # Clauses of a published form and their links: none comes, goes or changes. The
    # first argument names the column of the form; with a second one it is the clause.
    "acupuncture_consent_clause_guard": f"""
        DECLARE
            moving text[] := ARRAY['create_uid', 'write_uid', 'write_date'];
            parent record;
            old_id bigint;
            new_id bigint;
        BEGIN
            {PARENT_IDS}
            IF TG_OP = 'UPDATE' AND old_id = new_id AND acupuncture_same_words(
                to_jsonb(OLD) - moving, to_jsonb(NEW) - moving)
            THEN RETURN NEW; END IF;
            IF TG_NARGS > 1 THEN
                SELECT template_id INTO old_id FROM acupuncture_consent_clause
                    WHERE id = old_id;
                SELECT template_id INTO new_id FROM acupuncture_consent_clause
                    WHERE id = new_id;
            END IF;
            FOR parent IN
                SELECT id, state FROM acupuncture_consent_template
                WHERE id IN (old_id, new_id) FOR SHARE
            LOOP
                IF parent.state <> 'draft' THEN
                    RAISE EXCEPTION 'consent form % was published: % refused in %',
                        parent.id, TG_OP, TG_TABLE_NAME
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
            END LOOP;
            RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
        END""",
}
_guard_table = partial(guard_table, FUNCTIONS)


def guard_template(model):
    """Guard the table of consent forms."""
    model.env.cr.execute(SAME_WORDS)
    _guard_table(model, "acupuncture_consent_template_guard")


def guard_clauses(model, links):
    """Guard the table of clauses and those of their ``links``."""
    model.env.cr.execute(SAME_WORDS)
    function = "acupuncture_consent_clause_guard"
    _guard_table(model, function, arguments=("template_id",))
    for name in links:
        field = model._fields[name]
        columns = (field.column1, "clause")
        _guard_table(model, function, arguments=columns, table=field.relation)
