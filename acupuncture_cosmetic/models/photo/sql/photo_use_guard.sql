-- A use needs a consent of its own channel; it ends once, and is taken down once. The
-- consent is touched, so that a withdrawal at the same moment does not miss it.
CREATE OR REPLACE FUNCTION acupuncture_photo_use_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    ending text[] := ARRAY['unpublished_on', 'unpublished_by_id', 'reason'];
    taking text[] := ARRAY['taken_down_on', 'taken_down_by_id'];
    moving text[] := ARRAY['write_uid', 'write_date'];
    consent record;
    client integer;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT client_id INTO client FROM acupuncture_photo
        WHERE id = NEW.photo_id AND unusable IS NOT TRUE;
        PERFORM acupuncture_require_consent(
            NEW.consent_id, client, NEW.company_id, NEW.published_on, TG_TABLE_NAME);
        SELECT * INTO consent FROM acupuncture_consent WHERE id = NEW.consent_id;
        IF client IS NOT NULL AND NEW.unpublished_on IS NULL
            AND NEW.taken_down_on IS NULL
            AND (consent.kind = 'photo_publicity'
                    AND consent.channel = NEW.channel
                OR consent.kind = 'photo_teaching' AND NEW.channel = 'teaching')
        THEN
            UPDATE acupuncture_consent SET id = id WHERE id = NEW.consent_id;
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'UPDATE' THEN
        IF OLD.unpublished_on IS NULL THEN moving := moving || ending; END IF;
        IF OLD.taken_down_on IS NULL THEN moving := moving || taking; END IF;
        IF to_jsonb(NEW) - moving = to_jsonb(OLD) - moving
            AND (NEW.taken_down_on IS NULL OR NEW.unpublished_on IS NOT NULL)
        THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION 'use of a photo: % refused', TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
