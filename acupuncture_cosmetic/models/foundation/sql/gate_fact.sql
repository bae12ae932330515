-- Lets a change of what the gate reads conflict with starts. The arguments name the
-- column of the client, or that of a row that has one and its table. Without arguments
-- the fact counts for all clients.
CREATE OR REPLACE FUNCTION acupuncture_gate_fact() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    version jsonb;
    whose record;
BEGIN
    IF TG_NARGS = 0 THEN
        PERFORM acupuncture_gate_touch(0, 0);
        RETURN NULL;
    END IF;
    FOREACH version IN ARRAY ARRAY[to_jsonb(OLD), to_jsonb(NEW)] LOOP
        IF version IS NULL THEN CONTINUE; END IF;
        IF TG_NARGS = 1 THEN
            PERFORM acupuncture_gate_touch(
                (version ->> TG_ARGV[0])::integer,
                (version ->> 'company_id')::integer);
        ELSE
            EXECUTE format(
                'SELECT client_id, company_id FROM %I WHERE id = $1', TG_ARGV[1])
                INTO whose USING (version ->> TG_ARGV[0])::integer;
            PERFORM acupuncture_gate_touch(whose.client_id, whose.company_id);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
