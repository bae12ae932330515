"""The setup page: from an empty company to a booked course, step by step."""

from itertools import count
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, TransactionCase, freeze_time, new_test_user, tagged

from .common import ROLES

STEPS = ["clinic", "people", "rooms", "treatments", "texts", "mail", "client"]


class SetupCase(TransactionCase):
    """A company with nothing in it, and its manager, who is no administrator."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "no_reset_password": True})
        cls.counter = count()
        cls.company = cls.env["res.company"].create({"name": "YourCompany"})
        cls.manager = cls.make_user("manager")
        cls.admin = cls.make_user("manager", "base.group_system")

    @classmethod
    def make_user(cls, role, *more):
        groups = (f"acupuncture_cosmetic.group_{role}", *more)
        return new_test_user(
            cls.env,
            f"setup_{role}_{next(cls.counter)}",
            groups=",".join(groups),
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def setup_of(self, user=None):
        return self.env["acupuncture.setup"].with_user(user or self.manager)

    def steps(self, user=None):
        return {step["code"]: step for step in self.setup_of(user).overview()["steps"]}

    def dialog(self, code, user=None, **values):
        """Return the dialog of a step, filled in as on the screen."""
        action = self.setup_of(user).open_step(code)
        model = self.env[action["res_model"]].with_user(user or self.manager)
        with Form(model.with_context(**action["context"])) as form:
            for name, value in values.items():
                form[name] = value
        return form.save()

    def introduce(self, user=None, **values):
        austria = self.env.ref("base.at")
        known = {"name": "Quiet Needle", "phone": "+43 1 555 01 23"}
        dialog = self.dialog("clinic", user, **known, country_id=austria, **values)
        return dialog.action_save()


@tagged("post_install", "-at_install")
class TestSetup(SetupCase):
    def test_an_empty_clinic_has_all_steps_before_it(self):
        steps = self.steps()
        self.assertEqual(list(steps), STEPS)
        # a product without a company is everybody's
        open_steps = [code for code in steps if not steps[code]["done"]]
        self.assertEqual([s for s in STEPS if s != "treatments"],
                         [s for s in open_steps if s != "treatments"])  # fmt: skip
        for step in steps.values():
            with self.subTest(step["code"]):
                self.assertTrue(
                    all(step[word] for word in ("label", "why", "without", "button"))
                )

    def test_without_a_telephone_it_says_that_no_forms_go_out(self):
        self.assertIn("no forms", self.steps()["clinic"]["without"])
        self.company.name = "Quiet Needle"
        self.assertIn("no forms", str(self.steps()["clinic"]["lacks"]))

    def test_a_country_brings_its_currency_and_its_clock(self):
        self.introduce()
        # the whole window shows its name
        self.assertEqual(self.introduce(), {"type": "ir.actions.act_window_close"})
        self.assertEqual(self.company.currency_id.name, "EUR")
        self.assertEqual(self.company._clinic_tz().zone, "Europe/Vienna")
        self.assertTrue(self.steps()["clinic"]["done"])
        self.assertIn("Quiet Needle", self.steps()["clinic"]["told"])

    def test_a_clinic_is_known_again(self):
        self.introduce(street="Ring 1")
        dialog = self.dialog("clinic", city="Vienna")
        dialog.action_save()
        self.assertEqual((self.company.street, self.company.city), ("Ring 1", "Vienna"))

    def test_the_hours_of_another_clinic_are_not_taken(self):
        other = self.env["res.company"].create({"name": "Other"})
        theirs, clock = other.resource_calendar_id, other.resource_calendar_id.tz
        dialog = self.dialog("clinic", name="Quiet Needle", tz="Asia/Tokyo")
        dialog.resource_calendar_id = theirs
        for companies in (self.company, self.company | other):
            self.manager.company_ids = companies
            with self.assertRaisesRegex(UserError, "another clinic"):
                dialog.action_save()
        self.assertEqual(theirs.tz, clock)

    def test_a_state_is_a_fact_and_goes_with_it(self):
        self.introduce()
        self.company.phone = False
        self.assertFalse(self.steps()["clinic"]["done"])

    def test_rooms_are_entered_by_their_names(self):
        self.dialog("rooms", names="Jade Room\n\n Pearl Room ").action_add()
        self.dialog("rooms", names="Jade Room\nThird").action_add()
        self.assertEqual(
            self.steps()["rooms"]["told"], ("Jade Room", "Pearl Room", "Third")
        )

    def test_treatments_are_made_of_protocols_with_a_price(self):
        dialog = self.dialog("treatments")
        classic = dialog.line_ids.filtered(lambda line: line.session_count == 12)[0]
        protocol = classic.protocol_id
        with self.assertRaises(UserError):
            dialog.action_offer()
        dialog.write({"validity_months": 9})
        classic.write({"name": "Face, 12 sessions", "price": 1440})
        dialog.action_offer()
        product = self.env["product.template"].search([("name", "=", classic.name)])
        self.assertRecordValues(
            product,
            [
                {
                    "list_price": 1440,
                    "company_id": self.company.id,
                    "session_count": 12,
                    "validity_length": 9,
                    "service_tracking": "treatment_course",
                    "protocol_id": protocol.id,
                    "session_minutes": protocol.session_minutes,
                }
            ],
        )
        self.assertTrue(self.steps()["treatments"]["done"])
        self.assertNotIn(protocol, self.dialog("treatments").line_ids.protocol_id)
        other = self.env["res.company"].create({"name": "Other"})
        self.manager.company_ids = [Command.link(other.id)]
        elsewhere = self.env["acupuncture.setup.treatment"].with_user(self.manager)
        lines = elsewhere.with_company(other).create({}).line_ids
        self.assertIn(protocol, lines.protocol_id)

    def test_a_lawyer_has_a_name(self):
        dialog = self.dialog("texts", read_by="Dr. Recht")
        dialog.read_by = "  "
        with self.assertRaisesRegex(UserError, "lawyer"):
            dialog.action_confirm()
        self.assertFalse(self.company.acupuncture_texts_read_at)

    def test_who_read_the_texts_is_kept_until_a_newer_one_is_in_use(self):
        with freeze_time("2036-05-04 10:00:00"):
            self.dialog("texts", read_by="Dr. Recht").action_confirm()
        step = self.steps()["texts"]
        self.assertTrue(step["done"])
        self.assertIn("Dr. Recht", step["told"][0])
        self.assertIn(self.manager.name, step["told"][0])
        template = self.env["acupuncture.consent.template"].search(
            [("state", "=", "published"), ("company_id", "=", False)], limit=1
        )
        with freeze_time("2036-06-04 10:00:00"):
            newer = template.copy({"company_id": self.company.id})
            newer._sealed_write({"state": "published", "published_at": "2036-06-04"})
        self.assertFalse(self.steps()["texts"]["done"])
        self.assertIn(newer.name, self.steps()["texts"]["lacks"][0])


@tagged("post_install", "-at_install")
class TestSetupPeople(SetupCase):
    def hire(self, user=None, **values):
        known = {
            "name": "Lin Mei",
            "licence_number": "AC-1",
            "cosmetic_certified": True,
        }
        return self.dialog("people", user or self.admin, **known | values)

    def test_a_practitioner_gets_login_role_and_licence_in_one_step(self):
        self.hire(email="lin@example.com").action_add()
        user = self.env["res.users"].search([("login", "=", "lin@example.com")])
        self.assertTrue(user.has_group("acupuncture_cosmetic.group_practitioner"))
        self.assertFalse(user.has_group("acupuncture_cosmetic.group_manager"))
        self.assertEqual(user.company_ids, self.company)
        [lin] = self.env["resource.resource"].search([("user_id", "=", user.id)])
        self.assertEqual(lin.company_id, self.company)
        self.assertEqual(lin.acupuncture_role, "practitioner")
        self.assertFalse(lin._licence_failure(self.company._clinic_today()))
        self.assertEqual(self.steps()["people"]["told"], ("Lin Mei",))

    def test_one_person_holds_several_roles(self):
        dialog = self.hire(email="lin@example.com", is_billing=True, is_front_desk=True)
        dialog.action_add()
        user = self.env["res.users"].search([("login", "=", "lin@example.com")])
        for role in ("practitioner", "front_desk", "billing"):
            self.assertTrue(user.has_group(f"acupuncture_cosmetic.group_{role}"))

    def test_who_only_sits_at_the_desk_is_on_no_schedule(self):
        self.dialog(
            "people",
            self.admin,
            name="Dora",
            email="d@example.com",
            is_practitioner=False,
            is_front_desk=True,
        ).action_add()
        user = self.env["res.users"].search([("login", "=", "d@example.com")])
        self.assertTrue(user.has_group("acupuncture_cosmetic.group_front_desk"))
        self.assertFalse(
            self.env["resource.resource"].search_count([("user_id", "=", user.id)])
        )

    def test_the_manager_who_treats_takes_their_own_login(self):
        self.hire(user_id=self.admin).action_add()
        self.assertTrue(self.admin.has_group("acupuncture_cosmetic.group_practitioner"))
        again = {"licence_number": "AC-2", "cosmetic_certified": True}
        treats = {"is_practitioner": True, "user_id": self.admin}
        self.dialog("people", self.admin, **treats, **again).action_add()
        [own] = self.env["resource.resource"].search([("user_id", "=", self.admin.id)])
        self.assertEqual(own.licence_number, "AC-2")

    def test_a_manager_who_is_no_administrator_makes_no_login(self):
        """Else they could make one for themselves that reads records."""
        dialog = self.hire(self.manager)
        dialog.email = "own@example.com"
        dialog.action_add()
        self.assertFalse(
            self.env["res.users"].search_count([("login", "=", "own@example.com")])
        )
        step = self.steps()["people"]
        self.assertFalse(step["done"])
        self.assertIn("no login", step["lacks"][0])
        lin = self.setup_of().open_step("people")
        self.assertEqual(lin["res_model"], "resource.resource")
        self.env["resource.resource"].browse(lin["res_id"]).user_id = self.admin
        self.dialog("people", user_id=self.manager).action_add()
        self.assertFalse(
            self.manager.has_group("acupuncture_cosmetic.group_practitioner")
        )

    def test_what_a_licence_lacks_is_named(self):
        self.hire(email="lin@example.com", cosmetic_certified=False).action_add()
        step = self.steps()["people"]
        self.assertIn("not certified", step["lacks"][0])
        self.assertEqual(step["button"], "Complete Lin Mei")

    def test_a_login_is_the_bare_address(self):
        self.hire(email="Lin Mei <Lin@example.com>").action_add()
        self.assertTrue(
            self.env["res.users"].search([("login", "=", "lin@example.com")])
        )

    def test_who_is_added_twice_is_one_person(self):
        dialog = self.hire(self.manager)
        dialog.action_add()
        dialog.action_add()
        self.assertEqual(
            self.env["resource.resource"].search_count([("name", "=", "Lin Mei")]), 1
        )

    def test_a_login_needs_an_address(self):
        with self.assertRaisesRegex(UserError, "e-mail"):
            self.hire(email="nowhere").action_add()


@tagged("post_install", "-at_install")
class TestSetupMail(SetupCase):
    def send(self, **failing):
        dialog = self.dialog("mail", to="me@example.com")
        server = self.env.registry["ir.mail_server"]
        with (
            patch.object(server, "_disable_send", lambda self: False),
            patch.object(server, "_connect__", return_value=None, **failing),
            patch.object(server, "send_email", lambda *args, **kw: "<1@test>"),
        ):
            return dialog, dialog.action_send()

    def test_a_test_that_went_out_is_the_proof(self):
        _dialog, action = self.send()
        self.assertEqual(action["type"], "ir.actions.act_window_close")
        self.assertTrue(self.steps()["mail"]["done"])

    def test_another_mail_server_asks_for_another_test(self):
        self.send()
        self.env["ir.mail_server"].create({"name": "New", "smtp_host": "mx"})
        self.env.flush_all()
        self.env.cr.execute("UPDATE ir_mail_server SET write_date = '2036-01-01'")
        self.env.invalidate_all()
        self.assertFalse(self.steps()["mail"]["done"])

    def test_the_name_of_the_clinic_is_no_markup(self):
        self.company.name = "<i>Needle</i> & Stone"
        self.send()
        mail = self.setup_of()._last_test()
        self.assertIn("&lt;i&gt;Needle&lt;/i&gt; &amp; Stone", mail.body_html)

    def test_a_failure_is_told_with_its_reason(self):
        dialog, action = self.send(side_effect=OSError("nobody listens"))
        self.assertEqual(action["res_id"], dialog.id)
        self.assertIn("nobody listens", dialog.failure)
        step = self.steps()["mail"]
        self.assertFalse(step["done"])
        self.assertIn("did not go out", step["lacks"][0])


@tagged("post_install", "-at_install")
@freeze_time("2036-03-03 08:00:00")
class TestSetupClient(SetupCase):
    def setUp(self):
        super().setUp()
        self.introduce()
        self.env["resource.resource"].create(
            {
                "name": "Lin Mei",
                "acupuncture_role": "practitioner",
                "company_id": self.company.id,
                "user_id": self.admin.id,
                "licence_number": "AC-1",
                "cosmetic_certified": True,
                "tz": "Europe/Vienna",
            }
        )
        offer = self.dialog("treatments")
        offer.line_ids[0].price = 1440
        self.product_name = offer.line_ids[0].name
        offer.action_offer()

    def sell(self):
        product = self.env["product.product"].search([("name", "=", self.product_name)])
        dialog = self.dialog("client", name="Anna Weber", product_id=product)
        action = dialog.action_sell()
        dialog.action_sell()  # pressed twice
        orders = self.env["sale.order"].search([("partner_id.name", "=", "Anna Weber")])
        self.assertEqual(len(orders), 1)
        plan = self.env[action["res_model"]].with_user(self.manager)
        return plan.browse(action["res_id"])

    def test_the_first_client_is_sold_a_course_and_gets_dates(self):
        plan = self.sell()
        self.assertFalse(plan.client_id.is_company)
        self.assertEqual(set(plan.line_ids.mapped("status")), {"ok"})
        plan.action_confirm()
        step = self.steps()["client"]
        self.assertTrue(step["done"])
        self.assertEqual(step["told"], ("Anna Weber",))

    def test_what_was_sold_and_not_booked_is_planned_next(self):
        plan = self.sell()
        step = self.steps()["client"]
        self.assertFalse(step["done"])
        self.assertIn("Anna Weber", step["lacks"][0])
        again = self.setup_of().open_step("client")
        self.assertEqual(again["res_model"], plan._name)


@tagged("post_install", "-at_install")
class TestSetupForWhom(SetupCase):
    def landing(self, user):
        return self.setup_of(user)._landing()

    def test_nobody_but_the_manager_sees_or_does_it(self):
        for role in ROLES:
            if role in ("manager", "clinical_lead"):
                continue
            setup = self.setup_of(self.make_user(role))
            for verb in (
                setup.overview,
                setup.put_away,
                lambda setup=setup: setup.open_step("clinic"),
            ):
                with self.subTest(role), self.assertRaises(AccessError):
                    verb()

    def test_the_manager_begins_here_until_it_is_put_away(self):
        self.assertEqual(self.landing(self.manager)["tag"], "acupuncture_setup")
        self.setup_of().put_away()
        self.assertEqual(self.landing(self.manager)["tag"], "acupuncture_week")
        self.setup_of().put_away(False)
        self.assertEqual(self.landing(self.manager)["tag"], "acupuncture_setup")

    def test_the_others_begin_with_what_they_see_first(self):
        for role, menu in (
            ("front_desk", "menu_today"),
            ("practitioner", "menu_today"),
            ("billing", "menu_clients_all"),
            ("marketing", "menu_clients_all"),
        ):
            action = self.env.ref(f"acupuncture_cosmetic.{menu}").action
            with self.subTest(role):
                opened = self.landing(self.make_user(role))
                self.assertEqual(opened["id"], action.id)

    def test_the_app_opens_with_it(self):
        menus = self.env["ir.ui.menu"]
        for role in ROLES:
            user = self.make_user(role)
            loaded = menus.with_user(user).load_web_menus(False)
            root = loaded[self.env.ref("acupuncture_cosmetic.menu_root").id]
            with self.subTest(role):
                self.assertEqual(root["actionModel"], "ir.actions.server")
                action = self.env["ir.actions.server"].browse(root["actionID"])
                self.assertTrue(action.with_user(user).run())

    def test_another_clinic_has_its_own_state(self):
        self.introduce()
        self.dialog("texts", read_by="Dr. Recht").action_confirm()
        self.setup_of().put_away()
        other = self.env["res.company"].create({"name": "Other"})
        self.manager.company_ids = [Command.link(other.id)]
        page = self.setup_of().with_company(other).overview()
        self.assertFalse(page["put_away"])
        done = {step["code"] for step in page["steps"] if step["done"]}
        self.assertFalse(done - {"treatments"})

    def test_whoever_installed_it_manages_the_clinic(self):
        admin = self.env.ref("base.user_admin")
        self.assertTrue(admin.has_group("acupuncture_cosmetic.group_manager"))

    def test_roles_read_like_a_clinic(self):
        groups = self.env["res.groups"].search(
            [("privilege_id.category_id.name", "=", "Roles at the Clinic")]
        )
        self.assertEqual(
            set(groups.mapped("name")),
            {
                *("Front Desk", "Acupuncturist", "Clinical Lead", "Billing"),
                *("Marketing", "Clinic Manager"),
            },
        )
        for group in groups:
            with self.subTest(group.name):
                self.assertTrue(group.comment)
                self.assertTrue(group.privilege_id.description)
