-- A review that was decided stays.
CREATE OR REPLACE FUNCTION acupuncture_review_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.decided_at IS NULL OR (TG_OP = 'UPDATE'
        AND to_jsonb(NEW) - ARRAY['write_uid', 'write_date']
            = to_jsonb(OLD) - ARRAY['write_uid', 'write_date'])
    THEN RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END; END IF;
    RAISE EXCEPTION 'review % is decided: % refused', OLD.name, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
