"""Two windows, two devices, a lost session: nothing that was typed is lost unseen."""

from unittest.mock import patch

from odoo.tests import Opener, freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.acupuncture_cosmetic.models.pages.bundle import Bundle

from .forms_common import FormsCase

BOTH = "Both are kept"


@tagged("post_install", "-at_install")
class TestFormsTogether(FormsCase):
    def open_at(self, screen):
        """Return the form of a screen as one window shows it."""
        link = self.enter()
        self.walk_to(screen)
        return link, self.form()

    def keep(self, form, **changes):
        response = self.url_open("/forms/autosave", data={**form, **changes})
        return response.json()

    def typed(self, screen, name):
        self.see(self.url_open(f"/forms?screen={screen}"))
        return self.form().get(name, "")

    # ------------------------------------------------------------------
    # Two windows
    # ------------------------------------------------------------------

    def test_the_older_text_does_not_replace_the_newer_one(self):
        _link, old = self.open_at("medicines")
        self.see(self.url_open("/forms?screen=medicines"))
        new = self.form()
        self.keep(new, medicines="Warfarin")
        answer = self.keep(old, medicines="Vitamin C")
        self.assertEqual(answer["both"]["medicines"], "Warfarin\nVitamin C")
        self.assertEqual(self.typed("medicines", "medicines"), "Warfarin\nVitamin C")

    def test_an_older_page_that_is_sent_says_so_and_keeps_both(self):
        _link, old = self.open_at("medicines")
        self.see(self.url_open("/forms?screen=medicines"))
        self.send(medicines="Warfarin", none="1")
        self.see(self.url_open("/forms/save", data={**old, "none": "1"}))
        self.assertEqual(self.response.status_code, 422)
        self.assertIn(BOTH, "".join(self.errors()))
        self.assertEqual(self.form()["medicines"], "Warfarin")
        self.env.invalidate_all()
        self.assertEqual(self.history().medicines, "Warfarin")
        self.send()
        self.assertEqual(self.response.status_code, 200, self.errors())
        self.assertEqual(self.history().medicines, "Warfarin")

    def test_a_tick_of_either_window_stays(self):
        _link, old = self.open_at("medicines")
        self.keep(dict(old), y_ANTICOAG="1")
        self.see(self.url_open("/forms?screen=medicines"))
        answer = self.keep({**old, "page": "another"}, none="1")
        self.assertEqual(answer["both"], {"y_ANTICOAG": "1"})

    def test_a_second_device(self):
        path, _link = self.address()
        self.see(self.url_open(path))
        self.walk_to("medicines")
        phone = self.form()
        mine, self.opener = self.opener, Opener(self)
        self.see(self.url_open(path))
        self.send("/forms/birth-date", **self.HEALTHY["about"])
        self.see(self.url_open("/forms?screen=medicines"))
        self.keep(self.form(), medicines="Warfarin")
        self.opener = mine
        answer = self.keep(phone, medicines="Vitamin C")
        self.assertIn("Warfarin", answer["both"]["medicines"])
        self.assertIn("Vitamin C", answer["both"]["medicines"])

    def test_one_window_is_never_in_its_own_way(self):
        _link, form = self.open_at("medicines")
        answer = self.keep(form, medicines="War")
        for text in ("Warfa", "Warfarin", "Aspirin", "Aspirin 100"):
            # also when the answer got lost, so that the page knows an older state
            answer = self.keep(form, medicines=text)
            self.assertNotIn("both", answer)
        self.see(
            self.url_open(
                "/forms/save", data={**form, "medicines": "Aspirin", "none": "1"}
            )
        )
        self.assertEqual(self.response.status_code, 200, self.errors())
        # pressed again, as the answer did not arrive
        self.see(
            self.url_open(
                "/forms/save", data={**form, "medicines": "Aspirin", "none": "1"}
            )
        )
        self.assertEqual(self.response.status_code, 200, self.errors())

    def test_what_holds_one_answer_names_the_other(self):
        _link, old = self.open_at("skin")
        self.see(self.url_open("/forms?screen=skin"))
        self.send(skin_type="3", none="1")
        self.see(
            self.url_open("/forms/save", data={**old, "skin_type": "2", "none": "1"})
        )
        self.assertEqual(self.response.status_code, 422)
        self.assertIn("“2”", "".join(self.errors()))
        self.env.invalidate_all()
        self.assertEqual(self.history().skin_type, "3")

    # ------------------------------------------------------------------
    # A lost session
    # ------------------------------------------------------------------

    def lose_session(self):
        self.opener = Opener(self)

    def test_every_button_of_a_lost_session_leads_to_a_page_of_ours(self):
        self.enter()
        self.walk_to("medicines")
        form = self.form(medicines="Warfarin")
        for page in ("save", "sign", "birth-date", "earlier", "code", "take-back"):
            self.lose_session()
            response = self.url_open(f"/forms/{page}", data=form)
            with self.subTest(page):
                self.assertEqual(response.status_code, 400)
                self.assertIn("Back to the form", response.text)
                self.assertIn("f-body", response.text)

    def test_the_text_of_a_lost_session_is_kept(self):
        self.enter()
        self.walk_to("medicines")
        form = self.form(medicines="Warfarin")
        self.lose_session()
        self.assertIn("is kept", self.url_open("/forms/save", data=form).text)
        self.see(self.url_open("/forms?screen=medicines"))
        self.assertFalse(self.find("//textarea[@name='medicines']"))
        self.assertIn("What you entered is kept", self.response.text)  # why asked again
        self.send("/forms/birth-date", **self.HEALTHY["about"])
        self.assertEqual(self.typed("medicines", "medicines"), "Warfarin")

    def test_also_before_the_date_of_birth(self):
        self.enter()
        form = self.form(emergency_name="Emil Emergency")
        self.lose_session()
        self.url_open("/forms/save", data=form)
        self.assertEqual(self.typed("about", "emergency_name"), "Emil Emergency")

    def test_a_forged_page_opens_nothing(self):
        link = self.enter()
        form = self.form(emergency_name="Emil Emergency")
        for way in ("", "x", "A" * 200, form["way"][:-4] + "AAAA"):
            self.lose_session()
            response = self.url_open("/forms/save", data={**form, "way": way})
            with self.subTest(way[:10]):
                self.assertEqual(response.status_code, 404)
        with freeze_time("2099-01-01"):
            self.lose_session()
            response = self.url_open("/forms/save", data=form)
            self.assertIn(response.status_code, (400, 404))
        self.assertFalse(self.drafts.search([("link_id", "=", link.id)]))

    def test_who_never_said_who_is_there_writes_nothing(self):
        self.complete()
        self.enter("delta")
        form = self.form(screen="delta", read="1")
        self.assertEqual(self.url_open("/forms/autosave", data=form).status_code, 409)
        self.lose_session()
        response = self.url_open("/forms/save", data=form)
        self.assertNotIn("is kept", response.text)
        self.assertNotIn("is kept", self.url_open("/forms").text)
        self.assertFalse(self.drafts.search([]))

    def test_half_an_hour_later_the_text_is_kept_too(self):
        self.enter()
        self.walk_to("medicines")
        form = self.form(medicines="Warfarin")
        module = "odoo.addons.acupuncture_cosmetic.controllers.visit._IDLE"
        with patch(module, -1):
            self.see(self.url_open("/forms/save", data=form))
        self.assertTrue(self.find("//form[@action='/forms/birth-date']"))
        self.assertIn("What you entered is kept", self.response.text)
        self.send("/forms/birth-date", **self.HEALTHY["about"])
        self.assertEqual(self.typed("medicines", "medicines"), "Warfarin")

    # ------------------------------------------------------------------
    # Pages of ours
    # ------------------------------------------------------------------

    def test_no_bare_page(self):
        self.enter()
        form = self.form()
        pages = [
            self.url_open("/forms/no/such/page"),
            self.url_open("/forms/some-token", data={"a": "b"}),
            self.url_open("/forms/begin", data={"csrf_token": "old"}),
        ]
        with (
            mute_logger("odoo.http"),
            patch.object(Bundle, "save", side_effect=ZeroDivisionError),
        ):
            pages.append(self.url_open("/forms/save", data=form))
        for page in pages:
            with self.subTest(page.url):
                self.assertGreaterEqual(page.status_code, 400)
                self.assertIn("f-body", page.text)
        self.assertEqual(pages[-1].status_code, 500)
        self.assertIn("Back to the form", pages[-1].text)
