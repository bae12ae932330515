LATE_HOURS = {"NO_SHOW_3D": 168, "MAINT_DUE": 336, "OF_AGE": 336, "END_RATING": 72}


def migrate(cr, version):
    """Messages that are of use for longer than a day say so, as in a new clinic."""
    for code, hours in LATE_HOURS.items():
        cr.execute(
            "UPDATE acupuncture_followup_rule SET late_hours = %s WHERE code = %s",
            [hours, code],
        )
        cr.execute(
            """
            UPDATE acupuncture_followup SET late_hours = %s
              FROM acupuncture_followup_rule AS rule
             WHERE rule.id = rule_id AND rule.code = %s AND state = 'planned'
            """,
            [hours, code],
        )
