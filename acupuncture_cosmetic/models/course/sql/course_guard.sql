-- Law 8: with its credits granted a course keeps the terms given as arguments. It may
-- follow a later revision of its protocol.
CREATE OR REPLACE FUNCTION acupuncture_course_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF acupuncture_columns_of(to_jsonb(OLD), TG_ARGV)
        = acupuncture_columns_of(to_jsonb(NEW), TG_ARGV)
    AND (
        NEW.protocol_id IS NOT DISTINCT FROM OLD.protocol_id
        OR EXISTS (
            SELECT 1 FROM acupuncture_protocol AS before
            JOIN acupuncture_protocol AS after ON after.code = before.code
                AND after.revision > before.revision
            WHERE before.id = OLD.protocol_id AND after.id = NEW.protocol_id
        )
    ) OR NOT EXISTS (
        SELECT 1 FROM acupuncture_credit WHERE course_id = OLD.id
    ) THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'course % is sold: its terms stay', OLD.name
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
