-- A submitted history: only the columns given as arguments still move. It counts as
-- submitted from its submitted_at: setting the state back opens nothing, and what was
-- superseded never counts again. What a client sent before signing is signed once.
CREATE OR REPLACE FUNCTION acupuncture_intake_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
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
END $$;
