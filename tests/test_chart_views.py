"""The screens of the chart, as the practitioner opens them."""

from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

from .chart_common import NOW, ChartCase
from .photo_common import PhotoCase

NEEDLES = 40
PHOTOS = 10
MOST_QUERIES = 42  # tongue and pulse are lists
TERM = "acupuncture_cosmetic.examination_"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestChartViews(ChartCase):
    def test_the_form_is_filled_in_and_saved(self):
        chart = self.needled()
        with Form(chart) as form:
            form.subjective = "Slept well"
            form.tongue_ids.add(self.env.ref(f"{TERM}tongue_color_pale"))
            form.tongue_ids.add(self.env.ref(f"{TERM}tongue_shape_thin"))
            form.aftercare_given = True
        self.assertEqual(chart.tongue_ids.mapped("name"), ["Pale", "Thin"])

    def test_a_signed_chart_is_readonly_on_the_screen(self):
        form = Form(self.signed())
        for name in ("subjective", "tolerance", "retention_target"):
            with self.subTest(name), self.assertRaises(AssertionError):
                form[name] = form[name]

    def test_every_list_of_charts_opens(self):
        chart = self.needled()
        role = self.users["practitioner"]
        for name, found in (
            ("treatment_action_open", chart),
            ("treatment_action", chart),
            ("treatment_action_cosign", chart.browse()),
        ):
            action = self.env.ref(f"acupuncture_cosmetic.{name}")
            with self.subTest(name):
                charts = self.env["acupuncture.treatment"].with_user(role)
                self.assertEqual(charts.search(read_domain(action.domain)), found)
                views = charts.get_views([(False, "list"), (False, "search")])
                self.assertTrue(views["views"]["list"]["arch"])

    def test_the_search_finds_open_records_and_needles_that_stay(self):
        chart = self.needled()
        arch = etree.fromstring(
            self.env["acupuncture.treatment"].get_view(view_type="search")["arch"]
        )
        for node in arch.iter("filter"):
            if not node.get("domain"):
                continue
            context = {"uid": self.users["practitioner"].id}
            with self.subTest(node.get("name")):
                found = chart.search(read_domain(node.get("domain"), **context))
                expected = node.get("name") in ("mine", "open")
                self.assertEqual(chart in found, expected)

    def test_the_board_shows_one_button_for_practitioners_alone(self):
        sessions = self.env["acupuncture.session"]
        for role, shown in (("practitioner", True), ("front_desk", False)):
            for view in ("form", "kanban"):
                arch = sessions.with_user(self.users[role]).get_view(view_type=view)
                with self.subTest((role, view)):
                    self.assertEqual("action_open_chart" in arch["arch"], shown)

    def test_nobody_else_reads_charts(self):
        self.needled()
        for role in ("front_desk", "manager", "billing", "marketing"):
            charts = self.env["acupuncture.treatment"].with_user(self.users[role])
            with self.subTest(role), self.assertRaises(AccessError):
                charts.search([])


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestChartCost(PhotoCase, ChartCase):
    """Done 5: a chart of forty needles and ten photos."""

    def specification(self, model):
        """Return what the web client asks for when it opens the form of ``model``."""
        views = self.env[model].with_user(self.users["practitioner"])
        arch = etree.fromstring(views.get_view(view_type="form")["arch"])
        return self.read_fields(self.env[model], arch)

    def read_fields(self, model, node):
        """Return the specification for the fields below ``node``, lists included."""
        wanted = {}
        for field in node.iter("field"):
            owners = [one for one in field.iterancestors("field") if one in node.iter()]
            if any(owner is not node for owner in owners):
                continue
            name = field.get("name")
            definition = model._fields[name]
            if definition.type == "many2one":
                wanted[name] = {"fields": {"display_name": {}}}
            elif definition.type in ("one2many", "many2many"):
                rows = self.env[definition.comodel_name]
                below = {}
                for kind in field.iterchildren("list", "kanban"):
                    below |= self.read_fields(rows, kind)
                known = wanted.get(name, {"fields": {}})["fields"]
                wanted[name] = {"fields": known | below}
            else:
                wanted[name] = {}
        return wanted

    def test_opening_a_full_chart_costs_a_bounded_number_of_queries(self):
        specification = self.specification("acupuncture.treatment")
        self.assertIn("point_id", specification["needle_ids"]["fields"])
        self.assertTrue(specification["photo_ids"]["fields"])
        chart = self.as_role(self.chart(self.started()))
        self.fill(chart, needles=4, photos=1)
        self.spent(chart.web_read, specification)  # rights and rules are known then
        few = self.spent(chart.web_read, specification)
        self.fill(chart, needles=NEEDLES - 4, photos=PHOTOS - 1)
        self.assertEqual((len(chart.needle_ids), len(chart.photo_ids)), (40, 10))
        many = self.spent(chart.web_read, specification)
        self.assertLessEqual(many, MOST_QUERIES)
        self.assertEqual(many, few)

    def fill(self, chart, needles, photos):
        """Add needles on both sides, and photos."""
        points = self.env["acupuncture.point"].search(
            [("laterality", "=", "bilateral"), ("region", "=", "lower_limb")],
            limit=needles // 2,
            offset=len(chart.needle_ids) // 2,
            order="sequence desc",
        )
        chart.needle_ids = [
            Command.create({"point_id": point.id, "side": side, "depth_mm": 3})
            for point in points
            for side in ("left", "right")
        ]
        for _photo in range(photos):
            self.shoot(treatment_id=chart.id)


def read_domain(text, **names):
    """Return the domain that the web client makes of ``text``."""
    return safe_eval(text or "[]", names)
