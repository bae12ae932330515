-- The record itself: signed once, with every needle counted out; then only the
-- co-signature may follow.
CREATE OR REPLACE FUNCTION acupuncture_treatment_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    moving text[] := ARRAY['client_id', 'write_uid', 'write_date'];
    cosigning text[] := ARRAY['state', 'cosigned_at', 'cosigned_by_id'];
    odd record;
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.signed_at IS NULL THEN RETURN OLD; END IF;
    ELSIF TG_OP = 'INSERT' OR OLD.signed_at IS NULL THEN
        IF NEW.signed_at IS NULL AND NEW.state = 'draft'
            AND NEW.content_hash IS NULL AND NEW.cosigned_at IS NULL
        THEN RETURN NEW; END IF;
        IF TG_OP = 'UPDATE' AND NEW.signed_at IS NOT NULL
            AND NEW.state IN ('to_cosign', 'signed')
            AND NEW.signed_by_id IS NOT NULL AND NEW.content_hash IS NOT NULL
            AND NEW.cosigned_at IS NULL
        THEN
            SELECT * INTO odd FROM acupuncture_needles_odd(NEW.id) LIMIT 1;
            IF NOT FOUND THEN RETURN NEW; END IF;
            RAISE EXCEPTION
                'treatment record %: % needles went in, % are out in zone %',
                NEW.name, odd.needles_in, odd.needles_out, odd.zone
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    ELSIF to_jsonb(NEW) - moving = to_jsonb(OLD) - moving THEN
        RETURN NEW;
    ELSIF OLD.state = 'to_cosign' AND NEW.state = 'signed'
        AND NEW.cosigned_at IS NOT NULL AND NEW.cosigned_by_id IS NOT NULL
        AND to_jsonb(NEW) - moving - cosigning
            = to_jsonb(OLD) - moving - cosigning
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'treatment record %: % refused',
        CASE TG_OP WHEN 'INSERT' THEN NEW.name ELSE OLD.name END, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
