-- What a signed chart says it used stays what it was; dates may be put right.
CREATE OR REPLACE FUNCTION acupuncture_supply_lot_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.name, NEW.supply_id, NEW.company_id)
        IS DISTINCT FROM (OLD.name, OLD.supply_id, OLD.company_id)
        AND EXISTS (
            SELECT 1 FROM (
                SELECT treatment_id FROM acupuncture_needle
                WHERE lot_id = OLD.id
                UNION ALL
                SELECT treatment_id FROM acupuncture_treatment_supply
                WHERE lot_id = OLD.id
            ) AS used
            JOIN acupuncture_treatment AS treatment
                ON treatment.id = used.treatment_id
            WHERE treatment.signed_at IS NOT NULL
        )
    THEN
        RAISE EXCEPTION 'lot %: signed charts name it', OLD.name
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
