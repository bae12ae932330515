"""No key of a context opens a door: whoever calls may send any key."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import TransactionCase, tagged

from odoo.addons.acupuncture_cosmetic.demo import load_clinic
from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

FORCED = {MODULE_UNINSTALL_FLAG: True}
# Guards of which the demo clinic has no record that they refuse, and why.
NOT_IN_THE_DEMO = {
    "acupuncture.incident._unlink_except_kept": "no needle was lost",
    "acupuncture.needle._unlink_except_taken_out": "none stayed in",
    "acupuncture.photo.use._unlink_except_kept": "no photo was published",
    "acupuncture.contraindication.setting._unlink_except_grave": "see below",
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
        signed = cls.env["acupuncture.treatment"].search(
            [("state", "=", "signed")], limit=1
        )
        file = cls.env["ir.attachment"].create({"name": "letter.txt", "raw": b"x"})
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE ir_attachment SET res_model = %s, res_id = %s WHERE id = %s",
            (signed._name, signed.id, file.id),
        )
        cls.env.invalidate_all()

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
        self.assertGreater(len(guards), 30)
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
