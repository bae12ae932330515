-- A session that starts, whoever starts it.
CREATE OR REPLACE FUNCTION acupuncture_gate_start() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM acupuncture_gate_hold(
        NEW.client_id, NEW.company_id, NEW.course_id, NEW.practitioner_id);
    RETURN NEW;
END $$;
