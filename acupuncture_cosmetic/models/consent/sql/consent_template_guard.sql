-- Once published, a form says what it said; only its place in the list still moves, and
-- it may be retired.
CREATE OR REPLACE FUNCTION acupuncture_consent_template_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    moving text[] := ARRAY[
        'state', 'active', 'sequence', 'write_uid', 'write_date'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state = 'draft' THEN RETURN NEW; END IF;
        RAISE EXCEPTION 'a consent form begins as a draft'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.state = 'draft' THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.state IN (OLD.state, 'retired')
        AND acupuncture_same_words(
            to_jsonb(OLD) - moving, to_jsonb(NEW) - moving)
    THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'consent form % was published: % refused', OLD.id, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
