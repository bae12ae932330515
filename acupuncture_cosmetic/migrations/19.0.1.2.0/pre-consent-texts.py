CHANGED = ("treatment", "data", "electroacupuncture", "microneedling")
MARKETING = ("marketing_email", "marketing_sms", "marketing_phone")
NAMES = [
    pattern
    for form in (*CHANGED, *MARKETING)
    for pattern in (rf"consent\_template\_{form}", rf"consent\_clause\_{form}\_%")
]


def migrate(cr, version):
    """What was shipped and signed keeps its words, under another name.

    The new words come in records of their own. They are published as a minor revision
    where the clinic still uses what was shipped, and wait as drafts elsewhere.
    """
    cr.execute(
        """
        UPDATE ir_model_data AS shipped SET name = name || '_1_0'
         WHERE module = 'acupuncture_cosmetic' AND name LIKE ANY (%s)
           AND model LIKE 'acupuncture.consent.%%' AND name NOT LIKE '%%\\_1\\_0'
           AND NOT EXISTS (
               SELECT FROM ir_model_data AS kept
                WHERE kept.module = shipped.module
                  AND kept.name = shipped.name || '_1_0'
           )
        """,
        [NAMES],
    )
