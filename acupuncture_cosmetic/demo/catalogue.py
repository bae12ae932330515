"""What the demo clinic sells, and the campaigns that brought its clients."""

# code, protocol, name, sales description, price, terms; sessions, length and rhythm
# come from the protocol
COURSES = [
    (
        "FCA12",
        "FR12",
        "Facial rejuvenation course, 12 sessions",
        "Twelve sessions over about six weeks, two a week.",
        1440.0,
        {"validity_length": 6, "grace_days": 14},
    ),
    (
        "FCA5",
        "FCA5",
        "Five-session intensive",
        "Five sessions within three weeks.",
        690.0,
        {"validity_length": 3, "part_paid_rule": "value"},
    ),
    (
        "GLOW3",
        "GLOW3",
        "Three sessions before an occasion",
        "Three weekly sessions, the last at least a week before the day.",
        360.0,
        {"validity_length": 2, "part_paid_rule": "block"},
    ),
    (
        "NECK10",
        "NECK10",
        "Neck and jawline course, 10 sessions",
        "Ten sessions over about seven weeks: six twice a week, then four weekly.",
        1150.0,
        {"validity_length": 6, "part_paid_rule": "first_k", "part_paid_sessions": 3},
    ),
    (
        "JAW8",
        "JAW8",
        "Jaw relaxation course, 8 sessions",
        "Eight weekly sessions.",
        880.0,
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
    protocols = dict(
        env["acupuncture.protocol"]._read_group(
            [("state", "=", "active"), ("company_id", "=", False)],
            ["code"],
            ["id:recordset"],
        )
    )
    templates = env["product.template"].create(
        [
            shared | course_values(code, protocols[protocol], *rest)
            for code, protocol, *rest in COURSES
        ]
        + [
            shared
            | maintenance_values(
                protocols["MAINT"], env.ref("acupuncture_cosmetic.uom_session")
            )
        ]
    )
    return {p.default_code: p for p in templates.product_variant_ids}


def course_values(code, protocol, name, description, price, terms):
    """Return create values of a prepaid course."""
    return {
        "default_code": code,
        "name": name,
        "description_sale": description,
        "invoice_policy": "order",
        "list_price": price,
        "protocol_id": protocol.id,
        **terms,
    }


def maintenance_values(protocol, session_unit):
    """Return create values of the sessions paid one by one."""
    return {
        "default_code": "MAINT",
        "name": "Maintenance, pay as you go",
        "description_sale": "One session every four to six weeks, paid after each.",
        "invoice_policy": "delivery",
        "uom_id": session_unit.id,
        "list_price": 125.0,
        "protocol_id": protocol.id,
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
