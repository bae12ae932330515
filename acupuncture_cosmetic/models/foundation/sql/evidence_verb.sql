-- New evidence is what the verb has just announced, by its hash, and nothing else.
CREATE OR REPLACE FUNCTION acupuncture_evidence_verb() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.content_hash = ANY (string_to_array(
            coalesce(current_setting('acupuncture.evidence', true), ''), ','))
        AND NEW.chain_hash IS NULL
    THEN RETURN NEW; END IF;
    RAISE EXCEPTION '% is written by its own verb alone', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
