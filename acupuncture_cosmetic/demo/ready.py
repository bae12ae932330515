"""A client who may be treated, and the record of a treatment, by the usual verbs."""

import base64
import io

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


def sign_forms(client, company, techniques=("needling",), finding_codes=None, **signer):
    """Return the consents to every form that these techniques need.

    :param signer: who signs, if not the client
    """
    consents = client.env["acupuncture.consent"]
    given = []
    for form in consents._bundle(client, company, techniques, again=False):
        if not (form.required or form.kind == "technique"):
            continue  # a choice that nobody has to make
        document = form._document(
            client, company, finding_codes=finding_codes, techniques=techniques
        )
        ticks = {tick["key"]: True for tick in document["ticks"]}
        given.append({"document": document, "answers": ticks})
    signer = {"name": client.name, "signature": signature(client.name), **signer}
    return consents._sign(client, company, given, signer)


def ask_again(sessions, source="desk"):
    """Note for each session that its client was asked, and that nothing has changed."""
    for session in sessions.filtered(lambda session: session.kind == "treatment"):
        histories = session.env["acupuncture.intake"]
        history = histories._heads(session.client_id, session.company_id)[:1]
        history._note_asked(source, session)


def open_chart(session):
    """Return the record of a session in treatment."""
    return session.env["acupuncture.treatment"]._start_for(session)


def count_out(chart):
    """Count every needle of a record out again, after the time that was planned."""
    if not chart._is_timed():
        chart.retention_minutes = chart.retention_target
    for row in chart._count_by_zone():
        chart.action_count_zone(row["zone"], row["expected"])


def sign_chart(session, at=None):
    """Return the signed record of a session, which is done then.

    :param at: when it was signed; now unless told otherwise
    """
    chart = open_chart(session)
    count_out(chart)
    chart._sign(at)
    return chart


def signature(name):
    """Return the picture of a signature: a wave as long as the name.

    Without a name nothing is drawn.
    """
    picture = Image.new("RGBA", (320, 100), (255, 255, 255, 0))
    points = [
        (20 + 14 * place, 50 + (ord(letter) % 7 - 3) * 9)
        for place, letter in enumerate(name)
    ]
    ImageDraw.Draw(picture).line(points, fill="#1a2b5c", width=4, joint="curve")
    data = io.BytesIO()
    picture.save(data, "PNG")
    return base64.b64encode(data.getvalue()).decode()
