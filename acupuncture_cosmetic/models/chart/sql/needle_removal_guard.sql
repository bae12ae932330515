-- Out comes what stayed in, of that very record.
CREATE OR REPLACE FUNCTION acupuncture_needle_removal_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM acupuncture_treatment_touch(NEW.treatment_id);
    IF EXISTS (
        SELECT 1 FROM acupuncture_needle WHERE id = NEW.needle_id
        AND treatment_id = NEW.treatment_id AND retained
    ) THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'needle % did not stay in: its removal is refused',
        NEW.needle_id USING ERRCODE = 'integrity_constraint_violation';
END $$;
