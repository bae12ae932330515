"""What the consent tests share: a client, a signature, a way to sign."""

from odoo.addons.acupuncture_cosmetic.demo.ready import signature

from .common import ClinicCase

# column -> what an attacker would put there
ATTACKS = {
    "body": "<p>I agree to everything</p>",
    "answers": '[{"key": "clause_1", "text": "x", "required": true, "ticked": false}]',
    "decision": "declined",
    "signer_name": "Somebody Else",
    "signed_at": "2020-01-01 00:00:00",
    "valid_until": "2099-01-01",
    "template_version": "9.9",
    "signed_client_id": "1",
    "content_hash": "0" * 64,
    "ip": "198.51.100.1",
    "name": "CS99999",
    "lang": "xx_XX",
    "item_codes": "PREG",
}


def agree_to_news(env, client, company):
    """Return the consent of a client to e-mails with news."""
    forms = env["acupuncture.consent.template"]
    document = forms._current(company, "marketing", None, "email")._document(
        client, company
    )
    ticked = {tick["key"]: True for tick in document["ticks"]}
    return env["acupuncture.consent"]._sign(
        client,
        company,
        [{"document": document, "answers": ticked}],
        {"name": client.name, "signature": signature(client.name)},
    )


class ConsentCase(ClinicCase):
    """The shipped forms are published; Clara has signed nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Consent = cls.env["acupuncture.consent"]
        cls.Template = cls.env["acupuncture.consent.template"]
        cls.client.email = "clara@example.com"

    @classmethod
    def form(cls, kind, technique=None, channel=None, company=None):
        """Return the form asked for now."""
        technique = technique and cls.env.ref(
            f"acupuncture_cosmetic.technique_{technique}"
        )
        company = company or cls.company
        return cls.Template._current(company, kind, technique, channel)

    @classmethod
    def answer(cls, form, decision="agreed", client=None, **options):
        """Return a form of a client filled in: every statement ticked, or none."""
        document = form._document(client or cls.client, cls.company, **options)
        ticked = {tick["key"]: True for tick in document["ticks"]}
        return {
            "document": document,
            "answers": ticked if decision == "agreed" else {},
            "decision": decision,
        }

    @classmethod
    def signer(cls, **values):
        """Return who signs."""
        return {
            "name": "Clara Client",
            "role": "client",
            "signature": signature("Clara Client"),
            "ip": "192.0.2.7",
            "user_agent": "Phone",
            **values,
        }

    @classmethod
    def sign(cls, *answers, client=None, **signer):
        """Return the consents of one signature."""
        return cls.Consent._sign(
            client or cls.client, cls.company, list(answers), cls.signer(**signer)
        )

    @classmethod
    def sign_form(cls, kind, decision="agreed", client=None, channel=None, **options):
        """Return the consent of a client to the form of a kind."""
        form = cls.form(kind, channel=channel)
        given = cls.answer(form, decision, client, **options)
        return cls.sign(given, client=client)

    @classmethod
    def status(cls, kind, channel=None, client=None, **options):
        """Return what a client's signature is worth."""
        return cls.Consent._status_for(
            client or cls.client, cls.company, kind, channel=channel, **options
        )
