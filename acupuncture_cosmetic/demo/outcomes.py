"""What some demo clients' courses came to so far, and one review."""

from datetime import timedelta

from odoo import fields

# scale: before, in the middle, at the end; a change is rated later only
VALUES = {
    "MERZ": (3, 2, 2),
    "GLOGAU": (2, None, None),
    "GAIS": (None, 1, 1),
    "SATISFACTION": (4, 6, 7),
    "NRS_BOTHER": (7, 5, 4),
    "NRS_SKIN": (5, 5, 7),
    "PGI_I": (None, 3, 3),
}
PHASES = ("baseline", "mid", "end")
WORDS = {
    "baseline": "I look tired even when I am not.",
    "mid": "My forehead feels softer. The lines by the mouth are the same.",
    "end": "Glad I came. The lines are still there, they bother me less.",
}
# client: steps by which the first and the later ratings differ from the above
OTHERS = {
    "Anna Abend": (0, -1),
    "Bea Blum": (0, 1),
    "Doris Dorn": (1, 0),
    "Frida Fein": (-1, 0),
    "Greta Gruber": (1, 1),
}


def rate_courses(env, practitioner):
    """Rate before and in the middle, and at the end where there was one."""
    for client in (*OTHERS, "Mia Wolf", "Carla Fertig"):
        course = env["acupuncture.course"].search([("client_id.name", "=", client)])
        held = course.session_ids.filtered(lambda s: s.state == "done").sorted("start")
        moments = {"baseline": held[0].start - timedelta(minutes=20)}
        moments["mid"] = held[len(held) // 2].stop
        if course.state == "completed":
            moments["end"] = held[-1].stop
        for phase, moment in moments.items():
            _rate(env, course, practitioner, phase, moment)
    _review(env, course, practitioner)


def _rate(env, course, practitioner, phase, moment):
    outcomes = env["acupuncture.outcome"]
    concerns = outcomes._concerns(course.client_id, course)
    steps = OTHERS.get(course.client_id.name)
    step = steps[phase != "baseline"] if steps else 0
    for rater in ("practitioner", "client"):
        rows = [
            {
                "company_id": course.company_id.id,
                "client_id": course.client_id.id,
                "course_id": course.id,
                "scale_id": scale.id,
                "concern_id": concern.id,
                "rater": rater,
                "phase": phase,
                "measured_at": moment,
                "value": min(max(value + step, scale.minimum), scale.maximum),
            }
            for scale, concern in env["acupuncture.outcome.scale"]._offered(
                rater, phase, concerns
            )
            if scale.code in VALUES and scale.rater in (rater, "both")
            for value in [VALUES[scale.code][PHASES.index(phase)]]
            if value is not None
        ]
        if rater == "practitioner":
            outcomes.with_user(practitioner).create(rows)
        else:
            if not steps:
                rows[0]["note"] = WORDS[phase]
            outcomes._sealed_create(
                [{**row, "source": "form", "user_id": False} for row in rows]
            )


def _review(env, course, practitioner):
    """The review in the middle of the finished course, decided then."""
    held = course.session_ids.filtered(lambda s: s.state == "done").sorted("start")
    middle = held[len(held) // 2]
    review = env["acupuncture.review"].with_user(practitioner)
    review = review.create(
        {
            "course_id": course.id,
            "session_id": middle.id,
            "note": "She sees a softer forehead, I see one grade less. We go on.",
        }
    )
    review._sealed_write(
        {
            "decision": "continue",
            "decided_at": fields.Datetime.to_string(middle.stop),
            "user_id": practitioner.id,
        }
    )
    review._decided()
