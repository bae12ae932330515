"""What the demo clients signed, and what one of them took back."""

from collections import namedtuple
from datetime import time

from .ready import signature

NEEDED = (("treatment", False), ("data", False))
# signed: days ago; choices: (kind, channel) -> decision; withdrawn: kind, channel and
# the reason
Signature = namedtuple(
    "Signature", "client signed choices withdrawn", defaults=({}, None)
)
SIGNATURES = [
    Signature(
        "Mia Wolf",
        22,
        {
            ("photo_record", False): "agreed",
            ("photo_publicity", "website"): "agreed",
            ("marketing", "email"): "declined",
        },
        ("photo_publicity", "website", "I would rather not be found by colleagues."),
    ),
    Signature("Helen Hold", 26, {("photo_record", False): "declined"}),
    Signature("Carla Fertig", 25, {("marketing", "email"): "agreed"}),
    Signature("Eva Eilig", 21, {("photo_record", False): "agreed"}),
    Signature(
        "Lara Lang",
        127,
        {("marketing", "email"): "agreed", ("photo_teaching", False): "declined"},
    ),
    *(
        Signature(client, 11, {("photo_record", False): "agreed"})
        for client in (
            "Anna Abend",
            "Bea Blum",
            "Doris Dorn",
            "Frida Fein",
            "Greta Gruber",
        )
    ),
]


def sign_consents(env, company, day):
    """Have the clients sign, dated back to the eve of their first session."""
    consents = env["acupuncture.consent"]
    for told in SIGNATURES:
        client = env["res.partner"].search([("name", "=", told.client)], limit=1)
        signed = sign(env, company, day, client, told)
        consents += signed
        if told.withdrawn:
            kind, channel, why = told.withdrawn
            signed.filtered(
                lambda each, subject=(kind, channel): (
                    (each.kind, each.channel) == subject
                )
            )._withdraw(why, "client")
    consents._hook_on(company)
    consents.withdrawal_ids._hook_on(company)


def confirm_addresses(env, company):
    """Count the addresses of all who told and signed as their own."""
    consents = env["acupuncture.consent"].search([("company_id", "=", company.id)])
    env["acupuncture.form.link"]._count_as_known(consents.client_id, company)


def sign(env, company, day, client, told):
    """Return the consents of one client, signed some days ago."""
    consents = env["acupuncture.consent"]
    signed_at = day.before(told.signed, time(18))
    evidence = consents._prepare_signer(
        client,
        company,
        {
            "name": client.name,
            "signature": signature(client.name),
            "ip": "192.0.2.10",
            "user_agent": "Phone of the client",
        },
    )
    course = env["acupuncture.course"].search([("client_id", "=", client.id)], limit=1)
    techniques = course._planned_techniques() if course else ()
    decisions = {**dict.fromkeys(NEEDED, "agreed"), **told.choices}
    values = []
    for (kind, channel), decision in decisions.items():
        form = env["acupuncture.consent.template"]._current(
            company, kind, channel=channel
        )
        document = form._document(client, company, techniques=techniques, course=course)
        given = {
            "document": document,
            "decision": decision,
            "answers": {
                tick["key"]: decision == "agreed" for tick in document["ticks"]
            },
        }
        until = (
            form._valid_until(company._clinic_date(signed_at))
            if decision == "agreed"
            else False
        )
        values.append(
            evidence
            | consents._prepare_answer(client, company, given)
            | {"signed_at": signed_at, "valid_until": until}
        )
    return consents._keep(values)
