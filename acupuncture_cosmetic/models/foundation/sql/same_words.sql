-- Tells whether a row says the same. Of translated texts, a language may be added.
CREATE OR REPLACE FUNCTION acupuncture_same_words(before jsonb, after jsonb)
RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT NOT EXISTS (
        SELECT 1 FROM jsonb_each(before) AS old
        WHERE (after -> old.key) IS DISTINCT FROM old.value
        AND NOT (jsonb_typeof(old.value) = 'object'
            AND (after -> old.key) @> old.value)
    )
$$;
