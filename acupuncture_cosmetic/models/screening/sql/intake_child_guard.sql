-- Rows of a submitted history: none comes, goes or changes. The lock is against a row
-- that slips in while the history is being submitted.
CREATE OR REPLACE FUNCTION acupuncture_intake_child_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    parent record;
BEGIN
    FOR parent IN
        SELECT name, submitted_at FROM acupuncture_intake
        WHERE id IN (OLD.intake_id, NEW.intake_id) FOR SHARE
    LOOP
        IF parent.submitted_at IS NOT NULL THEN
            RAISE EXCEPTION 'health history % is submitted: % refused in %',
                parent.name, TG_OP, TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END LOOP;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
