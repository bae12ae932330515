-- A term that signed charts name keeps words and picture: charts show it by reference.
-- It goes to no single clinic while charts of others name it, open ones too: they would
-- no longer show it. Other languages may still come, or be put right.
CREATE OR REPLACE FUNCTION acupuncture_examination_term_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    means_else boolean := (NEW.kind, NEW.code, NEW.name ->> 'en_US')
        IS DISTINCT FROM (OLD.kind, OLD.code, OLD.name ->> 'en_US');
    moves boolean := NEW.company_id IS NOT NULL
        AND NEW.company_id IS DISTINCT FROM OLD.company_id;
BEGIN
    IF (means_else OR moves)
        AND EXISTS (
            SELECT 1 FROM acupuncture_treatment AS treatment
            WHERE (
                means_else AND treatment.signed_at IS NOT NULL
                OR moves AND treatment.company_id <> NEW.company_id
            ) AND (
                EXISTS (
                    SELECT 1 FROM acupuncture_treatment_tongue_rel AS link
                    WHERE link.term_id = OLD.id AND link.treatment_id = treatment.id
                ) OR EXISTS (
                    SELECT 1 FROM acupuncture_treatment_pulse_rel AS link
                    WHERE link.term_id = OLD.id AND link.treatment_id = treatment.id
                )
            )
        )
    THEN
        RAISE EXCEPTION 'term %: signed charts name it', OLD.name ->> 'en_US'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
