"""The client's forms over HTTP: what goes in, what is refused, what is never shown."""

import logging
from contextlib import contextmanager

from lxml import html

from odoo import fields
from odoo.tests import Opener, freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.acupuncture_cosmetic.engine.palette import CALM

from .forms_common import FormsCase
from .photo_common import picture

THROTTLE = "odoo.addons.acupuncture_cosmetic.models.pages.form_attempt"


@tagged("post_install", "-at_install")
class TestFormsLinkHttp(FormsCase):
    """Coming in: tokens, visits, headers, who is there."""

    @contextmanager
    def another_browser(self):
        mine = self.opener
        self.opener = Opener(self)
        yield
        self.opener = mine

    def state(self):
        """Return all that a client's forms are made of, to see it unchanged."""
        self.env.flush_all()
        tables = ("form_link", "form_draft", "intake", "intake_answer", "consent")
        rows = []
        for table in tables:
            self.env.cr.execute(
                f"SELECT jsonb_agg(to_jsonb(t) ORDER BY id) FROM acupuncture_{table} t"
            )
            rows.append(self.env.cr.fetchone())
        return rows

    def test_the_page_wears_the_colours_and_the_logo_of_the_clinic(self):
        self.company.write({"primary_color": "#f0b429", "logo": picture()})
        path, _link = self.address()
        page = html.fromstring(self.url_open(path).content)
        accent = self.company._palette().accent
        self.assertNotEqual(accent, CALM)
        self.assertIn(f"--f-accent: {accent};", page.get("style"))
        self.assertIn("company_logo", page.xpath("//header//img/@src")[0])
        self.company.logo = False
        page = html.fromstring(self.url_open(path).content)
        self.assertFalse(page.xpath("//header//img"))

    def test_the_token_is_exchanged_for_a_visit(self):
        path, _link = self.address()
        response = self.url_open(path, allow_redirects=False)
        self.assertEqual(response.status_code, 303)
        self.assertTrue(response.headers["Location"].endswith("/forms"))
        self.see(self.url_open("/forms"))
        self.assertEqual(self.response.status_code, 200)
        self.assertEqual(self.screen, "about")
        self.assertNotIn(path.rpartition("/")[2], self.response.text)

    def test_every_answer_is_private(self):
        path, _link = self.address()
        pages = [path, "/forms", "/forms/csrf", "/forms/nonsense", "/forms/done"]
        for page in pages:
            response = self.url_open(page, allow_redirects=False)
            with self.subTest(page):
                self.assertEqual(response.headers["Cache-Control"], "no-store")
                self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")
                self.assertIn("noindex", response.headers["X-Robots-Tag"])

    def test_every_bad_link_gets_the_same_page(self):
        used, done = self.address("consent")
        done._complete()
        old, _link = self.address()
        expired, link = self.address(client=self.other_client)
        link._sealed_write({"expires_at": "2020-01-01 00:00:00"})
        revoked, newer = self.address()
        newer._revoke()
        bodies = set()
        for path in (used, old, expired, revoked, "/forms/" + "A" * 43, "/forms/%00x"):
            response = self.url_open(path)
            with self.subTest(path[:20]):
                self.assertEqual(response.status_code, 404)
            bodies.add(response.text.split("<main")[1])
        self.assertEqual(len(bodies), 1)
        self.assertIn("This link cannot be used", bodies.pop())

    def test_a_link_that_ends_ends_its_visits(self):
        link = self.enter()
        link._revoke()
        response = self.send()
        self.assertEqual(response.status_code, 404)
        self.assertEqual(self.url_open("/forms").status_code, 404)

    def test_reading_changes_nothing(self):
        path, _link = self.address()
        before = self.state()
        self.url_open(path, method="HEAD")
        self.url_open(path)
        for page in (
            "/forms",
            "/forms?screen=about",
            "/forms?screen=sign",
            "/forms/done",
        ):
            self.url_open(page)
            self.url_open(page, method="HEAD")
        for page in ("save", "autosave", "begin", "birth-date", "sign"):
            response = self.url_open(f"/forms/{page}")
            with self.subTest(page):
                self.assertIn(response.status_code, (404, 405))
        self.assertEqual(self.state(), before)

    def test_head_begins_no_visit(self):
        path, _link = self.address()
        response = self.url_open(path, method="HEAD", allow_redirects=False)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(self.url_open("/forms").status_code, 404)

    def test_repeated_guesses_are_throttled(self):
        good, _link = self.address()
        for _try in range(10):
            self.assertEqual(self.url_open("/forms/guess").status_code, 404)
        with self.assertLogs(THROTTLE, logging.WARNING) as logs:
            self.assertEqual(self.url_open("/forms/guessed-one").status_code, 429)
        self.assertNotIn("guessed-one", "".join(logs.output))
        # The clinic's whole network is one address: the right link still opens.
        self.assertEqual(self.url_open(good).status_code, 200)

    def test_the_log_holds_no_token(self):
        path, _link = self.address()
        with self.assertLogs("werkzeug", logging.INFO) as logs:
            self.url_open(path)
            self.url_open(path + "?x=1")
        text = "\n".join(logs.output)
        self.assertIn("/forms/***", text)
        self.assertNotIn(path.rpartition("/")[2], text)

    def test_the_log_keeps_our_own_addresses(self):
        self.enter()
        with self.assertLogs("werkzeug", logging.INFO) as logs:
            self.url_open("/forms/csrf")
            self.url_open("/forms/save-but-a-token")
        text = "\n".join(logs.output)
        self.assertIn("/forms/csrf", text)
        self.assertNotIn("save-but-a-token", text)

    def test_csrf_is_asked_for_and_renewed(self):
        self.enter()
        form = self.form(emergency_name="Emil")
        with mute_logger("odoo.http"):
            stale = self.url_open("/forms/autosave", data=form | {"csrf_token": "old"})
            self.assertEqual(stale.status_code, 400)
        fresh = self.url_open("/forms/csrf").json()["csrf"]
        saved = self.url_open("/forms/autosave", data=form | {"csrf_token": fresh})
        self.assertEqual(saved.json(), {"saved": True})
        self.see(self.url_open("/forms"))
        self.assertEqual(self.form()["emergency_name"], "Emil")

    def test_pages_of_another_client_in_the_same_browser(self):
        self.enter()
        stale = self.form(emergency_name="Wrong person")
        self.enter(client=self.other_client)
        before = self.state()
        for path in ("/forms/save", "/forms/autosave"):
            response = self.url_open(path, data=stale)
            with self.subTest(path):
                self.assertEqual(response.status_code, 409)
                self.assertIn("nothing was changed", response.text)
        self.assertEqual(self.state(), before)
        self.assertIn(self.other_client.name, self.url_open("/forms").text)

    def test_company_and_language_come_from_the_record(self):
        other = self.env["res.company"].create(
            {"name": "Second Clinic", "phone": "+43 1 555 0100"}
        )
        self.env["res.lang"]._activate_lang("fr_FR")
        self.client.lang = "fr_FR"
        _link, url = self.links._make(self.client, other, "full")
        self.opener.cookies.update(
            {"cids": str(self.company.id), "frontend_lang": "en_US"}
        )
        self.see(self.url_open("/forms/" + url.rpartition("/")[2]))
        self.assertIn("Second Clinic", self.response.text)
        self.assertEqual(self.page.get("lang"), "fr-FR")
        self.answer()
        history = self.intakes.search([("client_id", "=", self.client.id)])
        self.assertEqual(history.company_id, other)
        self.assertEqual(history.lang, "fr_FR")

    def test_whoever_is_logged_in_counts_for_nothing(self):
        self.authenticate("test_marketing", "test_marketing")
        self.enter()
        self.answer()
        history = self.intakes.search([("client_id", "=", self.client.id)])
        self.assertEqual(history.create_uid, self.env.ref("base.public_user"))

    # ------------------------------------------------------------------
    # The date of birth
    # ------------------------------------------------------------------

    def born(self, **changes):
        return self.send("/forms/birth-date", **(self.HEALTHY["about"] | changes))

    def test_another_device_shows_nothing_before_the_date_of_birth(self):
        path, _link = self.address()
        self.see(self.url_open(path))
        self.answer(emergency_name="Emil Emergency", emergency_phone="1")
        with self.another_browser():
            self.see(self.url_open(path))
            self.assertNotIn("Emil", self.response.text)
            self.assertFalse(self.find("//input[@name='screen']"))
            for page in ("/forms?screen=about", "/forms?screen=sign"):
                self.assertNotIn("Emil", self.url_open(page).text)
            self.born(birth_year="1986")
            self.assertEqual(self.response.status_code, 422)
            self.assertNotIn("Emil", self.response.text)
            self.born()
            self.assertEqual(self.screen, "concerns")
            self.assertIn("Emil", self.url_open("/forms?screen=about").text)
        self.assertIn("Emil", self.url_open("/forms?screen=about").text)

    def test_half_a_first_page_is_shown_to_who_typed_it(self):
        path, _link = self.address()
        self.see(self.url_open(path))
        self.autosave(emergency_name="Emil Emergency", birth_day="31")
        self.assertIn("Emil", self.url_open("/forms").text)
        with self.another_browser():
            self.assertNotIn("Emil", self.url_open(path).text)

    def test_five_wrong_dates_end_the_link(self):
        self.complete()
        link = self.enter("delta")
        for _try in range(4):
            self.assertEqual(self.born(birth_day="1").status_code, 422)
        self.assertEqual(self.born(birth_day="1").status_code, 404)
        self.assertEqual(link.state, "revoked")
        self.assertEqual(self.url_open("/forms").status_code, 404)

    def test_more_links_are_no_more_guesses(self):
        self.complete()
        for _link in range(2):
            self.enter("delta")
            for _try in range(5):
                self.born(birth_day="1")
        for purpose in ("delta", "copy"):
            link = self.enter(purpose)
            self.assertEqual(self.born().status_code, 404)
            self.assertEqual(link.state, "revoked")
        with freeze_time(fields.Datetime.add(fields.Datetime.now(), days=2)):
            self.assertFalse(link._wrong_tries_today())

    def test_a_file_where_a_date_belongs_is_a_wrong_date(self):
        self.complete()
        self.enter("delta")
        sent = self.form()
        sent.pop("birth_day")
        day = {"birth_day": ("day.txt", b"27")}
        response = self.url_open("/forms/birth-date", data=sent, files=day)
        self.assertEqual(response.status_code, 422)

    def test_what_is_no_date_is_no_guess(self):
        self.complete()
        link = self.enter("delta")
        slips = (
            {"birth_month": " 4 5"},
            {"birth_month": "march"},
            {"birth_day": "27."},
            {"birth_day": "27.3.1985"},
            {"birth_day": "2/7"},
            {"birth_day": "31", "birth_month": "2"},
            {"birth_month": "13"},
            {"birth_year": "85"},
            {"birth_year": "2999"},
            {"birth_year": ""},
            {"birth_day": "٢x"},
            {"birth_day": "²⁷ "[:1] + "."},
        )
        for slip in slips:
            with self.subTest(**slip):
                self.assertEqual(self.born(**slip).status_code, 422)
                self.assertIn("27 3 1985", self.errors()[0])
        self.env.invalidate_all()
        self.assertEqual(link.sudo().failed_dob, 0)

    def test_blanks_and_other_digits_are_the_same_date(self):
        self.complete()
        born = {"birth_day": "27", "birth_month": "3", "birth_year": "1985"}
        for same in (
            {"birth_month": " 3"},
            {"birth_month": "\u00a03", "birth_day": "\t27 "},
            {"birth_month": "03"},
            {"birth_day": "٢٧", "birth_month": "٣"},
            {"birth_day": "２７"},
            {"birth_year": " 1985 "},
        ):
            link = self.enter("delta")
            with self.subTest(**same):
                self.assertEqual(
                    self.send("/forms/birth-date", **(born | same)).status_code, 200
                )
                self.assertTrue(self.find("//form[@data-autosave]"))
                self.assertEqual(link.sudo().failed_dob, 0)

    def test_no_field_of_a_date_cuts_what_is_typed(self):
        self.enter()
        for part in ("day", "month", "year"):
            [field] = self.find(f"//input[@name='birth_{part}']")
            self.assertIsNone(field.get("maxlength"))

    def test_a_guess_that_is_no_date_is_a_wrong_date(self):
        self.complete()
        self.enter("delta")
        for bad in ("", "x", "99", "<b>"):
            with self.subTest(bad):
                self.assertEqual(self.born(birth_day=bad).status_code, 422)
