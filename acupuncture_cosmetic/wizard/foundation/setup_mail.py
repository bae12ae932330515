from markupsafe import escape

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from ...models.foundation.windows import dialog


class SetupMail(models.TransientModel):
    """Sends one e-mail, to see whether it goes out."""

    _name = "acupuncture.setup.mail"
    _description = "Test E-mail"
    _inherit = ["acupuncture.dialog.mixin"]

    to = fields.Char(
        string="Send It To", required=True, default=lambda self: self.env.user.email
    )
    servers = fields.Char(string="Mail Server", compute="_compute_servers")
    is_admin = fields.Boolean(
        compute="_compute_servers", export_string_translation=False
    )
    failure = fields.Text(readonly=True)

    @api.depends_context("uid", "company")
    def _compute_servers(self):
        # sudo: mail servers are for administrators; their names only
        names = self.env["ir.mail_server"].sudo().search([], limit=9).mapped("name")
        self.servers = ", ".join(names)
        self.is_admin = self.env.user.has_group("base.group_system")

    def action_send(self):
        """Send it now; where it does not go out, say why."""
        self.ensure_one()
        self.env["acupuncture.setup"]._refuse_others()
        if not email_normalize(self.to):
            raise UserError(self.env._("%(to)s is no e-mail address.", to=self.to))
        mail = self._test()
        mail.send()
        reason = " ".join((mail.failure_reason or "").split())
        self.failure = mail.state != "sent" and reason
        if not self.failure:
            return {"type": "ir.actions.act_window_close"}
        again = dialog(self, self.env._("Test E-mail"), "medium")
        return {**again, "res_id": self.id}

    def _test(self):
        company = self.env.company
        body = self.env._(
            "This is the test of %(clinic)s. Clients get their forms and reminders the "
            "same way.",
            clinic=company.name,
        )
        # sudo: who is no administrator may not make mails without a record of theirs
        return (
            self.env["mail.mail"]
            .sudo()
            .create(
                {
                    "subject": self.env._("Test of %(clinic)s", clinic=company.name),
                    "body_html": escape(body),
                    "email_to": self.to,
                    "email_from": company.email_formatted
                    or self.env.user.email_formatted,
                    "model": "res.company",
                    "res_id": company.id,
                    "auto_delete": False,
                }
            )
        )
