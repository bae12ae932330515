"""What the clinic sets and asks names nobody who told of an item (D4)."""

import inspect
import re

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .gate_common import NOW, GateCase

TOLD = "MIGRAINE"  # an accepted caution: nothing else shows that it was told


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestConsentOracle(GateCase):
    """A passage "only with finding X" must not single out those who have X."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.form = cls.env["acupuncture.consent.template"]._current(
            cls.company, "treatment"
        )
        cls.item = cls.env["acupuncture.contraindication"].search([("code", "=", TOLD)])

    def clause(self, form, role, **values):
        clauses = self.env["acupuncture.consent.clause"].with_user(self.users[role])
        return clauses.create(
            {
                "template_id": form.id,
                "name": "Only for some",
                "item_ids": [Command.set(self.item.ids)],
                **values,
            }
        )

    def draft(self, role="manager", form=None):
        form = (form or self.form).with_user(self.users[role])
        return form.browse(form.action_new_minor_revision()["res_id"])

    def test_the_manager_finds_no_way_to_ask_some(self):
        draft, manager = self.draft(), self.users["manager"]
        conditional = draft.clause_ids.filtered("item_ids")[0]
        plain = draft.clause_ids.filtered(lambda clause: not clause.item_ids)[0]
        link = {"item_ids": [Command.link(self.item.id)]}
        lines = [Command.create({"name": "Some", **link})]
        ways = (
            lambda: self.clause(draft, "manager"),
            lambda: draft.write({"clause_ids": lines}),
            lambda: draft.write({"clause_ids": [Command.update(plain.id, link)]}),
            lambda: plain.write(link),
            lambda: plain.with_context(
                acupuncture_copying=True, _force_unlink=True
            ).write(link),
            lambda: conditional.write({"body": "<p>Other words</p>"}),
            lambda: conditional.write({"item_ids": [Command.clear()]}),
            lambda: conditional.write({"item_ids": [Command.link(self.item.id)]}),
            lambda: conditional.update_field_translations(
                "tick_text", {"en_US": "Other"}
            ),
            conditional.unlink,
            lambda: conditional.with_context(_force_unlink=True).unlink(),
            lambda: conditional.copy({"template_id": draft.id}),
            lambda: self.form.with_user(manager).copy(),
            lambda: plain.with_context(default_item_ids=self.item.ids).create(
                {"template_id": draft.id, "name": "By default"}
            ),
            lambda: self.form.with_user(manager).create(
                {"name": "X", "code": "X", "clause_ids": lines}
            ),
            draft.action_publish,
        )
        for number, way in enumerate(ways):
            with self.subTest(number), self.assertRaises(AccessError):
                with self.cr.savepoint():
                    way()
            self.env.invalidate_all()
        plain.write({"body": "<p>Other words for everybody</p>"})

    def test_who_has_it_looks_like_who_has_not(self):
        """Asked by every public verb of what desk and manager reach."""
        people = self.people()
        draft = self.draft("clinical_lead")
        self.clause(draft, "clinical_lead", section="F", body="<p>Only for some</p>")
        for moment in ("before", "after"):
            for role in ("front_desk", "manager"):
                one, other = (self.seen(person, role) for person in people)
                for name in one:
                    with self.subTest(moment=moment, role=role, name=name):
                        self.assertEqual(one[name], other[name])
            if moment == "before":
                draft.action_publish()
        self.assertEqual(draft.version, "2.0")
        for person in people:
            self.assertIn("consent:treatment", self.red(person["session"]))

    def people(self):
        """Return two clients alike but for what one of them told."""
        people = []
        for number, yes in ((1, {TOLD: {}}), (2, {})):
            client = self.env["res.partner"].create(
                {"name": f"Person {number}", "email": f"p{number}@example.com"}
            )
            course = self.sell_course(client=client)
            self.answer(client, yes=yes)
            self.sign(client)
            session = self.book(
                f"2026-03-03 {5 + 4 * number:02d}:00:00", client, course_id=course.id
            )
            people.append({"client": client, "course": course, "session": session})
        self.env.flush_all()
        return people

    def seen(self, person, role):
        """Return name -> what a role sees and gets of a person, without the person."""
        user = self.users[role]
        seen = {}
        for record in person.values():
            mine = record.with_user(user)
            views = mine.get_views([(False, "form"), (False, "list")])
            names = set(views["models"][mine._name]["fields"]) & set(mine._fields)
            pictures = {name for name in names if mine._fields[name].type == "binary"}
            for name in sorted(names - pictures):
                spec = {name: {"fields": {"display_name": {}}}}
                value = self.tried(lambda spec=spec, mine=mine: mine.web_read(spec))
                seen[f"{mine._name}.{name}"] = self.blind(value)
            for name in self.verbs(mine):
                value = self.tried(getattr(mine, name))
                seen[f"{mine._name}.{name}()"] = self.blind(value)
        for domain in self.searches(person):
            model, *rest = domain
            rows = self.env[model].with_user(user)
            seen[f"search {model}"] = self.tried(
                lambda r=rows, d=rest: len(r.search(d))
            )
        return seen

    def searches(self, person):
        client = person["client"].id
        for model in ("acupuncture.form.link", "acupuncture.client.alert"):
            yield model, ("client_id", "=", client)

    def verbs(self, record):
        """Yield the public verbs of ours that take no argument."""
        for name in dir(type(record)):
            method = getattr(type(record), name, None)
            if not name.startswith("action_") or not callable(method):
                continue
            needed = [
                each
                for each in inspect.signature(method).parameters.values()
                if each.default is each.empty
                and each.kind is each.POSITIONAL_OR_KEYWORD
            ]
            if "acupuncture_cosmetic" in method.__module__ and len(needed) == 1:
                yield name

    def tried(self, call):
        """Return what a call gives or says, and undo it."""
        with self.cr.savepoint() as savepoint:
            try:
                result = self.opened(call())
            except (UserError, ValueError) as error:
                result = f"{type(error).__name__}: {error}"
            savepoint.rollback()
        self.env.invalidate_all()
        return result

    def opened(self, result):
        """Return an action with the lines of the checklist that it opens."""
        if (
            isinstance(result, dict)
            and result.get("res_model") == "acupuncture.gate.check"
        ):
            dialog = self.env["acupuncture.gate.check"].browse(result["res_id"])
            lines = dialog.with_env(self.env).line_ids
            return [(line.code, line.status, line.message) for line in lines]
        return result

    def blind(self, value):
        """Return the text of a value without addresses, numbers and names."""
        text = re.sub(r"/forms[/?]?[\w=&?-]*", "/forms", str(value))
        text = re.sub(r"[Pp](erson )?[12]\b", "?", text)
        return re.sub(r"\d+", "#", text)
