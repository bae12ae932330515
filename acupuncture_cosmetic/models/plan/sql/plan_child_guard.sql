-- Points and links of a plan that is no draft: none comes, goes or changes. The
-- argument names the column of the plan.
CREATE OR REPLACE FUNCTION acupuncture_plan_child_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    moving text[] := ARRAY['create_uid', 'write_uid', 'write_date'];
    parent record;
    parents bigint[] := acupuncture_parent_ids(
        to_jsonb(OLD), to_jsonb(NEW), TG_ARGV[0]);
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - moving = to_jsonb(OLD) - moving
    THEN RETURN NEW; END IF;
    FOR parent IN
        SELECT name, state FROM acupuncture_plan
        WHERE id = ANY (parents) FOR SHARE
    LOOP
        IF parent.state <> 'draft' THEN
            RAISE EXCEPTION 'treatment plan % is %: % refused in %',
                parent.name, parent.state, TG_OP, TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END LOOP;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
