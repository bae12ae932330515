-- The scope of a clearance that was answered.
CREATE OR REPLACE FUNCTION acupuncture_clearance_scope_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    parent record;
    parents bigint[] := acupuncture_parent_ids(
        to_jsonb(OLD), to_jsonb(NEW), TG_ARGV[0]);
BEGIN
    FOR parent IN
        SELECT name, state FROM acupuncture_clearance
        WHERE id = ANY (parents) FOR SHARE
    LOOP
        IF parent.state <> 'requested' THEN
            RAISE EXCEPTION 'clearance % is %: % refused in %',
                parent.name, parent.state, TG_OP, TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END LOOP;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
