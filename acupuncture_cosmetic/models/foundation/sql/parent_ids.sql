-- The parents of a row before and after a change; the column names the parent.
CREATE OR REPLACE FUNCTION acupuncture_parent_ids(
    before jsonb, after jsonb, parent_column text
) RETURNS bigint[] LANGUAGE sql IMMUTABLE AS $$
    SELECT ARRAY[(before ->> parent_column)::bigint, (after ->> parent_column)::bigint]
$$;
