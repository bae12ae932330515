-- Whether an item is asked, and for how many days it closes, changes with its history
-- alone.
CREATE OR REPLACE FUNCTION acupuncture_item_rule() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    days_before integer := CASE WHEN OLD.has_defer
        THEN coalesce(OLD.defer_days, 0) END;
    days_after integer := CASE WHEN NEW.has_defer
        THEN coalesce(NEW.defer_days, 0) END;
BEGIN
    IF coalesce(OLD.active AND OLD.core, FALSE)
        <> coalesce(NEW.active AND NEW.core, FALSE)
    THEN
        PERFORM acupuncture_rule_told(NEW.id, NULL, 'use', NULL);
    END IF;
    IF days_before IS DISTINCT FROM days_after THEN
        PERFORM acupuncture_rule_told(NEW.id, NULL, 'days', days_after);
    END IF;
    RETURN NULL;
END $$;
