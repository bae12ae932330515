"""What PostgreSQL itself refuses about treatment records, whoever asks."""

from functools import partial

from ..foundation.guard import guard_table

# A no-op update of the parent: under repeatable read a mere row lock would let a
# signature that waited for it count by its old snapshot; a new version of the row makes
# PostgreSQL refuse the later of both, and Odoo tries that one again. Rows of one
# transaction touch once.
TOUCH = """
                    UPDATE acupuncture_treatment SET id = id
                    WHERE id = parent.id AND xmin <> pg_current_xact_id()::xid;
"""

FUNCTIONS = {
    # Children of a treatment record: once it is signed none comes, goes or changes, but
    # for the columns given as arguments. A merge of contacts moves the client. Before,
    # a count is corrected in its number alone, and the needles of a counted zone stay
    # what they were: whoever could delete one, or say now that it stays in, would not
    # have to search for it. Only an incident that ended so lets missing ones stay in.
    "acupuncture_chart_child_guard": f"""
        DECLARE
            moving text[] := TG_ARGV || ARRAY['client_id', 'write_uid', 'write_date'];
            parent record;
            counted varchar;
            expected bigint;
        BEGIN
            IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - moving = to_jsonb(OLD) - moving
            THEN RETURN NEW; END IF;
            FOR parent IN
                SELECT id, name, signed_at FROM acupuncture_treatment
                WHERE id IN (
                    CASE WHEN TG_OP <> 'INSERT' THEN OLD.treatment_id END,
                    CASE WHEN TG_OP <> 'DELETE' THEN NEW.treatment_id END
                ) FOR SHARE
            LOOP
                IF parent.signed_at IS NOT NULL THEN
                    RAISE EXCEPTION 'treatment record % is signed: % refused in %',
                        parent.name, TG_OP, TG_TABLE_NAME
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                {TOUCH}
            END LOOP;
            IF TG_TABLE_NAME = 'acupuncture_needle' AND TG_OP <> 'INSERT' THEN
                counted := OLD.zone;
                IF TG_OP = 'UPDATE' THEN
                    IF NEW.zone = OLD.zone AND NEW.treatment_id = OLD.treatment_id
                        AND (NEW.retained IS TRUE) = (OLD.retained IS TRUE)
                    THEN counted := NULL;
                    ELSIF NEW.zone = OLD.zone AND NEW.treatment_id = OLD.treatment_id
                        AND NEW.retained
                    THEN
                        SELECT count(*) INTO expected FROM acupuncture_needle
                        WHERE treatment_id = OLD.treatment_id AND zone = OLD.zone
                        AND retained IS NOT TRUE;
                        IF EXISTS (
                            SELECT 1 FROM acupuncture_needle_count AS tally
                            JOIN acupuncture_incident AS incident
                                ON incident.treatment_id = tally.treatment_id
                                AND incident.zone = tally.zone
                            WHERE tally.treatment_id = OLD.treatment_id
                            AND tally.zone = OLD.zone AND tally.counted_out < expected
                            AND incident.kind = 'count'
                            AND incident.state = 'resolved'
                            AND incident.outcome = 'stays'
                            AND incident.needles_out = tally.counted_out
                            AND incident.needles_in >= expected
                        ) THEN counted := NULL; END IF;
                    END IF;
                END IF;
                IF EXISTS (
                    SELECT 1 FROM acupuncture_needle_count
                    WHERE treatment_id = OLD.treatment_id AND zone = counted
                ) THEN
                    RAISE EXCEPTION 'needles of zone % are counted: % refused',
                        counted, TG_OP
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                IF TG_OP = 'UPDATE' AND OLD.retained
                    AND (NEW.retained IS NOT TRUE
                        OR NEW.treatment_id <> OLD.treatment_id)
                    AND EXISTS (
                        SELECT 1 FROM acupuncture_needle_removal
                        WHERE needle_id = OLD.id
                    )
                THEN
                    RAISE EXCEPTION 'needle % was taken out: % refused', OLD.id, TG_OP
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
            ELSIF TG_TABLE_NAME = 'acupuncture_needle_count' AND TG_OP <> 'INSERT' THEN
                IF TG_OP = 'UPDATE' THEN
                    IF NEW.zone = OLD.zone AND NEW.treatment_id = OLD.treatment_id
                    THEN RETURN NEW; END IF;
                END IF;
                RAISE EXCEPTION 'a count is corrected in its number: % refused', TG_OP
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
        END""",
    # The record itself: signed once, with every needle counted out; then only the
    # co-signature may follow.
    "acupuncture_treatment_guard": """
        DECLARE
            moving text[] := ARRAY['client_id', 'write_uid', 'write_date'];
            cosigning text[] := ARRAY['state', 'cosigned_at', 'cosigned_by_id'];
            odd record;
        BEGIN
            IF TG_OP = 'DELETE' THEN
                IF OLD.signed_at IS NULL THEN RETURN OLD; END IF;
            ELSIF TG_OP = 'INSERT' OR OLD.signed_at IS NULL THEN
                IF NEW.signed_at IS NULL AND NEW.state = 'draft'
                    AND NEW.content_hash IS NULL AND NEW.cosigned_at IS NULL
                THEN RETURN NEW; END IF;
                IF TG_OP = 'UPDATE' AND NEW.signed_at IS NOT NULL
                    AND NEW.state IN ('to_cosign', 'signed')
                    AND NEW.signed_by_id IS NOT NULL AND NEW.content_hash IS NOT NULL
                    AND NEW.cosigned_at IS NULL
                THEN
                    SELECT * INTO odd FROM acupuncture_needles_odd(NEW.id) LIMIT 1;
                    IF NOT FOUND THEN RETURN NEW; END IF;
                    RAISE EXCEPTION
                        'treatment record %: % needles went in, % are out in zone %',
                        NEW.name, odd.needles_in, odd.needles_out, odd.zone
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
            ELSIF to_jsonb(NEW) - moving = to_jsonb(OLD) - moving THEN
                RETURN NEW;
            ELSIF OLD.state = 'to_cosign' AND NEW.state = 'signed'
                AND NEW.cosigned_at IS NOT NULL AND NEW.cosigned_by_id IS NOT NULL
                AND to_jsonb(NEW) - moving - cosigning
                    = to_jsonb(OLD) - moving - cosigning
            THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION 'treatment record %: % refused',
                CASE TG_OP WHEN 'INSERT' THEN NEW.name ELSE OLD.name END, TG_OP
                USING ERRCODE = 'integrity_constraint_violation';
        END""",
    # What went wrong stays: the search may go on and it is resolved once.
    "acupuncture_incident_guard": f"""
        DECLARE
            moving text[] := ARRAY['write_uid', 'write_date'];
            resolving text[] := TG_ARGV;
            parent record;
        BEGIN
            FOR parent IN
                SELECT id FROM acupuncture_treatment
                WHERE id = CASE WHEN TG_OP <> 'DELETE' THEN NEW.treatment_id END
                AND signed_at IS NULL
            LOOP
                {TOUCH}
            END LOOP;
            IF TG_OP = 'INSERT' AND NEW.state = 'open' THEN RETURN NEW; END IF;
            IF TG_OP = 'UPDATE' AND (
                to_jsonb(NEW) - moving = to_jsonb(OLD) - moving
                OR OLD.state = 'open' AND to_jsonb(NEW) - moving - resolving
                    = to_jsonb(OLD) - moving - resolving
            ) THEN RETURN NEW; END IF;
            RAISE EXCEPTION 'incident %: % refused',
                CASE TG_OP WHEN 'INSERT' THEN NEW.name ELSE OLD.name END, TG_OP
                USING ERRCODE = 'integrity_constraint_violation';
        END""",
    # To an open record one simply writes.
    "acupuncture_addendum_guard": """
        DECLARE
            parent record;
        BEGIN
            SELECT name, signed_at INTO parent FROM acupuncture_treatment
            WHERE id = NEW.treatment_id FOR SHARE;
            IF parent.signed_at IS NOT NULL THEN RETURN NEW; END IF;
            RAISE EXCEPTION 'treatment record % is not signed: addendum refused',
                parent.name USING ERRCODE = 'integrity_constraint_violation';
        END""",
    # Out comes what stayed in, of that very record.
    "acupuncture_needle_removal_guard": f"""
        DECLARE
            parent record;
        BEGIN
            FOR parent IN
                SELECT id FROM acupuncture_treatment
                WHERE id = NEW.treatment_id AND signed_at IS NULL
            LOOP
                {TOUCH}
            END LOOP;
            IF EXISTS (
                SELECT 1 FROM acupuncture_needle WHERE id = NEW.needle_id
                AND treatment_id = NEW.treatment_id AND retained
            ) THEN RETURN NEW; END IF;
            RAISE EXCEPTION 'needle % did not stay in: its removal is refused',
                NEW.needle_id USING ERRCODE = 'integrity_constraint_violation';
        END""",
    # What a signed chart says it used stays what it was; dates may be put right.
    "acupuncture_supply_lot_guard": """
        BEGIN
            IF (NEW.name, NEW.supply_id, NEW.company_id)
                IS DISTINCT FROM (OLD.name, OLD.supply_id, OLD.company_id)
                AND EXISTS (
                    SELECT 1 FROM (
                        SELECT treatment_id FROM acupuncture_needle
                        WHERE lot_id = OLD.id
                        UNION ALL
                        SELECT treatment_id FROM acupuncture_treatment_supply
                        WHERE lot_id = OLD.id
                    ) AS used
                    JOIN acupuncture_treatment AS treatment
                        ON treatment.id = used.treatment_id
                    WHERE treatment.signed_at IS NOT NULL
                )
            THEN
                RAISE EXCEPTION 'lot %: signed charts name it', OLD.name
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END""",
}

