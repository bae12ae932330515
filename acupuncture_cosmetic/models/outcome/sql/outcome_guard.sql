-- A rating is a value of its scale, and a fact. Nothing is added to what is signed.
CREATE OR REPLACE FUNCTION acupuncture_outcome_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    moving text[] := TG_ARGV || ARRAY['write_uid', 'write_date'];
    scale record;
    parent record;
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - moving = to_jsonb(OLD) - moving
    THEN RETURN NEW; END IF;
    IF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'rating %: % refused', OLD.name, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    SELECT * INTO scale FROM acupuncture_outcome_scale
        WHERE id = NEW.scale_id FOR SHARE;
    IF NEW.value NOT BETWEEN scale.minimum AND scale.maximum
        OR mod(NEW.value::numeric - scale.minimum::numeric,
               scale.step::numeric) <> 0
        OR (scale.is_change AND NEW.phase = 'baseline')
        OR (scale.by_area AND NEW.concern_id IS NULL)
    THEN
        RAISE EXCEPTION 'rating %: no value of scale %', NEW.name, scale.code
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    FOR parent IN
        SELECT id, signed_at FROM acupuncture_treatment
        WHERE id = NEW.treatment_id FOR SHARE
    LOOP
        IF parent.signed_at IS NOT NULL THEN
            RAISE EXCEPTION 'rating %: its record is signed', NEW.name
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        PERFORM acupuncture_treatment_touch(parent.id);
    END LOOP;
    RETURN NEW;
END $$;
