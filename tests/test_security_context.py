"""No key of a context opens a door: whoever calls may send any key."""

import ast
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import BaseCase, TransactionCase, tagged

from odoo.addons.acupuncture_cosmetic.demo import load_clinic
from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

FORCED = {MODULE_UNINSTALL_FLAG: True}
# Guards of which the demo clinic has no record that they refuse, and why.
NOT_IN_THE_DEMO = {
    "acupuncture.incident._unlink_except_kept": "no needle was lost",
    "acupuncture.needle._unlink_except_taken_out": "none stayed in",
    "acupuncture.photo.use._unlink_except_kept": "no photo was published",
}
ADDON = Path(__file__).resolve().parents[1] / "acupuncture_cosmetic"
PRIVATE = "a PrivateKey: its value never leaves this process"
# Every key of a context that our code reads, and why a caller gains nothing by it.
READ = {
    "_force_unlink": "believed while the registry is loaded only",
    "self.name": PRIVATE,  # the helper itself asks for the object, not for a name
    "acupuncture_by_mail": PRIVATE,
    "acupuncture_client_search": "more ways to find; each asks for rights",
    "acupuncture_copying": PRIVATE,
    "acupuncture_giving_back": PRIVATE,
    "acupuncture_plan_id": "which plan to go back to: one of the user's own",
    "acupuncture_dragged": "a calendar asks about hours: one check more, never less",
    "acupuncture_helping": PRIVATE,
    "acupuncture_prefilling": PRIVATE,
    "acupuncture_named": PRIVATE,
    "acupuncture_projection": PRIVATE,
    "acupuncture_revising": PRIVATE,
    "acupuncture_seal": PRIVATE,
    "acupuncture_task": PRIVATE,
    "acupuncture_together": PRIVATE,
    "acupuncture_translated": PRIVATE,
    "acupuncture_followup_mode": "which dialog opens; its verbs check",
    "acupuncture_gate_code": "which red line is mended; only what is red is",
    "acupuncture_gate_starting": "start once all is green; the gate looks itself",
    "acupuncture_gate_verb": "which of a red line's own answers is given",
    "acupuncture_lot_supply": "how a lot is named",
    "acupuncture_no_index": "a file is left out of the text index",
    "acupuncture_url": "what a QR code shows, once it is an open link of ours",
    "default_acupuncture_role": "the zone of a new resource, which may be typed",
    "default_scale_id": "the scale a level is checked against, as Odoo fills it in",
    "default_template_id": "the form a clause is checked against, likewise",
    "default_treatment_id": "the chart a row is checked against, as Odoo fills it in",
    "default_trigger": "the event a rule is checked against, as Odoo fills it in",
    "formatted_display_name": "how a point is named",
    "key": "lang and tz: in which words and on which clock an event is shown",
    "res_partner_search_mode": "a new contact is a person or a company by default",
    "word": "addresses and codes in messages: only what this process has made",
    "name": "default_client_id and the like: what a screen is opened for",
}


class Refused(Exception):
    """Raised in the place of a guard."""


