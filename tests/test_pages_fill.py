"""Filling in the forms: what is kept, what is refused and how it is said."""

from odoo import fields
from odoo.tests import tagged

from .forms_common import FormsCase

PAGE_QUERIES = 140


@tagged("post_install", "-at_install")
class TestFormsFill(FormsCase):
    """Filling in: what is kept, what is refused and how it is said."""

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
        screens, asked = [], []
        while self.screen != "sign":
            screens.append(self.screen)
            before = self.cr.sql_log_count
            self.answer()
            asked.append(self.cr.sql_log_count - before)
            self.assertEqual(self.response.status_code, 200, self.errors())
        self.assertLessEqual(len(screens) + 1, 12, screens)
        # a screen sent and the next one shown, two requests
        self.assertLessEqual(max(asked), PAGE_QUERIES, asked)
        self.assertEqual(self.sign(declared="1"), "/forms/done")
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
        self.env.invalidate_all()
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
        self.answer(goals="x" * 20_001)
        self.assertEqual(self.response.status_code, 422)
        self.assertIn("20000", self.errors()[0])
        self.assertIn("20001", self.errors()[0])
        self.assertEqual(len(self.form()["goals"]), 20_001)
        self.answer(goals="x" * 1_000_000)
        self.assertEqual(self.response.status_code, 413)
        self.assertIn("too long", self.response.text)
        self.assertFalse(self.history().goals)

    def test_what_is_called_saved_is_saved_whole(self):
        self.enter()
        self.walk_to("concerns")
        for text in ("x" * 5000, "x" * 20_000, "\U0001f642" * 20_000, "x" * 25_000):
            with self.subTest(text[:1], length=len(text)):
                self.assertEqual(self.autosave(goals=text).json()["saved"], True)
                self.see(self.url_open("/forms"))
                self.assertEqual(self.form()["goals"], text)

    def test_every_text_takes_twenty_thousand_characters(self):
        texts = (
            ("concerns", "goals"),
            ("medicines", "medicines"),
            ("allergies", "allergies"),
            ("lifestyle", "lifestyle"),
        )
        written = "\u05d0\U0001f642 " + "y" * 19_996 + "z"
        self.enter()
        for screen, name in texts:
            self.walk_to(screen)
            [field] = self.find(f"//textarea[@name='{name}']")
            self.assertEqual(field.get("data-longest"), "20000")
            self.answer(**{name: written})
            self.assertEqual(self.response.status_code, 200, self.errors())
        self.env.invalidate_all()
        history = self.history()
        for _screen, name in texts:
            with self.subTest(name):
                self.assertEqual(history[name], written)

    def test_a_line_break_counts_once(self):
        self.enter()
        self.walk_to("concerns")
        lines = "\r\n".join(["x"] * 10_000) + "\r\n" + "y"  # 20,001 as LF
        self.answer(goals=lines)
        self.assertEqual(self.response.status_code, 422)
        self.answer(goals=lines[:-3])
        self.assertEqual(self.response.status_code, 200, self.errors())
        self.env.invalidate_all()
        self.assertEqual(self.history().goals, "\n".join(["x"] * 10_000))

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

    def test_a_file_where_a_text_belongs_is_not_read(self):
        self.enter()
        sent = self.form(birth_month="3", birth_year="1985")
        sent.pop("birth_day")
        for page, status in (("save", 422), ("autosave", 200)):
            day = {"birth_day": ("day.txt", b"27")}
            response = self.url_open(f"/forms/{page}", data=sent, files=day)
            with self.subTest(page):
                self.assertEqual(response.status_code, status)

    def test_no_character_costs_what_was_typed(self):
        self.enter()
        with self.assertNoLogs("odoo.sql_db", "ERROR"):
            self.assertTrue(self.autosave(emergency_name="Eva\x00 Emer").ok)
        self.see(self.url_open("/forms"))
        self.assertEqual(self.form()["emergency_name"], "Eva Emer")

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
        self.answer(skin_type="3")
        self.assertEqual(self.screen, "sign")
        self.assertEqual(self.history().sorted("version")[-1].skin_type, "3")

    def test_a_finding_brings_its_clause(self):
        self.enter()
        self.walk_to("medicines")
        self.send(y_ANTICOAG="1", detail_ANTICOAG="one of them")
        self.assertEqual(self.response.status_code, 200, self.errors())
        self.walk_to("sign")
        consents = self.find("//div[@class='f-summary']//a")
        self.assertTrue(consents)

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
