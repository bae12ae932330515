"""Odoo's own contact form stays light and untouched; ours opens for each role."""

from lxml import etree

from odoo.tests import Form, new_test_user, tagged

from benchmarks.screens import OURS, form_names

from .common import ClinicCase

ROLES = ("front_desk", "practitioner", "billing", "marketing", "manager")


@tagged("post_install", "-at_install")
class TestClientViews(ClinicCase):
    def arch(self, role, view=None):
        partners = self.env["res.partner"].with_user(self.users[role])
        view_id = self.env.ref(f"{OURS}.{view}").id if view else None
        return etree.fromstring(partners.get_view(view_id, "form")["arch"])

    def test_the_menu_opens_our_page(self):
        views = self.env.ref(f"{OURS}.client_action").views
        self.assertEqual([kind for _id, kind in views], ["list", "kanban", "form"])
        self.assertEqual(views[-1][0], self.env.ref(f"{OURS}.client_view_form").id)

    def test_every_role_opens_the_page_and_the_lists(self):
        action = self.env.ref(f"{OURS}.client_action")
        for role in ROLES:
            partners = self.env["res.partner"].with_user(self.users[role])
            views = [(action.search_view_id.id, "search"), *action.views]
            with self.subTest(role):
                partners.get_views(views)
                arch = self.arch(role, "client_view_form")
                self.assertTrue(arch.xpath("//widget[@name='acupuncture_client_page']"))

    def test_each_role_has_its_buttons(self):
        forms = {"action_send_forms", "action_open_tablet", "action_show_forms_qr"}
        clinical = {"action_review", "action_view_photos", "action_view_results"}
        contact = {"action_open_contact"}
        for role, buttons in (
            ("front_desk", contact | forms),
            ("practitioner", contact | forms | clinical),
            ("billing", contact),
            ("marketing", contact),
        ):
            names = self.arch(role, "client_view_form").xpath("//button/@name")
            with self.subTest(role):
                self.assertEqual(set(names), buttons)

    def test_a_new_client_is_a_person(self):
        partners = self.env["res.partner"].with_user(self.users["front_desk"])
        form = Form(partners, self.env.ref(f"{OURS}.client_view_form"))
        form.name = "Nora New"
        client = form.save()
        self.assertFalse(client.is_company)

    def test_contact_and_page_lead_to_each_other(self):
        client = self.client.with_user(self.users["front_desk"])
        page = client.action_open_client_page()
        form = self.env.ref(f"{OURS}.client_view_form")
        self.assertEqual(page["views"], [(form.id, "form")])
        self.assertEqual(client.action_open_contact()["views"], [(False, "form")])

    def test_odoos_own_form_is_never_ours(self):
        for role in (*ROLES, "employee"):
            with self.subTest(role):
                arch = self.arch(role)
                self.assertFalse(
                    arch.xpath("//widget[@name='acupuncture_client_page']")
                )
                ways = arch.xpath("//button[@name='action_open_client_page']")
                self.assertEqual(len(ways), role != "employee")

    def test_who_has_no_role_reads_odoos_form_untouched(self):
        nobody = new_test_user(self.env, "odoo_only", groups="base.group_user")
        partners = self.env["res.partner"].with_user(nobody)
        ours = {
            name
            for name in form_names(partners)
            if OURS in partners._fields[name]._modules
        }
        self.assertFalse(ours)

    def test_the_contact_form_costs_one_query_more(self):
        """G10: the light, and nothing else."""
        self.make_ready()
        partner = self.client.with_user(self.users["front_desk"])
        names = form_names(partner)
        bare = {
            name: {} for name in names if OURS not in partner._fields[name]._modules
        }
        self.assertLess(len(bare), len(names))
        for fields in (bare, names):
            self.spent(partner.web_read, dict.fromkeys(fields, {}))
        without = self.spent(partner.web_read, bare)
        with_ours = self.spent(partner.web_read, dict.fromkeys(names, {}))
        self.assertEqual(with_ours - without, 1)
