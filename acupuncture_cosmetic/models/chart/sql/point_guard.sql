-- A point that signed charts name keeps its code: charts show it by reference.
CREATE OR REPLACE FUNCTION acupuncture_point_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.code IS DISTINCT FROM OLD.code AND EXISTS (
        SELECT 1 FROM acupuncture_needle AS needle
        JOIN acupuncture_treatment AS treatment
            ON treatment.id = needle.treatment_id
        WHERE needle.point_id = OLD.id AND treatment.signed_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'point %: signed charts name it', OLD.code
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
