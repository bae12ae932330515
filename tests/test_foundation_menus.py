from odoo.tests import HttpCase, tagged

from .common import ClinicCase

# role -> the sections of the clinic's app that it sees
SECTIONS = {
    "front_desk": ["Today at the Clinic", "Clients", "Sessions", "Courses"],
    "practitioner": [
        *("Today at the Clinic", "Clients", "Sessions", "Charts", "Courses"),
        "Configuration",
    ],
    "manager": [
        *("Today at the Clinic", "Clients", "Sessions", "Courses", "Growth"),
        "Configuration",
    ],
    "billing": ["Clients", "Sessions", "Courses"],
    "marketing": ["Clients", "Growth"],
}
UNFOLDED = """
    const wait = setInterval(() => {
        if (!document.querySelector(".o_menu_sections > *")) return;
        clearInterval(wait);
        setTimeout(() => {
            const folded = document.querySelector(".o_menu_sections_more");
            console[folded ? "error" : "log"](folded ? "folded" : "test successful");
        }, 500);
    }, 50);
"""


@tagged("post_install", "-at_install")
class TestMenus(ClinicCase):
    def setUp(self):
        super().setUp()
        self.root = self.env.ref("acupuncture_cosmetic.menu_root")

    def test_each_role_has_few_sections(self):
        for role, sections in SECTIONS.items():
            menus = self.env["ir.ui.menu"].with_user(self.users[role])
            seen = menus.browse(menus._visible_menu_ids())
            with self.subTest(role):
                shown = seen.filtered(lambda menu: menu.parent_id == self.root)
                self.assertEqual(shown.sorted("sequence").mapped("name"), sections)

    def test_a_section_opens_nothing_by_itself(self):
        """Odoo shows the children of a section; an action beside them is lost."""
        menus = self.env["ir.ui.menu"].search([("id", "child_of", self.root.id)])
        odd = menus.filtered(lambda menu: bool(menu.child_id) == bool(menu.action))
        self.assertFalse((odd - self.root).mapped("complete_name"))

    def test_sections_that_had_a_list_of_their_own_are_updated(self):
        clients = self.env.ref("acupuncture_cosmetic.menu_clients")
        clients.action = self.env.ref("acupuncture_cosmetic.client_action")
        self.migrate("1.4.0/post-menus")
        self.assertFalse(clients.action)


@tagged("post_install", "-at_install")
class TestMenuBar(HttpCase, ClinicCase):
    browser_size = "1280x800"

    def test_nothing_is_folded_on_a_laptop(self):
        for role in ("manager", "clinical_lead"):
            with self.subTest(role):
                self.browser_js(
                    "/odoo/action-acupuncture_cosmetic.session_action_today",
                    UNFOLDED,
                    login=self.users[role].login,
                )
