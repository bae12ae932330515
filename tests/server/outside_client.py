"""An outside program's view of Odoo 19: JSON-2 calls with an API key."""

import json
from datetime import date, timedelta

import requests

ROLES = (
    "front_desk",
    "practitioner",
    "clinical_lead",
    "billing",
    "marketing",
    "manager",
)
_HIRE = """
import json
from odoo import Command, fields
if not env.company.chart_template:
    env["account.chart.template"].try_loading("generic_coa", env.company)
staff = dict()
for role in {roles}:
    user = env["res.users"].create(dict(
        name=f"{prefix} {{role}}",
        login=f"{prefix}_{{role}}",
        email=f"{prefix}_{{role}}@example.com",
        tz="Europe/Vienna",
        group_ids=[Command.link(env.ref(f"acupuncture_cosmetic.group_{{role}}").id)],
    ))
    key = env["res.users.apikeys"].with_user(user)._generate(
        "rpc", "outside client", fields.Datetime.add(fields.Datetime.now(), hours=12)
    )
    staff[role] = dict(uid=user.id, key=key, login=user.login)
env.cr.commit()
print(json.dumps(staff))
"""


class Refused(Exception):
    """Odoo said no; ``name`` is the class of its exception, the text is for people."""

    def __init__(self, status, name, message):
        super().__init__(message)
        self.status, self.name, self.message = status, name, message


class Outside:
    """One user's API key at work."""

    def __init__(self, url, db, key, uid):
        self.url, self.uid, self.key = url, uid, key
        self.session = requests.Session()
        self.session.headers.update(
            {"Authorization": f"bearer {key}", "X-Odoo-Database": db}
        )

    def call(self, model, method, ids=(), **arguments):
        """Return what the method returns.

        :raises Refused: with the text that a user would read
        """
        reply = self.session.post(
            f"{self.url}/json/2/{model}/{method}",
            json={"ids": list(ids), **arguments} if ids else arguments,
            timeout=60,
        )
        answer = reply.json()
        if reply.status_code != 200:
            raise Refused(reply.status_code, answer["name"], answer["message"])
        return answer

    # Verbs of the outside API, not of a model of Odoo.
    # pylint: disable=method-required-super
    def create(self, model, **values):
        """Return the id of a new record."""
        return self.call(model, "create", vals_list=[values])[0]

    def read(self, model, ids, *fields):
        """Return the values of records that exist, in the order of ``ids``."""
        return self.call(model, "read", ids, fields=list(fields))

    def find(self, model, domain, *fields):
        """Return the values of the records that match."""
        return self.call(model, "search_read", domain=domain, fields=list(fields))


def hire(clinic, prefix):
    """Return role -> an outside client of a new user of that role."""
    script = _HIRE.format(prefix=prefix, roles=ROLES)
    staff = json.loads(clinic.shell(script).strip().splitlines()[-1])
    return {
        role: Outside(clinic.url, clinic.db, one["key"], one["uid"])
        for role, one in staff.items()
    }


def furnish(staff, name, practitioners=1):
    """Return ids of practitioners, a room and a 12-session course product."""
    manager = staff["manager"]
    licence = {
        "licence_number": "L-1",
        "licence_expiry": str(date.today() + timedelta(days=700)),
        "cosmetic_certified": True,
        "tz": "Europe/Vienna",
    }
    people = [
        manager.create(
            "resource.resource",
            name=f"{name} practitioner {number}",
            acupuncture_role="practitioner",
            turnover_minutes=15,
            **licence,
            **({"user_id": staff["practitioner"].uid} if number == 1 else {}),
        )
        for number in range(1, practitioners + 1)
    ]
    room = manager.create(
        "resource.resource",
        name=f"{name} room",
        acupuncture_role="room",
        resource_type="material",
        turnover_minutes=10,
        tz="Europe/Vienna",
    )
    template = manager.create(
        "product.template",
        name=f"{name} course",
        type="service",
        service_tracking="treatment_course",
        invoice_policy="order",
        list_price=1200.0,
        taxes_id=[],
        session_count=12,
        phase_ids=[
            [0, 0, {"session_count": 8, "per_week": 2, "min_days": 2}],
            [0, 0, {"session_count": 4, "min_days": 5, "max_days": 14, "sequence": 20}],
        ],
    )
    (product,) = manager.read("product.template", [template], "product_variant_id")
    return people, room, product["product_variant_id"][0]
