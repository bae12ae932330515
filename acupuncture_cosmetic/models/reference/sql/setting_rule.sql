-- A clinic without a setting has what the catalogue says.
CREATE OR REPLACE FUNCTION acupuncture_setting_rule() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    before acupuncture_contraindication_setting := OLD;
    after acupuncture_contraindication_setting := NEW;
    item acupuncture_contraindication;
    clinic integer := coalesce(after.company_id, before.company_id);
    used_before boolean;
    used_after boolean;
    days_before integer;
    days_after integer;
BEGIN
    IF TG_OP = 'UPDATE' AND (before.item_id, before.company_id)
        IS DISTINCT FROM (after.item_id, after.company_id)
    THEN
        RAISE EXCEPTION 'a setting stays with its item and clinic: no history'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    SELECT * INTO item FROM acupuncture_contraindication
    WHERE id = coalesce(after.item_id, before.item_id);
    used_before := CASE WHEN before.id IS NULL
        THEN item.core ELSE before.enabled END;
    used_after := CASE WHEN after.id IS NULL
        THEN item.core ELSE after.enabled END;
    IF item.active
        AND coalesce(used_before, FALSE) <> coalesce(used_after, FALSE)
    THEN
        PERFORM acupuncture_rule_told(item.id, clinic, 'use', NULL);
    END IF;
    days_before := coalesce(CASE WHEN before.use_own_days
        THEN before.defer_days ELSE item.defer_days END, 0);
    days_after := coalesce(CASE WHEN after.use_own_days
        THEN after.defer_days ELSE item.defer_days END, 0);
    IF item.has_defer AND days_before <> days_after THEN
        PERFORM acupuncture_rule_told(item.id, clinic, 'days', days_after);
    END IF;
    RETURN NULL;
END $$;
