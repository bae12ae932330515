"""Who works in the demo clinic, and where."""

from dateutil.relativedelta import relativedelta

from odoo import Command

from ..engine.demo_day import CLOSED_DAYS, CLOSES, OPENS

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
# As dates and figures are written where the clinic is.
FORMATS = {
    "date_format": "%d.%m.%Y",
    "time_format": "%H:%M:%S",
    "week_start": "1",
    "decimal_point": ",",
    "thousands_sep": ".",
    "grouping": "[3,0]",
}


def make_clinic(env, tz):
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
        {"tz": tz, "street": "Lindengasse 12", "zip": "1070", "city": "Vienna"}
    )
    company.partner_id.country_id = env.ref("base.at")
    company.resource_calendar_id = env["resource.calendar"].create(
        {
            "name": f"Monday to Saturday, {OPENS.hour} to {CLOSES.hour}",
            "tz": tz,
            "company_id": company.id,
            "attendance_ids": [Command.clear()]
            + [
                Command.create(
                    {
                        "name": "Open",
                        "dayofweek": str(day),
                        "hour_from": OPENS.hour,
                        "hour_to": CLOSES.hour,
                        "day_period": "morning",
                    }
                )
                for day in range(7)
                if day not in CLOSED_DAYS
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
    env["res.lang"]._lang_get(env.lang or "en_US").write(FORMATS)
    return company


def tell_everybody(env, line):
    """Say in the channel of all which day and hour are shown."""
    env.ref("mail.channel_all_employees").message_post(
        body=line, message_type="comment", subtype_xmlid="mail.mt_comment"
    )


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
                "tz": company.acupuncture_tz,
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
    today = company._clinic_today()
    return env["resource.resource"].create(
        [
            {
                "name": name,
                "acupuncture_role": "practitioner",
                "resource_type": "user",
                "user_id": users[login].id if login else False,
                "company_id": company.id,
                "calendar_id": company.resource_calendar_id.id,
                "tz": company.acupuncture_tz,
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
                "acupuncture_role": "room",
                "resource_type": "material",
                "company_id": company.id,
                "calendar_id": company.resource_calendar_id.id,
                "tz": company.acupuncture_tz,
                "turnover_minutes": 10,
                "color": color,
            }
            for color, name in enumerate(ROOMS, 4)
        ]
    )
