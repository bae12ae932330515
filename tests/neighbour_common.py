"""Odoo's models that we add to, and what people without our roles do with them."""

from itertools import count

from lxml import etree

from odoo.tests import Form, new_test_user, tagged

from .money_common import MoneyCase

ADDON = "acupuncture_cosmetic"
# A person of each app, with nothing but that app, the weakest first.
APPS = {
    "employee": "base.group_user",
    "portal": "base.group_portal",
    "salesperson": "sales_team.group_sale_salesman",
    "products": "base.group_user,product.group_product_manager",
    "invoicing": "account.group_account_invoice",
    "mailing": "base.group_user,mass_mailing.group_mass_mailing_user,"
    "base.group_partner_manager",
    "sales": "sales_team.group_sale_manager,product.group_product_manager,"
    "base.group_partner_manager",
    "billing": "account.group_account_manager,base.group_partner_manager",
    "admin": "base.group_system,base.group_partner_manager,"
    "mass_mailing.group_mass_mailing_user,"
    "sales_team.group_sale_manager,account.group_account_manager,"
    "product.group_product_manager",
}
# What Odoo itself refuses to everybody.
REFUSED = {
    ("calendar.attendee", "create_copy"),
    ("res.company", "create_copy"),
    ("res.config.settings", "create_copy"),
    ("sale.order.line", "create_copy"),
}
# What a record of each model is made of at least. A model that we begin to add to
# comes here, in order to be walked.
MAKING = {
    "account.move": lambda case, user: {
        "move_type": "out_invoice",
        "partner_id": case.client.id,
    },
    "base.partner.merge.automatic.wizard": lambda case, user: {},
    "calendar.attendee": lambda case, user: {
        "event_id": case.make("calendar.event", user).id,
        "partner_id": case.client.id,
    },
    "calendar.event": lambda case, user: {
        "name": "Talk",
        "start": "2030-03-04 09:00:00",
        "stop": "2030-03-04 10:00:00",
    },
    "crm.lead": lambda case, user: {"name": "Lead"},
    "ir.actions.act_window.view": lambda case, user: {"view_mode": "list"},
    "ir.actions.report": lambda case, user: {
        "name": "Report",
        "model": "res.partner",
        "report_name": "base.report",
    },
    "ir.attachment": lambda case, user: {
        "name": "Link",
        "type": "url",
        "url": "https://example.com",
    },
    "ir.sequence": lambda case, user: {"name": "Numbers"},
    "ir.ui.view": lambda case, user: {
        "name": "List",
        "model": "res.partner",
        "arch": "<list><field name='name'/></list>",
    },
    "mail.activity": lambda case, user: {"summary": "Call", "user_id": user.id},
    "mail.mail": lambda case, user: {"subject": "Mail"},
    "mailing.mailing": lambda case, user: {"subject": "News"},
    "product.product": lambda case, user: {"name": "Cream"},
    "product.template": lambda case, user: {"name": "Cream"},
    "res.company": lambda case, user: {"name": f"Branch {next(case.numbers)}"},
    "res.config.settings": lambda case, user: {},
    "res.groups": lambda case, user: {"name": f"Group {next(case.numbers)}"},
    "res.partner": lambda case, user: {"name": "Contact"},
    "res.users": lambda case, user: {
        "name": "User",
        "login": f"user_{next(case.numbers)}",
    },
    "resource.calendar": lambda case, user: {"name": "Hours"},
    "resource.calendar.attendance": lambda case, user: {
        "calendar_id": case.make("resource.calendar", user).id,
        "name": "Monday",
        "dayofweek": "0",
        "hour_from": 8.0,
        "hour_to": 9.0,
    },
    "resource.calendar.leaves": lambda case, user: {
        "name": "Away",
        "resource_id": case.resource_of(user).id,
        "date_from": "2030-03-04 09:00:00",
        "date_to": "2030-03-04 10:00:00",
    },
    "resource.resource": lambda case, user: {"name": "Machine"},
    "sale.advance.payment.inv": lambda case, user: {},
    "sale.order": lambda case, user: {"partner_id": case.client.id},
    "sale.order.line": lambda case, user: {
        "order_id": case.make("sale.order", user).id,
        "product_id": case.product_payg.id,
    },
}


@tagged("post_install", "-at_install")
class NeighbourCase(MoneyCase):
    """A clinic at work, beside people of every app who have none of our roles."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.outsiders = {
            app: new_test_user(cls.env, f"out_{app}", groups=groups)
            for app, groups in APPS.items()
        }
        cls.numbers = count()
        cls.course = cls.sell_course()
        cls.book("2027-03-08 09:00:00", course_id=cls.course.id)

    @classmethod
    def shared(cls):
        """Return Odoo's models that carry code of ours, by name, in order."""
        return {
            name: model
            for name, model in sorted(cls.env.registry.items())
            if not name.startswith("acupuncture.")
            and not model._abstract
            and (
                any(
                    vars(base).get("_module") == ADDON for base in model._base_classes__
                )
                or any(ADDON in field._modules for field in model._fields.values())
            )
        }

    def resource_of(self, user):
        """Return that user as somebody who can be away."""
        return self.env["resource.resource"].create(
            {"name": user.name, "user_id": user.id}
        )

    def make(self, model, user):
        """Return a record of the least that it needs, made by that user."""
        return self.env[model].with_user(user).create(self.making(model, user))

    def making(self, model, user):
        """Return the values of the least that a record needs."""
        return MAKING[model](self, user)