@tagged("post_install", "-at_install")
class TestForcedDeletion(TransactionCase):
    """``_force_unlink`` switches off none of our guards; an uninstallation does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        load_clinic(cls.env)
        grave = cls.env["acupuncture.contraindication"].create(
            {
                "name": "Grave",
                "code": "GRAVE",
                "category": "age",
                "question": "Grave?",
                "severity": "absolute",
                "core": False,
            }
        )
        cls.setting = cls.env["acupuncture.contraindication.setting"].create(
            {"item_id": grave.id, "company_id": cls.env.company.id, "enabled": True}
        )

    def guards(self):
        """Return (model, guard) for each guard that an uninstallation goes without."""
        return [
            (self.env[name], guard)
            for name, model in self.env.registry.items()
            if not model._abstract
            for guard in self.env[name]._skipped_guards()
        ]

    def test_every_guard_is_asked(self):
        guards = self.guards()
        self.assertGreater(len(guards), 27)
        for model, guard in guards:
            kind, refuse = self.env.registry[model._name], self.refusing(guard)
            with self.subTest(model=model._name, guard=guard.__name__):
                with patch.object(kind, "_ondelete_methods", [refuse]):
                    with self.assertRaises(Refused):
                        self.any_of(model).with_context(**FORCED).unlink()

    def any_of(self, model):
        every = model.with_context(active_test=False)
        return every.search([("id", ">", 0)], limit=1) or model.browse(1)

    def refusing(self, guard):
        def refuse(_records):
            raise Refused

        refuse.__module__, refuse._ondelete = guard.__module__, False
        return refuse

    def test_every_guard_holds_what_it_keeps(self):
        """Of every guard, a record of the demo clinic that it refuses to let go."""
        unseen = set()
        for model, guard in self.guards():
            record = self.refused(model, guard)
            if record is None:
                unseen.add(f"{model._name}.{guard.__name__}")
                continue
            with self.subTest(model=model._name, guard=guard.__name__):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    record.with_context(**FORCED).unlink()
                self.assertTrue(record.exists())
        self.assertEqual(unseen, set(NOT_IN_THE_DEMO))

    def refused(self, model, guard):
        every = model.with_context(active_test=False).search([("id", ">", 0)])
        for record in every.with_context(active_test=True):
            try:
                guard(record)
            except UserError:
                return record
        return None

    def test_over_rpc(self):
        """As those who may delete such rows while they are drafts."""
        lead, manager = map(self.user, ("lead", "manager"))
        clause = self.env["acupuncture.consent.clause"].search(
            [("template_id.state", "=", "published")], limit=1
        )
        photo = self.env["ir.attachment"].search(
            [("res_model", "=", "acupuncture.photo"), ("id", ">", 0)], limit=1
        )
        for record, user in ((clause, lead), (photo, lead), (self.setting, manager)):
            model = record.with_user(user).browse()
            with self.subTest(record._name), self.assertRaises(UserError):
                call_kw(model, "unlink", [record.ids], {"context": FORCED})
            self.assertTrue(record.exists())

    def user(self, login):
        return self.env["res.users"].search([("login", "=", login)])

    def test_an_uninstallation_goes_through(self):
        """Modules go while the registry is loaded: nobody can call then."""
        policy = self.env["acupuncture.refund.policy"].create({"name": "Unused"})
        asked = []
        with (
            patch.object(self.env.registry, "ready", False),
            patch.object(type(policy), "_refuse_if_sold", asked.append),
        ):
            policy.with_context(**FORCED).unlink()
        self.assertFalse(asked)
        self.assertFalse(policy.exists())


@tagged("post_install", "-at_install")
class TestPlainKeys(BaseCase):
    """Read from the source: no key is believed that is not in the table."""

    def test_every_key_that_is_read_is_in_the_table(self):
        self.assertEqual({key for key, _private in self.keys()}, set(READ))

    def test_what_opens_something_is_compared_by_identity(self):
        plain = {key for key, private in self.keys() if not private}
        for key, why in READ.items():
            with self.subTest(key):
                self.assertEqual(why == PRIVATE, key not in plain)

    def keys(self):
        for path in sorted(ADDON.rglob("*.py")):
            tree = ast.parse(path.read_text())
            private = {
                id(node.left)
                for node in ast.walk(tree)
                if isinstance(node, ast.Compare)
                and isinstance(node.ops[0], (ast.Is, ast.IsNot))
                and isinstance(node.comparators[0], ast.Name)
            }
            for node in ast.walk(tree):
                if key := self.key(node):
                    yield key, id(node) in private
                elif name := self.private_name(node):
                    yield f"acupuncture_{name}", True

    def private_name(self, node):
        """Return the name of the private key that is made here."""
        made = isinstance(node, ast.Call) and ast.unparse(node.func) == "PrivateKey"
        return made and node.args[0].value

    def key(self, node):
        """Return the key that a call or a subscript of a context reads."""
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
            "context.get"
        ):
            asked = node.args[0]
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "context":
            asked = node.slice
        else:
            return None
        if isinstance(asked, ast.Constant):
            return asked.value
        return {"MODULE_UNINSTALL_FLAG": "_force_unlink"}.get(
            ast.unparse(asked), ast.unparse(asked)
        )


@tagged("post_install", "-at_install")
class TestArchivedOnes(TransactionCase):
    def test_an_archived_course_keeps_its_policy(self):
        load_clinic(self.env)
        course = self.env["acupuncture.course"].search(
            [("state", "in", ("completed", "cancelled"))], limit=1
        )
        policy = self.env["acupuncture.refund.policy"].create({"name": "Old"})
        self.env.flush_all()
        guard = "ALTER TABLE acupuncture_course {} TRIGGER acupuncture_guard"
        self.env.cr.execute(guard.format("DISABLE"))
        self.env.cr.execute(
            "UPDATE acupuncture_course SET refund_policy_id = %s, active = FALSE"
            " WHERE id = %s",
            (policy.id, course.id),
        )
        self.env.cr.execute(guard.format("ENABLE"))
        self.env.invalidate_all()
        for active_test in (True, False):
            asked = policy.with_context(active_test=active_test)
            with self.subTest(active_test=active_test):
                with self.assertRaises(UserError):
                    asked.fee_percent = 50
                with self.assertRaises(UserError):
                    asked.unlink()
