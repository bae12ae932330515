-- Zones whose needles do not add up: neither out, nor left in by choice, nor settled by
-- a resolved incident about exactly these numbers. What was found is counted, and what
-- stays in is marked so: such an ending settles nothing by itself.
CREATE OR REPLACE FUNCTION acupuncture_needles_odd(treatment integer)
RETURNS TABLE (zone varchar, needles_in bigint, needles_out bigint)
LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN RETURN QUERY
    SELECT tally.zone, tally.needles_in, tally.needles_out
    FROM (
        SELECT zone, sum(went_in)::bigint AS needles_in,
            sum(came_out)::bigint AS needles_out
        FROM (
            SELECT zone, 1 AS went_in, 0 AS came_out FROM acupuncture_needle
            WHERE treatment_id = treatment AND retained IS NOT TRUE
            UNION ALL
            SELECT zone, 0, counted_out FROM acupuncture_needle_count
            WHERE treatment_id = treatment
        ) AS rows
        GROUP BY zone
    ) AS tally
    WHERE tally.needles_in <> tally.needles_out AND NOT EXISTS (
        SELECT 1 FROM acupuncture_incident AS incident
        WHERE incident.treatment_id = treatment AND incident.zone = tally.zone
        AND incident.kind = 'count' AND incident.state = 'resolved'
        AND incident.outcome NOT IN ('found', 'stays')
        AND incident.needles_in = tally.needles_in
        AND incident.needles_out = tally.needles_out
    );
END $$;
