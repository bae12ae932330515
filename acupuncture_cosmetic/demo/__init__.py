"""A demo clinic around today, for a database of its own, never a real one.

Not a demo data file, because its month of sessions moves with the day it is loaded.
"""

from .catalogue import make_campaigns, make_products
from .health import tell_histories
from .consents import confirm_addresses, sign_consents
from .journeys import walk_clients
from .outcomes import rate_courses
from .people import LOGINS, make_clinic, make_practitioners, make_rooms, make_users
from .photos import take_photos
from .plans import make_plans
from .reactions import record_reactions
from .supplies import make_lots

__all__ = ["LOGINS", "load_clinic"]


def load_clinic(env):
    """Fill the database with the demo clinic, once.

    :return: whether anything was loaded; False when the clinic is there already
    """
    if env["res.users"].search_count([("login", "=", LOGINS[0][1])]):
        return False
    company = make_clinic(env)
    users = make_users(env, company)
    practitioners = make_practitioners(env, company, users)
    rooms = make_rooms(env, company)
    make_lots(env, company)
    walk_clients(
        env,
        seller=users["desk"],
        products=make_products(env),
        campaigns=make_campaigns(env),
        places=list(zip(practitioners, rooms, strict=True)),
    )
    tell_histories(env, company, users["acupuncturist"])
    sign_consents(env, company)
    confirm_addresses(env, company)
    take_photos(env, company, users["acupuncturist"])
    make_plans(env, users["acupuncturist"])
    rate_courses(env, users["acupuncturist"])
    record_reactions(env, users["acupuncturist"])
    # What fell due in the past month is worked off, as the scheduled job would have.
    env["acupuncture.followup"]._lock_due(1000)._run()
    return True
