"""What PostgreSQL itself refuses about health histories, whoever asks."""

from odoo.tools import SQL

FUNCTIONS = {
    # A submitted history: only the columns given as arguments still move. It counts
    # as submitted from its submitted_at: setting the state back opens nothing, and
    # what was superseded never counts again.
    "acupuncture_intake_guard": """
        DECLARE
            moving text[] := TG_ARGV || ARRAY['write_uid', 'write_date'];
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NEW.submitted_at IS NULL THEN RETURN NEW; END IF;
                RAISE EXCEPTION 'a health history begins as a draft'
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            IF OLD.submitted_at IS NULL THEN
                RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
            END IF;
            IF TG_OP = 'UPDATE' AND NEW.state NOT IN ('draft', 'cancelled')
                AND (OLD.state <> 'superseded' OR NEW.state = 'superseded')
                AND to_jsonb(NEW) - moving = to_jsonb(OLD) - moving
            THEN RETURN NEW; END IF;
            RAISE EXCEPTION 'health history % is submitted: % refused', OLD.name, TG_OP
                USING ERRCODE = 'integrity_constraint_violation';
        END""",
    # Rows of a submitted history: none comes, goes or changes. The lock is against a
    # row that slips in while the history is being submitted.
    "acupuncture_intake_child_guard": """
        DECLARE
            parent record;
        BEGIN
            FOR parent IN
                SELECT name, submitted_at FROM acupuncture_intake
                WHERE id IN (
                    CASE WHEN TG_OP <> 'INSERT' THEN OLD.intake_id END,
                    CASE WHEN TG_OP <> 'DELETE' THEN NEW.intake_id END
                ) FOR SHARE
            LOOP
                IF parent.submitted_at IS NOT NULL THEN
                    RAISE EXCEPTION 'health history % is submitted: % refused in %',
                        parent.name, TG_OP, TG_TABLE_NAME
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
            END LOOP;
            RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
        END""",
    # Facts with a life of their own: only the columns given as arguments move.
    "acupuncture_fact_guard": """
        DECLARE
            moving text[] := TG_ARGV || ARRAY['write_uid', 'write_date'];
        BEGIN
            IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - moving = to_jsonb(OLD) - moving
            THEN RETURN NEW; END IF;
            RAISE EXCEPTION '%: % refused', TG_TABLE_NAME, TG_OP
                USING ERRCODE = 'integrity_constraint_violation';
        END""",
    # A rating is a value of its scale, and a fact. Nothing is added to what is signed.
    "acupuncture_outcome_guard": """
        DECLARE
            moving text[] := TG_ARGV || ARRAY['write_uid', 'write_date'];
            scale record;
        BEGIN
            IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - moving = to_jsonb(OLD) - moving
            THEN RETURN NEW; END IF;
            IF TG_OP <> 'INSERT' THEN
                RAISE EXCEPTION 'rating %: % refused', OLD.name, TG_OP
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            SELECT * INTO scale FROM acupuncture_outcome_scale
                WHERE id = NEW.scale_id FOR SHARE;
            IF NEW.value NOT BETWEEN scale.minimum AND scale.maximum
                OR mod(NEW.value::numeric - scale.minimum::numeric,
                       scale.step::numeric) <> 0
                OR (scale.is_change AND NEW.phase = 'baseline')
                OR (scale.by_area AND NEW.concern_id IS NULL)
            THEN
                RAISE EXCEPTION 'rating %: no value of scale %', NEW.name, scale.code
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            PERFORM 1 FROM acupuncture_treatment
                WHERE id = NEW.treatment_id AND state = 'signed' FOR SHARE;
            IF FOUND THEN
                RAISE EXCEPTION 'rating %: the record is signed', NEW.name
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END""",
    # A review that was decided stays.
    "acupuncture_review_guard": """
        BEGIN
            IF OLD.decided_at IS NULL OR (TG_OP = 'UPDATE'
                AND to_jsonb(NEW) - ARRAY['write_uid', 'write_date']
                    = to_jsonb(OLD) - ARRAY['write_uid', 'write_date'])
            THEN RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END; END IF;
            RAISE EXCEPTION 'review % is decided: % refused', OLD.name, TG_OP
                USING ERRCODE = 'integrity_constraint_violation';
        END""",
}


def guard_table(model, function, operations, moving=()):
    """Hang one of the ``FUNCTIONS`` on the table of ``model``; TRUNCATE is refused.

    :param moving: columns that may still change
    """
    model.env.cr.execute(
        SQL(
            """
            CREATE OR REPLACE FUNCTION %(function)s() RETURNS trigger
            LANGUAGE plpgsql AS $$ %(body)s $$;
            CREATE OR REPLACE TRIGGER acupuncture_guard BEFORE %(operations)s
            ON %(table)s FOR EACH ROW EXECUTE FUNCTION %(function)s(%(moving)s);
            CREATE OR REPLACE TRIGGER acupuncture_refuse_truncate BEFORE TRUNCATE
            ON %(table)s FOR EACH STATEMENT
            EXECUTE FUNCTION acupuncture_refuse_change();
            """,
            function=SQL.identifier(function),
            body=SQL(FUNCTIONS[function].replace("%", "%%")),
            operations=SQL(operations),
            table=SQL.identifier(model._table),
            moving=SQL(", ").join(SQL("%s", name) for name in moving),
        )
    )
