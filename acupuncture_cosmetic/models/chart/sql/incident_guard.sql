-- What went wrong stays: the search may go on and it is resolved once, in the columns
-- given as arguments.
CREATE OR REPLACE FUNCTION acupuncture_incident_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    moving text[] := ARRAY['write_uid', 'write_date'];
    resolving text[] := TG_ARGV;
BEGIN
    PERFORM acupuncture_treatment_touch(NEW.treatment_id);
    IF TG_OP = 'INSERT' AND NEW.state = 'open' THEN RETURN NEW; END IF;
    IF TG_OP = 'UPDATE' AND (
        to_jsonb(NEW) - moving = to_jsonb(OLD) - moving
        OR OLD.state = 'open' AND to_jsonb(NEW) - moving - resolving
            = to_jsonb(OLD) - moving - resolving
    ) THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'incident %: % refused',
        CASE TG_OP WHEN 'INSERT' THEN NEW.name ELSE OLD.name END, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
