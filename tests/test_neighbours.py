"""Users without our roles do in Odoo whatever they could do without us."""

from odoo import Command
from odoo.tests import Form, new_test_user, tagged

from .common import ClinicCase

APPS = {
    "sales": "sales_team.group_sale_manager,product.group_product_manager,"
    "base.group_partner_manager",
    "billing": "account.group_account_manager,base.group_partner_manager",
    "mailing": "mass_mailing.group_mass_mailing_user,base.group_partner_manager",
    "admin": "base.group_system,base.group_partner_manager,"
    "base.group_allow_export,sales_team.group_sale_manager,"
    "account.group_account_manager,product.group_product_manager",
}


@tagged("post_install", "-at_install")
class TestNeighbours(ClinicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.outsiders = {
            app: new_test_user(cls.env, f"out_{app}", groups=groups)
            for app, groups in APPS.items()
        }
        cls.course = cls.sell_course()
        cls.book("2027-03-08 09:00:00", course_id=cls.course.id)

    def ours(self):
        """Yield the models of others to which we added fields, with these fields."""
        for name, model in sorted(self.env.registry.items()):
            if name.startswith("acupuncture.") or model._abstract:
                continue
            added = [
                field
                for field in model._fields.values()
                if field._module == "acupuncture_cosmetic"
            ]
            if added:
                yield name, added

    def outside(self, model, operation="read"):
        """Yield that model as each outsider who may use it."""
        for app, user in self.outsiders.items():
            records = self.env[model].with_user(user)
            if records.has_access(operation):
                yield app, records

    def test_shared_models_are_walked_field_by_field(self):
        """What the user is told of may be read, made, typed and exported."""
        found = 0
        for name, added in self.ours():
            for app, records in self.outside(name):
                names = [f.name for f in added if f.name in records.fields_get()]
                if not names:
                    continue
                spec = {each: {"fields": {"display_name": {}}} for each in names}
                found += 1
                with self.subTest(model=name, app=app):
                    records.default_get(names)
                    some = records.search([], limit=3)
                    some.web_read(spec)
                    if records.has_access("write"):
                        some[:1].onchange({}, [], spec)
                    if not records._transient:
                        some.read(names)
                        some._export_rows([[each] for each in names])
        self.assertGreater(found, 10)

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
        sales = self.outsiders["sales"]
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
