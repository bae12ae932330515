-- Translated columns hold one term a language: only the term of the source is compared.
CREATE OR REPLACE FUNCTION acupuncture_source_terms(line jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_object_agg(key, coalesce(value -> 'en_US', value)), '{}')
    FROM jsonb_each(line)
$$;
