-- Refuses without a live consent, as PostgreSQL can judge it: of this client and
-- clinic, agreed, not taken back, no newer no, in force on the day, which is another
-- one in other parts of the world, and not that of a parent whose child is of age. Form
-- versions, findings and the clinic's own day are the model's.
CREATE OR REPLACE FUNCTION acupuncture_require_consent(
    given integer, client integer, company integer, day date, what text
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    consent record;
BEGIN
    SELECT * INTO consent FROM acupuncture_consent WHERE id = given FOR SHARE;
    IF NOT FOUND OR consent.decision <> 'agreed'
        OR consent.company_id <> company
        OR consent.client_id <> client
        OR day < consent.signed_at::date - 1
        OR day > consent.valid_until + 1
        OR acupuncture_consent_taken_back(given)
        OR consent.signer_role = 'guardian' AND EXISTS (
            SELECT 1 FROM acupuncture_intake AS history
            WHERE history.client_id = consent.client_id
            AND history.company_id = consent.company_id
            AND history.state IN ('submitted', 'reviewed')
            AND consent.signed_at < history.birth_date + interval '18 years'
            AND day > (history.birth_date + interval '18 years')::date + 1
        )
    THEN
        RAISE EXCEPTION '%: no live consent', what
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
END $$;
