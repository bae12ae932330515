"""What PostgreSQL itself refuses about ratings and reviews, whoever asks."""

from functools import partial

from ..chart.guard import TOUCH
from ..foundation.guard import GIVEN_AFTER, GIVEN_BEFORE, SAME_WORDS, guard_table

FUNCTIONS = {
    # A rating is a value of its scale, and a fact. Nothing is added to what is signed.
    "acupuncture_outcome_guard": f"""
        DECLARE
            moving text[] := TG_ARGV || ARRAY['write_uid', 'write_date'];
            scale record;
            parent record;
        BEGIN
            IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - moving = to_jsonb(OLD) - moving
            THEN RETURN NEW; END IF;
            IF TG_OP <> 'INSERT' THEN
                RAISE EXCEPTION 'rating %: % refused', OLD.name, TG_OP
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            SELECT * INTO scale FROM acupuncture_outcome_scale
                WHERE id = NEW.scale_id FOR SHARE;
            IF NEW.value NOT BETWEEN scale.minimum AND scale.maximum
                OR mod(NEW.value::numeric - scale.minimum::numeric,
                       scale.step::numeric) <> 0
                OR (scale.is_change AND NEW.phase = 'baseline')
                OR (scale.by_area AND NEW.concern_id IS NULL)
            THEN
                RAISE EXCEPTION 'rating %: no value of scale %', NEW.name, scale.code
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            FOR parent IN
                SELECT id, signed_at FROM acupuncture_treatment
                WHERE id = NEW.treatment_id FOR SHARE
            LOOP
                IF parent.signed_at IS NOT NULL THEN
                    RAISE EXCEPTION 'rating %: its record is signed', NEW.name
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                {TOUCH}
            END LOOP;
            RETURN NEW;
        END""",
    # Words that somebody rated by: those given as arguments stay. Scale or level.
    "acupuncture_rated_guard": f"""
        DECLARE
            old_scale integer;
            new_scale integer;
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                IF acupuncture_same_words({GIVEN_BEFORE}, {GIVEN_AFTER})
                THEN RETURN NEW; END IF;
            END IF;
            IF TG_TABLE_NAME = 'acupuncture_outcome_scale' THEN
                old_scale := OLD.id;
            ELSE
                IF TG_OP <> 'INSERT' THEN old_scale := OLD.scale_id; END IF;
                IF TG_OP <> 'DELETE' THEN new_scale := NEW.scale_id; END IF;
            END IF;
            IF EXISTS (
                SELECT 1 FROM acupuncture_outcome
                WHERE scale_id IN (old_scale, new_scale)
            ) THEN
                RAISE EXCEPTION '%: somebody rated by these words', TG_TABLE_NAME
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
        END""",
    # A review that was decided stays.
    "acupuncture_review_guard": """
        BEGIN
            IF OLD.decided_at IS NULL OR (TG_OP = 'UPDATE'
                AND to_jsonb(NEW) - ARRAY['write_uid', 'write_date']
                    = to_jsonb(OLD) - ARRAY['write_uid', 'write_date'])
            THEN RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END; END IF;
            RAISE EXCEPTION 'review % is decided: % refused', OLD.name, TG_OP
                USING ERRCODE = 'integrity_constraint_violation';
        END""",
}

guard_outcome_table = partial(guard_table, FUNCTIONS)


def guard_rated_words(model, operations, words):
    """Guard the table of a scale or of its levels.

    :param words: the columns that stay
    """
    model.env.cr.execute(SAME_WORDS)
    guard_outcome_table(model, "acupuncture_rated_guard", operations, sorted(words))
