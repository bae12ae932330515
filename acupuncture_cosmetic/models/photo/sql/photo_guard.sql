-- A photo is taken under a live consent to the record; then only the columns given as
-- arguments move. A merge of contacts moves the client, and its consent with it.
CREATE OR REPLACE FUNCTION acupuncture_photo_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    moving text[] := TG_ARGV || ARRAY['client_id', 'write_uid', 'write_date'];
    consent record;
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM acupuncture_require_consent(
            NEW.consent_id, NEW.client_id, NEW.company_id, NEW.taken_at::date,
            TG_TABLE_NAME);
        SELECT * INTO consent FROM acupuncture_consent WHERE id = NEW.consent_id;
        IF consent.kind = 'photo_record' AND NEW.taken_at >= consent.signed_at
            AND length(NEW.sha256) = 64
        THEN RETURN NEW; END IF;
    ELSIF TG_OP = 'UPDATE' AND to_jsonb(NEW) - moving = to_jsonb(OLD) - moving
    THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'photo %: % refused',
        CASE TG_OP WHEN 'INSERT' THEN NEW.name ELSE OLD.name END, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
