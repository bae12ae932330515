"""What the demo clinic sells, and the campaigns that brought its clients."""

from odoo import Command

PER_WEEK = {
    "twice": {"per_week": 2, "min_days": 2, "max_days": 5},
    "weekly": {"per_week": 1, "min_days": 5, "max_days": 10},
}

# code, name, sales description, price, minutes, phases (sessions, rhythm), terms
COURSES = [
    (
        "FCA12",
        "Facial rejuvenation course, 12 sessions",
        "Twelve sessions over about six weeks, two a week.",
        1440.0,
        80,
        [(12, "twice")],
        {"validity_length": 6, "grace_days": 14},
    ),
    (
        "FCA5",
        "Five-session intensive",
        "Five sessions within three weeks.",
        690.0,
        65,
        [(5, "twice")],
        {"validity_length": 3, "part_paid_rule": "value"},
    ),
    (
        "GLOW3",
        "Three sessions before an occasion",
        "Three weekly sessions, the last at least a week before the day.",
        360.0,
        60,
        [(3, "weekly")],
        {"validity_length": 2, "part_paid_rule": "block"},
    ),
    (
        "NECK10",
        "Neck and jawline course, 10 sessions",
        "Ten sessions over about seven weeks: six twice a week, then four weekly.",
        1150.0,
        70,
        [(6, "twice"), (4, "weekly")],
        {"validity_length": 6, "part_paid_rule": "first_k", "part_paid_sessions": 3},
    ),
    (
        "JAW8",
        "Jaw relaxation course, 8 sessions",
        "Eight weekly sessions.",
        880.0,
        65,
        [(8, "weekly")],
        {"validity_basis": "first_session", "validity_length": 4},
    ),
]


def make_products(env):
    """Return code -> product: five prepaid courses, and maintenance as you go."""
    shared = {
        "type": "service",
        "service_tracking": "treatment_course",
        "purchase_ok": False,
        "refund_policy_id": env.ref("acupuncture_cosmetic.refund_policy_pro_rata").id,
    }
    templates = env["product.template"].create(
        [shared | course_values(*course) for course in COURSES]
        + [shared | maintenance_values(env.ref("acupuncture_cosmetic.uom_session"))]
    )
    products = {p.default_code: p for p in templates.product_variant_ids}
    products["NECK10"].technique_ids = env["acupuncture.technique"].search(
        [("code", "in", ("needling", "topical"))]
    )
    return products


def course_values(code, name, description, price, minutes, phases, terms):
    """Return create values of a prepaid course."""
    return {
        "default_code": code,
        "name": name,
        "description_sale": description,
        "invoice_policy": "order",
        "list_price": price,
        "session_count": sum(count for count, _rhythm in phases),
        "session_minutes": minutes,
        "phase_ids": [
            Command.create(
                {"sequence": 10 * no, "session_count": count, **PER_WEEK[rhythm]}
            )
            for no, (count, rhythm) in enumerate(phases, 1)
        ],
        **terms,
    }


def maintenance_values(session_unit):
    """Return create values of the sessions paid one by one."""
    return {
        "default_code": "MAINT",
        "name": "Maintenance, pay as you go",
        "description_sale": "One session every four to six weeks, paid after each.",
        "invoice_policy": "delivery",
        "uom_id": session_unit.id,
        "list_price": 125.0,
        "session_minutes": 70,
        "validity_length": 12,
        "late_cancel_policy": "fee",
        "late_cancel_fee": 40.0,
    }


def make_campaigns(env):
    """Two campaigns, each with the channel it ran on."""
    return [
        {
            "campaign_id": env["utm.campaign"].create({"name": name}).id,
            "source_id": env["utm.source"].create({"name": source}).id,
            "medium_id": env.ref(medium).id,
        }
        for name, source, medium in (
            ("Autumn open evening", "Invitation card", "utm.utm_medium_direct"),
            ("Winter skin newsletter", "Clinic newsletter", "utm.utm_medium_email"),
        )
    ]
