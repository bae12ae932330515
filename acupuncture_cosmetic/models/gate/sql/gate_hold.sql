-- Takes hold of all that the gate of a session reads, in the one order of locks: what
-- counts for all, the client, the course, the practitioner.
CREATE OR REPLACE FUNCTION acupuncture_gate_hold(
    client integer, company integer, course integer, practitioner integer
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM acupuncture_gate_mark
        WHERE client_id = 0 AND company_id = 0 FOR SHARE;
    PERFORM acupuncture_gate_touch(client, company);
    UPDATE acupuncture_course SET id = id
        WHERE id = course AND xmin <> pg_current_xact_id()::xid;
    PERFORM 1 FROM resource_resource WHERE id = practitioner FOR SHARE;
END $$;
