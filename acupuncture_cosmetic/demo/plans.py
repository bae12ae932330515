"""Treatment plans of demo clients: one agreed, one still talked about."""

# client -> points dropped and why, and whether the client has agreed
PLANS = {
    "Mia Wolf": ({"TE23": "A bruise there after the second session"}, True),
    "Nora Neumann": ({}, False),
    "Eva Eilig": ({"CV24": "Cold sores come easily there"}, True),
}


def make_plans(env, practitioner):
    """Have the practitioner fit the protocol of each course to its client."""
    for name, (dropped, agreed) in PLANS.items():
        course = env["acupuncture.course"].search(
            [("client_id.name", "=", name)], limit=1
        )
        own = course.with_user(practitioner)
        plan = own.env["acupuncture.plan"].browse(own.action_plan()["res_id"])
        for point in plan.point_ids:
            if why := dropped.get(point.point_id.code):
                point.write({"dropped": True, "reason": why})
        if agreed:
            plan.action_agree()
