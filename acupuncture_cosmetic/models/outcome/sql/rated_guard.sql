-- Words that somebody rated by: those given as arguments stay. Scale or level.
CREATE OR REPLACE FUNCTION acupuncture_rated_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    scales bigint[] := acupuncture_parent_ids(
        to_jsonb(OLD), to_jsonb(NEW),
        CASE TG_TABLE_NAME WHEN 'acupuncture_outcome_scale'
            THEN 'id' ELSE 'scale_id' END);
BEGIN
    IF TG_OP = 'UPDATE' AND acupuncture_same_words(
        acupuncture_columns_of(to_jsonb(OLD), TG_ARGV),
        acupuncture_columns_of(to_jsonb(NEW), TG_ARGV))
    THEN RETURN NEW; END IF;
    IF EXISTS (SELECT 1 FROM acupuncture_outcome WHERE scale_id = ANY (scales)) THEN
        RAISE EXCEPTION '%: somebody rated by these words', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
