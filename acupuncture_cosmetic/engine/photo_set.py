"""Which pictures belong to a set, and at which time of a course one is taken."""

ANGLES = ("front", "left_45", "right_45", "left_90", "right_90", "neck")
# The order of the camera: the client turns once from left to right.
SET = (
    ("front", "neutral"),
    ("front", "smile"),
    ("left_45", "neutral"),
    ("left_90", "neutral"),
    ("right_45", "neutral"),
    ("right_90", "neutral"),
    ("neck", "neutral"),
)


def phase(session_no: int, held: int, total: int) -> str:
    """Return the time of a course at which a picture is taken.

    :param session_no: number of the session it is taken in; 0 outside of a session
    :param held: sessions that were held before
    :param total: sessions of the course; 0 without a course
    """
    if not total:
        return "baseline"
    if session_no:
        if session_no == 1:
            return "baseline"
        return "mid" if session_no < total else "end"
    if not held:
        return "baseline"
    return "mid" if held < total else "follow_up"
