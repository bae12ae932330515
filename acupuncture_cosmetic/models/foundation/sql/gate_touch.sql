-- Writes the row of a client in acupuncture_gate_mark. Rows of one transaction touch
-- once.
CREATE OR REPLACE FUNCTION acupuncture_gate_touch(client integer, company integer)
RETURNS void LANGUAGE sql AS $$
    INSERT INTO acupuncture_gate_mark AS mark VALUES (client, company)
    ON CONFLICT (client_id, company_id) DO UPDATE SET client_id = client
    WHERE mark.xmin <> pg_current_xact_id()::xid
$$;
