"""What dialogs are given: another clinic's records by their ids, another's dialog."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user
from odoo.tools import mute_logger

from .chart_common import NOW, ChartCase


@freeze_time(NOW)
class TestSecurityDialogs(ChartCase):
    """Somebody of another clinic names every record of this one in every dialog."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client.company_id = cls.company
        cls.product_course.company_id = cls.company
        cls.far = cls.env["res.company"].create({"name": "Far clinic"})
        # the clinical lead may open every dialog there is
        cls.stranger = new_test_user(
            cls.env,
            "far_lead",
            groups="acupuncture_cosmetic.group_clinical_lead",
            company_id=cls.far.id,
            company_ids=[Command.set(cls.far.ids)],
        )
        cls.dialogs = [
            model
            for name, model in sorted(cls.env.registry.items())
            if name.startswith("acupuncture.") and model._transient
        ]

    def make_victims(self):
        session = self.started()
        chart = self.chart(session)
        needle = self.env["acupuncture.needle"].create(
            {"treatment_id": chart.id, "point_id": self.jaw.id, "side": "left"}
        )
        lot = self.env["acupuncture.supply.lot"].create(
            {
                "supply_id": self.env["acupuncture.supply"].search([], limit=1).id,
                "name": "LOT-1",
                "company_id": self.company.id,
            }
        )
        protocol = (
            self.env["acupuncture.protocol"]
            .search([], limit=1)
            .copy({"company_id": self.company.id})
        )
        lead = self.env["crm.lead"].create(
            {"name": "Clara", "company_id": self.company.id, "user_id": False}
        )
        followup = self.env["acupuncture.followup"].search([], limit=1)
        consent = self.env["acupuncture.consent"].search(
            [("client_id", "=", self.client.id)], limit=1
        )
        records = (
            self.client,
            self.course,
            session,
            chart,
            needle,
            lot,
            protocol,
            lead,
            followup,
            consent,
            self.practitioner,
            self.product_course,
            self.company,
            self.env["sale.order"].search(
                [("partner_id", "=", self.client.id)], limit=1
            ),
        )
        return {record._name: record for record in records}

    def attacks(self):
        """Yield dialog, field and the record of this clinic that it could name."""
        victims = self.make_victims()
        for model in self.dialogs:
            for name, field in self.env[model._name]._fields.items():
                victim = victims.get(field.comodel_name) if field.relational else None
                if victim and not field.related:
                    yield model._name, name, field, victim

    def test_no_dialog_tells_another_clinics_records(self):
        tried = 0
        for model, name, field, victim in self.attacks():
            value = victim.id if field.type == "many2one" else [Command.set(victim.ids)]
            asked = {name: {"fields": {"display_name": {}}}}
            dialog = self.env[model].with_user(self.stranger)
            opened = dialog.with_context(**{f"default_{name}": value})
            for way, arguments in (
                (dialog.onchange, ({name: value}, [name], asked)),
                (opened.onchange, ({}, [], asked)),
                (opened.default_get, ([name],)),
                (dialog.create, ({name: value},)),
                (dialog.web_save, ({name: value}, asked)),
                *self.as_line(dialog, name, field, victim, asked),
            ):
                tried += 1
                with (
                    self.subTest(model=model, field=name, way=way.__name__),
                    mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule"),
                    self.assertRaises(AccessError),
                    self.env.cr.savepoint(),
                ):
                    way(*arguments)
        self.assertGreater(tried, 80)

    def as_line(self, dialog, name, field, victim, asked):
        """Yield the ways to name a record as a line that is changed or shown."""
        if field.type == "many2one":
            yield dialog.onchange, ({name: {"id": victim.id}}, [name], asked)
            return
        for command in (
            Command.update(victim.id, {}),
            Command.link(victim.id),
            {"id": victim.id},
        ):
            yield dialog.onchange, ({name: [command]}, [name], asked)

    def test_no_form_tells_another_clinics_records(self):
        """Not saved, only typed: an id in an onchange of any of our models."""
        victims = self.make_victims()
        tried = 0
        for model in sorted(self.env.registry):
            form = self.env[model].with_user(self.stranger)
            if not model.startswith("acupuncture.") or not form.has_access("create"):
                continue
            for name, field in form._fields.items():
                victim = field.type == "many2one" and victims.get(field.comodel_name)
                if not victim or not form._has_field_access(field, "read"):
                    continue
                asked = {name: {"fields": {"display_name": {}}}}
                usual = form.with_context(**{f"default_{name}": victim.id})
                for way, arguments in (
                    (form.onchange, ({name: victim.id}, [name], {name: {}})),
                    (form.onchange, ({name: {"id": victim.id}}, [name], asked)),
                    (self.shown_by_default, (usual, name, asked)),
                ):
                    tried += 1
                    with (
                        self.subTest(model=model, field=name, way=way.__name__),
                        mute_logger("odoo.addons.base.models.ir_rule"),
                        self.assertRaises(AccessError),
                    ):
                        way(*arguments)
        self.assertGreater(tried, 120)

    def shown_by_default(self, form, name, asked):
        """Open a form whose context names a record; sealed fields take none."""
        if not form.onchange({}, [], asked)["value"].get(name):
            raise AccessError(self.env._("nothing"))

    def test_nobody_reads_anothers_dialog(self):
        for model in self.dialogs:
            rules = self.env["ir.rule"].search(
                [("model_id.model", "=", model._name), ("groups", "=", False)]
            )
            with self.subTest(model._name):
                self.assertIn(
                    "[('create_uid', '=', user.id)]", rules.mapped("domain_force")
                )

    def test_every_dialog_checks_what_it_is_given(self):
        for model in self.dialogs:
            with self.subTest(model._name):
                self.assertIn("acupuncture.dialog.mixin", model._inherit_module)