class Walk:
    """What one person does with one model, field by field of ours.

    Every public method is a verb. Those that need a record take the last ones that the
    person may see.

    :param records: the model, as that person
    :param making: makes the values that a record needs at least
    """

    def __init__(self, records, making):
        self.records = records
        self.making = making
        self.told = records.fields_get()
        fields = records._fields
        self.ours = [name for name in self.told if ADDON in fields[name]._modules]
        self.written = [
            name
            for name in self.ours
            if not self.told[name]["readonly"] and fields[name].type != "one2many"
        ]
        self.kept = not records._transient

    def some(self, operation="read"):
        """Return the last records that the person may see, and read or change."""
        if not self.kept:
            return self.records.create(self.making())
        found = self.records.search([], limit=20, order="id desc")
        found = found._filtered_access(operation)[:3]
        if not found and self.records.has_access("create"):
            found = self.records.create(self.making())
        return found

    def values(self, record):
        """Return what stands in the fields of ours that may be written."""
        if not self.written:
            return {}
        [values] = record.read(self.written, load=None)
        return {name: values[name] for name in self.written}

    # --- who may read ---

    def read_ours(self):
        some = self.some()
        if self.ours:
            some.read(self.ours)
        some.web_read({name: {"fields": {"display_name": {}}} for name in self.ours})

    def read_by_name(self):
        self.records.name_search("a", limit=5)

    def read_found(self):
        for name in self.ours:
            if self.told[name]["searchable"]:
                self.records.search([(name, "!=", False)], limit=3)
            if self.told[name]["sortable"]:
                self.records.search([], order=f"{name} desc", limit=3)

    def read_grouped(self):
        for name in self.ours:
            told = self.told[name]
            if told["groupable"]:
                by = f"{name}:month" if told["type"].startswith("date") else name
                self.records.formatted_read_group([], [by], ["__count"])
            if told.get("aggregator"):
                aggregate = f"{name}:{told['aggregator']}"
                self.records.formatted_read_group([], [], [aggregate])

    def read_exported(self):
        some = self.some()
        rows = [[name] for name in self.ours if self.told[name]["exportable"]]
        some._export_rows(rows)
        some.with_context(import_compat=False)._export_rows(rows)

    # --- who may write ---

    def write_what_stands(self):
        for record in self.some("write"):
            record.write(self.values(record))
            for name, value in self.values(record).items():
                record.write({name: value})

    def write_at_screen(self):
        """Open form and list, with all they show, as somebody who works there."""
        some = self.some()
        for kind in ("form", "list"):
            arch = self.records.get_view(view_type=kind)["arch"]
            shown = etree.fromstring(arch).xpath("//field[not(ancestor::field)]/@name")
            some.web_read({name: {} for name in shown})
        self.records.get_views([(False, "search")])

    def write_in_form(self):
        for record in self.some("write")[:1]:
            with Form(record) as form:
                self.type_in(form)

    def type_in(self, form):
        """Type into the fields of ours that the form shows what stands there."""
        shown = form._view["fields"]
        for name in self.written:
            hidden = name not in shown or any(
                form._get_modifier(name, modifier)
                for modifier in ("invisible", "readonly")
            )
            if not hidden and shown[name]["type"] != "many2many":
                setattr(form, name, getattr(form, name))

    def write_imported(self):
        for record in self.some("write")[:1]:
            self.load(record, [".id"], [str(record.id)])

    # --- who may create ---

    def create_from_defaults(self):
        self.records.default_get(list(self.told))

    def create_least(self):
        self.records.create(self.making())

    def create_most(self):
        values = self.values(self.records.create(self.making()))
        self.records.create({**self.making(), **values})

    def create_in_form(self):
        Form(self.records)

    def create_copy(self):
        self.records.create(self.making()).copy()

    def create_imported(self):
        record = self.records.create(self.making())
        least = self.making()
        fields = self.records._fields
        columns = [
            f"{name}/.id" if fields[name].type == "many2one" else name for name in least
        ]
        self.load(record, columns, [str(value) for value in least.values()])

    def load(self, record, columns, row):
        """Import a row, with the fields of ours as this record exports them.

        :raises AssertionError: the import complains
        """
        [ours] = record._export_rows([[name] for name in self.written] or [[".id"]])
        ours = [str(value) for value in ours[: len(self.written)]]
        loaded = self.records.load([*columns, *self.written], [[*row, *ours]])
        assert loaded["ids"], loaded["messages"]


VERBS = [
    (name, name.split("_")[0])
    for name in vars(Walk)
    if name.startswith(("read_", "write_", "create_"))
]
