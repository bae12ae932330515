"""Lots of the demo clinic: in use, in stock, about to expire, expired."""

from datetime import timedelta

# supply, lot, days until it expires, opened days ago
LOTS = [
    ("supply_needle_012_7", "24A0117", 400, 20),
    ("supply_needle_012_13", "24B0562", 430, 25),
    ("supply_needle_014_15", "24C0388", 520, 12),
    ("supply_needle_016_15", "24F0193", 610, 30),
    ("supply_needle_016_15", "25B0402", 900, None),
    ("supply_needle_016_30", "24F0211", 610, 30),
    ("supply_needle_018_25", "23K0871", 35, 60),
    ("supply_needle_018_30", "24G0305", 560, 16),
    ("supply_needle_020_30", "24D0654", 480, 9),
    ("supply_needle_025_40", "22H0039", -12, 200),
    ("supply_alcohol_swab", "AS-7741", 300, 3),
    ("supply_serum_hyaluronic", "HY-0925", 500, 40),
    ("supply_oil_almond", "AL-0412", 300, 90),
    ("supply_sunscreen", "SUN-118", 450, 5),
]


def make_lots(env, company):
    """Register the lots, as the desk does when they are delivered."""
    today = company._clinic_today()
    env["acupuncture.supply.lot"].create(
        [
            {
                "company_id": company.id,
                "supply_id": env.ref(f"acupuncture_cosmetic.{supply}").id,
                "name": name,
                "expiry": today + timedelta(days=days),
                "opened_on": opened and today - timedelta(days=opened),
                "received_on": today - timedelta(days=(opened or 0) + 14),
            }
            for supply, name, days, opened in LOTS
        ]
    )
