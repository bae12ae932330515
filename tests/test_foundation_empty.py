"""What somebody reads where nothing is: every window of ours says what comes next."""

from lxml import etree, html

from odoo.tests import tagged

from .common import ClinicCase

FIGURES = ("pivot", "graph")


@tagged("post_install", "-at_install")
class TestEmptyWindows(ClinicCase):
    """A walk over the window actions of the addon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        data = cls.env["ir.model.data"].search(
            [
                ("module", "=", "acupuncture_cosmetic"),
                ("model", "=", "ir.actions.act_window"),
            ]
        )
        actions = cls.env["ir.actions.act_window"].browse(data.mapped("res_id"))
        cls.actions = actions.filtered(lambda action: action.target != "new")

    def arch(self, action, mode):
        views = {kind: view for view, kind in action.views}
        model = self.env[action.res_model]
        return etree.fromstring(model.get_view(views.get(mode), mode)["arch"])

    def can_be_made(self, action):
        """Tell whether a button New stands above the first view."""
        arch = self.arch(action, action.view_mode.split(",")[0])
        lead = self.env[action.res_model].with_user(self.users["clinical_lead"])
        closed = arch.get("create") in ("0", "false", "False")
        return not closed and lead.has_access("create")

    def test_every_window_says_what_stands_here_and_what_comes_next(self):
        self.assertGreater(len(self.actions), 40)
        for action in self.actions:
            with self.subTest(action.xml_id):
                said = html.fromstring(f"<div>{action.help or ''}</div>")
                title = said.xpath("//p[starts-with(@class, 'o_view_nocontent')]")
                self.assertEqual(len(title), 1)
                self.assertGreater(len(said.findall("p")), 1)
                link = said.xpath("//a[@type='action']")
                self.assertTrue(link or self.can_be_made(action))

    def test_every_link_opens_something(self):
        for action in self.actions:
            said = html.fromstring(f"<div>{action.help or ''}</div>")
            for link in said.xpath("//a[@type='action']"):
                name = link.get("name")
                known = name.isdigit() and self.env["ir.actions.actions"].browse(
                    int(name)
                )
                with self.subTest(action.xml_id):
                    self.assertTrue(known or self.env.ref(name))

    def test_figures_show_a_sample_where_there_are_none(self):
        for action in self.actions.filtered(
            lambda action: action.res_model.startswith("acupuncture.")
        ):
            for mode in set(FIGURES) & set(action.view_mode.split(",")):
                with self.subTest(action.xml_id, mode=mode):
                    self.assertEqual(self.arch(action, mode).get("sample"), "1")
