"""Before files are guarded: close what was opened, keep what stands beside a field."""

OPENED = """
    UPDATE ir_attachment SET public = FALSE, access_token = NULL
    WHERE starts_with(res_model, 'acupuncture.')
    AND res_model NOT IN ('acupuncture.course', 'acupuncture.session')
    AND (public OR access_token IS NOT NULL)
"""
# The oldest file of a field is its own; the others become loose files of the record.
BESIDE = """
    UPDATE ir_attachment AS file SET res_field = NULL
    WHERE starts_with(res_model, 'acupuncture.') AND res_field IS NOT NULL
    AND EXISTS (
        SELECT 1 FROM ir_attachment AS first
        WHERE first.res_model = file.res_model AND first.res_id = file.res_id
        AND first.res_field = file.res_field AND first.id < file.id
    )
"""


def migrate(cr, version):
    """Take tokens off clinical files and leave one file to each field."""
    cr.execute(OPENED)
    cr.execute(BESIDE)
