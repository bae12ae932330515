-- Refuses unless a row of the history from this very transaction tells of the change;
-- of days, to that number. What changes for a clinic may come from the item itself.
CREATE OR REPLACE FUNCTION acupuncture_rule_told(
    item integer, clinic integer, changed varchar, days integer
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM acupuncture_severity_change AS told
        WHERE told.item_id = item AND told.what = changed
        AND age(told.xmin) <= age(pg_current_xact_id()::xid)
        AND (told.company_id IS NULL AND clinic IS NOT NULL
            OR told.company_id IS NOT DISTINCT FROM clinic
            AND (days IS NULL OR told.after = days::text))
    ) THEN
        RAISE EXCEPTION 'screening item %: its history tells of no change of %',
            item, changed USING ERRCODE = 'integrity_constraint_violation';
    END IF;
END $$;
