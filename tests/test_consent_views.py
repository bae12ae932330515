"""The screens of consent, opened and used as the people who work there."""

from odoo.exceptions import AccessError
from odoo.tests import Form, HttpCase, freeze_time, tagged

from .consent_common import ConsentCase


class TestConsentScreens(ConsentCase):
    def test_the_practitioner_opens_list_and_form(self):
        consent = self.sign_form("treatment")
        consents = self.Consent.with_user(self.users["practitioner"])
        for kind in ("list", "form", "search"):
            consents.get_view(view_type=kind)
        form = Form(consents.browse(consent.id))
        self.assertIn("data:image/png;base64,", form.answers_html)
        self.assertEqual(form.status, "valid")
        page = consents.browse(consent.id).with_context(bin_size=True)
        self.assertIn("data:image/png;base64,", page.answers_html)

    def test_a_page_of_consents_takes_a_bounded_number_of_queries(self):
        clients = self.env["res.partner"].create(
            [{"name": f"Client {no}"} for no in range(30)]
        )
        for client in clients:
            self.sign_form("treatment", client=client)
        consents = self.Consent.with_user(self.users["practitioner"])
        columns = {
            "name": {},
            "client_id": {"fields": {"display_name": {}}},
            "status": {},
        }
        counts = []
        for limit in (2, 30):
            self.env.invalidate_all()
            consents.web_search_read([], columns, limit=limit)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            consents.web_search_read([], columns, limit=limit)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)
        self.assertLessEqual(counts[1], 14)

    def test_the_buttons_of_the_list(self):
        consent = self.sign_form("treatment")
        practitioner = consent.with_user(self.users["practitioner"])
        self.assertEqual(practitioner.action_verify_all()["params"]["type"], "success")
        self.assertEqual(practitioner.action_verify()["params"]["type"], "success")

    @freeze_time("2026-03-02 09:00:00")
    def test_the_withdraw_dialog_tells_what_it_means(self):
        consent = self.sign_form("treatment")
        course = self.sell_course()
        done = self.book("2026-03-02 10:00:00", course_id=course.id)
        coming = self.book("2026-03-12 10:00:00", course_id=course.id)
        with done._transition("arrived"), done._transition("in_treatment"):
            pass
        self.sign_chart(done)
        action = consent.with_user(self.users["practitioner"]).action_withdraw()
        wizard = Form(
            self.env[action["res_model"]]
            .with_user(self.users["practitioner"])
            .with_context(**action["context"])
        )
        self.assertIn(f"took place under it (1): {done.name}", wizard.happened)
        self.assertIn(coming.name, wizard.stops)
        self.assertNotIn(done.name, wizard.stops)
        wizard.by = "guardian"
        wizard.reason = "<b>no</b>"
        wizard.save().action_withdraw()
        self.assertRecordValues(
            consent.withdrawal_ids,
            [
                {
                    "by": "guardian",
                    "reason": "<b>no</b>",
                    "user_id": self.users["practitioner"].id,
                }
            ],
        )
        self.assertEqual(consent.status, "withdrawn")

    def test_every_kind_has_a_meaning(self):
        for kind, channel in (
            ("data", False),
            ("photo_record", False),
            ("photo_teaching", False),
            ("photo_publicity", "website"),
            ("marketing", "sms"),
        ):
            consent = self.sign_form(kind, channel=channel)
            with self.subTest(kind):
                self.assertTrue(consent._happened() and consent._stops())

    def test_the_dialog_is_for_clinicians(self):
        consent = self.sign_form("treatment")
        for role in ("front_desk", "billing", "marketing", "manager"):
            wizards = self.env["acupuncture.consent.withdraw"].with_user(
                self.users[role]
            )
            with self.subTest(role), self.assertRaises(AccessError):
                wizards.create({"consent_id": consent.id})

    def test_the_manager_edits_a_draft(self):
        forms = self.Template.with_user(self.users["manager"])
        draft = forms.browse(self.form("data").action_new_minor_revision()["res_id"])
        with Form(draft) as form:
            form.name = "Your data, in short"
            with form.clause_ids.edit(0) as clause:
                clause.tick_text = "Agreed"
        self.assertIn("Agreed", draft.preview)
        self.assertEqual(draft.version, "1.1")

    def test_the_desk_reads_forms_and_nothing_signed(self):
        desk = self.users["front_desk"]
        self.sign_form("treatment")
        self.Template.with_user(desk).search([]).read(["name", "preview"])
        for domain in (
            [],
            [("client_id.name", "ilike", "Clara")],
            [("kind", "=", "data")],
        ):
            with self.assertRaises(AccessError):
                self.Consent.with_user(desk).search(domain)
        with self.assertRaises(AccessError):
            self.Consent.with_user(desk).formatted_read_group([], ["kind"])
        with self.assertRaises(AccessError):
            self.Template.with_user(desk).search(
                [("id", "in", self.Consent.with_user(desk)._search([]))]
            )


@tagged("post_install", "-at_install")
class TestConsentFiles(HttpCase, ConsentCase):
    def test_who_gets_the_file(self):
        consent = self.sign_form("treatment")
        consent._hook_on(self.company)
        consent.with_context(force_report_rendering=True)._print()
        path = f"/web/content/{consent._pdf_attachment().id}"
        self.assertEqual(self.url_open(path).status_code, 404)
        for role, status in (
            ("practitioner", 200),
            ("clinical_lead", 200),
            ("front_desk", 404),
            ("manager", 404),
            ("marketing", 404),
        ):
            self.authenticate(f"test_{role}", f"test_{role}")
            with self.subTest(role):
                self.assertEqual(self.url_open(path).status_code, status)
                page = "/report/html/acupuncture_cosmetic.consent_signed/%s"
                shown = self.url_open(page % consent.id)
                self.assertEqual(shown.status_code == 200, status == 200)
