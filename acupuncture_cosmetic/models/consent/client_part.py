"""The client's page: what was signed, what may be mailed; for the desk yes or no."""

from ..foundation.client_page import client_part
from ..foundation.groups import FRONT_DESK, MARKETING, PRACTITIONER

MAILED = ("marketing", False, "email")


@client_part("consent_ready", FRONT_DESK)
def consent_ready(page):
    """Return whether all is signed that every treatment needs."""
    return not page.env["acupuncture.consent"]._missing(page.client, page.company)


@client_part("consents", PRACTITIONER)
def consents(page):
    """Return the last word on each consent."""
    signed = page.env["acupuncture.consent"].search(
        page.domain(), order="signed_at desc, id desc"
    )
    newest = {}
    for each in signed:
        newest.setdefault(each._subject(), each)
    return [
        {
            "id": each.id,
            "name": each.template_id.name,
            "status": each.status,
            "is_needed": each.template_id.required,
            "status_label": page.label(each, "status"),
            "on": page.day(page.company._clinic_date(each.signed_at)),
            "until": page.day(each.valid_until),
        }
        for each in newest.values()
    ]


@client_part("mailing", MARKETING)
def mailing(page):
    """Return whether the client agreed to news by e-mail; nothing else of consents."""
    # sudo: whether somebody may be mailed leaves, never the record
    consents = page.env["acupuncture.consent"].sudo()
    standing = consents._standings(page.client, page.company)
    return {"agreed": standing[page.client].get(MAILED) == "valid"}
