"""What two people type into one text of a record at the same time."""

STOPS = ".!?;:\n"


def addition(stored: str, seen: str, mine: str) -> str | None:
    """Return what is to be added to a stored text, or None where ``mine`` replaces it.

    :param stored: what is stored by now
    :param seen: what was stored when the form was read
    :param mine: what is typed in that form
    """
    if stored in (seen, mine, "") or _goes_on(stored, mine):
        return None
    if _goes_on(seen, mine):
        mine = mine.removeprefix(seen)
    return mine.strip()


def _goes_on(text: str, longer: str) -> bool:
    """Tell whether whole sentences were added; parts of one would change its sense."""
    added = longer.removeprefix(text)
    whole = text.rstrip(" ")[-1:] in tuple(STOPS) or added[:1] == "\n"
    return bool(text) and longer.startswith(text) and whole
