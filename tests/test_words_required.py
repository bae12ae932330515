"""What must be filled in can be seen: nothing hidden stops a screen or a dialog."""

from lxml import etree

from odoo.tests import tagged

from .common import ClinicCase

CONSTANT = ("1", "True")
# Required by the model, not shown, and filled by whoever opens the screen.
FILLED = {}


@tagged("post_install", "-at_install")
class TestWordsRequired(ClinicCase):
    """A walk over every form and every list of ours."""

    def views(self):
        for view in self.env["ir.ui.view"].search(
            [
                ("model", "=like", "acupuncture.%"),
                ("type", "in", ("form", "list")),
                ("mode", "=", "primary"),
            ]
        ):
            arch = self.env[view.model].get_view(view.id, view.type)["arch"]
            yield view, etree.fromstring(arch)

    def test_no_dialog_asks_for_what_it_does_not_show(self):
        for view, arch in self.views():
            for field in arch.iter("field"):
                required = field.get("required")
                hidden = field.get("invisible") or field.get("column_invisible")
                never = hidden in CONSTANT and required in CONSTANT
                with self.subTest(view.xml_id, field=field.get("name")):
                    self.assertFalse(never and not self.is_filled(view, field))

    def is_filled(self, view, field):
        model = self.env[view.model]
        parent = field.getparent()
        while parent is not None:
            if parent.tag == "field":
                model = self.env[model._fields[parent.get("name")].comodel_name]
                break
            parent = parent.getparent()
        name = field.get("name")
        known = model._fields[name]
        by_default = known.default or known.compute or known.type == "boolean"
        return by_default or (model._name, name) in FILLED
