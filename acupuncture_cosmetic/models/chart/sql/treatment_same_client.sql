-- A merge moves session and record in one transaction; nothing else gives the record of
-- one person to another.
CREATE OR REPLACE FUNCTION acupuncture_treatment_same_client() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM acupuncture_treatment AS treatment
        JOIN acupuncture_session AS session ON session.id = treatment.session_id
        WHERE treatment.id = NEW.id AND treatment.client_id <> session.client_id
    ) THEN
        RAISE EXCEPTION 'treatment record %: its session is of another client',
            NEW.name USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
