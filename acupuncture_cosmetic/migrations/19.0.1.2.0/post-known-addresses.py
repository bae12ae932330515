from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """The address of whoever told or signed something already counts as known."""
    cr.execute(
        """
        UPDATE acupuncture_form_link SET own_address = TRUE
         WHERE channel = 'mail' AND own_address IS NOT TRUE
        """
    )
    env = api.Environment(cr, SUPERUSER_ID, {})
    links, clients = env["acupuncture.form.link"], {}
    for model, domain in (
        ("acupuncture.intake", [("submitted_at", "!=", False)]),
        ("acupuncture.consent", []),
    ):
        for company, told in env[model]._read_group(
            domain, ["company_id"], ["client_id:recordset"]
        ):
            clients[company] = clients.get(company, told) | told
    for company, told in clients.items():
        links._count_as_known(told, company)
