-- The needles of a counted zone stay what they were: whoever could delete one, or say
-- now that it stays in, would not have to search for it. One that was taken out later
-- stayed in.
CREATE OR REPLACE FUNCTION acupuncture_needle_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    in_place boolean := TG_OP = 'UPDATE' AND (NEW.zone, NEW.treatment_id)
        IS NOT DISTINCT FROM (OLD.zone, OLD.treatment_id);
    stays boolean := in_place AND NEW.retained IS TRUE;
BEGIN
    IF in_place AND stays = (OLD.retained IS TRUE) THEN RETURN NEW; END IF;
    IF EXISTS (
        SELECT 1 FROM acupuncture_needle_count
        WHERE treatment_id = OLD.treatment_id AND zone = OLD.zone
    ) AND NOT (stays AND acupuncture_missing_stay_in(OLD.treatment_id, OLD.zone)) THEN
        RAISE EXCEPTION 'needles of zone % are counted: % refused', OLD.zone, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.retained AND NOT stays AND EXISTS (
        SELECT 1 FROM acupuncture_needle_removal WHERE needle_id = OLD.id
    ) THEN
        RAISE EXCEPTION 'needle % was taken out: % refused', OLD.id, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
