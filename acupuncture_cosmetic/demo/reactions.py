"""What some demo clients did not take well: gone, going on, told of days later."""

from collections import namedtuple
from datetime import timedelta

# nth: which of the client's signed charts, the last is -1; hours: after the session;
# gone: days until it was gone, None while it goes on
Told = namedtuple(
    "Told", "client nth kind point side hours gone description action causality"
)

REACTIONS = [
    Told(
        "Mia Wolf", 0, "bruise", "ST7", "left", 0, 6,
        "Pea-sized, in front of the ear.", "Pressed for two minutes.", "certain",
    ),
    Told(
        "Mia Wolf", -1, "bruise", "ST2", "right", 0, None,
        "One cm, below the eye.", "Cooled; arnica gel.", "certain",
    ),
    Told(
        "Carla Fertig", 0, "faint", None, None, 0, 0,
        "Pale and dizzy on sitting up.", "Lay down, legs up, sweet tea.", "probable",
    ),
    Told(
        "Eva Eilig", 1, "haematoma", "ST5", "left", 20, None,
        "Called the day after: blue along the jaw, three cm.",
        "Asked for a photo; told what to look for.", "probable",
    ),
    Told(
        "Helen Hold", 0, "headache", None, None, 4, 1,
        "Dull, until the next morning.", "Told to drink and rest.", "possible",
    ),
]  # fmt: skip


def record_reactions(env, practitioner):
    """Record the reactions in charts that are signed by now, with what came of them."""
    reactions = env["acupuncture.reaction"].with_user(practitioner)
    for told in REACTIONS:
        charts = env["acupuncture.treatment"].search(
            [("client_id.name", "=", told.client), ("state", "=", "signed")],
            order="id",
        )
        if not charts:
            continue
        chart = charts[told.nth]
        point = told.point and env.ref(f"acupuncture_cosmetic.point_{told.point}")
        onset = chart.session_id.stop + timedelta(hours=told.hours)
        reaction = reactions._sealed_create(
            [
                {
                    "treatment_id": chart.id,
                    "kind": told.kind,
                    "severity": "moderate" if told.kind == "haematoma" else "mild",
                    "ctcae_grade": "1",
                    "causality": told.causality,
                    "onset_at": onset,
                    "recorded_at": onset,
                    "description": told.description,
                    "action_taken": told.action,
                    **(place(point, told.side) if point else {}),
                }
            ]
        )
        if told.gone is not None:
            begun = reaction.company_id._clinic_date(onset)
            reaction.resolved_on = begun + timedelta(days=told.gone)


def place(point, side):
    """Return where a point lies on the front of the face, a little beside the dot."""
    position = point.position_ids.filtered(
        lambda one: one.map == "face_front" and one.side == side
    )[:1]
    return {
        "point_id": point.id,
        "side": side,
        "map": position.map,
        "x": position.x + 8,
        "y": position.y + 6,
    }
