"""What the tests of histories share: a form that is filled in honestly."""

from odoo.exceptions import UserError

from odoo.addons.acupuncture_cosmetic.demo.ready import signature

from .common import ClinicCase

ABOUT = {"birth_date": "1980-05-04"}


class ScreeningCase(ClinicCase):
    """Histories of the client, with the practitioner who reads them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.intakes = cls.env["acupuncture.intake"]
        cls.signature = signature("Clara Client")

    @classmethod
    def item(cls, code):
        """Return a screening item."""
        return cls.env["acupuncture.contraindication"].search([("code", "=", code)])

    @classmethod
    def start(cls, client=None, source="portal"):
        """Return a draft."""
        return cls.intakes._start(client or cls.client, cls.company, source)

    @classmethod
    def fill(cls, draft, told=None, **fields):
        """Go through all screens of a draft.

        :param told: code -> answer as the form sends it; a text is the value alone
        :param fields: values by field name, on whatever screen they stand
        """
        given = {"birth_date": "1980-05-04", "skin_type": "2", "needle_comfort": "fine"}
        given.update(fields)
        for screen in draft._screens():
            values = {
                name: given[name]
                for name in draft._screen_values(screen)
                if name in given
            }
            asked = (
                draft._questions_by_screen().get(screen, cls.item("")).mapped("code")
            )
            items = {
                code: {"value": said} if isinstance(said, str) else said
                for code, said in (told or {}).items()
                if code in asked
            }
            if asked:
                values |= {"items": items, "none": not items}
            if screen == "concerns":
                values.setdefault("none", not {"concerns", "goals"} & given.keys())
            draft._save_screen(screen, values)
        return draft

    @classmethod
    def submit(cls, told=None, client=None, signed_at=None, **fields):
        """Return a submitted history."""
        draft = cls.fill(cls.start(client), told, **fields)
        draft._submit("Clara Client", cls.signature, signed_at=signed_at)
        return draft

    @classmethod
    def finding(cls, intake, code):
        """Return the finding on an item, as the practitioner handles it."""
        found = intake.finding_ids.filtered(lambda f: f.item_id.code == code)
        return found.with_user(cls.users["practitioner"])

    @classmethod
    def alert(cls, client=None):
        """Return the light of a client."""
        return cls.env["acupuncture.client.alert"].search(
            [("client_id", "=", (client or cls.client).id)]
        )


class AskedCase(ScreeningCase):
    """Histories that leave something open, and who asks back."""

    def told_of(self, intake, code="PREG", **values):
        return self.tell(self.finding(intake, code), **values)

    def refuse(self, words, intake, code, **values):
        with self.assertRaisesRegex(UserError, words):
            self.told_of(intake, code, **values)

    def review(self, intake):
        findings = intake.finding_ids.with_user(self.users["practitioner"])
        findings.filtered(lambda f: f.effect == "caution").action_accept()
        intake.with_user(self.users["practitioner"]).action_mark_reviewed()

    def light(self):
        alert = self.alert()
        return alert.level, alert.code
