"""The history comes first; then a client may say no, to a part or to the whole."""

from runpy import run_path

from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.tests import freeze_time, tagged
from odoo.tools import file_path, mute_logger

from odoo.addons.acupuncture_cosmetic.demo.ready import sign_forms, signature

from .forms_common import FormsCase

NOW_CALL = "Call: a question about the forms"


@tagged("post_install", "-at_install")
class TestFormsRefuse(FormsCase):
    """A client can say no, and what she told is read all the same."""

    def course_with(self, *codes):
        techniques = self.env["acupuncture.technique"].search(
            [("code", "in", ("needling", *codes))]
        )
        product = self.make_product(
            "With more",
            list_price=100,
            session_count=5,
            technique_ids=[Command.set(techniques.ids)],
        )
        return self.sell_course(product)

    @property
    def soon(self):
        return f"{fields.Date.add(fields.Date.today(), days=7)} 09:00:00"

    def template(self, kind, technique=None):
        return self.env["acupuncture.consent.template"]._current(
            self.company,
            kind,
            technique and self.env.ref(f"acupuncture_cosmetic.technique_{technique}"),
        )

    def decline(self, template):
        """Press the button that says no to a form of the page."""
        [form] = [
            form
            for form in self.find("//form[@class='f-decline']")
            if f"decision_{template.id}" in dict(form.form_values())
        ]
        data = dict(form.form_values())
        return self.see(self.url_open("/forms/save", data=data))

    def walk_to_template(self, template):
        self.walk_to(f"consent-{template.id}")

    # ------------------------------------------------------------------
    # The history comes first
    # ------------------------------------------------------------------

    def test_a_history_is_read_although_nothing_is_signed(self):
        self.enter()
        self.walk_to("lifestyle")
        self.assertIn("Send my answers", self.response.text)
        self.assertFalse(self.history().filtered(lambda h: h.state == "submitted"))
        self.answer()
        history = self.history()
        self.assertEqual(history.state, "submitted")
        self.assertTrue(history.declared)
        self.assertFalse(history.signed_at or history.signer_name or history.signature)
        self.assertTrue(history._is_intact())
        self.assertTrue(self.links.search([], limit=1).history_at)
        seen = self.intakes.with_user(self.users["practitioner"]).search(
            [("client_id", "=", self.client.id), ("state", "=", "submitted")]
        )
        self.assertEqual(seen.id, history.id)
        light = self.env["acupuncture.client.alert"].search(
            [("client_id", "=", self.client.id)]
        )
        self.assertEqual(light.code, "review")
        self.assertFalse(self.consents())

    def test_a_change_before_signing_makes_the_next_version(self):
        self.enter()
        self.walk_to("sign")
        self.see(self.url_open("/forms?screen=medicines&from=sign"))
        self.answer(none="", y_ANTICOAG="1", detail_ANTICOAG="one of them")
        first, second = self.history().sorted("version")
        self.assertEqual((first.state, second.state), ("superseded", "submitted"))
        self.assertIn("ANTICOAG", second.finding_ids.item_id.mapped("code"))
        self.see(self.url_open("/forms?screen=medicines&from=sign"))
        self.send()
        self.assertEqual(len(self.history()), 2, "nothing was changed")
        self.walk_to("sign")
        self.assertEqual(self.sign(declared="1"), "/forms/done")
        self.assertEqual(second.signer_name, "Clara Client")
        self.assertTrue(second.signed_at and second.signature)
        self.assertTrue(second._is_intact())
        self.assertFalse(first.signed_at)

    def test_a_history_signed_in_the_second_it_was_sent_is_intact(self):
        self.enter()
        self.walk_to("sign")
        history = self.history()
        self.assertEqual(history.state, "submitted")
        with freeze_time(history.submitted_at):
            history._sign_submitted("Clara Client", signature("Clara Client"))
        self.assertGreater(history.signed_at, history.submitted_at)
        self.assertTrue(history._is_intact())

    @mute_logger("odoo.sql_db")
    def test_a_history_is_signed_once(self):
        self.complete()
        history = self.history()
        self.env.flush_all()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env.cr.execute(
                "UPDATE acupuncture_intake SET signer_name = 'X' WHERE id = %s",
                [history.id],
            )

    # ------------------------------------------------------------------
    # No to a technique
    # ------------------------------------------------------------------

    def test_a_technique_that_the_answers_close_is_not_asked_about(self):
        course = self.course_with("electroacupuncture", "led")
        current = self.template("technique", "electroacupuncture")
        for told, asked in (
            ({"none": "1"}, True),
            ({"none": "", "y_PACEMAKER": "1"}, False),
            ({"none": "", "u_PACEMAKER": "1"}, False),
        ):
            with self.subTest(**told):
                self.history().filtered(lambda h: h.state == "draft").action_cancel()
                self.enter(origin=course)
                if not self.find("//input[@name='screen']"):
                    self.send("/forms/birth-date", **self.HEALTHY["about"])
                self.walk_to("heart_nerves")
                self.answer(**told)
                steps = self.links.search([], limit=1)._bundle().steps
                self.assertEqual(f"consent-{current.id}" in steps, asked)

    def test_no_to_a_technique_leaves_it_out(self):
        course = self.course_with("electroacupuncture")
        form = self.template("technique", "electroacupuncture")
        self.enter(origin=course)
        self.walk_to_template(form)
        self.assertIn("No, without it", self.response.text)
        self.decline(form)
        self.walk_to("sign")
        self.assertEqual(self.sign(declared="1"), "/forms/done")
        refused = self.consents().filtered(lambda c: c.kind == "technique")
        self.assertEqual(refused.decision, "declined")
        self.assertFalse(refused.withdrawal_ids)
        self.assertFalse(self.unsigned(self.client, course._planned_techniques()))
        session = self.book(self.soon, course_id=course.id)
        checks = {check.code: check for check in session._gate_checks()[session]}
        self.assertTrue(checks["refused:electroacupuncture"].ok)
        self.assertIn("said no", checks["refused:electroacupuncture"].note)
        self.assertNotIn("consent:technique:electroacupuncture", checks)
        standing_of = self.env["acupuncture.plan"]._screener(self.client, self.company)
        _known, _effects, closed = standing_of(self.client, fields.Date.today())
        self.assertEqual(closed, {"electroacupuncture"}, "neither planned nor charted")
        # She changes her mind by a new link.
        self.enter("consent", origin=course)
        self.send("/forms/birth-date", **self.HEALTHY["about"])
        self.assertEqual(self.screen, f"consent-{form.id}")
        self.answer()
        self.walk_to("sign")
        self.sign(declared="1")
        session.invalidate_recordset()
        checks = {check.code: check for check in session._gate_checks()[session]}
        self.assertTrue(checks["consent:technique:electroacupuncture"].ok)
        self.assertNotIn("refused:electroacupuncture", checks)

    def test_a_change_of_mind_on_the_page(self):
        course = self.course_with("electroacupuncture")
        form = self.template("technique", "electroacupuncture")
        self.enter(origin=course)
        self.walk_to_template(form)
        self.decline(form)
        self.see(self.url_open(f"/forms?screen=consent-{form.id}"))
        self.assertIn("You said no to this", self.response.text)
        self.answer()
        self.walk_to("sign")
        self.sign(declared="1")
        given = self.consents().filtered(lambda c: c.kind == "technique")
        self.assertEqual(given.decision, "agreed")

    def test_a_line_left_unticked_leaves_its_technique_out(self):
        course = self.course_with("led", "gua_sha_cupping")
        form = self.template("treatment")
        clauses = form._optional_lines().grouped(lambda c: c.technique_ids.code)
        self.enter(origin=course)
        self.walk_to_template(form)
        self.answer(**{f"tick_{form.id}_{clauses['led']._tick_key()}": ""})
        self.walk_to("sign")
        self.sign(declared="1")
        wishes = self.env["acupuncture.consent"]._wishes(self.client, self.company)
        self.assertEqual(wishes[self.client], {"led": False, "gua_sha_cupping": True})
        session = self.book(self.soon, course_id=course.id)
        checks = {check.code: check for check in session._gate_checks()[session]}
        self.assertTrue(checks["refused:led"].ok)
        self.assertNotIn("consent:gua_sha_cupping", checks)

    def test_the_gate_asks_about_a_line_that_was_never_shown(self):
        sign_forms(self.client, self.company)  # needles alone
        course = self.course_with("led")
        session = self.book(self.soon, course_id=course.id)
        checks = {check.code: check for check in session._gate_checks()[session]}
        self.assertFalse(checks["consent:led"].ok)
        self.assertTrue(checks["consent:led"].overridable)
        forms = self.env["acupuncture.consent"]._bundle(
            self.client, self.company, course._planned_techniques()
        )
        self.assertIn(self.template("treatment"), forms)

    # ------------------------------------------------------------------
    # No to the treatment
    # ------------------------------------------------------------------

    def test_no_and_please_call_me(self):
        for kind in ("treatment", "data"):
            with self.subTest(kind):
                client = self.env["res.partner"].create(
                    {"name": f"Cato {kind}", "email": "cato@example.com"}
                )
                form = self.template(kind)
                link = self.enter(client=client)
                self.walk_to("choices" if kind == "data" else f"consent-{form.id}")
                self.decline(form)
                self.assertIn("We will call you", self.response.text)
                self.assertTrue(link.call_asked_at)
                self.assertEqual(link.state, "open")
                task = self.env["acupuncture.followup"].search(
                    [("client_id", "=", client.id), ("trigger", "=", "call_asked")]
                )
                self.assertEqual(len(task), 1)
                self.assertFalse(task.sensitive)
                self.assertIn(NOW_CALL, task.rule_id.name)
                self.see(self.url_open("/forms"))
                self.assertIn("You asked us to call you", self.response.text)
                self.walk_to("sign")
                self.assertEqual(self.sign(declared="1"), "/forms/done")
                self.assertEqual(task.state, "cancelled")

    def test_no_text_states_what_the_history_may_contradict(self):
        """What a client ticks never denies an illness, a device, a pregnancy."""
        clauses = self.env["acupuncture.consent.clause"].search(
            [("tick", "!=", "none"), ("template_id.state", "=", "published")]
        )
        self.assertGreater(len(clauses), 20)
        for clause in clauses:
            for words in ("I have no ", "I am not ", "I do not have", "I never"):
                with self.subTest(clause.tick_text):
                    self.assertNotIn(words, clause.tick_text)

    def test_a_form_that_denied_an_illness_is_revised(self):
        script = run_path(
            file_path(
                "acupuncture_cosmetic/migrations/19.0.1.2.0/post-consent-statements.py"
            )
        )
        form = self.template("technique", "electroacupuncture")
        old = form.browse(form.action_new_minor_revision()["res_id"])
        old.clause_ids[0].tick_text = script["DENIAL"]
        old.action_publish()
        for _run in range(2):
            script["migrate"](self.env.cr, "19.0.1.1.0")
            self.env.invalidate_all()
            new = self.template("technique", "electroacupuncture")
            said = new.clause_ids.mapped("tick_text")
            self.assertIn(script["STATEMENT"], said)
            self.assertNotIn(script["DENIAL"], said)
            self.assertEqual(new.revision_of_id, old)
            self.assertEqual(new.version_major, old.version_major)
