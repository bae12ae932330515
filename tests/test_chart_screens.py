"""What a tablet shows: lists that fit, and nothing that a narrow screen would cut."""

from lxml import etree

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import ClinicCase

LISTS = (
    "acupuncture.incident",
    "acupuncture.lot.use",
    "acupuncture.meridian",
    "acupuncture.outcome",
    "acupuncture.outcome.report",
    "acupuncture.outcome.scale",
    "acupuncture.photo.use",
    "acupuncture.plan",
    "acupuncture.point",
    "acupuncture.reaction",
    "acupuncture.review",
    "acupuncture.supply",
    "acupuncture.supply.lot",
    "acupuncture.treatment",
)
ROWS = {
    "acupuncture.plan": ("point_ids",),
    "acupuncture.protocol": ("point_ids", "step_ids"),
    "acupuncture.treatment": ("needle_ids", "supply_ids", "reaction_ids"),
}
TABLET = 810
SELECTOR, PADDING, LEAST = 40, 10, 80
TYPES = {"float": 93, "integer": 71, "date": 75, "datetime": 130, "boolean": 20}


@tagged("post_install", "-at_install")
class TestNarrowLists(ClinicCase):
    """An estimate by the rules of Odoo's list, of what cannot fit."""

    def arch(self, model, view="list"):
        views = self.env[model].with_user(self.users["clinical_lead"])
        return etree.fromstring(views.get_view(view_type=view)["arch"])

    def least_width(self, model, node):
        """Return how wide a list is at least, with the columns of an upright tablet."""
        width = SELECTOR
        for column in node.iterchildren("field", "button"):
            if column.get("column_invisible") or column.get("optional") == "hide":
                continue
            if "o_list_from" in (column.get("class") or ""):
                self.assertEqual(column.get("optional"), "show", column.get("name"))
                continue
            width += PADDING + self.column_width(model, column)
        return width

    def column_width(self, model, column):
        if column.get("width"):
            return int(column.get("width").removesuffix("px"))
        if column.tag == "button":
            return LEAST if column.get("string") else 30
        if column.get("widget") == "handle":
            return 10
        kind = self.env[model]._fields[column.get("name")].type
        return TYPES.get(kind, LEAST)

    def test_lists_fit_on_an_upright_tablet_and_end_no_word_in_dots(self):
        for model in LISTS:
            with self.subTest(model):
                arch = self.arch(model)
                self.assertIn("o_clinic_list", arch.get("class") or "")
                self.assertLessEqual(self.least_width(model, arch), TABLET)

    def test_lists_within_forms_fit_too(self):
        for model, names in ROWS.items():
            form = self.arch(model, "form")
            for name in names:
                with self.subTest((model, name)):
                    [field] = form.xpath(f"//field[@name='{name}'][list]")
                    self.assertEqual(field.get("class"), "o_clinic_list")
                    rows = self.env[model]._fields[name].comodel_name
                    width = self.least_width(rows, field.find("list"))
                    self.assertLessEqual(width, TABLET)

    def test_the_drawing_of_a_plan_has_its_facts_beside_it(self):
        form = self.arch("acupuncture.plan", "form")
        [layout] = form.xpath("//div[@name='layout']")
        self.assertTrue(layout.xpath("./group") and layout.xpath("./notebook"))
        [drawing] = layout.xpath("./notebook/page[1]/field[@widget='face_chart']")
        self.assertEqual(drawing.get("name"), "point_ids")

    def test_one_button_signs_and_is_bright_once_nothing_holds_it(self):
        form = self.arch("acupuncture.treatment", "form")
        buttons = form.xpath("//header/button[@name='action_open_sign']")
        for odd, reason, counted, removed, bright in (
            ("5 minutes retained", "felt_unwell", True, True, True),
            (False, False, True, True, True),
            (False, False, True, False, False),
            ("5 minutes retained", False, True, True, False),
            (False, False, False, True, False),
        ):
            facts = {"is_writable": True, "count_settled": counted}
            facts |= {"removal_at": removed}
            facts |= {"retention_odd": odd, "retention_reason": reason}
            with self.subTest(facts):
                [shown] = [
                    button
                    for button in buttons
                    if not safe_eval(button.get("invisible"), dict(facts))
                ]
                self.assertEqual("oe_highlight" in (shown.get("class") or ""), bright)
        self.assertFalse(form.xpath("//header/button[@name='action_sign']"))

    def test_questions_are_answered_in_their_own_words(self):
        """Not by Ok, and never by a Cancel that does not cancel."""
        for model, verbs in (
            (
                "acupuncture.treatment",
                {"action_cosign": "Co-sign"},
            ),
            ("acupuncture.session", {"action_cancel": "Cancel session"}),
            ("acupuncture.incident", {"action_resolve": "Resolve"}),
        ):
            form = self.arch(model, "form")
            for verb, label in verbs.items():
                buttons = form.xpath(f"//button[@name='{verb}'][@confirm]")
                self.assertTrue(buttons)
                for button in buttons:
                    with self.subTest((model, verb)):
                        self.assertEqual(button.get("confirm-label"), label)
                        self.assertNotEqual(button.get("cancel-label"), "Cancel")
                        self.assertTrue(button.get("cancel-label"))
