-- Once agreed, a plan says what it said; it may only be superseded. A merge of contacts
-- moves the client.
CREATE OR REPLACE FUNCTION acupuncture_plan_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
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
END $$;
