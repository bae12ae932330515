from odoo import api, models
from odoo.exceptions import AccessError, UserError


class Consent(models.Model):
    """What the client's pages have to do with a consent: signed, read, given again."""

    _inherit = "acupuncture.consent"

    def action_give_again(self):
        """Hand the client the form on this device; whoever presses this is witness.

        :raises UserError: the consent is not one that was taken back
        :raises AccessError: no practitioner
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group("acupuncture_cosmetic.group_practitioner"):
            raise AccessError(
                self.env._("A practitioner is the witness of a consent given again.")
            )
        if self.status != "withdrawn":
            raise UserError(self.env._("%(name)s was not taken back.", name=self.name))
        return self.client_id._open_tablet(
            self.company_id, self.course_id, "consent", witness_id=self.env.uid
        )

    @api.model
    def _may_bring_back(self, how):
        """The client's own link may, and one that a practitioner witnesses."""
        link = self.env["acupuncture.form.link"].browse(how.get("link_id"))
        return super()._may_bring_back(how) or link._may_bring_back()

    @api.model
    def _tell_printed(self, client, company):
        result = super()._tell_printed(client, company)
        if client.email_normalized:
            self.env["acupuncture.form.link"]._send(client, company, "copy")
        return result
