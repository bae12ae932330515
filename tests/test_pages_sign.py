"""Signing the forms, and what comes after: copies, changes, the tablet."""

from odoo import Command, fields, http
from odoo.tests import freeze_time, tagged

from odoo.addons.acupuncture_cosmetic.demo.ready import signature

from .forms_common import FormsCase


@tagged("post_install", "-at_install")
class TestFormsSign(FormsCase):
    """One signature, all or nothing."""

    def ready(self):
        """Walk to the last page, where the declaration is ticked already."""
        link = self.enter()
        self.walk_to("sign")
        self.autosave(declared="1")
        self.see(self.url_open("/forms?screen=sign"))
        return link

    def test_no_signature_nothing_stored(self):
        link = self.ready()
        drawn = signature("Clara Client")
        bad = {
            "missing": {"signature": ""},
            "blank": {"signature": signature("")},
            "no picture": {"signature": "bm8gcGljdHVyZQ=="},
            "no base64": {"signature": "é<>"},
            "no name": {"signature": drawn, "name": " "},
            "long name": {"signature": drawn, "name": "C" * 121},
            "not typed": {"sign_as": "typed", "name": "\u00a0"},
        }
        for case, params in bad.items():
            with self.subTest(case):
                sent = {"name": "Clara Client", "sign_as": "drawn", **params}
                self.send("/forms/sign", **sent)
                self.assertEqual(self.response.status_code, 422)
                self.assertEqual(self.screen, "sign")
                self.assertEqual(len(self.errors()), 1)
                self.assertFalse(self.history().signed_at, "sent, not signed")
                self.assertFalse(self.consents())
                self.assertEqual(link.state, "open")

    def test_no_declaration_no_signature(self):
        self.enter()
        self.walk_to("sign")
        self.sign()
        self.assertIn("complete and true", self.errors()[0])
        self.assertTrue(self.form()["signature"], "drawn once is enough")
        self.assertFalse(self.consents())

    def test_a_required_tick_is_missing(self):
        self.enter()
        while not self.screen.startswith("consent-"):
            self.answer()
        tick = self.find("//div[contains(@class, 'f-tick')]//input")[0].name
        self.answer(**{tick: ""})
        self.assertEqual(self.response.status_code, 422)
        self.assertTrue(self.errors())
        self.assertEqual(self.response.text.count("Please tick “"), 2)

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

    def test_an_answer_changed_at_the_end_renews_the_text(self):
        self.ready()
        self.see(self.url_open("/forms?screen=medicines&from=sign"))
        self.answer(none="", u_ANTICOAG="1")
        self.assertTrue(self.screen.startswith("consent-"), "not through all screens")
        self.assertIn("read it again", self.errors()[0])
        self.walk_to("sign")
        self.see(self.url_open("/forms?screen=allergies&from=sign"))
        self.answer(none="", y_NICKEL="1")
        self.assertEqual(self.screen, "sign", "no text depends on it")
        self.assertIn("<b>yes</b>", self.response.text)
        self.assertEqual(self.sign(declared="1"), "/forms/done")
        self.assertTrue(self.consents())

    def test_a_form_published_before_the_signature_is_read_first(self):
        self.ready()
        typed = self.env["acupuncture.form.draft"].search([])
        step = next(name for name in typed.screens if name.startswith("consent-"))
        words = {**typed.screens[step]["typed"]}
        words[f"hash_{step.removeprefix('consent-')}"] = "0" * 64
        typed._keep(step, {"typed": words, "done": True})
        self.sign()
        self.assertEqual(self.screen, step)
        self.assertIn("read it again", self.errors()[0])

    def test_signed_twice_is_signed_once(self):
        self.ready()
        page = self.page
        self.assertEqual(self.sign(), "/forms/done")
        count = len(self.consents())
        self.page = page
        self.assertEqual(self.sign(), "/forms/done")
        self.assertEqual(len(self.consents()), count)
        self.assertEqual(len(self.history()), 1)

    def test_a_typed_name_is_a_signature(self):
        self.ready()
        name = "Клара Client-Møller"
        self.assertEqual(self.sign("", name=name, sign_as="typed"), "/forms/done")
        self.assertEqual(set(self.consents().mapped("signer_name")), {name})
        self.assertEqual(self.history().signer_name, name)

    def test_agreeing_to_a_choice_is_its_tick(self):
        self.enter()
        self.walk_to("choices")
        self.answer()
        self.assertEqual(self.screen, "sign")
        self.see(self.url_open("/forms?screen=choices&from=sign"))
        names = [field.name for field in self.find("//input[@value='agreed']")]
        self.assertGreater(len(names), 2)
        self.send(**dict.fromkeys(names, "agreed"))
        self.assertEqual(self.screen, "sign", self.errors())
        self.see(self.url_open("/forms?screen=choices&from=sign"))
        self.send(**{names[-1]: "declined"})
        self.sign(declared="1")
        decisions = [consent.decision for consent in self.consents()]
        self.assertEqual(decisions.count("declined"), 1)
        for consent in self.consents().filtered(lambda c: c.decision == "agreed"):
            needed = [tick for tick in consent.answers if tick["required"]]
            self.assertTrue(all(tick["ticked"] for tick in needed))

    def test_a_choice_of_several_statements_opens_its_text(self):
        form = self.env["acupuncture.consent.template"]._current(
            self.company, "photo_record"
        )
        draft = self.env["acupuncture.consent.template"].browse(
            form.action_new_minor_revision()["res_id"]
        )
        statement = {"tick": "required", "tick_text": "I know who sees them."}
        draft.clause_ids = [Command.create({"section": "G", **statement})]
        draft.action_publish()
        self.enter()
        self.walk_to("choices")
        own = self.find(f"//input[starts-with(@name, 'tick_{draft.id}_')]")
        unticked = dict.fromkeys((tick.name for tick in own), "")
        self.answer(**{f"decision_{draft.id}": "agreed"}, **unticked)
        self.assertEqual(self.response.status_code, 422)
        self.assertIn("I know who sees them.", "".join(self.errors()))
        for link in self.find("//*[@id='errors']//a"):
            [field] = self.find(f"//*[@id='{link.get('href')[1:]}']")
            [text] = field.xpath("ancestor::details")
            self.assertIsNotNone(text.get("open"), "the tick is hidden in closed text")
        ticks = self.find(f"//input[starts-with(@name, 'tick_{draft.id}_')]")
        self.send(**{tick.name: "1" for tick in ticks})
        self.assertEqual(self.screen, "sign", self.errors())

    def test_the_signature_of_another_visit_is_refused(self):
        self.ready()
        self.sign(visit="another")
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
        self.sign(declared="1")
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
        self.sign(declared="1")
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

    def test_a_tablet_left_alone_asks_who_it_is(self):
        path, _link = self.address(channel="tablet")
        self.see(self.url_open(path))
        self.see(self.url_open("/forms/begin", data=self.form()))
        self.answer()
        goals = {"none": "", "goals": "Nobody else reads this"}
        self.send(**goals)
        for minutes, shown in ((29, True), (31 + 29, False)):
            later = fields.Datetime.add(fields.Datetime.now(), minutes=minutes)
            with self.subTest(minutes), freeze_time(later):
                page = self.url_open("/forms?screen=concerns").text
                self.assertEqual("Nobody else reads this" in page, shown)
        self.see(self.url_open("/forms"))
        self.send("/forms/birth-date", **self.HEALTHY["about"])
        self.assertIn("this device does not show it", self.response.text)
        self.assertNotIn("Nobody else reads this", self.response.text)

    def test_the_tablet_is_handed_back(self):
        self.complete(channel="tablet")
        self.see(self.url_open("/forms/done"))
        self.assertIn("hand the tablet back", self.response.text)
        self.assertFalse(self.find("//a[contains(@href, '/forms/copy/')]"))
        for consent in self.consents():
            response = self.url_open(f"/forms/copy/{consent.id}")
            self.assertEqual(response.status_code, 404)
        self.assertEqual(self.history().source, "tablet")
