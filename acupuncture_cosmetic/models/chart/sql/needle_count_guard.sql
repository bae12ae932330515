-- A count is corrected in its number alone.
CREATE OR REPLACE FUNCTION acupuncture_needle_count_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.zone, NEW.treatment_id)
        IS NOT DISTINCT FROM (OLD.zone, OLD.treatment_id)
    THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'a count is corrected in its number: % refused', TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
