-- Rows of a treatment record: once it is signed none comes, goes or changes, but for
-- the columns given as arguments. A merge of contacts moves the client.
CREATE OR REPLACE FUNCTION acupuncture_chart_child_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    moving text[] := TG_ARGV || ARRAY['client_id', 'write_uid', 'write_date'];
    parent record;
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - moving = to_jsonb(OLD) - moving
    THEN RETURN NEW; END IF;
    FOR parent IN
        SELECT id, name, signed_at FROM acupuncture_treatment
        WHERE id IN (OLD.treatment_id, NEW.treatment_id) FOR SHARE
    LOOP
        IF parent.signed_at IS NOT NULL THEN
            RAISE EXCEPTION 'treatment record % is signed: % refused in %',
                parent.name, TG_OP, TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        PERFORM acupuncture_treatment_touch(parent.id);
    END LOOP;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
