def migrate(cr, version):
    """Drop what guarded evidence; the model hangs a guard of a better name."""
    cr.execute("DROP FUNCTION IF EXISTS acupuncture_consent_guard() CASCADE")
