"""The client's page: the light, the age, and for clinicians the history behind it."""

from dateutil.relativedelta import relativedelta

from ...engine import client_search
from ..foundation.client_finders import AT_MOST, finds_clients
from ..foundation.client_page import client_part
from ..foundation.groups import FRONT_DESK, PRACTITIONER
from .intake_states import LIVE


@client_part("light", FRONT_DESK)
def light(page):
    """Return the light with its neutral sentence."""
    client = page.client
    level, text = client.screening_light, client.screening_text
    if level == "none":
        text = page.env["acupuncture.client.alert"]._text("no_history")
    return {"level": level, "text": text}


@client_part("person", FRONT_DESK)
def person(page):
    """Return the birth date, the age, and who answers for a minor."""
    # sudo: the desk learns who somebody is, not what stands in the history
    head = page.env["acupuncture.intake"].sudo()._heads(page.client, page.company)[:1]
    birth = head.birth_date
    guardian = head if head._is_of_minor() else head.browse()
    return {
        "has_history": bool(head),
        "birth": page.day(birth),
        "age": relativedelta(page.today, birth).years if birth else None,
        "guardian": {
            "name": guardian.guardian_name or "",
            "relation": guardian.guardian_relation or "",
            "phone": guardian.guardian_phone or "",
            "email": guardian.guardian_email or "",
        }
        if guardian
        else None,
    }


@client_part("history", PRACTITIONER)
def history(page):
    """Return where the health history stands."""
    head = page.env["acupuncture.intake"]._heads(page.client, page.company)[:1]
    if not head:
        return None
    return {
        "id": head.id,
        "to_review": head.state == "submitted",
        "state": page.label(head, "state"),
        "until": page.day(head.valid_until),
        "is_over": bool(head.valid_until and head.valid_until < page.today),
    }


@finds_clients
def by_birth_date(partners, text):
    """Return who is born on that day, for the desk alone and in its own name."""
    env = partners.env
    if env.su or not env.user.has_group(FRONT_DESK):
        return ()
    if not (days := client_search.days(text)):
        return ()
    # sudo: the desk learns who somebody is, not what stands in the history
    heads = env["acupuncture.intake"].sudo()
    found = heads.search_fetch(
        [
            ("birth_date", "in", days),
            ("state", "in", LIVE),
            ("company_id", "in", env.companies.ids),
        ],
        ["client_id"],
        limit=AT_MOST,
        order="id",
    )
    return found.client_id.ids
