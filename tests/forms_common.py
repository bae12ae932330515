"""What the tests of the client's forms share: a visitor with a browser's session."""

from unittest.mock import patch
from urllib.parse import urlsplit

from lxml import html

from odoo.orm.registry import Registry
from odoo.tests import HttpCase

from odoo.addons.acupuncture_cosmetic.demo.ready import signature

from .common import ClinicCase


class FormsCase(HttpCase, ClinicCase):
    """Walks the forms as a client's browser does, without JavaScript."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client.write({"email": "clara@example.com"})
        cls.links = cls.env["acupuncture.form.link"]
        cls.intakes = cls.env["acupuncture.intake"]
        cls.drafts = cls.env["acupuncture.form.draft"]

    def setUp(self):
        # After each test Odoo forgets the compiled pages too; no test changes them.
        with patch.object(Registry, "clear_all_caches", self.forget_records):
            super().setUp()

    @classmethod
    def forget_records(cls):
        """Forget what was looked up of records that are rolled back."""
        cls.registry.clear_cache("stable")

    def address(self, purpose="full", client=None, **kwargs):
        """Return the path of a new link, and the link."""
        client = client or self.client
        if kwargs.get("channel", "mail") == "mail":
            kwargs.setdefault("sent_to", client.email_normalized)
        link, url = self.links._make(client, self.company, purpose, **kwargs)
        return "/forms/" + url.rpartition("/")[2], link

    def history(self):
        return self.intakes.search([("client_id", "=", self.client.id)])

    def consents(self):
        return self.env["acupuncture.consent"].search(
            [("client_id", "=", self.client.id)]
        )

    def enter(self, purpose="full", **kwargs):
        """Open a new link; the page shown is kept in ``self.page``."""
        path, link = self.address(purpose, **kwargs)
        self.see(self.url_open(path))
        return link

    def see(self, response):
        self.response = response
        self.page = html.fromstring(response.content)
        return response

    def find(self, path):
        """Return the elements of the page at an XPath."""
        return self.page.xpath(path)

    def form(self, **changes):
        """Return what the page would send, as it stands, with ``changes``."""
        [form] = self.find("//form[@data-autosave]") or self.find("//form[@action]")
        return dict(form.form_values()) | changes

    def send(self, path="/forms/save", **changes):
        """Send the form of the page; see where it leads."""
        return self.see(self.url_open(path, data=self.form(**changes)))

    @property
    def screen(self):
        [field] = self.find("//form[@data-autosave]//input[@name='screen']")
        return field.value

    def errors(self):
        return [error.text_content() for error in self.find("//*[@id='errors']//li")]

    HEALTHY = {
        "about": {"birth_day": "27", "birth_month": "3", "birth_year": "1985"},
        "skin": {"skin_type": "2"},
        "pregnancy": {"needle_comfort": "fine"},
    }

    def answer(self, **changes):
        """Send the screen as a healthy client does."""
        given = dict(self.HEALTHY.get(self.screen, {}))
        if self.find("//input[@id='none']"):
            given["none"] = "1"
        for tick in self.find("//div[contains(@class, 'f-tick')]//input"):
            given[tick.name] = "1"
        for choice in self.find("//input[@type='radio'][@value='declined']"):
            given[choice.name] = "declined"
        return self.send(**(given | changes))

    def walk_to(self, screen, limit=20):
        """Answer as a healthy client up to a screen."""
        for _step in range(limit):
            if self.screen == screen:
                return
            self.answer()
        self.fail(f"{screen} was not reached, stopped at {self.screen}")

    def sign(self, picture=None, name="Clara Client", **changes):
        """Sign the last page with a drawn signature; return where that leads."""
        drawn = picture or signature("Clara Client")
        given = {"name": name, "sign_as": "drawn", "signature": drawn, **changes}
        return urlsplit(self.send("/forms/sign", **given).url).path

    def complete(self, **kwargs):
        """Walk through everything and sign; return the link."""
        link = self.enter(**kwargs)
        self.walk_to("sign")
        self.sign(declared="1")
        return link

    def autosave(self, **changes):
        return self.url_open("/forms/autosave", data=self.form(**changes))
