-- A clearance that was answered says what it said; a received one may be cancelled.
-- Only the columns given as arguments still move.
CREATE OR REPLACE FUNCTION acupuncture_clearance_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    moving text[] := TG_ARGV || ARRAY['state', 'write_uid', 'write_date'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state = 'requested' THEN RETURN NEW; END IF;
    ELSIF TG_OP = 'UPDATE' THEN
        IF OLD.state = 'requested' OR (
            to_jsonb(NEW) - moving = to_jsonb(OLD) - moving
            AND (NEW.state = OLD.state
                OR OLD.state = 'received' AND NEW.state = 'cancelled')
        ) THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION 'clearance %: % refused',
        CASE TG_OP WHEN 'INSERT' THEN NEW.name ELSE OLD.name END, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
