-- An entry in the journal changes its credit.
CREATE OR REPLACE FUNCTION acupuncture_credit_move_apply() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE acupuncture_credit
    SET state = NEW.to_state, write_uid = NEW.user_id, write_date = NEW.at
    WHERE id = NEW.credit_id AND state = NEW.from_state;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'credit % is not %', NEW.credit_id, NEW.from_state
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
