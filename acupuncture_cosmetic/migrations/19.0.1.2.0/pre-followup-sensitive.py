def migrate(cr, version):
    """What hangs on a clinical event is sensitive, before PostgreSQL asks for it."""
    for table in ("acupuncture_followup_rule", "acupuncture_followup"):
        cr.execute(f"""
            UPDATE {table} SET sensitive = TRUE
             WHERE sensitive IS NOT TRUE
               AND (trigger LIKE 'reaction_%' OR trigger IN
                    ('needle_due', 'clearance_asked', 'deferral_end', 'pregnancy_due'))
        """)