# Zones whose needles do not add up: neither out, nor left in by choice, nor settled by
# a resolved incident about exactly these numbers. What was found is counted, and what
# stays in is marked so: such an ending settles nothing by itself.
NEEDLES_ODD = """
    CREATE OR REPLACE FUNCTION acupuncture_needles_odd(treatment integer)
    RETURNS TABLE (zone varchar, needles_in bigint, needles_out bigint)
    LANGUAGE plpgsql STABLE AS $$
    #variable_conflict use_column
    BEGIN RETURN QUERY
        SELECT tally.zone, tally.needles_in, tally.needles_out
        FROM (
            SELECT zone, sum(went_in)::bigint AS needles_in,
                sum(came_out)::bigint AS needles_out
            FROM (
                SELECT zone, 1 AS went_in, 0 AS came_out FROM acupuncture_needle
                WHERE treatment_id = treatment AND retained IS NOT TRUE
                UNION ALL
                SELECT zone, 0, counted_out FROM acupuncture_needle_count
                WHERE treatment_id = treatment
            ) AS rows
            GROUP BY zone
        ) AS tally
        WHERE tally.needles_in <> tally.needles_out AND NOT EXISTS (
            SELECT 1 FROM acupuncture_incident AS incident
            WHERE incident.treatment_id = treatment AND incident.zone = tally.zone
            AND incident.kind = 'count' AND incident.state = 'resolved'
            AND incident.outcome NOT IN ('found', 'stays')
            AND incident.needles_in = tally.needles_in
            AND incident.needles_out = tally.needles_out
        );
    END $$
"""

# A merge moves session and record in one transaction; nothing else gives the record of
# one person to another.
SAME_CLIENT = """
    CREATE OR REPLACE FUNCTION acupuncture_treatment_same_client() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (
            SELECT 1 FROM acupuncture_treatment AS treatment
            JOIN acupuncture_session AS session ON session.id = treatment.session_id
            WHERE treatment.id = NEW.id AND treatment.client_id <> session.client_id
        ) THEN
            RAISE EXCEPTION 'treatment record %: its session is of another client',
                NEW.name USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL;
    END $$;
    DROP TRIGGER IF EXISTS acupuncture_treatment_same_client ON acupuncture_treatment;
    CREATE CONSTRAINT TRIGGER acupuncture_treatment_same_client
    AFTER UPDATE OF client_id ON acupuncture_treatment
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION acupuncture_treatment_same_client();
"""

guard_chart_table = partial(guard_table, FUNCTIONS)
