-- A credit keeps its course, number and price, is never deleted, and has no state that
-- the journal does not tell. TRUNCATE needs no guard: it would have to take the journal
-- along.
CREATE OR REPLACE FUNCTION acupuncture_credit_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'credit % cannot be deleted', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    ELSIF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'available' THEN
            RAISE EXCEPTION 'a credit is born available'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    ELSIF NEW.course_id <> OLD.course_id OR NEW.number <> OLD.number
        OR NEW.company_id <> OLD.company_id
        OR (NEW.price, NEW.currency_id)
            IS DISTINCT FROM (OLD.price, OLD.currency_id)
    THEN
        RAISE EXCEPTION 'credit % keeps its course and its price', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    ELSIF NEW.state <> OLD.state AND NEW.state IS DISTINCT FROM (
        SELECT to_state FROM acupuncture_credit_move
        WHERE credit_id = NEW.id ORDER BY id DESC LIMIT 1
    ) THEN
        RAISE EXCEPTION 'credit % changes only through its journal', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
