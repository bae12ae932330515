from odoo import api, models

ASKED_OF_CLIENT = ("full", "delta")


class FormLink(models.Model):
    """A minor tells, a parent or guardian decides: each on a link of their own.

    The guardian's link shows no answer. It goes to the guardian's address, or is opened
    at the clinic; who signs writes name and relation there.
    """

    _inherit = "acupuncture.form.link"

    @api.model
    def _minor_history(self, client, company):
        """Return the history that counts, if it is that of a minor."""
        # sudo: the desk learns where forms go, not what stands in a history
        heads = self.env["acupuncture.intake"].sudo()._heads(client, company)[:1]
        return heads.filtered(lambda head: head._is_of_minor())

    @api.model
    def _guardian_email(self, client, company):
        return self._minor_history(client, company).guardian_email

    @api.model
    def _guardian_signs(self, client, company):
        """Tell whether a guardian has yet to sign what a treatment needs."""
        consents = self.env["acupuncture.consent"]
        return bool(self._minor_history(client, company)) and bool(
            consents._missing(client, company)
        )

    def _ask_guardian(self):
        """Send the guardian what is to be signed, once the minor has told all."""
        for link in self:
            client, company = link.client_id, link.company_id
            if (
                link.purpose in ASKED_OF_CLIENT
                and link.channel != "tablet"
                and link._guardian_signs(client, company)
                and link._guardian_email(client, company)
            ):
                origin = link.session_id or link.course_id or link.lead_id
                link._send(client, company, "guardian", origin)

    def _told_of_guardian(self):
        """Return where a guardian signs for this minor: mail, clinic or not at all."""
        client, company = self.client_id, self.company_id
        if self.purpose not in ASKED_OF_CLIENT or not self._guardian_signs(
            client, company
        ):
            return False
        return "mail" if self._guardian_email(client, company) else "clinic"

    def _mail_template(self):
        if self.purpose == "guardian":
            return "mail_template_form_guardian"
        return super()._mail_template()
