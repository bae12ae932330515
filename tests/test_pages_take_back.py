"""Taking a consent back on the client's own page: as easy as giving it."""

from odoo import http
from odoo.tests import tagged

from .forms_common import FormsCase

BORN = {"birth_day": "27", "birth_month": "3", "birth_year": "1985"}


@tagged("post_install", "-at_install")
class TestFormsTakeBack(FormsCase):
    def setUp(self):
        super().setUp()
        self.complete()
        self.signed = self.consents().filtered(lambda each: each.decision == "agreed")
        self.treatment = self.signed.filtered(lambda each: each.kind == "treatment")

    def open_copies(self, **kwargs):
        """Open the page with the copies as the client who says who is there."""
        link = self.enter("copy", **kwargs)
        self.send("/forms/birth-date", **BORN)
        return link

    def buttons(self):
        return self.find("//a[starts-with(@href, '/forms/take-back/')]")

    def ask(self, consent):
        return self.see(self.url_open(f"/forms/take-back/{consent.id}"))

    def confirm(self, **changes):
        return self.send("/forms/take-back", **changes)

    def taken(self):
        self.env.invalidate_all()
        return self.consents().withdrawal_ids

    def test_every_consent_in_force_has_its_button(self):
        self.open_copies()
        self.assertEqual(len(self.buttons()), len(self.signed))

    def test_one_confirm_and_it_is_taken_back(self):
        link = self.open_copies()
        self.ask(self.treatment)
        self.assertIn("calls you", self.response.text)
        self.assertFalse(self.taken(), "asking changes nothing")
        self.confirm()
        taken = self.taken()
        self.assertRecordValues(
            taken,
            [{"consent_id": self.treatment.id, "by": "client", "link_id": link.id}],
        )
        self.assertFalse(taken._problems())
        self.assertIn("taken back on", self.response.text)
        self.assertEqual(len(self.buttons()), len(self.signed) - 1)
        self.assertEqual(self.treatment.status, "withdrawn")

    def test_the_client_gets_a_word_and_the_clinic_a_task(self):
        self.open_copies()
        self.ask(self.treatment)
        self.confirm()
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        told = f"{mail.subject} {mail.body_html}".lower()
        self.assertEqual(mail.recipient_ids, self.client)
        for word in ("consent", "acupuncture", "needle", "treatment"):
            self.assertNotIn(word, told)
        task = self.env["acupuncture.followup"].search(
            [
                ("client_id", "=", self.client.id),
                ("rule_id.code", "=", "CONSENT_TAKEN_BACK"),
            ]
        )
        self.assertEqual(len(task), 1)
        self.assertTrue(task.sensitive)

    def test_pressing_twice_takes_back_once(self):
        self.open_copies()
        self.ask(self.treatment)
        page = self.page
        self.confirm()
        self.page = page
        self.confirm()
        self.assertEqual(len(self.taken()), 1)

    # ------------------------------------------------------------------
    # Attacks
    # ------------------------------------------------------------------

    def test_nobody_takes_back_without_saying_who_is_there(self):
        self.enter("copy")
        self.ask(self.treatment)
        self.assertTrue(self.find("//input[@name='birth_day']"))
        form = self.form() | {"consent": str(self.treatment.id)}
        self.url_open("/forms/take-back", data=form)
        self.assertFalse(self.taken())

    def test_another_client_takes_nothing_back(self):
        link, url = self.links._make(self.other_client, self.company, "copy")
        self.see(self.url_open("/forms/" + url.rpartition("/")[2]))
        self.ask(self.treatment)
        self.assertNotIn("Yes, withdraw", self.response.text)
        session = self.visit_of(link)
        self.url_open(
            "/forms/take-back",
            data={**session, "consent": str(self.treatment.id)},
        )
        self.assertFalse(self.taken())

    def test_a_link_to_the_forms_takes_nothing_back(self):
        link = self.enter("delta")
        self.send("/forms/birth-date", **BORN)
        self.assertEqual(self.ask(self.treatment).status_code, 404)
        self.url_open(
            "/forms/take-back",
            data={**self.visit_of(link), "consent": str(self.treatment.id)},
        )
        self.assertFalse(self.taken())

    def test_what_is_no_number_takes_nothing_back(self):
        link = self.open_copies()
        for number in ("", "0", "-1", "x", "9" * 40, "²"):
            with self.subTest(number):
                response = self.url_open(
                    "/forms/take-back",
                    data={**self.visit_of(link), "consent": number},
                )
                self.assertLess(response.status_code, 500)
        self.assertFalse(self.taken())

    def visit_of(self, link):
        """Return what a form of the visit carries."""
        session = http.root.session_store.get(self.opener.cookies["session_id"])
        csrf = self.url_open("/forms/csrf").json()["csrf"]
        key = session["acupuncture_forms"]["key"]
        self.assertEqual(session["acupuncture_forms"]["link"], link.id)
        return {"csrf_token": csrf, "visit": key}
