-- What was signed stays, but for the chain and the hash of the PDF, filled once. A
-- merge of contacts moves the client, which leaves merged_at behind.
CREATE OR REPLACE FUNCTION acupuncture_evidence_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    filled_once text[] :=
        ARRAY['chain_no', 'chain_previous', 'chain_hash', 'pdf_hash'];
    moving text[] := ARRAY['client_id', 'merged_at'];
    before jsonb := to_jsonb(OLD);
    after jsonb := to_jsonb(NEW);
    name text;
    wrong boolean := TG_OP = 'DELETE';
BEGIN
    IF TG_OP = 'UPDATE' THEN
        wrong := before - filled_once - moving
            IS DISTINCT FROM after - filled_once - moving;
        FOREACH name IN ARRAY filled_once LOOP
            wrong := wrong OR (before ->> name IS NOT NULL
                AND before -> name IS DISTINCT FROM after -> name);
        END LOOP;
        IF before -> 'client_id' IS DISTINCT FROM after -> 'client_id' THEN
            NEW.merged_at := now() AT TIME ZONE 'UTC';
        ELSE
            wrong := wrong OR before -> 'merged_at'
                IS DISTINCT FROM after -> 'merged_at';
        END IF;
    END IF;
    IF wrong THEN
        RAISE EXCEPTION '% keeps what was signed: % refused', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
