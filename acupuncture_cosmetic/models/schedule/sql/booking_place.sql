-- A booking counts by its own snapshot: it looks at the row of its resource once more,
-- which every change of who works where, and when, writes. Of its client likewise: who
-- archives the contact waits for the booking, or the booking is tried again.
CREATE OR REPLACE FUNCTION acupuncture_booking_place() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM resource_resource WHERE id = NEW.resource_id FOR SHARE;
    PERFORM 1 FROM res_partner WHERE id = NEW.client_id FOR SHARE;
    RETURN NEW;
END $$;
