"""What PostgreSQL lets conflict with a booking: a change of who works where, and when.

A booking counts by its own snapshot. Whoever archives a practitioner, enters a leave or
other hours meanwhile writes the row of the resource, which a booking looks at once
more: PostgreSQL refuses the booking then, and Odoo tries it again with what is new.
"""

PLACES = """
    CREATE OR REPLACE FUNCTION acupuncture_booking_place() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM 1 FROM resource_resource WHERE id = NEW.resource_id FOR SHARE;
        RETURN NEW;
    END $$;
    CREATE OR REPLACE TRIGGER acupuncture_booking_place
    BEFORE INSERT OR UPDATE ON acupuncture_booking FOR EACH ROW
    WHEN (NEW.occupying IS TRUE AND NEW.resource_id IS NOT NULL)
    EXECUTE FUNCTION acupuncture_booking_place();
"""
# A leave of somebody is theirs; hours and holidays are of all who may follow them.
HOURS = """
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
            WHERE acu_role IS NOT NULL AND (0 = ANY (whose) OR id = ANY (whose))
            AND xmin <> pg_current_xact_id()::xid
            ORDER BY id FOR NO KEY UPDATE
        );
        RETURN NULL;
    END $$;
    CREATE OR REPLACE TRIGGER acupuncture_hours_touch
    AFTER INSERT OR UPDATE OR DELETE ON resource_calendar_leaves
    FOR EACH ROW EXECUTE FUNCTION acupuncture_hours_touch();
    CREATE OR REPLACE TRIGGER acupuncture_hours_touch
    AFTER INSERT OR UPDATE OR DELETE ON resource_calendar_attendance
    FOR EACH ROW EXECUTE FUNCTION acupuncture_hours_touch();
    CREATE OR REPLACE TRIGGER acupuncture_hours_touch
    AFTER UPDATE OF tz ON resource_calendar
    FOR EACH ROW EXECUTE FUNCTION acupuncture_hours_touch();
"""
