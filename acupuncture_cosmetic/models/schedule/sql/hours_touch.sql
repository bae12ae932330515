-- Writes the rows of those whose hours change, so that a booking at the same moment
-- sees it. A leave of somebody is theirs; hours and holidays are of all who may follow
-- them.
CREATE OR REPLACE FUNCTION acupuncture_hours_touch() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    whose integer[];
BEGIN
    IF TG_TABLE_NAME = 'resource_calendar_leaves' THEN
        whose := ARRAY[
            CASE WHEN TG_OP <> 'INSERT' THEN coalesce(OLD.resource_id, 0) END,
            CASE WHEN TG_OP <> 'DELETE' THEN coalesce(NEW.resource_id, 0) END];
    ELSE
        whose := ARRAY[0];
    END IF;
    UPDATE resource_resource SET id = id WHERE id IN (
        SELECT id FROM resource_resource
        WHERE acupuncture_role IS NOT NULL AND (0 = ANY (whose) OR id = ANY (whose))
        AND xmin <> pg_current_xact_id()::xid
        ORDER BY id FOR NO KEY UPDATE
    );
    RETURN NULL;
END $$;
