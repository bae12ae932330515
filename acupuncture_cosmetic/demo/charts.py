"""What was done in the sessions of the past month: needles, times, a few words."""

from datetime import timedelta

from odoo import Command

from .ready import count_out, open_chart

# code: depth in mm, of a needle of the face or of the body
FACE = {
    "GV24": 3,
    "GB14": 3,
    "BL2": 3,
    "ST3": 5,
    "LI20": 4,
    "SI18": 5,
    "ST4": 4,
    "ST6": 5,
    "CV24": 3,
}
BODY = {"GV20": 5, "LI4": 12, "ST36": 20, "SP6": 15, "LR3": 12}
SMALL = {"gauge_mm": 0.16, "length_mm": 15}
LARGE = {"gauge_mm": 0.20, "length_mm": 30}
WORDS = (
    ("Slept well, face feels rested", "Skin calm, jaw less tense", "Keep the plan"),
    (
        "A little redness last time, gone by evening",
        "Fine lines softer",
        "Shorter ones at the brow",
    ),
    ("Busy week, tense jaw", "Masseter firm on the right", "Add a needle at the jaw"),
)


def treat(session):
    """Return the signed record of a session that took place."""
    chart = open_chart(session)
    if not chart.needle_ids:
        chart.needle_ids = place_needles(session.env)
    needles_in = session.start + timedelta(minutes=15)
    subjective, objective, next_plan = WORDS[session.id % len(WORDS)]
    chart.write(
        {
            "subjective": subjective,
            "objective": objective,
            "assessment": "On the way",
            "next_plan": next_plan,
            "tongue_body": "pale_red",
            "tongue_coat": "thin_white",
            "pulse_quality": "even",
            "aftercare_given": True,
            "needles_in_at": needles_in,
            "removal_at": needles_in + timedelta(minutes=25),
            "retention_minutes": 25,
        }
    )
    count_out(chart)
    chart._sign(at=session.stop)
    return chart


def place_needles(env):
    """Return the commands that place the usual needles."""
    points = env["acupuncture.point"].search([("code", "in", [*FACE, *BODY])])
    rows = []
    for point in points:
        on_face = point.code in FACE
        depth = FACE[point.code] if on_face else BODY[point.code]
        sides = ("mid",) if point.laterality == "midline" else ("left", "right")
        rows += [
            {
                "point_id": point.id,
                "side": side,
                "depth_mm": depth,
                "angle": point.angle,
                "response": "none" if on_face else "de_qi",
                **(SMALL if on_face else LARGE),
            }
            for side in sides
        ]
    return [
        Command.create({**row, "sequence": 10 + place})
        for place, row in enumerate(rows)
    ]
