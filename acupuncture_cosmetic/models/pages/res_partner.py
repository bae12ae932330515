from urllib.parse import urlsplit

from odoo import models

from ..foundation.windows import dialog, notice


class ResPartner(models.Model):
    """A client is sent pages of ours, or handed them; for a minor, so is a guardian."""

    _inherit = "res.partner"

    def action_send_forms(self):
        """Mail the client a link to the forms."""
        self.ensure_one()
        return self._send_forms(self.env.company)

    def action_open_tablet(self):
        """Open the forms on this device, to be handed to the client."""
        self.ensure_one()
        return self._open_tablet(self.env.company)

    def action_show_forms_qr(self):
        """Show the forms as a picture, for the client's own phone."""
        self.ensure_one()
        return self._show_forms_qr(self.env.company)

    def _send_forms(self, company, origin=None, purpose=None):
        links = self.env["acupuncture.form.link"]
        purpose = purpose or links._purpose_for(self, company)
        link = links._just_sent(self, company, purpose, self.email_normalized, origin)
        link = link or links._send(self, company, purpose, origin)
        return notice(
            self.env._(
                "A link for %(client)s goes to %(email)s. If it cannot be "
                "delivered, you are told here.",
                client=self.display_name,
                email=link.sent_to,
            ),
            "info",
            then={"type": "ir.actions.act_window_close"},
            title=self.env._("Forms on their way"),
        )

    def _open_tablet(self, company, origin=None, purpose=None, **facts):
        links = self.env["acupuncture.form.link"]
        purpose = purpose or links._purpose_for(self, company)
        _link, url = links._make(
            self, company, purpose, origin, channel="tablet", **facts
        )
        path = urlsplit(url).path  # of this very server, however it is reached here
        return {"type": "ir.actions.act_url", "url": path, "target": "self"}

    def _show_forms_qr(self, company, origin=None):
        links = self.env["acupuncture.form.link"]
        purpose = links._purpose_for(self, company)
        _link, url = links._make(self, company, purpose, origin, channel="qr")
        title = self.env._("Forms as QR Code")
        shown = self.env["acupuncture.form.qr"]
        action = dialog(shown, title, "medium", client_id=self.id)
        action["context"]["acupuncture_url"] = url
        return action

    def _followup_events(self, company):
        links = self.env["acupuncture.form.link"].search(
            [
                ("client_id", "in", self.ids),
                ("company_id", "=", company.id),
                ("call_asked_at", "!=", False),
                ("completed_at", "=", False),
            ]
        )
        return [*super()._followup_events(company), *links._followup_events()]

    # ------------------------------------------------------------------
    # Minors
    # ------------------------------------------------------------------

    def _minor_history(self, company):
        """Return the client's history that counts, if it is that of a minor."""
        # sudo: the desk learns where forms go, not what stands in a history
        heads = self.env["acupuncture.intake"].sudo()._heads(self, company)[:1]
        return heads.filtered(lambda head: head._is_of_minor())

    def _guardian_email(self, company):
        """Return the address that a minor told of parent or guardian."""
        return self._minor_history(company).guardian_email

    def _guardian_signs(self, company):
        """Tell whether a guardian has yet to sign what a treatment needs."""
        consents = self.env["acupuncture.consent"]
        return bool(self._minor_history(company)) and bool(
            consents._missing(self, company)
        )
