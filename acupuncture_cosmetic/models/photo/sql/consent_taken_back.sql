-- Tells whether a consent was withdrawn, or a newer no came after it.
CREATE OR REPLACE FUNCTION acupuncture_consent_taken_back(given integer)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    consent record;
BEGIN
    SELECT * INTO consent FROM acupuncture_consent WHERE id = given;
    RETURN EXISTS (
        SELECT 1 FROM acupuncture_consent_withdrawal AS withdrawal
        JOIN acupuncture_consent AS taken_back
            ON taken_back.id = withdrawal.consent_id
        WHERE taken_back.id = consent.id
        OR taken_back.client_id = consent.client_id
            AND taken_back.company_id = consent.company_id
            AND taken_back.kind = consent.kind
            AND taken_back.channel IS NOT DISTINCT FROM consent.channel
            AND withdrawal.at > consent.signed_at
    ) OR EXISTS (
        SELECT 1 FROM acupuncture_consent AS newer
        WHERE newer.client_id = consent.client_id
        AND newer.company_id = consent.company_id
        AND newer.kind = consent.kind
        AND newer.channel IS NOT DISTINCT FROM consent.channel
        AND newer.decision <> 'agreed'
        AND (newer.signed_at, newer.id) > (consent.signed_at, consent.id)
    );
END $$;
