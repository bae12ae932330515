-- The named columns of a row.
CREATE OR REPLACE FUNCTION acupuncture_columns_of(line jsonb, names text[])
RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_object_agg(name, line -> name) FROM unnest(names) AS name
$$;
