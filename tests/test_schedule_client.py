"""A contact made at the desk is a person, with the clinic's buttons from the start."""

from lxml import etree

from odoo.tests import Form, tagged

from .common import ClinicCase

CUSTOMERS = {"res_partner_search_mode": "customer", "default_is_company": True}
# of a lead that names nobody
LEAD = {**CUSTOMERS, "default_company_name": False, "default_user_id": False}
CLIENTS = {
    "Contacts": {"default_is_company": True},
    "Customers": {**CUSTOMERS, "default_customer_rank": 1},
    "a lead": LEAD,
    "an invoice": {**CUSTOMERS, "show_address": 1, "show_vat": True},
    "an appointment": {},
}
COMPANIES = {
    "the company of a contact": {"default_is_company": True, "default_user_id": False},
    "the same, from Customers": {**CUSTOMERS, "default_user_id": False},
    "the company of a new lead": {**CUSTOMERS, "default_child_ids": False},
    "Vendors": {"default_is_company": True, "res_partner_search_mode": "supplier"},
}
BUTTONS = (
    "action_send_forms",
    "action_open_tablet",
    "action_show_forms_qr",
    "action_review",
    "action_type_history",
)


@tagged("post_install", "-at_install")
class TestScheduleClient(ClinicCase):
    def partners(self, context, role="front_desk"):
        model = self.env["res.partner"].with_user(self.users[role])
        return model.with_context(**context)

    def test_the_desk_enters_people(self):
        for role in ("front_desk", "practitioner", "manager"):
            for place, context in CLIENTS.items():
                with self.subTest(place, role=role):
                    partners = self.partners(context, role)
                    self.assertFalse(Form(partners).is_company)
                    made = partners.browse(partners.name_create("Clara")[0])
                    self.assertFalse(made.is_company)

    def test_companies_stay_companies(self):
        for place, context in COMPANIES.items():
            with self.subTest(place):
                partners = self.partners(context)
                made = partners.browse(partners.name_create("Company")[0])
                self.assertTrue(made.is_company)
        made = self.partners(CUSTOMERS).create({"name": "A", "is_company": True})
        self.assertTrue(made.is_company)

    def test_who_has_no_role_of_ours_enters_what_odoo_proposes(self):
        self.users["employee"].group_ids += self.env.ref("base.group_partner_manager")
        for context in (CUSTOMERS, LEAD):
            made = self.partners(context, "employee").create({"name": "A"})
            self.assertTrue(made.is_company)

    def test_a_fresh_contact_has_the_buttons(self):
        view = self.env["res.partner"].with_user(self.users["practitioner"])
        arch = etree.fromstring(view.get_view(view_type="form")["arch"])
        for name in BUTTONS:
            with self.subTest(name):
                [button] = arch.xpath(f"//button[@name='{name}']")
                hidden = [
                    node.get("invisible")
                    for node in (button, *button.iterancestors())
                    if node.get("invisible")
                ]
                self.assertEqual(set(hidden), {"is_company"})
