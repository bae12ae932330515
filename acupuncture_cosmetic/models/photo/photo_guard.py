"""What PostgreSQL itself refuses about photos and their use, whoever asks."""

from functools import partial

from ..foundation.guard import guard_table

# A signature as PostgreSQL can judge it: of this client and clinic, agreed, not taken
# back, no newer no, in force on the day, which is another one in other parts of the
# world, and not that of a parent whose child is of age. Form versions, findings and the
# clinic's own day are the model's.
_CONSENT = """
            SELECT * INTO consent FROM acupuncture_consent
            WHERE id = NEW.consent_id FOR SHARE;
            IF NOT FOUND OR consent.decision <> 'agreed'
                OR consent.company_id <> NEW.company_id
                OR consent.client_id <> client
                OR day < consent.signed_at::date - 1
                OR day > consent.valid_until + 1
                OR EXISTS (
                    SELECT 1 FROM acupuncture_consent_withdrawal AS withdrawal
                    JOIN acupuncture_consent AS taken_back
                        ON taken_back.id = withdrawal.consent_id
                    WHERE taken_back.id = consent.id
                    OR taken_back.client_id = consent.client_id
                        AND taken_back.company_id = consent.company_id
                        AND taken_back.kind = consent.kind
                        AND taken_back.channel IS NOT DISTINCT FROM consent.channel
                        AND withdrawal.at > consent.signed_at
                )
                OR EXISTS (
                    SELECT 1 FROM acupuncture_consent AS newer
                    WHERE newer.client_id = consent.client_id
                    AND newer.company_id = consent.company_id
                    AND newer.kind = consent.kind
                    AND newer.channel IS NOT DISTINCT FROM consent.channel
                    AND newer.decision <> 'agreed'
                    AND (newer.signed_at, newer.id) > (consent.signed_at, consent.id)
                )
                OR consent.signer_role = 'guardian' AND EXISTS (
                    SELECT 1 FROM acupuncture_intake AS history
                    WHERE history.client_id = consent.client_id
                    AND history.company_id = consent.company_id
                    AND history.state IN ('submitted', 'reviewed')
                    AND consent.signed_at < history.birth_date + interval '18 years'
                    AND day > (history.birth_date + interval '18 years')::date + 1
                )
            THEN
                RAISE EXCEPTION '%: no live consent', TG_TABLE_NAME
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;
"""

FUNCTIONS = {
    # A photo is taken under a live consent to the record; then only the columns given
    # as arguments move. A merge of contacts moves the client, see the trigger below.
    "acupuncture_photo_guard": f"""
        DECLARE
            moving text[] := TG_ARGV || ARRAY['client_id', 'write_uid', 'write_date'];
            consent record;
            client integer := CASE WHEN TG_OP = 'INSERT' THEN NEW.client_id END;
            day date := CASE WHEN TG_OP = 'INSERT' THEN NEW.taken_at::date END;
        BEGIN
            IF TG_OP = 'INSERT' THEN
                {_CONSENT}
                IF consent.kind = 'photo_record' AND NEW.taken_at >= consent.signed_at
                    AND length(NEW.sha256) = 64
                THEN RETURN NEW; END IF;
            ELSIF TG_OP = 'UPDATE' AND to_jsonb(NEW) - moving = to_jsonb(OLD) - moving
            THEN RETURN NEW; END IF;
            RAISE EXCEPTION 'photo %: % refused',
                CASE TG_OP WHEN 'INSERT' THEN NEW.name ELSE OLD.name END, TG_OP
                USING ERRCODE = 'integrity_constraint_violation';
        END""",
    # A use needs a consent of its own channel; it ends once, and is taken down once.
    # The consent is touched, so that a withdrawal at the same moment does not miss it.
    "acupuncture_photo_use_guard": f"""
        DECLARE
            ending text[] := ARRAY['unpublished_on', 'unpublished_by_id', 'reason'];
            taking text[] := ARRAY['taken_down_on', 'taken_down_by_id'];
            moving text[] := ARRAY['write_uid', 'write_date'];
            consent record;
            client integer;
            day date := CASE WHEN TG_OP = 'INSERT' THEN NEW.published_on END;
        BEGIN
            IF TG_OP = 'INSERT' THEN
                SELECT client_id INTO client FROM acupuncture_photo
                WHERE id = NEW.photo_id AND unusable IS NOT TRUE;
                {_CONSENT}
                IF client IS NOT NULL AND NEW.unpublished_on IS NULL
                    AND NEW.taken_down_on IS NULL
                    AND (consent.kind = 'photo_publicity'
                            AND consent.channel = NEW.channel
                        OR consent.kind = 'photo_teaching' AND NEW.channel = 'teaching')
                THEN
                    UPDATE acupuncture_consent SET id = id WHERE id = NEW.consent_id;
                    RETURN NEW;
                END IF;
            ELSIF TG_OP = 'UPDATE' THEN
                IF OLD.unpublished_on IS NULL THEN moving := moving || ending; END IF;
                IF OLD.taken_down_on IS NULL THEN moving := moving || taking; END IF;
                IF to_jsonb(NEW) - moving = to_jsonb(OLD) - moving
                    AND (NEW.taken_down_on IS NULL OR NEW.unpublished_on IS NOT NULL)
                THEN RETURN NEW; END IF;
            END IF;
            RAISE EXCEPTION 'use of a photo: % refused', TG_OP
                USING ERRCODE = 'integrity_constraint_violation';
        END""",
}

guard_photo_table = partial(guard_table, FUNCTIONS)

# Under repeatable read a photo or a use that is being made must not count by a snapshot
# from before the withdrawal: a new version of the consent's row makes PostgreSQL refuse
# the later of both, and Odoo tries that one again.
WITHDRAWAL_TOUCH = """
    CREATE OR REPLACE FUNCTION acupuncture_consent_touch() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE acupuncture_consent SET id = id WHERE id = NEW.consent_id;
        RETURN NEW;
    END $$;
    CREATE OR REPLACE TRIGGER acupuncture_consent_touch
    BEFORE INSERT ON acupuncture_consent_withdrawal
    FOR EACH ROW EXECUTE FUNCTION acupuncture_consent_touch();
"""

# A merge moves photo and consent in one transaction; nothing else moves a photo to
# another person.
SAME_CLIENT = """
    CREATE OR REPLACE FUNCTION acupuncture_photo_same_client() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (
            SELECT 1 FROM acupuncture_photo AS photo
            JOIN acupuncture_consent AS consent ON consent.id = photo.consent_id
            WHERE photo.id = NEW.id AND photo.client_id <> consent.client_id
        ) THEN
            RAISE EXCEPTION 'photo %: its consent is of another client', NEW.name
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL;
    END $$;
    DROP TRIGGER IF EXISTS acupuncture_photo_same_client ON acupuncture_photo;
    CREATE CONSTRAINT TRIGGER acupuncture_photo_same_client
    AFTER UPDATE OF client_id ON acupuncture_photo
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION acupuncture_photo_same_client();
"""
