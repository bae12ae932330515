"""Messages to clients got one look; the words of each stay as the clinic has them."""

from odoo import SUPERUSER_ID, api

LAYOUT = "acupuncture_cosmetic.mail_layout"
BUTTON = (
    "display: inline-block; padding: 12px 20px; border-radius: 6px; color: #ffffff; "
    "background-color: %s; text-decoration: none;"
)
WAS = r" style=\"%s\"" % BUTTON % "#0f5b57"
IS = r" t-attf-style=\"%s\"" % BUTTON % "{{ object.company_id._palette().accent }}"


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    ours = env["ir.model.data"].search(
        [("module", "=", "acupuncture_cosmetic"), ("model", "=", "mail.template")]
    )
    templates = env["mail.template"].browse(ours.mapped("res_id")).exists()
    templates.filtered(
        lambda one: not one.email_layout_xmlid
    ).email_layout_xmlid = LAYOUT
    cr.execute(
        "UPDATE mail_template"
        " SET body_html = replace(body_html::text, %s, %s)::jsonb WHERE id IN %s",
        [WAS, IS, tuple(templates.ids) or (0,)],
    )
    templates.invalidate_recordset(["body_html"])
