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

    def _in_force(self):
        """Return what the client agreed to and may take back, of each form the last."""
        subjects = self._signed().grouped(lambda consent: consent._subject())
        newest = self.env["acupuncture.consent"].union(
            *(signed[:1] for signed in subjects.values())
        )
        return newest.filtered(
            lambda consent: (
                consent.decision == "agreed" and consent.status in ("valid", "outdated")
            )
        )

    def _take_back(self, consent):
        """Record that the client takes back one of the consents in force.

        :return: the withdrawal; nothing when it is not one of them, or not any more
        """
        mine = self._in_force() & consent
        if not mine:
            return self.env["acupuncture.consent.withdrawal"]
        taken = mine._withdraw(None, "client", link_id=self.id)
        if self.client_id.email_normalized:
            self._queue("mail_template_form_taken_back")
        return taken

    def _signed(self):
        """Return all that the client signed at this clinic, on an own link."""
        if not self._may_bring_back():
            return self.env["acupuncture.consent"]
        return self.env["acupuncture.consent"].search(
            [
                ("client_id", "=", self.client_id.id),
                ("company_id", "=", self.company_id.id),
            ]
        )
