import re

from odoo import SUPERUSER_ID, api

ADDON = "acupuncture_cosmetic"
LONG = (
    "format_date(object.expires_at)",
    "format_date(object.expires_at, date_format='long')",
)
# record -> (what was shipped, what is said now); what a clinic wrote anew stays
MAILS = {
    "mail_template_forms": (
        LONG,
        (
            "It takes a few minutes, works on your phone, and is saved as you go.",
            "It takes about <t t-out=\"ctx.get('acupuncture_minutes') or '20'\"/> "
            "minutes, most of it reading, works on your phone, and is saved as you go.",
        ),
    ),
    "mail_template_form_copies": (
        LONG,
        (
            "You can read and keep what you signed",
            "You can read, keep and take back what you signed",
        ),
    ),
    "mail_template_form_outcome": (
        LONG,
        (
            "It takes two minutes on your phone.",
            "It takes a few minutes on your phone.",
        ),
    ),
    "mail_template_session_aftercare": (
        (
            "can happen and usually fades within a few days. If it does not,",
            "can happen. A bruise near the eyes can be seen for 7 to 10 days. If it "
            "stays longer,",
        ),
    ),
    "mail_template_course_expiry": (
        (
            "format_date(object.usable_until or object.expiry_date)",
            "format_date(object.usable_until or object.expiry_date, "
            "date_format='long')",
        ),
    ),
}
GUA_SHA = (
    "Slight redness fades within hours.",
    "Redness is usual; marks or small bruises can stay for some days.",
)


def migrate(cr, version):
    """Say what is known, sentence by sentence, where it stands as it was shipped."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name, changes in MAILS.items():
        if mail := env.ref(f"{ADDON}.{name}", raise_if_not_found=False):
            mail.body_html = said_anew(str(mail.body_html or ""), changes)
    technique = env.ref(f"{ADDON}.technique_gua_sha_cupping", raise_if_not_found=False)
    if technique:
        technique.client_text = said_anew(technique.client_text or "", [GUA_SHA])


def said_anew(text, changes):
    """Return a text with its sentences changed, however its lines are broken."""
    for before, after in changes:
        pattern = r"\s+".join(map(re.escape, before.split()))
        text = re.sub(pattern, lambda _found, after=after: after, text)
    return text
