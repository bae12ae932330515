"""What PostgreSQL itself refuses about screening items, whoever asks."""

from ..guard import guard_table

_FUNCTION = "acupuncture_item_guard"
# How severe an item is changes with its history alone; answers are kept by its code.
_GUARD = """
    BEGIN
        IF NEW.code = OLD.code AND (NEW.severity = OLD.severity OR NEW.severity = (
            SELECT to_severity FROM acupuncture_severity_change
            WHERE item_id = NEW.id AND to_severity IS NOT NULL
            ORDER BY id DESC LIMIT 1
        )) THEN RETURN NEW; END IF;
        RAISE EXCEPTION 'screening item %: its history tells of no change', OLD.code
            USING ERRCODE = 'integrity_constraint_violation';
    END"""


def guard_items(model):
    """Guard the table of screening items."""
    guard_table({_FUNCTION: _GUARD}, model, _FUNCTION, "UPDATE")
