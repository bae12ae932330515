-- A no-op update of an open treatment record: under repeatable read a mere row lock
-- would let a signature that waited for it count by its old snapshot; a new version of
-- the row makes PostgreSQL refuse the later of both, and Odoo tries that one again.
-- Rows of one transaction touch once.
CREATE OR REPLACE FUNCTION acupuncture_treatment_touch(treatment integer)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE acupuncture_treatment SET id = id
    WHERE id = treatment AND signed_at IS NULL AND xmin <> pg_current_xact_id()::xid;
END $$;
