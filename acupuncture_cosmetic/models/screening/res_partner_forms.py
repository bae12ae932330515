from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_send_forms(self):
        """Mail the client a link to the forms."""
        self.ensure_one()
        return self._send_forms(self.env.company)

    def action_open_tablet(self):
        """Open the forms on this device, to be handed to the client."""
        self.ensure_one()
        return self._open_tablet(self.env.company)

    def _send_forms(self, company, origin=None):
        links = self.env["acupuncture.form.link"]
        links._send(self, company, links._purpose_for(self, company), origin)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "title": self.env._("Forms sent"),
                "message": self.env._(
                    "%(client)s gets a link at %(email)s.",
                    client=self.display_name,
                    email=self.email_normalized,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _open_tablet(self, company, origin=None):
        links = self.env["acupuncture.form.link"]
        purpose = links._purpose_for(self, company)
        _link, url = links._make(self, company, purpose, origin, channel="tablet")
        return {"type": "ir.actions.act_url", "url": url, "target": "self"}
