-- Facts with a life of their own: only the columns given as arguments move.
CREATE OR REPLACE FUNCTION acupuncture_fact_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    moving text[] := TG_ARGV || ARRAY['write_uid', 'write_date'];
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - moving = to_jsonb(OLD) - moving
    THEN RETURN NEW; END IF;
    RAISE EXCEPTION '%: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
