-- Clauses of a published form and their links: none comes, goes or changes. The first
-- argument names the column of the form; with a second one it is the clause.
CREATE OR REPLACE FUNCTION acupuncture_consent_clause_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    moving text[] := ARRAY['create_uid', 'write_uid', 'write_date'];
    parent record;
    parents bigint[] := acupuncture_parent_ids(
        to_jsonb(OLD), to_jsonb(NEW), TG_ARGV[0]);
BEGIN
    IF TG_OP = 'UPDATE' AND parents[1] = parents[2] AND acupuncture_same_words(
        to_jsonb(OLD) - moving, to_jsonb(NEW) - moving)
    THEN RETURN NEW; END IF;
    IF TG_NARGS > 1 THEN
        parents := ARRAY(
            SELECT template_id FROM acupuncture_consent_clause
            WHERE id = ANY (parents));
    END IF;
    FOR parent IN
        SELECT id, state FROM acupuncture_consent_template
        WHERE id = ANY (parents) FOR SHARE
    LOOP
        IF parent.state <> 'draft' THEN
            RAISE EXCEPTION 'consent form % was published: % refused in %',
                parent.id, TG_OP, TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END LOOP;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
