-- From its activation on, only the columns given as arguments still move: where the
-- revision stands, never what it says. Of a translated text the source counts, so that
-- a language can still be installed.
CREATE OR REPLACE FUNCTION acupuncture_protocol_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    moving text[] := TG_ARGV
        || ARRAY['state', 'create_uid', 'write_uid', 'write_date'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state = 'draft' THEN RETURN NEW; END IF;
        RAISE EXCEPTION 'a protocol begins as a draft'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.state = 'draft' THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        IF NEW.state IN ('draft', 'active') THEN RETURN NEW; END IF;
    ELSIF TG_OP = 'UPDATE'
        AND (NEW.state = 'retired' OR NEW.state = OLD.state)
        AND acupuncture_source_terms(to_jsonb(NEW)) - moving
            = acupuncture_source_terms(to_jsonb(OLD)) - moving
    THEN RETURN NEW;
    END IF;
    RAISE EXCEPTION 'protocol % revision % is %: % refused',
        OLD.code, OLD.revision, OLD.state, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
