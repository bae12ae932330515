"""Who holds a link of the clinic and the birth date learns and signs nothing by it."""

import re
from urllib.parse import quote

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.acupuncture_cosmetic.controllers.token_log import masked
from odoo.addons.acupuncture_cosmetic.demo.ready import signature
from odoo.addons.acupuncture_cosmetic.engine import chain
from odoo.addons.acupuncture_cosmetic.models.foundation.signed_how_mixin import HOW

from .forms_common import FormsCase
from .screening_common import ScreeningCase

MARKER = "Zzmarkerzz"
BORN = {"birth_day": "27", "birth_month": "3", "birth_year": "1985"}


class ToldBefore(FormsCase, ScreeningCase):
    """Clara told and signed everything at home, and the desk knows her birthday."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.told = cls.submit(
            birth_date="1985-03-27",
            emergency_name=MARKER,
            emergency_phone="1",
            medicines=f"{MARKER} 5 mg",
        )
        consents = cls.env["acupuncture.consent"]
        asked = consents._bundle(cls.client, cls.company, {"needling"})
        answers = [cls.answer_of(form) for form in asked if form.required]
        answers += [
            cls.answer_of(form) | {"decision": "declined", "answers": {}}
            for form in asked
            if not form.required and form.kind != "technique"
        ]
        answers += [cls.answer_of(form) for form in asked if form.kind == "technique"]
        signer = {"name": "Clara Client", "signature": signature("Clara Client")}
        consents._sign(cls.client, cls.company, answers, signer)
        cls.links._count_as_known(cls.client, cls.company)

    @classmethod
    def answer_of(cls, form):
        document = form._document(cls.client, cls.company)
        ticked = {tick["key"]: True for tick in document["ticks"]}
        return {"document": document, "answers": ticked}

    def come(self, channel="tablet", purpose="full", **kwargs):
        """Open a link and say the birth date."""
        link = self.enter(purpose, channel=channel, **kwargs)
        self.born()
        return link

    def born(self, **changes):
        return self.send("/forms/birth-date", **(BORN | changes))

    def mailed(self):
        return self.env["mail.mail"].search([], order="id desc", limit=1).body_html

    def choose(self, choice):
        [form] = self.find("//form[@action='/forms/earlier']")
        sent = dict(form.form_values()) | {"choice": choice}
        return self.see(self.url_open("/forms/earlier", data=sent))

    def enter_code(self, code):
        [form] = self.find("//form[@action='/forms/code']")
        sent = dict(form.form_values()) | {"code": code}
        return self.see(self.url_open("/forms/code", data=sent))

    def code(self):
        return re.search(r"<b>(\d{6})</b>", self.mailed())[1]

    def assertNothingTold(self):
        for screen in ("", *self.told._screens(), "delta", "sign"):
            page = self.url_open(f"/forms?screen={screen}").text
            self.assertNotIn(MARKER, page, screen)


@tagged("post_install", "-at_install")
class TestLinksOpenedInTheClinic(ToldBefore):
    def test_the_birth_date_alone_shows_nothing(self):
        for channel in ("tablet", "qr"):
            for purpose in ("full", "delta", "consent"):
                with self.subTest(channel, purpose=purpose):
                    self.come(channel, purpose)
                    self.assertNothingTold()

    def test_anew_begins_with_empty_pages(self):
        for channel in ("tablet", "qr"):
            with self.subTest(channel):
                self.come(channel)
                self.choose("anew")
                self.assertEqual(self.screen, "about")
                self.assertEqual(self.form()["birth_day"], "")
                self.answer()
                self.walk_to("skin")
                self.assertNothingTold()
                draft = self.history().filtered(lambda each: each.state == "draft")
                self.assertFalse(draft.medicines or draft.emergency_name)
                self.assertEqual(draft.previous_id, self.told)

    def test_what_was_begun_at_home_is_not_shown_and_not_written_over(self):
        self.enter()
        self.born()
        self.answer(emergency_name=f"{MARKER} sister", emergency_phone="1")
        [begun] = self.history().filtered(lambda each: each.state == "draft")
        self.come()
        self.choose("anew")
        self.assertNothingTold()
        self.answer()
        self.assertEqual(begun.state, "cancelled")
        self.assertIn("sister", begun.emergency_name)

    def test_the_clients_own_link_goes_on(self):
        path, link = self.address()
        self.come()
        self.assertEqual(link.state, "open")
        self.see(self.url_open(path))
        self.born()
        self.assertIn(MARKER, self.url_open("/forms?screen=about").text)

    def test_the_code_from_the_clients_mail_shows_it(self):
        self.come()
        self.assertIn("c•••@example.com", self.response.text)
        self.choose("send")
        self.assertNotIn("clara@example.com", self.response.text)
        wrong = "000000" if self.code() != "000000" else "111111"
        self.assertEqual(self.enter_code("12").status_code, 422)
        self.assertEqual(self.enter_code(wrong).status_code, 422)
        self.enter_code(self.code())
        self.assertIn(MARKER, self.url_open("/forms?screen=about").text)

    def test_a_code_is_short_lived_and_guessed_at_like_a_birth_date(self):
        self.come()
        self.choose("send")
        late = fields.Datetime.add(fields.Datetime.now(), minutes=16)
        with freeze_time(late):
            self.assertEqual(self.enter_code(self.code()).status_code, 422)
        wrong = "000000" if self.code() != "000000" else "111111"
        for _try in range(3):
            self.enter_code(wrong)
        self.assertEqual(self.enter_code(wrong).status_code, 404)
        self.assertEqual(self.come().failed_dob, 0)
        self.choose("send")
        for _try in range(4):
            self.enter_code(wrong)
        self.assertEqual(self.enter_code(wrong).status_code, 404)
        self.come()
        self.assertEqual(self.response.status_code, 404)

    def test_codes_are_not_mailed_without_end(self):
        self.come()
        for _code in range(5):
            self.choose("send")
        before = self.env["mail.mail"].search_count([])
        [form] = self.find("//form[@action='/forms/earlier']")
        sent = dict(form.form_values()) | {"choice": "send"}
        self.see(self.url_open("/forms/earlier", data=sent))
        self.assertIn("No more codes today", self.response.text)
        self.assertEqual(self.env["mail.mail"].search_count([]), before)

    def test_without_an_address_there_is_no_code(self):
        self.client.email = False
        self.come()
        self.assertIn("no e-mail address", self.response.text)
        self.assertFalse(self.find("//button[@value='send']"))

    def test_a_tablet_left_lying_is_a_strangers(self):
        self.come()
        self.choose("anew")
        self.answer(emergency_name="Half told", emergency_phone="1")
        with freeze_time(fields.Datetime.add(fields.Datetime.now(), minutes=31)):
            self.see(self.url_open("/forms"))
            self.born()
            page = self.url_open("/forms?screen=about").text
        self.assertNotIn("Half told", page)

    def test_the_weekly_question_needs_no_code(self):
        self.come(purpose="delta")
        self.assertEqual(self.screen, "delta")
        self.send(unchanged="1", read="1")
        self.assertEqual(len(self.told.check_ids), 1)

    def test_a_message_shows_no_address_of_a_caller(self):
        _path, link = self.address()
        template = self.env.ref("acupuncture_cosmetic.mail_template_forms")
        evil = "https://evil.example/forms"
        for context in ({"acupuncture_url": evil}, {"acupuncture_code": evil}):
            body = template.with_context(**context)._render_field("body_html", link.ids)
            self.assertNotIn("evil", body[link.id])
        dialog = self.env["acupuncture.form.qr"].with_context(acupuncture_url=evil)
        self.assertFalse(dialog.new({}).code)


@tagged("post_install", "-at_install")
class TestHowItWasSigned(ToldBefore):
    def hand_over(self, role="front_desk"):
        """Open the forms as a role does at the desk, log out, and sign everything."""
        user = self.users[role]
        self.authenticate(user.login, user.login)
        action = self.other_client.with_user(user).action_open_tablet()
        self.see(self.url_open(action["url"]))
        self.see(self.url_open("/forms/begin", data=self.form()))
        self.walk_to("sign")
        self.sign(name="Otto Other", declared="1")

    def test_the_signature_keeps_link_maker_and_device(self):
        self.hand_over()
        consents = self.env["acupuncture.consent"].search(
            [("client_id", "=", self.other_client.id)]
        )
        history = self.intakes.search([("client_id", "=", self.other_client.id)])
        desk = self.users["front_desk"]
        for record in (*consents, history):
            with self.subTest(record._name):
                self.assertEqual(record.link_id.client_id, self.other_client)
                self.assertEqual(record.link_channel, "tablet")
                self.assertEqual(record.link_sent_by_id, desk)
                self.assertEqual(record.device_user_id, desk)
        report = self.env["ir.actions.report"]._render_qweb_html(
            "acupuncture_cosmetic.consent_signed", consents[:1].ids
        )[0]
        self.assertIn(desk.name, report.decode())

    def test_the_clients_own_link_says_so(self):
        self.env["acupuncture.form.link"]._send(self.client, self.company, "full")
        url = self.mailed().partition("/forms/")[2].partition('"')[0]
        self.see(self.url_open(f"/forms/{url}"))
        self.born()
        self.walk_to("sign")
        self.sign(declared="1")
        newest = self.history()[:1]
        self.assertEqual(newest.link_channel, "mail")
        self.assertEqual(newest.link_sent_to, "clara@example.com")
        self.assertFalse(newest.device_user_id)

    def test_how_is_sealed_with_the_rest(self):
        consent = self.consents()[:1]
        self.assertEqual(consent._problems(), [])
        self.env.flush_all()
        for table in ("acupuncture_consent", "acupuncture_intake"):
            self.env.cr.execute(
                "SELECT tgenabled FROM pg_trigger WHERE tgrelid = %s::regclass"
                " AND tgname LIKE 'acupuncture%%guard'",
                [table],
            )
            self.assertTrue(self.env.cr.fetchall())
        self.assertIn("link_channel", consent._evidence)
        with self.assertRaises(UserError):
            consent.sudo().write({"link_channel": "mail"})
        with self.assertRaises(UserError):
            self.told.sudo().write({"device_user_id": self.env.uid})

    def test_old_seals_still_verify(self):
        """What was signed before these were kept has them empty."""
        old = dict.fromkeys(HOW, False)
        consent = self.consents()[:1]
        names = [name for name in consent._evidence if name not in HOW]
        before = {name: consent._plain(name, consent[name]) for name in names}
        before = {name: value for name, value in before.items() if value is not None}
        given = {name: consent[name] for name in names} | old
        self.assertEqual(consent._content_hash(given), chain.digest(before))

    # ------------------------------------------------------------------
    # Taken back
    # ------------------------------------------------------------------

    def take_back(self):
        treatment = self.consents().filtered(lambda each: each.kind == "treatment")
        treatment._withdraw("does not want it", "client")
        return treatment

    def test_the_desk_brings_nothing_back(self):
        taken = self.take_back()
        for channel in ("tablet", "qr"):
            self.come(channel, "consent")
            with self.subTest(channel):
                self.assertNotIn(f"hash_{taken.template_id.id}", self.response.text)
                self.assertIn("You took back", self.response.text)
        how = {"link_channel": "tablet"}
        signer = {"name": "C", "signature": self.signature, "how": how}
        with self.assertRaisesRegex(UserError, "taken back"):
            taken._sign(
                self.client, self.company, [self.answer_of(taken.template_id)], signer
            )

    def test_the_clients_own_link_brings_it_back(self):
        taken = self.take_back()
        self.come("mail", "consent")
        self.assertEqual(self.screen, f"consent-{taken.template_id.id}")

    def test_a_practitioner_witnesses_it(self):
        taken = self.take_back()
        desk = taken.with_user(self.users["manager"])
        with self.assertRaises(AccessError):
            desk.action_give_again()
        practitioner = self.users["practitioner"]
        action = taken.with_user(practitioner).action_give_again()
        self.see(self.url_open(action["url"]))
        self.born()
        self.answer()
        self.sign(declared="1")
        newest = self.consents()[:1]
        self.assertEqual(newest.kind, "treatment")
        self.assertEqual(newest.witness_id, practitioner)
        with self.assertRaisesRegex(UserError, "not taken back"):
            newest.with_user(practitioner).action_give_again()


@tagged("post_install", "-at_install")
class TestWhoseAddressItIs(ToldBefore):
    """The desk writes its own address on the contact, and knows the birth date."""

    def setUp(self):
        super().setUp()
        treatment = self.consents().filtered(lambda each: each.kind == "treatment")
        treatment._withdraw("does not want it", "client")
        self.taken = treatment
        self.client.with_user(self.users["front_desk"]).email = "desk@example.com"

    def come_by_mail(self, purpose):
        """Open what the desk has mailed; return the link."""
        desk = self.links.with_user(self.users["front_desk"])
        link = desk._send(self.client, self.company, purpose)
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        self.token = re.search(r"/forms/([\w-]{20,})", mail.body_html)[1]
        self.see(self.url_open(f"/forms/{self.token}"))
        self.born()
        return link

    def again(self):
        self.see(self.url_open(f"/forms/{self.token}"))
        self.born()

    def test_a_new_address_shows_nothing_until_a_practitioner_confirms_it(self):
        link = self.come_by_mail("full")
        self.assertNothingTold()
        self.assertFalse(self.find("//button[@value='send']"), "no code goes there")
        for role in ("front_desk", "manager"):
            with self.assertRaises(AccessError):
                link.with_user(self.users[role]).action_confirm_address()
        for name in ("own_address", "address_confirmed_at"):
            with self.assertRaisesRegex(UserError, "cannot be edited directly"):
                link.sudo().write({name: fields.Datetime.now()})
        practitioner = self.users["practitioner"]
        link.with_user(practitioner).action_confirm_address()
        self.assertEqual(link.address_confirmed_by_id, practitioner)
        self.again()
        self.assertIn(MARKER, self.url_open("/forms?screen=about").text)

    def test_a_new_address_brings_nothing_back(self):
        link = self.come_by_mail("consent")
        form = self.taken.template_id
        self.assertNotIn(f"hash_{form.id}", self.response.text)
        signer = {"name": "C", "signature": self.signature, "how": link._how({})}
        with self.assertRaisesRegex(UserError, "taken back"):
            self.taken._sign(self.client, self.company, [self.answer_of(form)], signer)
        link.with_user(self.users["practitioner"]).action_confirm_address()
        self.again()
        self.assertEqual(self.screen, f"consent-{form.id}")

    def test_a_new_address_reads_no_copies(self):
        link = self.come_by_mail("copy")
        copies = "//a[starts-with(@href, '/forms/copy/')]"
        self.assertFalse(self.find(copies))
        self.assertIn("is new to us", self.response.text)
        signed = self.consents()[:1]
        self.assertEqual(self.url_open(f"/forms/copy/{signed.id}").status_code, 404)
        link.with_user(self.users["practitioner"]).action_confirm_address()
        self.again()
        self.assertTrue(self.find(copies))

    def test_a_tablet_sends_no_code_to_a_new_address(self):
        self.come()
        self.assertFalse(self.find("//button[@value='send']"))
        link = self.links.search([("client_id", "=", self.client.id)], limit=1)
        self.assertFalse(link._send_code())

    def test_a_new_address_ends_no_link_of_the_client(self):
        _path, own = self.address(sent_to="clara@example.com")
        new = self.links._send(self.client, self.company, "full")
        self.assertTrue(own.own_address)
        self.assertFalse(new.own_address)
        self.assertEqual(own.state, "open")

    def test_a_link_made_before_anything_was_told_loses_what_is_told_elsewhere(self):
        client = self.other_client
        client.email = "desk@example.com"
        link = self.links._send(client, self.company, "full")
        self.assertTrue(link._is_own())
        self.submit(client=client)
        self.assertFalse(link._is_own())
        link._sealed_write({"history_at": fields.Datetime.now()})
        later = self.links._send(client, self.company, "full")
        self.assertFalse(later.own_address, "using it proves nothing any more")

    def test_the_known_address_hears_of_the_new_one_once(self):
        for _time in range(2):
            self.links._send(self.client, self.company, "full")
        [told] = self.env["mail.mail"].search([("subject", "like", "another address")])
        self.assertEqual(told.email_to, "clara@example.com")
        self.assertNotIn("desk@example.com", told.body_html)
        self.assertNotIn("/forms/", told.body_html)

    def test_a_guardians_address_counts_apart(self):
        def is_own(purpose, address):
            return self.links._is_own_address(
                self.client, self.company, purpose, address
            )

        self.assertTrue(is_own("guardian", "greta@example.com"), "none signed yet")
        answer = self.answer_of(self.taken.template_id)
        signer = {"name": "Greta", "signature": self.signature}
        signer |= {"role": "guardian", "relation": "mother"}
        self.taken._sign(self.client, self.company, [answer], signer)
        self.assertFalse(is_own("guardian", "greta@example.com"))
        self.assertFalse(is_own("guardian", "clara@example.com"))
        self.assertTrue(is_own("full", "clara@example.com"))

    def test_the_message_goes_to_the_address_it_was_made_for(self):
        self.client.email = "clara@example.com"
        link = self.links._send(self.client, self.company, "full")
        self.client.email = "desk@example.com"
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        self.assertTrue(link.own_address)
        self.assertEqual(mail.email_to, "clara@example.com")
        self.assertFalse(mail.recipient_ids)

    def test_used_addresses_are_known_and_unused_ones_are_not(self):
        client = self.other_client
        for address, begin, own in (
            ("typo@example.com", False, True),
            ("first@example.com", True, True),
            ("desk@example.com", False, False),
            ("first@example.com", False, True),
        ):
            client.email = address
            link = self.links._send(client, self.company, "full")
            with self.subTest(address):
                self.assertEqual(link.own_address, own)
            if begin:
                self.intakes._start(client, self.company, "portal")
        link._sealed_write({"history_at": fields.Datetime.now()})
        self.submit(client=client)
        for address, own in (("typo@example.com", False), ("first@example.com", True)):
            client.email = address
            link = self.links._send(client, self.company, "full")
            self.assertEqual(link.own_address, own, address)

    def test_at_the_upgrade_present_addresses_are_known(self):
        self.links.search([])._sealed_write({"own_address": False})
        self.migrate("1.2.0/post-known-addresses")
        link = self.links._send(self.client, self.company, "full")
        self.assertTrue(link.own_address)


@tagged("post_install", "-at_install")
class TestBirthDateTries(ToldBefore):
    def test_digits_are_digits_whatever_the_keyboard(self):
        for day, month, year in (
            ("27", "3", "1985"),
            (" 27 ", "03", "1985 "),
            ("027", "003", "1985"),
            ("２７", "３", "１９８５"),
            ("٢٧", "٣", "١٩٨٥"),
            ("27\u200f", "\u200e3", "1985"),
        ):
            self.enter()
            with self.subTest(day):
                self.born(birth_day=day, birth_month=month, birth_year=year)
                self.assertEqual(self.response.status_code, 200)

    def test_what_is_no_date_is_no_guess(self):
        link = self.enter()
        for day, month, year in (
            ("", "", ""),
            ("x", "3", "1985"),
            ("31", "2", "1985"),
            ("27", "3", "85"),
            ("27", "3", "99999999999"),
            ("<b>", "3", "1985"),
        ):
            with self.subTest(day):
                self.born(birth_day=day, birth_month=month, birth_year=year)
                self.assertEqual(self.response.status_code, 422)
                self.assertIn("as numbers", self.response.text)
        self.assertEqual(link.failed_dob, 0)
        self.born()
        self.assertEqual(self.response.status_code, 200)

    def test_tries_wait_for_each_other(self):
        link = self.enter()
        seen = []

        def judge():
            self.env.cr.execute(
                "SELECT 1 FROM acupuncture_form_link WHERE id = %s AND xmax <> 0",
                [link.id],
            )
            seen.append(self.env.cr.fetchone())
            return True

        link.sudo()._judge(judge)
        self.assertTrue(seen[0])


@tagged("post_install", "-at_install")
class TestSmallDoors(FormsCase):
    def test_no_page_can_be_framed(self):
        path, _link = self.address()
        for page in (path, "/forms", "/forms/csrf", "/forms/nonsense", "/forms/done"):
            headers = self.url_open(page, allow_redirects=False).headers
            with self.subTest(page):
                self.assertEqual(headers["X-Frame-Options"], "DENY")
                self.assertIn("frame-ancestors", headers["Content-Security-Policy"])

    def test_the_holder_of_a_dead_link_is_no_guesser(self):
        dead, link = self.address()
        link._revoke()
        for _try in range(12):
            self.assertEqual(self.url_open(dead).status_code, 404)
        for _try in range(11):
            self.url_open("/forms/guess")
        self.assertEqual(self.url_open(dead).status_code, 404)

    def test_no_odd_address_leaves_a_token(self):
        path, _link = self.address()
        token = path.rpartition("/")[2]
        coded = "".join(f"%{ord(sign):02x}" for sign in token)
        for address in (
            f"/forms/{token}",
            f"//forms//{token}",
            f"/FORMS/{token}",
            f"/Forms/{token}/",
            f"/forms/{token}.html;x=1",
            f"/forms/save/{token}",
            f"/forms/copy/1/{token}",
            f"/forms?token={token}",
            f"/forms/{coded}",
            f"/forms/{quote(coded)}",
            f"/%66orms/{token}",
            f"/%2566orms/{token}",
            f"/forms%2F{token}",
            f"/de/forms/{token}",
            f"/web/login?redirect=%2Fforms%2F{token}",
            f"/forms/x{token}junk",
            f"\\forms\\{token}",
            f"/other/{token}",
        ):
            line = masked(f'127.0.0.1 - - [1/Jan] "GET {address} HTTP/1.1" 404 -')
            with self.subTest(address):
                self.assertNotIn(token, line)
                self.assertNotIn(coded, line)
                self.assertNotIn(quote(coded), line)
                self.assertIn("404", line)

    def test_our_own_addresses_stay_readable(self):
        for address in ("/forms", "/forms/csrf", "/forms/copy/12", "/web/login"):
            self.assertIn(address, masked(f'"GET {address} HTTP/1.1" 200'))

    def test_a_name_is_seen(self):
        link = self.enter()
        self.walk_to("sign")
        for name in ("\u200b\u200b", "\u202e \u2066", "\u3164", "\u2800", " \t ", "."):
            self.sign(name=name, declared="1")
            with self.subTest(name):
                self.assertEqual(link.state, "open")
                self.assertIn("write your name", self.response.text)
        self.sign(declared="1", name="\u202eClara\u202c  Client\u200b")
        self.assertEqual(self.consents()[:1].signer_name, "Clara Client")
