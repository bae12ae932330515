-- Tells whether an incident about what is missing in a zone ended so: it stays in.
CREATE OR REPLACE FUNCTION acupuncture_missing_stay_in(
    treatment integer, counted_zone varchar
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    expected bigint;
BEGIN
    SELECT count(*) INTO expected FROM acupuncture_needle
    WHERE treatment_id = treatment AND zone = counted_zone AND retained IS NOT TRUE;
    RETURN EXISTS (
        SELECT 1 FROM acupuncture_needle_count AS tally
        JOIN acupuncture_incident AS incident
            ON incident.treatment_id = tally.treatment_id
            AND incident.zone = tally.zone
        WHERE tally.treatment_id = treatment
        AND tally.zone = counted_zone AND tally.counted_out < expected
        AND incident.kind = 'count' AND incident.state = 'resolved'
        AND incident.outcome = 'stays'
        AND incident.needles_out = tally.counted_out
        AND incident.needles_in >= expected
    );
END $$;
