-- A merge moves photo and consent in one transaction; nothing else moves a photo to
-- another person.
CREATE OR REPLACE FUNCTION acupuncture_photo_same_client() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM acupuncture_photo AS photo
        JOIN acupuncture_consent AS consent ON consent.id = photo.consent_id
        WHERE photo.id = NEW.id AND photo.client_id <> consent.client_id
    ) THEN
        RAISE EXCEPTION 'photo %: its consent is of another client', NEW.name
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
