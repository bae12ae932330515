"""What the tests of every room share: a clinic, its roles, its products, a sale."""

from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta
from runpy import run_path

from psycopg2 import IntegrityError

from odoo import Command
from odoo.tests import TransactionCase, freeze_time, tagged
from odoo.tools import SQL, file_path, mute_logger

from odoo.addons.acupuncture_cosmetic.demo import ready

ROLES = (
    "front_desk",
    "practitioner",
    "clinical_lead",
    "billing",
    "marketing",
    "manager",
)


@tagged("post_install", "-at_install")
class ClinicCase(TransactionCase):
    """One company, one user per role, a prepaid and a pay-as-you-go course product."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.company = cls.env.company
        cls.company.resource_calendar_id.tz = "Europe/Vienna"
        cls.company.phone = "+43 1 555 01 23"
        cls.users = cls.make_users()
        cls.practitioner, cls.room = cls.env["resource.resource"].create(
            [
                {
                    "name": "Paula Practitioner",
                    "acupuncture_role": "practitioner",
                    "user_id": cls.users["practitioner"].id,
                    "licence_number": "L-1",
                    "cosmetic_certified": True,
                    "turnover_minutes": 15,
                    "tz": "Europe/Vienna",
                },
                {
                    "name": "Room 1",
                    "acupuncture_role": "room",
                    "resource_type": "material",
                    "turnover_minutes": 10,
                    "tz": "Europe/Vienna",
                },
            ]
        )
        cls.client, cls.other_client = cls.env["res.partner"].create(
            [{"name": "Clara Client"}, {"name": "Otto Other"}]
        )
        cls.product_course = cls.make_product(
            "Facial rejuvenation, 12 sessions",
            list_price=1200.0,
            session_count=12,
            phase_ids=[
                Command.create({"session_count": 8, "per_week": 2, "min_days": 2}),
                Command.create(
                    {"session_count": 4, "min_days": 5, "max_days": 14, "sequence": 20}
                ),
            ],
        )
        cls.product_payg = cls.make_product(
            "Facial session, pay as you go",
            list_price=110.0,
            invoice_policy="delivery",
            uom_id=cls.env.ref("acupuncture_cosmetic.uom_session").id,
        )

    @classmethod
    def make_users(cls):
        """Return one user per role and a plain employee; login and password alike.

        Made in one go and without an invitation: one by one they took most of the time
        of every class.
        """
        groups = {role: f"acupuncture_cosmetic.group_{role}" for role in ROLES}
        groups["employee"] = "base.group_user"
        users = cls.env["res.users"].with_context(no_reset_password=True)
        created = users.create(
            [
                {
                    "name": f"test_{role}",
                    "login": f"test_{role}",
                    "password": f"test_{role}",
                    "email": f"test_{role}@example.com",
                    "tz": "Europe/Vienna" if role in ROLES else False,
                    "group_ids": [Command.set(cls.env.ref(group).ids)],
                }
                for role, group in groups.items()
            ]
        )
        return dict(zip(groups, created.with_env(cls.env), strict=True))

    @classmethod
    def make_product(cls, name, **values):
        """Return a treatment product without taxes."""
        return (
            cls.env["product.template"]
            .create(
                {
                    "name": name,
                    "type": "service",
                    "service_tracking": "treatment_course",
                    "invoice_policy": "order",
                    "taxes_id": False,
                    **values,
                }
            )
            .product_variant_id
        )

    @classmethod
    def sell(cls, product, qty=1, client=None, confirm=True, **line):
        """Return an order for ``product``, confirmed unless told otherwise."""
        order = cls.env["sale.order"].create(
            {
                "partner_id": (client or cls.client).id,
                "order_line": [
                    Command.create(
                        {"product_id": product.id, "product_uom_qty": qty, **line}
                    )
                ],
            }
        )
        if confirm:
            order.action_confirm()
        return order

    @classmethod
    def sell_course(cls, product=None, **kwargs):
        """Return the course of a fresh confirmed order."""
        return cls.sell(product or cls.product_course, **kwargs).course_ids

    @classmethod
    def make_ready(cls, client=None, techniques=("needling",)):
        """Return the reviewed history of a client who may be treated from now on."""
        return ready.make_ready(client or cls.client, cls.company, techniques)

    @classmethod
    def unsigned(cls, client, techniques=()):
        """Return the forms to be signed before this client is treated."""
        consents = client.env["acupuncture.consent"]
        return consents._missing(client, cls.company, techniques)

    @classmethod
    def ask_again(cls, sessions):
        """Note that the clients were asked on the day, and that nothing has changed."""
        ready.ask_again(sessions)

    @classmethod
    def pass_night(cls):
        """Work out the lights that are due, as the job of the night does."""
        alerts = cls.env["acupuncture.client.alert"]
        alerts._add_missing()
        cls.env["acupuncture.intake"]._refresh_due(alerts._lock_due())

    @classmethod
    @contextmanager
    def at_its_hour(cls, session):
        """Stand at the hour of a session, or stay where it may begin already."""
        soon = session.start - timedelta(hours=1) <= datetime.now() < session.stop
        with nullcontext() if soon else freeze_time(session.start):
            yield

    @classmethod
    def chart(cls, session):
        """Return the record of a session that is in treatment."""
        return ready.open_chart(session)

    @classmethod
    def sign_chart(cls, session):
        """Return the signed record of a session in treatment, which is done then."""
        chart = cls.chart(session)
        ready.count_out(chart)
        chart.action_sign()
        return chart

    @classmethod
    def tell(cls, finding, says="applies", **values):
        """Return the answer that a practitioner got who asked back about a finding."""
        answers = cls.env["acupuncture.finding.answer"]
        return answers.with_user(cls.users["practitioner"]).create(
            {"finding_id": finding.id, "says": says, **values}
        )

    @classmethod
    def move_credits(cls, credits, *verbs):
        """Walk credits through the named verbs, e.g. ``_reserve``, ``_use``."""
        for verb in verbs:
            getattr(credits, verb)("test")

    @classmethod
    def book(cls, start, client=None, **values):
        """Return a session; ``start`` is UTC text."""
        return cls.env["acupuncture.session"].create(
            {
                "client_id": (client or cls.client).id,
                "practitioner_id": cls.practitioner.id,
                "room_id": cls.room.id,
                "start": start,
                "duration": 60,
                **values,
            }
        )

    def assertSqlRefused(self, query, *args, words=""):
        """Assert that PostgreSQL itself refuses a query, in these ``words``."""
        self.env.flush_all()
        with (
            self.subTest(query),
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(IntegrityError, words),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(SQL(query, *args))

    def migrate(self, script):
        """Run a migration script on the present database, e.g. ``1.2.0/post-x``."""
        self.env.flush_all()
        path = file_path(f"acupuncture_cosmetic/migrations/19.0.{script}.py")
        run_path(path)["migrate"](self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()

    def spent(self, call, *args):
        """Return how many queries a call needs, from a cold cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        call(*args)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before
