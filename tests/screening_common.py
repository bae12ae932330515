"""What the tests of histories share: a form that is filled in honestly."""

import base64
import io
from contextlib import contextmanager

from PIL import Image, ImageDraw

from .common import ClinicCase

ABOUT = {"birth_date": "1980-05-04"}


def drawn_signature():
    """Return a signature as the form sends it."""
    picture = Image.new("RGBA", (200, 60), (255, 255, 255, 0))
    ImageDraw.Draw(picture).line([(5, 50), (60, 5), (190, 40)], fill="black", width=3)
    data = io.BytesIO()
    picture.save(data, "PNG")
    return base64.b64encode(data.getvalue()).decode()


class ScreeningCase(ClinicCase):
    """Histories of the client, with the practitioner who reads them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.intakes = cls.env["acupuncture.intake"]
        cls.signature = drawn_signature()

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

    @contextmanager
    def measured(self):
        """Yield a list that then holds the number of queries, from a cold cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        counted = []
        before = self.env.cr.sql_log_count
        yield counted
        self.env.flush_all()
        counted.append(self.env.cr.sql_log_count - before)

    @classmethod
    def alert(cls, client=None):
        """Return the light of a client."""
        return cls.env["acupuncture.client.alert"].search(
            [("client_id", "=", (client or cls.client).id)]
        )
