"""A demo clinic around now, for a database of its own, never a real one.

Not a demo data file, because its month of sessions moves with the hour it is loaded.
"""

from odoo import fields

from ..engine.demo_day import DemoDay
from .catalogue import make_campaigns, make_products
from .health import tell_histories
from .consents import confirm_addresses, sign_consents
from .journeys import walk_clients
from .outcomes import rate_courses
from .people import (
    LOGINS,
    TZ,
    make_clinic,
    make_practitioners,
    make_rooms,
    make_users,
    tell_everybody,
)
from .photos import take_photos
from .plans import make_plans
from .reactions import record_reactions
from .supplies import make_lots

__all__ = ["LOGINS", "load_clinic"]


def load_clinic(env, tz=TZ):
    """Fill the database with the demo clinic, once.

    :param tz: time zone in which the clinic lies
    :return: which day and hour are shown, in one line; nothing if it is there already
    """
    if env["res.users"].search_count([("login", "=", LOGINS[0][1])]):
        return ""
    day = DemoDay(fields.Datetime.now(), tz)
    company = make_clinic(env, tz)
    users = make_users(env, company)
    practitioners = make_practitioners(env, company, users)
    rooms = make_rooms(env, company)
    make_lots(env, company)
    walk_clients(
        env,
        day,
        seller=users["desk"],
        products=make_products(env),
        campaigns=make_campaigns(env),
        places=list(zip(practitioners, rooms, strict=True)),
    )
    tell_histories(env, company, day, users["acupuncturist"])
    sign_consents(env, company, day)
    confirm_addresses(env, company)
    take_photos(env, company, day, users["acupuncturist"])
    make_plans(env, users["acupuncturist"])
    rate_courses(env, users["acupuncturist"])
    record_reactions(env, users["acupuncturist"])
    # What fell due in the past month is worked off, as the scheduled job would have.
    env["acupuncture.followup"]._lock_due(1000)._run()
    tell_everybody(env, day.words())
    return day.words()
