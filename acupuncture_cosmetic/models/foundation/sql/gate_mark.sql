-- A row for each client of a clinic; that of client 0 stands for all of them.
CREATE TABLE IF NOT EXISTS acupuncture_gate_mark (
    client_id integer NOT NULL,
    company_id integer NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS acupuncture_gate_mark_once
    ON acupuncture_gate_mark (client_id, company_id);
INSERT INTO acupuncture_gate_mark VALUES (0, 0) ON CONFLICT DO NOTHING;
