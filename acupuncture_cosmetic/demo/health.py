"""Health histories of the demo clients: one in each light, one of them missing."""

from collections import namedtuple
from datetime import time, timedelta

from .ready import signature

# signed: days ago; told: item -> answer; decided: item -> verb and note; reviewed:
# whether a practitioner has looked at it
History = namedtuple(
    "History", "client signed told fields decided reviewed", defaults=({}, {}, True)
)

HEALTHY = {"needle_comfort": "fine", "skin_type": "2", "medicines": "None"}
HISTORIES = [
    # amber: waits for a review, the first session is today
    History(
        "Nora Neumann",
        1,
        {"ANTICOAG": "unknown", "BOTOX": ("yes", 40), "MIGRAINE": "yes"},
        {
            "birth_date": "1979-03-14",
            "concerns": 3,
            "goals": "Look as rested as I feel. A softer line between the brows.",
            "medicines": "Something for the blood, since the thrombosis in May. "
            "Magnesium.",
            "needle_comfort": "nervous",
            "lifestyle": "Office work, runs twice a week, sleeps badly.",
            "emergency_name": "Peter Neumann",
            "emergency_phone": "+43 1 5550 101",
        },
        reviewed=False,
    ),
    # green: a caution that was accepted, nothing open
    History(
        "Mia Wolf",
        25,
        {"NICKEL": "yes"},
        {
            "birth_date": "1988-11-02",
            "concerns": 2,
            "goals": "Softer smile lines before my sister's wedding.",
            "allergies": "Cheap earrings make my ears red.",
            "emergency_name": "Jan Wolf",
            "emergency_phone": "+43 1 5550 102",
        },
        {"NICKEL": ("action_accept", "Gold-plated needles")},
    ),
    # amber: a doctor is asked, the course is on hold meanwhile
    History(
        "Helen Hold",
        31,
        {},
        {"birth_date": "1971-06-21", "concerns": 2, "goals": "A relaxed jaw."},
    ),
    History(
        "Helen Hold",
        15,
        {"IMMUNOSUPP": "yes"},
        {"medicines": "Methotrexate, once a week, since last month."},
        {"IMMUNOSUPP": ("action_ask_clearance", "Ask her rheumatologist")},
    ),
    # red until the wait after an injection is over
    History(
        "Carla Fertig",
        41,
        {},
        {"birth_date": "1983-01-30", "concerns": 1, "goals": "Fresh for the reunion."},
    ),
    History("Carla Fertig", 1, {"BOTOX": ("yes", 5)}, {}),
    # amber: one technique is closed, the others are not
    History(
        "Eva Eilig",
        173,
        {"NUT_OIL": "yes"},
        {
            "birth_date": "1965-09-09",
            "concerns": 2,
            "goals": "A firmer neck.",
            "allergies": "Almond oil: swollen lips.",
            "skin_type": "3",
        },
        {"NUT_OIL_CARE": ("action_accept", "Gliding gel without any oil")},
    ),
    # green, long ago
    History(
        "Lara Lang",
        131,
        {},
        {"birth_date": "1990-12-12", "concerns": 1, "goals": "Just trying it out."},
    ),
    # red: the reason why nothing came of it
    History(
        "Klara Kehr",
        10,
        {"SKIN_LESION": "yes"},
        {
            "birth_date": "1958-04-17",
            "concerns": 1,
            "goals": "Fewer spots on the cheek.",
        },
        {"SKIN_LESION": ("action_decline", "Sent to the dermatologist")},
    ),
    # green, in the middle of a short course
    *(
        History(client, 11, {}, {"birth_date": born, "concerns": 2, "goals": goals})
        for client, born, goals in (
            ("Anna Abend", "1969-02-11", "A firmer jawline."),
            ("Bea Blum", "1974-08-30", "Less tired around the mouth."),
            ("Doris Dorn", "1962-05-17", "To like my profile again."),
            ("Frida Fein", "1981-10-04", "Something gentle before I turn 45."),
            ("Greta Gruber", "1977-12-21", "A friend came and looks rested."),
        )
    ),
]


def tell_histories(env, company, day, practitioner):
    """Let the clients submit their histories, and a practitioner review them."""
    for history in HISTORIES:
        client = env["res.partner"].search([("name", "=", history.client)])
        draft = env["acupuncture.intake"]._start(client, company, "portal", "en_US")
        fill(draft, history)
        signed_at = day.before(history.signed, time(18, 20))
        draft._submit(client.name, signature(client.name), signed_at=signed_at)
        if history.reviewed:
            review(draft.with_user(practitioner), history, signed_at)


def fill(draft, history):
    """Complete each screen as the story tells, from the version before."""
    questions = draft._questions_by_screen()
    for screen in draft._screens():
        values = draft._screen_values(screen)
        given = HEALTHY | history.fields if draft.version == 1 else history.fields
        values |= {name: given[name] for name in values.keys() & given.keys()}
        if isinstance(values.get("concerns"), int):
            concerns = draft.env["acupuncture.concern"].search([], limit=5)
            values["concerns"] = concerns[: values["concerns"]].mapped("code")
            values["none"] = False
        if screen in questions:
            told = {
                item.code: answer(draft, history.told[item.code])
                for item in questions[screen]
                if item.code in history.told
            }
            said = {
                code: each
                for code, each in values["items"].items()
                if each["value"] != "no"
            } | told
            values |= {"items": said, "none": not said}
        draft._save_screen(screen, values)


def answer(draft, told):
    """Return an answer as the form sends it; a pair is an answer some days ago."""
    if isinstance(told, str):
        return {"value": told}
    value, days = told
    day = draft.company_id._clinic_today() - timedelta(days=days)
    return {"value": value, "on": day.isoformat()}


def review(intake, history, signed_at):
    """Decide on what the story names, then call it reviewed, two hours later."""
    when = signed_at + timedelta(hours=2)
    for finding in intake.finding_ids:
        verb, note = history.decided.get(finding.item_id.code, (None, None))
        if verb:
            getattr(finding, verb)(note)
            finding._sealed_write({"decided_at": when})
    intake.action_mark_reviewed()
    intake._sealed_write({"reviewed_at": when})
