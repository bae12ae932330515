"""A small clinic for one measurement; it is rolled back with it."""

from datetime import datetime, timedelta

from odoo import Command, fields

PHASES = (
    {"session_count": 8, "per_week": 2, "min_days": 2},
    {"session_count": 4, "min_days": 5, "max_days": 14, "sequence": 20},
)


class BenchClinic:
    """Products, people and a room, made without mails or tracking."""

    def __init__(self, env):
        self.env = env(context={**env.context, "tracking_disable": True})
        self.client = self.env["res.partner"].create({"name": "Bench client"})
        self.service = self._product("Bench service")
        self.course = self._product(
            "Bench course",
            service_tracking="treatment_course",
            session_count=12,
            phase_ids=[Command.create(phase) for phase in PHASES],
        )
        self.manager, self.front_desk, self.practitioner_user, self.lead = map(
            self._user, ("manager", "front_desk", "practitioner", "clinical_lead")
        )
        self.practitioner = self._resource(
            "Bench practitioner",
            acupuncture_role="practitioner",
            user_id=self.practitioner_user.id,
            licence_number="L-1",
            cosmetic_certified=True,
        )
        self.room = self._resource(
            "Bench room", acupuncture_role="room", resource_type="material"
        )

    def _user(self, role):
        group = self.env.ref(f"acupuncture_cosmetic.group_{role}")
        values = {"name": role, "login": f"bench_{role}", "tz": "Europe/Vienna"}
        return self.env["res.users"].create(
            {**values, "group_ids": [Command.link(group.id)]}
        )

    def _resource(self, name, **values):
        return self.env["resource.resource"].create(
            {"name": name, "tz": "Europe/Vienna", **values}
        )

    def orders(self, product, count, env):
        """Return quotations of one unit each, made in ``env``."""
        line = Command.create({"product_id": product.id})
        values = {"partner_id": self.client.id, "order_line": [line]}
        return env["sale.order"].create([values] * count)

    def mornings(self, count):
        """Return ``count`` Mondays from next week on, nine o'clock UTC."""
        today = fields.Date.today()
        monday = today + timedelta(days=7 - today.weekday())
        first = datetime.combine(monday, datetime.min.time()) + timedelta(hours=9)
        return [first + timedelta(weeks=week) for week in range(count)]

    def _product(self, name, **values):
        template = self.env["product.template"].create(
            {
                "name": name,
                "type": "service",
                "invoice_policy": "order",
                "list_price": 1200.0,
                "taxes_id": False,
                **values,
            }
        )
        return template.product_variant_id
