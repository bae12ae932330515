-- Files of sealed records neither come, nor go, nor change: which these are,
-- acupuncture_files_sealed tells. A row whose storage alone changes, or the text index,
-- is the same file.
CREATE OR REPLACE FUNCTION acupuncture_files_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    wrong boolean := FALSE;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.name, NEW.res_model, NEW.res_id, NEW.res_field, NEW.checksum,
            NEW.mimetype, NEW.type, NEW.url, NEW.description, NEW.public,
            NEW.access_token)
            IS NOT DISTINCT FROM
            (OLD.name, OLD.res_model, OLD.res_id, OLD.res_field, OLD.checksum,
            OLD.mimetype, OLD.type, OLD.url, OLD.description, OLD.public,
            OLD.access_token)
            -- the store names a file by its checksum
            AND (NEW.store_fname IS NULL
                OR NEW.store_fname = OLD.store_fname
                OR NEW.store_fname
                    = concat(left(NEW.checksum, 2), '/', NEW.checksum))
        THEN RETURN NEW; END IF;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        IF starts_with(OLD.res_model, 'acupuncture.') THEN
            wrong := acupuncture_files_sealed(
                OLD.res_model, OLD.res_id, FALSE, OLD.res_field IS NOT NULL);
        END IF;
    END IF;
    IF TG_OP <> 'DELETE' AND NOT wrong THEN
        IF starts_with(NEW.res_model, 'acupuncture.') THEN
            wrong := acupuncture_files_sealed(
                NEW.res_model, NEW.res_id, TRUE, NEW.res_field IS NOT NULL);
        END IF;
    END IF;
    IF wrong THEN
        RAISE EXCEPTION USING
            MESSAGE = concat('files of sealed records: ', TG_OP, ' refused'),
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
