"""Who works in the demo clinic, and where."""

from dateutil.relativedelta import relativedelta

from odoo import Command, fields

TZ = "Europe/Vienna"

# role, login, password; the password is readable on purpose
LOGINS = [
    ("Clinic manager", "manager", "manager-demo"),
    ("Front desk", "desk", "desk-demo"),
    ("Acupuncturist", "acupuncturist", "acupuncturist-demo"),
    ("Clinical lead", "lead", "lead-demo"),
    ("Billing", "billing", "billing-demo"),
    ("Marketing", "marketing", "marketing-demo"),
]
GROUPS = {
    "manager": "group_manager",
    "desk": "group_front_desk",
    "acupuncturist": "group_practitioner",
    "lead": "group_clinical_lead",
    "billing": "group_billing",
    "marketing": "group_marketing",
}
NAMES = {
    "manager": "Marta Klein",
    "desk": "Dora Empfang",
    "acupuncturist": "Lin Mei",
    "lead": "Dr. Jonas Adler",
    "billing": "Bruno Kassa",
    "marketing": "Mara Winter",
}
# name, login or None, licence, months until the licence ends
PRACTITIONERS = [
    ("Lin Mei", "acupuncturist", "AC-2041", 14),
    ("Dr. Jonas Adler", "lead", "AC-1187", 30),
    ("Sofia Marin", None, "AC-3310", 1),
]
ROOMS = ["Jade Room", "Willow Room", "River Room"]


def make_clinic(env):
    """Name the company, give it hours in its own zone and a chart of accounts."""
    company = env.company
    company.write(
        {
            "name": "Quiet Needle Clinic",
            "email": "hello@example.com",
            "phone": "+43 1 555 01 23",
        }
    )
    company.partner_id.write(
        {"tz": TZ, "street": "Lindengasse 12", "zip": "1070", "city": "Vienna"}
    )
    company.partner_id.country_id = env.ref("base.at")
    company.resource_calendar_id = env["resource.calendar"].create(
        {
            # a demo shown on a Sunday has clients too
            "name": "Open every day, 8 to 18",
            "tz": TZ,
            "company_id": company.id,
            "attendance_ids": [Command.clear()]
            + [
                Command.create(
                    {
                        "name": "Open",
                        "dayofweek": str(day),
                        "hour_from": 8,
                        "hour_to": 18,
                        "day_period": "morning",
                    }
                )
                for day in range(7)
            ],
        }
    )
    if not company.chart_template:
        env["account.chart.template"].try_loading("generic_coa", company)
    euro = env.ref("base.EUR")
    euro.active = True
    company.currency_id = euro
    pricelists = env["product.pricelist"].with_context(active_test=False)
    pricelists.search([]).currency_id = euro
    return company


def make_users(env, company):
    """Return login -> user, one per role."""
    users = env["res.users"].with_context(no_reset_password=True)
    return {
        login: users.create(
            {
                "name": NAMES[login],
                "login": login,
                "password": password,
                "email": f"{login}@example.com",
                "tz": TZ,
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
                "group_ids": [
                    Command.link(env.ref(f"acupuncture_cosmetic.{GROUPS[login]}").id)
                ],
            }
        )
        for _role, login, password in LOGINS
    }


def make_practitioners(env, company, users):
    """Three licensed practitioners; one licence ends soon."""
    today = fields.Date.today()
    return env["resource.resource"].create(
        [
            {
                "name": name,
                "acu_role": "practitioner",
                "resource_type": "user",
                "user_id": users[login].id if login else False,
                "company_id": company.id,
                "calendar_id": company.resource_calendar_id.id,
                "tz": TZ,
                "licence_number": licence,
                "licence_expiry": today + relativedelta(months=months),
                "cosmetic_certified": True,
                "turnover_minutes": 10,
                "color": color,
            }
            for color, (name, login, licence, months) in enumerate(PRACTITIONERS, 1)
        ]
    )


def make_rooms(env, company):
    """Three rooms, ten minutes to make ready."""
    return env["resource.resource"].create(
        [
            {
                "name": name,
                "acu_role": "room",
                "resource_type": "material",
                "company_id": company.id,
                "calendar_id": company.resource_calendar_id.id,
                "tz": TZ,
                "turnover_minutes": 10,
                "color": color,
            }
            for color, name in enumerate(ROOMS, 4)
        ]
    )
