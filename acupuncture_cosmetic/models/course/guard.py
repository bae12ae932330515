"""What PostgreSQL itself refuses about courses that were sold, whoever asks."""

from functools import partial

from ..foundation.guard import GIVEN_AFTER, GIVEN_BEFORE, guard_table

FUNCTIONS = {
    # Law 8: with its credits granted a course keeps the terms given as arguments. It
    # may follow a later revision of its protocol.
    "acupuncture_course_guard": f"""
        BEGIN
            IF {GIVEN_BEFORE} = {GIVEN_AFTER} AND (
                NEW.protocol_id IS NOT DISTINCT FROM OLD.protocol_id
                OR EXISTS (
                    SELECT 1 FROM acupuncture_protocol AS before
                    JOIN acupuncture_protocol AS after ON after.code = before.code
                        AND after.revision > before.revision
                    WHERE before.id = OLD.protocol_id AND after.id = NEW.protocol_id
                )
            ) OR NOT EXISTS (
                SELECT 1 FROM acupuncture_credit WHERE course_id = OLD.id
            ) THEN RETURN NEW; END IF;
            RAISE EXCEPTION 'course % is sold: its terms stay', OLD.name
                USING ERRCODE = 'integrity_constraint_violation';
        END""",
}

guard_course_table = partial(guard_table, FUNCTIONS)
