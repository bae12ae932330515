"""Fields of ours on Odoo's models carry one prefix, also in a database made before."""

from odoo.tests import tagged

from .common import ClinicCase

OLD = "acu_role"


@tagged("post_install", "-at_install")
class TestPrefix(ClinicCase):
    def test_no_field_has_the_old_prefix(self):
        ours = self.env["ir.model.fields"].search([("name", "=like", r"acu\_%")])
        self.assertFalse(ours.mapped("name"))

    def test_an_older_database_keeps_roles_names_and_rules(self):
        rule = self.env.ref(
            "acupuncture_cosmetic.resource_calendar_leaves_rule_manager"
        )
        name = "field_resource_resource__acupuncture_role"
        field = self.env.ref(f"acupuncture_cosmetic.{name}")
        searched = self.env["ir.filters"].create(
            {
                "name": "Rooms",
                "model_id": "resource.resource",
                "domain": f"[('{OLD}', '=', 'room'), ('name', '!=', 'x_acu_roles')]",
            }
        )
        window = self.env["ir.actions.act_window"].create(
            {
                "name": "Rooms",
                "res_model": "resource.resource",
                "domain": f"[('{OLD}', '=', 'room')]",
            }
        )
        view = self.env["ir.ui.view"].create(
            {
                "name": "resource.tree.own",
                "type": "list",
                "model": "resource.resource",
                "arch": "<list><field name='acupuncture_role'/></list>",
            }
        )
        letter = self.env["mail.template"].create(
            {
                "name": "Own letter",
                "model_id": self.env["ir.model"]._get_id("resource.resource"),
                "body_html": "<p>Role <t t-out='object.acupuncture_role'/></p>",
            }
        )
        strange = self.env["ir.model.fields"]._get("res.partner", "comment")
        self.env.flush_all()
        self.make_older(rule, field, view, letter)
        self.env.cr.execute(
            f"UPDATE ir_model_fields SET name = 'acu_phone' WHERE id = {strange.id}"
        )
        self.migrate("1.4.0/pre-one-prefix")
        self.assertEqual(self.room.acupuncture_role, "room")
        self.assertEqual(field.name, "acupuncture_role")
        self.assertEqual(self.env.ref(f"acupuncture_cosmetic.{name}"), field)
        self.assertIn("resource_id.acupuncture_role", rule.domain_force)
        self.assertEqual(
            searched.domain,
            "[('acupuncture_role', '=', 'room'), ('name', '!=', 'x_acu_roles')]",
        )
        self.assertEqual(window.domain, "[('acupuncture_role', '=', 'room')]")
        self.assertIn('name="acupuncture_role"', view.arch)
        self.assertIn("object.acupuncture_role", letter.body_html)
        self.assertEqual(strange.name, "acu_phone", "of another addon")
        self.assertTrue(
            self.env.ref(
                "acupuncture_cosmetic.selection__resource_resource__acupuncture_role__room"
            )
        )
        self.migrate("1.4.0/pre-one-prefix")
        self.assertEqual(self.room.acupuncture_role, "room")

    def make_older(self, rule, field, view, letter):
        """Name column, field, data and rule as they were called before."""
        for query in (
            f"ALTER TABLE resource_resource RENAME acupuncture_role TO {OLD}",
            f"UPDATE ir_model_fields SET name = '{OLD}' WHERE id = {field.id}",
            "UPDATE ir_model_data"
            f" SET name = replace(name, '__acupuncture_role', '__{OLD}')"
            " WHERE module = 'acupuncture_cosmetic'",
            "UPDATE ir_rule SET domain_force ="
            f" replace(domain_force, 'acupuncture_role', '{OLD}')"
            f" WHERE id = {rule.id}",
            "UPDATE ir_ui_view SET arch_db ="
            f" replace(arch_db::text, 'acupuncture_role', '{OLD}')::jsonb"
            f" WHERE id = {view.id}",
            "UPDATE mail_template SET body_html ="
            f" replace(body_html::text, 'acupuncture_role', '{OLD}')::jsonb"
            f" WHERE id = {letter.id}",
        ):
            self.env.cr.execute(query)
        self.env.invalidate_all()
        self.env.registry.clear_cache()
