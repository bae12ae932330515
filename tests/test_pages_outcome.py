"""The client's self-rating over HTTP, without a script, as a phone sends it."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.acupuncture_cosmetic.demo.ready import fill_history

from .forms_common import FormsCase
from .outcome_common import OutcomeCase

BORN = {"birth_day": "5", "birth_month": "5", "birth_year": "1985"}


@tagged("post_install", "-at_install")
class TestFormsOutcome(FormsCase, OutcomeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bother = cls.make_scale(
            "BOTHER", 0, 10, direction="lower", rater="client", by_area=True
        )
        cls.content_name = f"rate_{cls.content.id}_0"
        cls.bother_name = f"rate_{cls.bother.id}_{cls.frown.id}"

    def ask(self):
        """Open the link of a client whose history is in, and say when she was born."""
        if not self.history():
            self.tell()
        link = self.enter("outcome", origin=self.course)
        self.send("/forms/birth-date", **BORN)
        return link

    def tell(self):
        fill_history(self.client, self.company)
        self.links._count_as_known(self.client, self.company)

    def errors(self):
        return [error.strip() for error in super().errors()]

    def ratings(self):
        return self.outcomes.search([("client_id", "=", self.client.id)])

    def test_a_client_rates_in_three_short_pages(self):
        link = self.ask()
        self.assertEqual(self.screen, "rate-overall")
        self.assertIn("How content are you?", self.response.text)
        self.assertIn("before we begin", self.response.text)
        self.send(**{self.content_name: "4"})
        self.assertEqual(self.screen, "rate-areas")
        self.assertIn(self.frown.client_name, self.response.text)
        self.send(**{self.bother_name: "7"})
        self.assertEqual(self.screen, "rate-words")
        self.assertFalse(self.ratings(), "written together at the end")
        self.send(words="I look tired.")
        self.assertIn("Thank you", self.response.text)
        rows = {row.scale_id: row for row in self.ratings()}
        self.assertEqual(
            {s: r.value for s, r in rows.items()}, {self.content: 4, self.bother: 7}
        )
        row = rows[self.content]
        self.assertEqual((row.rater, row.source), ("client", "form"))
        self.assertEqual((row.course_id, row.phase), (self.course, "baseline"))
        self.assertEqual(row.note, "I look tired.")
        self.assertFalse(row.user_id)
        self.assertEqual(rows[self.bother].concern_id, self.frown)
        self.assertEqual(link.state, "done")
        self.assertFalse(self.drafts.search([("link_id", "=", link.id)]))
        self.assertNotIn("tired", self.url_open("/forms").text)

    def test_wrong_values_are_told_and_what_was_typed_stays(self):
        self.ask()
        for value in ("11", "2.5", "x", "-1"):
            self.send(**{self.content_name: value})
            with self.subTest(value):
                self.assertEqual(self.response.status_code, 422)
                self.assertEqual(self.errors(), ["Please give a value from 0 to 10."])
        self.send()
        self.assertEqual(self.errors(), ["Please answer at least one question here."])
        self.autosave(**{self.content_name: "6"})
        self.see(self.url_open("/forms"))
        [chosen] = self.find("//input[@checked]")
        self.assertEqual((chosen.name, chosen.get("value")), (self.content_name, "6"))

    def test_the_change_is_asked_once(self):
        own = self.make_scale("OWN", 1, 7, is_change=True, rater="client")
        session = self.book("2026-03-02 09:00:00", course_id=self.course.id)
        session._sealed_write({"state": "done"})
        self.ask()
        names = {radio.name for radio in self.find("//input[@type='radio']")}
        self.assertEqual(names, {self.content_name, f"rate_{own.id}_0"})

    def test_a_question_that_was_not_asked_is_not_read(self):
        self.ask()
        foreign = f"rate_{self.grade.id}_{self.frown.id}"
        self.send(**{self.content_name: "6", foreign: "4", "words": "early"})
        self.send(**{self.bother_name: "5"})
        self.send()
        self.assertEqual(self.ratings().scale_id, self.content | self.bother)
        self.assertFalse(self.ratings().filtered("note"))

    def test_keyboard_and_reader_find_every_choice(self):
        self.ask()
        radios = self.find("//input[@type='radio']")
        labels = {label.get("for") for label in self.find("//label[@for]")}
        self.assertEqual(len(radios), 11)
        self.assertFalse(self.find("//input[@type='text']"))
        self.assertTrue(all(radio.get("id") in labels for radio in radios))
        self.assertTrue(self.find("//fieldset/legend"))
        self.assertFalse(self.find("//main//script"))

    def test_the_same_walls_as_all_forms(self):
        fill_history(self.client, self.company)
        link = self.enter("outcome", origin=self.course)
        self.assertFalse(self.find("//input[@name='screen']"))
        self.send("/forms/birth-date", **{**BORN, "birth_year": "2000"})
        self.assertEqual(self.response.status_code, 422)
        self.send("/forms/birth-date", **BORN)
        self.assertEqual(self.screen, "rate-overall")
        link._revoke()
        self.assertEqual(self.send(**{self.content_name: "6"}).status_code, 404)
        self.assertFalse(self.ratings())

    def test_without_a_birth_date_no_page_tells_what_the_client_came_for(self):
        lines = self.make_scale(
            "LINES", 0, 10, rater="client", question="How deep are your frown lines?"
        )
        lines.concern_ids = self.frown
        link = self.enter("outcome", origin=self.course)
        seen = self.response.text
        self.assertEqual(self.screen, "rate-overall")
        foreign = {f"rate_{lines.id}_0": "3", self.bother_name: "3"}
        self.send(**{self.content_name: "4", **foreign})
        seen += self.response.text
        self.assertEqual(self.screen, "rate-words")
        seen += self.url_open("/forms?screen=rate-areas").text
        self.send(words="Well.")
        seen += self.response.text
        for word in (self.frown.name, self.frown.client_name, "frown lines"):
            self.assertNotIn(word, seen)
        self.assertEqual(self.ratings().scale_id, self.content)
        self.assertEqual((self.ratings().value, self.ratings().note), (4, "Well."))
        self.assertEqual(link.state, "done")

    def test_a_birth_date_that_comes_meanwhile_is_asked_for(self):
        self.enter("outcome", origin=self.course)
        self.tell()
        self.send(**{self.content_name: "4"})
        self.assertTrue(self.find("//form[@action='/forms/birth-date']"))
        self.assertFalse(self.ratings())
        self.send("/forms/birth-date", **BORN)
        self.send(**{self.content_name: "4"})
        self.assertEqual(self.screen, "rate-areas")

    def test_the_desk_asks_and_learns_only_that_it_was_done(self):
        desk = self.users["front_desk"]
        course = self.course.with_user(desk)
        self.assertIn("clara@example.com", str(course.action_send_self_rating()))
        link = self.links.with_user(desk).search([("purpose", "=", "outcome")])
        self.assertEqual((link.state, link.course_id), ("open", self.course))
        self.assertEqual(
            course.action_self_rating_tablet()["type"], "ir.actions.act_url"
        )
        self.client.email = False
        with self.assertRaises(UserError):
            course.action_send_self_rating()
