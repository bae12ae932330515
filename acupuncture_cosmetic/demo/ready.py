"""A client who may be treated: a history without findings, reviewed, and signatures."""

import base64
from io import BytesIO

from PIL import Image, ImageDraw


def make_ready(client, company=None, techniques=("needling",)):
    """Let a client be treated with ``techniques``, by the verbs that clients use."""
    company = company or client.env.company
    history = fill_history(client, company)
    history.action_mark_reviewed()
    sign_forms(client, company, techniques)
    return history


def fill_history(client, company, yes=(), **values):
    """Return a submitted history that says no to everything but ``yes``.

    :param yes: code -> values of the answer, e.g. ``{"BOTOX": {"on_date": ...}}``
    """
    histories = client.env["acupuncture.intake"]
    history = histories._start(client, company, "staff")
    history.write(
        {
            "birth_date": "1985-05-05",
            "skin_type": "2",
            "needle_comfort": "fine",
            **values,
        }
    )
    for row in history.answer_ids.filtered(lambda row: row.item_id.code in yes):
        row.write({"value": "yes", **dict(yes)[row.item_id.code]})
    history.action_no_to_rest()
    history.action_submit()
    return history


def sign_forms(client, company, techniques=("needling",), finding_codes=None):
    """Return the consents to every form that these techniques need."""
    consents = client.env["acupuncture.consent"]
    given = []
    for form in consents._missing(client, company, techniques):
        document = form._document(
            client, company, finding_codes=finding_codes, techniques=techniques
        )
        ticks = {tick["key"]: True for tick in document["ticks"] if tick["required"]}
        given.append({"document": document, "answers": ticks})
    signer = {"name": client.name, "signature": signature_picture()}
    return consents._sign(client, company, given, signer)


def signature_picture():
    """Return a drawn line as base64 of a PNG."""
    picture = Image.new("RGBA", (300, 100), (255, 255, 255, 0))
    points = [(20, 70), (80, 20), (120, 80), (200, 30), (280, 60)]
    ImageDraw.Draw(picture).line(points, fill="black", width=4)
    stream = BytesIO()
    picture.save(stream, "PNG")
    return base64.b64encode(stream.getvalue())
