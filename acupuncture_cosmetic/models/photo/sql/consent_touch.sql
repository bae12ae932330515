-- Under repeatable read a photo or a use that is being made must not count by a
-- snapshot from before the withdrawal: a new version of the consent's row makes
-- PostgreSQL refuse the later of both, and Odoo tries that one again.
CREATE OR REPLACE FUNCTION acupuncture_consent_touch() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE acupuncture_consent SET id = id WHERE id = NEW.consent_id;
    RETURN NEW;
END $$;
