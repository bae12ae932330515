"""The client's forms over HTTP: what goes in, what is refused, what is never shown."""

import logging
from contextlib import contextmanager

from odoo import fields, http
from odoo.tests import Opener, freeze_time, tagged
from odoo.tools import mute_logger

from .forms_common import FormsCase, blank_signature, drawn_signature

THROTTLE = "odoo.addons.acupuncture_cosmetic.models.screening.form_attempt"


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
        other = self.env["res.company"].create({"name": "Second Clinic"})
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

    def test_a_guess_that_is_no_date_is_a_wrong_date(self):
        self.complete()
        self.enter("delta")
        for bad in ("", "x", "99", "<b>"):
            with self.subTest(bad):
                self.assertEqual(self.born(birth_day=bad).status_code, 422)


@tagged("post_install", "-at_install")
class TestFormsFill(FormsCase):
    """Filling in: what is kept, what is refused and how it is said."""

    def history(self):
        return self.intakes.search([("client_id", "=", self.client.id)])

    def ask(self, **values):
        """Return a question the clinic asks on a screen of its own."""
        items = self.env["acupuncture.contraindication"]
        return items.create(
            {
                "code": "TEST_ITEM",
                "name": "Test item",
                "category": "recent_procedures",
                "topic": "procedures",
                "question": "Have you had the test?",
                "core": True,
                "ask_date": True,
                "ask_detail": True,
                **values,
            }
        )

    def test_a_healthy_client_sees_at_most_twelve_screens(self):
        self.enter()
        screens = []
        while self.screen != "sign":
            screens.append(self.screen)
            self.answer()
            self.assertEqual(self.response.status_code, 200, self.errors())
        self.assertLessEqual(len(screens) + 1, 12, screens)
        self.autosave(declared="1")
        answer = self.sign()
        self.assertEqual(answer["redirect_url"], "/forms/done")
        self.assertIn("Thank you", self.url_open("/forms/done").text)
        history = self.history()
        self.assertEqual(history.state, "submitted")
        self.assertEqual(history.signer_name, "Clara Client")
        consents = self.env["acupuncture.consent"].search(
            [("client_id", "=", self.client.id)]
        )
        kinds = set(consents.filtered(lambda c: c.decision == "agreed").mapped("kind"))
        self.assertEqual(kinds, {"treatment", "data"})
        self.assertEqual(len(set(consents.mapped("signature"))), 1)
        self.assertFalse(self.drafts.search([]))
        self.assertEqual(self.links.search([], limit=1).state, "done")

    def test_nothing_is_ticked_for_the_client(self):
        self.enter()
        while self.screen != "sign":
            ticked = self.find("//input[@checked]")
            self.assertFalse([t.get("name") for t in ticked], self.screen)
            self.answer()

    def test_what_is_typed_is_there_again(self):
        self.enter()
        self.answer()
        self.assertEqual(self.screen, "concerns")
        self.autosave(goals="Look less tired")
        self.see(self.url_open("/forms"))
        self.assertEqual(self.form()["goals"], "Look less tired")
        self.assertFalse(self.history().goals)
        self.answer()
        self.assertEqual(self.history().goals, "Look less tired")
        self.see(self.url_open("/forms?screen=concerns"))
        self.assertEqual(self.form()["goals"], "Look less tired")

    def test_an_answer_with_date_and_detail(self):
        item = self.ask()
        self.enter()
        self.walk_to("procedures")
        today = fields.Date.to_string(fields.Date.today())
        self.send(y_TEST_ITEM="1", on_TEST_ITEM=today, detail_TEST_ITEM="left")
        self.assertEqual(self.response.status_code, 200, self.errors())
        answer = self.history().answer_ids.filtered(lambda a: a.item_id == item)
        self.assertEqual((answer.value, answer.detail), ("yes", "left"))
        self.assertEqual(fields.Date.to_string(answer.on_date), today)
        self.see(self.url_open("/forms?screen=procedures"))
        self.assertEqual(self.form()["on_TEST_ITEM"], today)

    def test_not_sure_is_kept_as_not_sure(self):
        item = self.ask()
        self.enter()
        self.walk_to("procedures")
        self.send(u_TEST_ITEM="1")
        answer = self.history().answer_ids.filtered(lambda a: a.item_id == item)
        self.assertEqual(answer.value, "unknown")

    def test_bad_answers_are_told_and_kept_on_the_page(self):
        self.ask()
        self.enter()
        future = fields.Date.to_string(fields.Date.add(fields.Date.today(), days=3))
        cases = [
            ("about", {"birth_day": "30", "birth_month": "2", "birth_year": "1985"}),
            ("about", {"birth_day": "1", "birth_month": "1", "birth_year": "2999"}),
            ("about", {"birth_day": "x", "birth_month": "1", "birth_year": "1985"}),
            ("about", {"birth_day": "", "birth_month": "", "birth_year": ""}),
            ("concerns", {"none": "", "goals": ""}),
            ("skin", {"skin_type": "9"}),
            ("procedures", {"none": ""}),
            ("procedures", {"none": "", "y_TEST_ITEM": "1", "on_TEST_ITEM": future}),
            (
                "procedures",
                {"none": "", "y_TEST_ITEM": "1", "on_TEST_ITEM": "2026-02-30"},
            ),
            ("procedures", {"none": "", "y_TEST_ITEM": "1", "on_TEST_ITEM": "soon"}),
        ]
        for screen, changes in cases:
            self.walk_to(screen)
            with self.subTest(screen, **changes):
                self.answer(emergency_name="Emil", emergency_phone="1", **changes)
                self.assertEqual(self.response.status_code, 422)
                self.assertEqual(self.screen, screen)
                self.assertTrue(self.errors())
                [summary] = self.find("//*[@id='errors']")
                self.assertEqual(summary.get("role"), "alert")
                for link in summary.iter("a"):
                    self.assertTrue(self.find(f"//*[@id='{link.get('href')[1:]}']"))
                for name, text in changes.items():
                    if text and name in self.form():
                        self.assertEqual(self.form()[name], text)
        self.assertNotIn("procedures", self.history().draft_screens)

    def test_long_texts_are_refused_with_a_word(self):
        self.enter()
        self.walk_to("concerns")
        self.answer(goals="x" * 2001)
        self.assertEqual(self.response.status_code, 422)
        self.assertIn("2000", self.errors()[0])
        self.assertEqual(len(self.form()["goals"]), 2001)
        self.answer(goals="x" * 1_000_000)
        self.assertEqual(self.response.status_code, 413)
        self.assertIn("too long", self.response.text)
        self.assertFalse(self.history().goals)

    def test_markup_in_texts_is_text(self):
        evil = "<script>alert(1)</script>{{7*7}}<t t-out='7*7'/>\x00"
        self.enter()
        self.walk_to("concerns")
        self.answer(goals=evil)
        self.see(self.url_open("/forms?screen=concerns"))
        self.assertNotIn("<script>alert", self.response.text)
        self.assertIn("<script>alert(1)</script>{{7*7}}", self.form()["goals"])
        self.walk_to("sign")
        self.assertNotIn("<script>alert", self.response.text)
        self.assertNotIn("49", self.find("//div[@class='f-summary']")[0].text_content())

    def test_fields_that_are_not_on_the_screen_are_not_read(self):
        self.enter()
        tampered = {
            "state": "reviewed",
            "client_id": str(self.other_client.id),
            "company_id": "99",
            "skin_type": "6",
            "y_PREG": "1",
            "signer_name": "Somebody",
        }
        self.answer(**tampered)
        history = self.history()
        self.assertEqual(history.state, "draft")
        self.assertFalse(history.skin_type or history.signer_name)
        self.assertNotIn("PREG", history.answer_ids.item_id.mapped("code"))
        self.assertFalse(
            self.intakes.search([("client_id", "=", self.other_client.id)])
        )

    def test_screens_that_are_not_open_yet_are_not_saved(self):
        self.enter()
        form = self.form(screen="skin", skin_type="3")
        self.see(self.url_open("/forms/save", data=form))
        self.assertEqual(self.screen, "about")
        for screen in ("sign", "nonsense", "consent-1", "__class__"):
            with self.subTest(screen):
                response = self.url_open("/forms/save", data=self.form(screen=screen))
                self.assertEqual(response.status_code, 200)
                response = self.url_open(
                    "/forms/autosave", data=self.form(screen=screen)
                )
                self.assertEqual(response.status_code, 409)
        self.assertFalse(self.history())

    def test_change_from_the_last_page_leads_back_to_it(self):
        self.enter()
        self.walk_to("sign")
        self.see(self.url_open("/forms?screen=skin&from=sign"))
        self.answer(skin_type="4")
        self.assertEqual(self.screen, "sign")
        self.assertEqual(self.history().skin_type, "4")

    def test_a_minor_is_signed_for_by_a_guardian(self):
        self.enter()
        year = str(fields.Date.today().year - 16)
        self.answer(birth_year=year)
        self.assertEqual(self.response.status_code, 422)
        self.answer(
            birth_year=year, guardian_name="Greta Guardian", guardian_relation="mother"
        )
        self.walk_to("sign")
        self.assertIn("Greta Guardian", self.response.text)
        self.autosave(declared="1")
        self.sign(name="Greta Guardian")
        consent = self.env["acupuncture.consent"].search(
            [("client_id", "=", self.client.id)], limit=1
        )
        self.assertEqual(consent.signer_role, "guardian")
        self.assertEqual(consent.signer_name, "Greta Guardian")
        self.assertEqual(consent.guardian_relation, "mother")

    def test_a_finding_brings_its_clause(self):
        self.enter()
        self.walk_to("medicines")
        self.send(y_ANTICOAG="1", detail_ANTICOAG="one of them")
        self.assertEqual(self.response.status_code, 200, self.errors())
        self.walk_to("sign")
        consents = self.find("//div[@class='f-summary']//a")
        self.assertTrue(consents)

    # ------------------------------------------------------------------
    # Signing
    # ------------------------------------------------------------------

    def ready(self):
        link = self.enter()
        self.walk_to("sign")
        self.autosave(declared="1")
        return link

    def consents(self):
        return self.env["acupuncture.consent"].search(
            [("client_id", "=", self.client.id)]
        )

    def test_no_signature_nothing_stored(self):
        link = self.ready()
        bad = {
            "missing": {"signature": ""},
            "blank": {"signature": blank_signature()},
            "no picture": {"signature": "bm8gcGljdHVyZQ=="},
            "no base64": {"signature": "é<>"},
            "no name": {"signature": drawn_signature(), "name": " "},
        }
        for case, params in bad.items():
            key = self.form()["visit"]
            params = {"name": "Clara Client", **params}
            answer = self.make_jsonrpc_request(f"/forms/sign?visit={key}", params)
            with self.subTest(case):
                self.assertEqual(answer["redirect_url"], "/forms?screen=sign")
                self.see(self.url_open("/forms?screen=sign"))
                self.assertEqual(len(self.errors()), 1)
                self.assertEqual(self.history().state, "draft")
                self.assertFalse(self.consents())
                self.assertEqual(link.state, "open")

    def test_no_declaration_no_signature(self):
        self.enter()
        self.walk_to("sign")
        self.sign()
        self.see(self.url_open("/forms?screen=sign"))
        self.assertIn("complete and true", self.errors()[0])
        self.assertFalse(self.consents())

    def test_a_required_tick_is_missing(self):
        self.enter()
        while not self.screen.startswith("consent-"):
            self.answer()
        tick = self.find("//div[contains(@class, 'f-tick')]//input")[0].name
        self.answer(**{tick: ""})
        self.assertEqual(self.response.status_code, 422)
        self.assertTrue(self.errors())
        self.assertEqual(self.response.text.count("Please tick this"), 2)

    def test_every_choice_needs_an_answer(self):
        self.enter()
        self.walk_to("choices")
        choice = self.find("//input[@value='declined']")[0].name
        self.answer(**{choice: ""})
        self.assertEqual(self.response.status_code, 422)
        self.answer(**{choice: "perhaps"})
        self.assertEqual(self.response.status_code, 422)
        self.answer()
        self.assertEqual(self.screen, "sign")

    def test_a_text_renewed_meanwhile_is_read_again(self):
        self.enter()
        self.walk_to("choices")
        [field] = self.find("//input[starts-with(@name, 'hash_')]")[:1]
        self.answer(**{field.name: "0" * 64})
        self.assertEqual(self.response.status_code, 422)
        self.assertIn("read it again", self.errors()[0])

    def test_signed_twice_is_signed_once(self):
        self.ready()
        key = self.form()["visit"]
        self.assertEqual(self.sign(key=key)["redirect_url"], "/forms/done")
        count = len(self.consents())
        self.assertEqual(self.sign(key=key)["redirect_url"], "/forms/done")
        self.assertEqual(len(self.consents()), count)
        self.assertEqual(len(self.history()), 1)

    def test_the_signature_of_another_visit_is_refused(self):
        self.ready()
        self.sign(key="another")
        self.assertFalse(self.consents())

    def test_evidence_of_the_signature(self):
        self.ready()
        self.sign()
        consent = self.consents()[0]
        self.assertTrue(consent.ip)
        self.assertIn("python-requests", consent.user_agent)
        self.assertTrue(consent.content_hash)

    def test_a_used_link_is_done_and_shows_no_answer(self):
        path, _link = self.address()
        self.see(self.url_open(path))
        self.answer(emergency_name="Emil Emergency", emergency_phone="1")
        self.walk_to("sign")
        self.autosave(declared="1")
        self.sign()
        for page in ("/forms", "/forms?screen=about", "/forms/done"):
            response = self.url_open(page)
            with self.subTest(page):
                self.assertIn("Thank you", response.text)
                self.assertNotIn("Emil", response.text)
        self.assertEqual(self.url_open(path).status_code, 404)

    def test_a_link_with_nothing_left_to_sign_says_thanks(self):
        self.complete()
        self.enter("consent")
        self.send("/forms/birth-date", **self.HEALTHY["about"])
        self.assertEqual(self.response.status_code, 200)
        self.assertIn("Thank you", self.response.text)

    def test_a_link_to_copies_changes_nothing(self):
        self.complete()
        link = self.enter("copy")
        self.send("/forms/birth-date", **self.HEALTHY["about"])
        copy = f"/forms/copy/{self.consents()[0].id}"
        self.assertEqual(self.url_open(copy).status_code, 200)
        form = {"csrf_token": self.url_open("/forms/csrf").json()["csrf"]}
        session = self.opener.cookies["session_id"]
        key = http.root.session_store.get(session)["acupuncture_forms"]["key"]
        for screen in ("about", "sign", "delta"):
            data = form | {"visit": key, "screen": screen, "goals": "x"}
            self.url_open("/forms/save", data=data)
        self.assertEqual(len(self.history()), 1)
        link._revoke()
        self.assertEqual(self.url_open(copy).status_code, 404)

    def test_copies_are_for_this_visit(self):
        self.complete()
        mine = self.consents()
        for consent in mine:
            self.assertEqual(
                self.url_open(f"/forms/copy/{consent.id}").status_code, 200
            )
        self.enter(client=self.other_client)
        for number in (*mine.ids, 0, 999999):
            with self.subTest(number):
                response = self.url_open(f"/forms/copy/{number}")
                self.assertEqual(response.status_code, 404)

    # ------------------------------------------------------------------
    # Changes since the last time
    # ------------------------------------------------------------------

    def enter_delta(self):
        link = self.enter("delta")
        self.send("/forms/birth-date", **self.HEALTHY["about"])
        self.assertEqual(self.screen, "delta")
        return link

    def test_unchanged_in_two_taps(self):
        self.complete()
        link = self.enter_delta()
        self.send(unchanged="1")
        self.assertEqual(self.response.status_code, 422)
        self.send(unchanged="1", read="1")
        self.assertIn("Thank you", self.response.text)
        self.assertEqual(len(self.history()), 1)
        self.assertEqual(len(self.history().check_ids), 1)
        self.assertEqual(link.state, "done")

    def test_a_change_makes_a_new_version(self):
        self.complete()
        self.enter_delta()
        self.send(unchanged="0")
        self.see(self.url_open("/forms?screen=about"))
        self.assertEqual(self.form()["birth_year"], "1985")
        self.answer()
        self.walk_to("sign")
        self.autosave(declared="1")
        self.sign()
        self.assertEqual(
            set(self.history().mapped("state")), {"submitted", "superseded"}
        )

    def test_an_expired_history_is_asked_for_in_full(self):
        self.complete()
        with freeze_time(fields.Datetime.add(fields.Datetime.now(), months=13)):
            purpose = self.links._purpose_for(self.client, self.company)
            self.assertEqual(purpose, "full")

    # ------------------------------------------------------------------
    # The tablet
    # ------------------------------------------------------------------

    def test_the_tablet_logs_the_staff_out_first(self):
        path, _link = self.address(channel="tablet")
        self.authenticate("test_front_desk", "test_front_desk")
        self.see(self.url_open(path))
        self.assertIn("Before you hand over", self.response.text)
        self.see(self.url_open("/forms/begin", data=self.form()))
        self.assertEqual(self.screen, "about")
        self.assertIn("/web/login", self.url_open("/odoo").url)

    def test_the_tablet_is_handed_back(self):
        self.complete(channel="tablet")
        self.assertIn("hand the tablet back", self.url_open("/forms/done").text)
        self.assertEqual(self.history().source, "tablet")

    # ------------------------------------------------------------------
    # Cost
    # ------------------------------------------------------------------

    def test_pages_take_a_bounded_number_of_queries(self):
        self.enter()
        self.walk_to("procedures")
        self.url_open("/forms")
        form = self.form(none="1")
        for limit, path, data in (
            (60, "/forms", None),
            (40, "/forms/autosave", form),
            (110, "/forms/save", form),
        ):
            self.env.flush_all()
            self.env.invalidate_all()
            with self.subTest(path):
                before = self.env.cr.sql_log_count
                self.url_open(path, data=data, allow_redirects=False)
                count = self.env.cr.sql_log_count - before
                self.assertLessEqual(count, limit)
