from odoo import api, fields, models


class FormLink(models.Model):
    """A link to what the client signed: mailed instead of the papers themselves."""

    _inherit = "acupuncture.form.link"

    purpose = fields.Selection(
        selection_add=[("copy", "Copies of signed forms")],
        ondelete={"copy": "cascade"},
    )

    @api.model
    def _send_copies(self, client, company):
        """Mail the client where to read what was signed, if there is an address."""
        if client.email_normalized:
            self._send(client, company, "copy")

    def _mail_template(self):
        if self.purpose == "copy":
            return "mail_template_form_copies"
        return super()._mail_template()

    def _signed(self):
        """Return all that the client signed at this clinic."""
        return self.env["acupuncture.consent"].search(
            [
                ("client_id", "=", self.client_id.id),
                ("company_id", "=", self.company_id.id),
            ]
        )
