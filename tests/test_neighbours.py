"""Users without our roles do in Odoo whatever they could do without us."""

from odoo import Command
from odoo.tests import Form, tagged

from .neighbour_common import REFUSED, VERBS, NeighbourCase, Walk


@tagged("post_install", "-at_install")
class TestNeighbours(NeighbourCase):
    def test_shared_models_are_walked_field_by_field(self):
        """What the user is told of may be read, made, typed, exported and imported."""
        walked = set()
        for model in self.shared():
            for verb, right in VERBS:
                for app in self.people(model, verb, right):
                    self.walk(model, verb, app)
                    walked.add((model, verb))
        for model in self.shared():
            with self.subTest(model):
                self.assertTrue({verb for name, verb in walked if name == model})

    def people(self, model, verb, right):
        """Return who walks: the weakest and the strongest who may, and the portal."""
        if (model, verb) in REFUSED:
            return set()
        may = [
            app
            for app, user in self.outsiders.items()
            if self.env[model].with_user(user).has_access(right)
        ]
        inside = [app for app in may if app != "portal"]
        return {*inside[:1], *inside[-1:], *({"portal"} & set(may))}

    def walk(self, model, verb, app):
        user = self.outsiders[app]
        walk = Walk(self.env[model].with_user(user), lambda: self.making(model, user))
        with (
            self.subTest(f"{model}: {verb} as {app}"),
            self.env.cr.savepoint(),
        ):
            getattr(walk, verb)()
            self.env.flush_all()
        self.env.invalidate_all()

    def test_a_product_is_made_and_copied(self):
        products = self.env["product.template"].with_user(self.outsiders["sales"])
        product = products.create({"name": "Cream", "list_price": 20})
        self.assertEqual(product.copy().list_price, 20)
        with Form(products) as form:
            form.name = "Oil"
        self.product_course.product_tmpl_id.with_user(products.env.user).copy()
        loaded = products.load(["name", "list_price"], [["Soap", "5"]])
        self.assertFalse(loaded["messages"])

    def test_leads_are_merged_converted_and_assigned(self):
        self.merge_leads(self.outsiders["sales"])

    def test_a_salesperson_merges_converts_and_assigns_own_leads(self):
        self.merge_leads(self.outsiders["salesperson"])

    def merge_leads(self, sales):
        leads = self.env["crm.lead"].with_user(sales)
        one, other = leads.create(
            [
                {"name": "One", "email_from": "x@example.com", "type": "lead"},
                {"name": "Other", "email_from": "x@example.com", "type": "lead"},
            ]
        )
        consultation = self.book("2030-03-05 09:00:00", kind="consultation")
        consultation.opportunity_id = other
        merged = (one | other).merge_opportunity()
        self.assertEqual(consultation.opportunity_id.id, merged.id)
        merged.convert_opportunity(self.env["res.partner"])
        merged._handle_salesmen_assignment(user_ids=sales.ids)
        self.assertEqual(merged.type, "opportunity")
        self.assertTrue(merged.copy())
        loaded = leads.load(["name"], [["Imported"]])
        self.assertFalse(loaded["messages"])

    def test_contacts_are_merged(self):
        twin = self.client.copy()
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard = wizard.with_user(self.outsiders["admin"])
        wizard._merge((self.client | twin).ids, self.client)
        self.assertFalse(twin.exists())

    def test_contacts_are_looked_up(self):
        if "privacy.lookup.wizard" not in self.env:
            self.skipTest("privacy_lookup is not installed")
        wizard = self.env["privacy.lookup.wizard"].with_user(self.outsiders["admin"])
        wizard.create({"name": "Clara", "email": "c@example.com"}).action_lookup()

    def test_everybody_at_the_desk_sells_to_every_client(self):
        self.client.user_id = self.users["manager"]
        for role in ("front_desk", "practitioner"):
            with self.subTest(role):
                orders = self.env["sale.order"].with_user(self.users[role])
                order = orders.create(
                    {
                        "partner_id": self.client.id,
                        "order_line": [
                            Command.create({"product_id": self.product_course.id})
                        ],
                    }
                )
                order.action_confirm()
                self.assertEqual(order.course_ids.session_count, 12)
