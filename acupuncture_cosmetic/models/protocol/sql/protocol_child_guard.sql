-- Steps, points, phases and links of a protocol in force: none comes, goes or changes.
-- The first argument names the column of the parent; with a second one it is a step.
-- The lock is against a row that slips in during the activation.
CREATE OR REPLACE FUNCTION acupuncture_protocol_child_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    moving text[] := ARRAY['create_uid', 'write_uid', 'write_date'];
    parent record;
    parents bigint[] := acupuncture_parent_ids(
        to_jsonb(OLD), to_jsonb(NEW), TG_ARGV[0]);
BEGIN
    IF TG_OP = 'UPDATE' AND parents[1] = parents[2]
        AND acupuncture_source_terms(to_jsonb(NEW)) - moving
            = acupuncture_source_terms(to_jsonb(OLD)) - moving
    THEN RETURN NEW; END IF;
    IF TG_NARGS > 1 THEN
        parents := ARRAY(
            SELECT protocol_id FROM acupuncture_protocol_step WHERE id = ANY (parents));
    END IF;
    FOR parent IN
        SELECT code, revision, state FROM acupuncture_protocol
        WHERE id = ANY (parents) FOR SHARE
    LOOP
        IF parent.state <> 'draft' THEN
            RAISE EXCEPTION 'protocol % revision % is %: % refused in %',
                parent.code, parent.revision, parent.state, TG_OP,
                TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END LOOP;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
