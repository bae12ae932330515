-- A new item comes with its techniques; a technique that is gone reaches nobody.
CREATE OR REPLACE FUNCTION acupuncture_item_technique_rule() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    link record := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
BEGIN
    IF EXISTS (
        SELECT FROM acupuncture_contraindication AS item
        JOIN acupuncture_technique AS technique
        ON technique.id = link.acupuncture_technique_id AND technique.active
        WHERE item.id = link.acupuncture_contraindication_id
        AND item.create_date < date_trunc('second', now() AT TIME ZONE 'UTC')
    ) THEN
        PERFORM acupuncture_rule_told(
            link.acupuncture_contraindication_id, NULL, 'techniques', NULL
        );
    END IF;
    RETURN NULL;
END $$;
