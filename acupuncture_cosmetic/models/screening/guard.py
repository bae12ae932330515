"""What PostgreSQL itself refuses about health histories, whoever asks."""

from functools import partial

from ..foundation.guard import PARENT_IDS, guard_table

FUNCTIONS = {
    # A submitted history: only the columns given as arguments still move. It counts
    # as submitted from its submitted_at: setting the state back opens nothing, and
    # what was superseded never counts again. What a client sent before signing is
    # signed once.
    "acupuncture_intake_guard": """
        DECLARE
            moving text[] := TG_ARGV || ARRAY['write_uid', 'write_date'];
        BEGIN
            IF TG_OP = 'UPDATE' AND OLD.signed_at IS NULL THEN
                moving := moving || ARRAY['signed_at', 'signer_name', 'signature'];
            END IF;
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
    # A clearance that was answered says what it said; a received one may be cancelled.
    # Only the columns given as arguments still move.
    "acupuncture_clearance_guard": """
        DECLARE
            moving text[] := TG_ARGV || ARRAY['state', 'write_uid', 'write_date'];
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NEW.state = 'requested' THEN RETURN NEW; END IF;
            ELSIF TG_OP = 'UPDATE' THEN
                IF OLD.state = 'requested' OR (
                    to_jsonb(NEW) - moving = to_jsonb(OLD) - moving
                    AND (NEW.state = OLD.state
                        OR OLD.state = 'received' AND NEW.state = 'cancelled')
                ) THEN RETURN NEW; END IF;
            END IF;
            RAISE EXCEPTION 'clearance %: % refused',
                CASE TG_OP WHEN 'INSERT' THEN NEW.name ELSE OLD.name END, TG_OP
                USING ERRCODE = 'integrity_constraint_violation';
        END""",
    # The scope of a clearance that was answered.
    "acupuncture_clearance_scope_guard": f"""
        DECLARE
            parent record;
            old_id bigint;
            new_id bigint;
        BEGIN
            {PARENT_IDS}
            FOR parent IN
                SELECT name, state FROM acupuncture_clearance
                WHERE id IN (old_id, new_id) FOR SHARE
            LOOP
                IF parent.state <> 'requested' THEN
                    RAISE EXCEPTION 'clearance % is %: % refused in %',
                        parent.name, parent.state, TG_OP, TG_TABLE_NAME
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
}

guard_screening_table = partial(guard_table, FUNCTIONS)
