from odoo import SUPERUSER_ID, api

DENIAL = (
    "I have no pacemaker or other device in my body and no epilepsy, I am not "
    "pregnant, and I have read the risks."
)
STATEMENT = (
    "I have read the risks, and I told you in my health history about any device in "
    "my body, epilepsy and pregnancy."
)


def migrate(cr, version):
    """No form asks a client to deny what the health history may tell.

    What was published stays as it was signed; a minor revision takes its place, and
    waits for the clinic where one is being written already.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    forms = env["acupuncture.consent.template"].search([("state", "=", "published")])
    for form in forms.filtered(
        lambda form: DENIAL in form.clause_ids.mapped("tick_text")
    ):
        written = form.search_count(
            [("revision_of_id", "=", form.id), ("state", "=", "draft")]
        )
        draft = form.browse(form.action_new_minor_revision()["res_id"])
        told = draft.clause_ids.filtered(lambda clause: clause.tick_text == DENIAL)
        told.tick_text = STATEMENT
        if not written:
            draft.action_publish()
