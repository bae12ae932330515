"""Questions about what is over again get a date, unless a clinic worded its own."""

QUESTIONS = {
    "FEVER": (
        "Do you have a fever, a cold, the flu or another sudden illness right now?",
        "In the last week, have you had a fever, a cold, the flu or another sudden "
        "illness?",
        "When did you last feel ill?",
    ),
    "ALCOHOL": (
        "Have you had alcohol or recreational drugs in the last 24 hours?",
        "Have you had alcohol or recreational drugs in the last 24 hours?",
        "On which day?",
    ),
}


def migrate(cr, version):
    """Ask for the day of an illness and of a glass, as new databases do."""
    for code, (before, after, label) in QUESTIONS.items():
        cr.execute(
            """
            UPDATE acupuncture_contraindication
               SET question = CASE WHEN question ->> 'en_US' = %s THEN question
                                   ELSE jsonb_build_object('en_US', %s::text) END,
                   date_label = jsonb_build_object('en_US', %s::text),
                   ask_date = true
             WHERE code = %s AND ask_date IS NOT TRUE AND question ->> 'en_US' = %s
            """,
            [after, after, label, code, before],
        )
