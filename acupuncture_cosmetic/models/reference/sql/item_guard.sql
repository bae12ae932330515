-- How severe an item is changes with its history alone; answers are kept by its code.
-- When an item was made stays: its first techniques need no history.
CREATE OR REPLACE FUNCTION acupuncture_item_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.code = OLD.code
    AND NEW.create_date IS NOT DISTINCT FROM OLD.create_date
    AND (NEW.severity = OLD.severity OR NEW.severity = (
        SELECT to_severity FROM acupuncture_severity_change
        WHERE item_id = NEW.id AND to_severity IS NOT NULL
        ORDER BY id DESC LIMIT 1
    )) THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'screening item %: its history tells of no change', OLD.code
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
