-- An addendum belongs to a signed record: to an open one one simply writes.
CREATE OR REPLACE FUNCTION acupuncture_addendum_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    parent record;
BEGIN
    SELECT name, signed_at INTO parent FROM acupuncture_treatment
    WHERE id = NEW.treatment_id FOR SHARE;
    IF parent.signed_at IS NOT NULL THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'treatment record % is not signed: addendum refused',
        parent.name USING ERRCODE = 'integrity_constraint_violation';
END $$;
