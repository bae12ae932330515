from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from ..foundation.private_words import PrivateWord
from .purposes import bundle_of

FRESH_DAYS = 5
TWICE = 30  # seconds within which a second press is a slip of the finger


class FormLink(models.Model):
    """Messages with a link or about one, and what became of them.

    No reader of the mail queue learns a token: it stands in the message alone, and that
    goes once it was sent.
    """

    _inherit = "acupuncture.form.link"

    @api.model
    def _send(self, client, company, purpose, origin=None):
        """Mail a new link to the client, under a neutral subject.

        :raises UserError: no address is known to which it could go
        """
        kind = bundle_of(purpose).fitting(client, company)
        sent_to = kind.address(client, company)
        if not sent_to:
            raise UserError(kind.without_address(client))
        link, url = self._make(client, company, kind.purpose, origin, sent_to=sent_to)
        link._tell_known_address()
        words = {"acupuncture_url": url}
        if minutes := link._minutes():
            words["acupuncture_minutes"] = str(minutes)
        link._queue(kind.mail_template, sent_to, **words)
        return link

    def _minutes(self):
        """Return how long the client needs, 0 where it takes no time to speak of."""
        # sudo: whoever sends the forms may not read histories; a number leaves
        return self.sudo()._bundle().minutes()

    def _queue(self, template, address=None, **words):
        """Queue the message beside the link's record, so that nobody reads its token.

        Odoo's superuser is its creator, it hangs on no document, and its row goes once
        it was sent.

        :param address: where a secret goes, whatever the contact says when it is sent
        """
        if isinstance(template, str):
            template = self.env.ref(f"acupuncture_cosmetic.{template}")
        private = {name: PrivateWord(word) for name, word in words.items()}
        template = template.with_user(SUPERUSER_ID).with_context(**private)
        author = self.company_id.partner_id
        values = {"model": False, "res_id": False, "author_id": author.id}
        if address:
            values |= {"email_to": address, "recipient_ids": []}
        mail = self.env["mail.mail"].browse(
            template.send_mail(self.id, email_values=values)
        )
        # an address is not kept, so it cannot be sent again: the client gets a new one
        self._track_mails(mail, template if "acupuncture_url" not in words else None)
        # The queue's own interval is an hour; the client may stand at the desk.
        cron = self.env.ref("mail.ir_cron_mail_scheduler_action")
        cron.with_user(SUPERUSER_ID)._trigger()

    # ------------------------------------------------------------------
    # What went out lately
    # ------------------------------------------------------------------

    @api.model
    def _just_sent(self, client, company, purpose, address, origin=None):
        """Return the link that went to this address a moment ago, if it is on its way.

        Whoever presses twice means it once.
        """
        links = self.sudo()  # nobody may write links, and the line is for writers
        links._wait_in_line(client)
        now = fields.Datetime.now()
        sent = links.search(
            [
                ("client_id", "=", client.id),
                ("company_id", "=", company.id),
                ("purpose", "=", purpose),
                ("channel", "=", "mail"),
                ("sent_to", "=", address or ""),
                *((name, "=", of) for name, of in self._origin_vals(origin).items()),
                ("create_date", ">=", fields.Datetime.subtract(now, seconds=TWICE)),
            ],
            limit=1,
        )
        return sent.filtered(
            lambda link: link.state == "open" and link.delivery_state != "failed"
        )

    @api.model
    def _recently_mailed(self, clients, companies):
        """Return {(client, clinic, purpose)} of links sent lately and still open."""
        now = fields.Datetime.now()
        domain = [
            ("client_id", "in", clients.ids),
            ("company_id", "in", companies.ids),
            ("channel", "=", "mail"),
            ("create_date", ">=", fields.Datetime.subtract(now, days=FRESH_DAYS)),
            ("expires_at", ">", now),
            ("completed_at", "=", False),
            ("revoked_at", "=", False),
        ]
        return set(self._read_group(domain, ["client_id", "company_id", "purpose"]))

    # ------------------------------------------------------------------
    # What did not arrive
    # ------------------------------------------------------------------

    def _send_again(self, delivery):
        """Send a new link in the place of one that did not arrive, or the same words.

        :raises UserError: it was filled in meanwhile, or it was a code
        """
        link = self.sudo()  # nobody may write links, the verbs do
        template = delivery.template_id
        if link.completed_at:
            raise UserError(self.env._("These forms are filled in already."))
        if not template:
            self._send(
                link.client_id, link.company_id, link.purpose, link._asked_from()
            )
        elif template == self.env.ref("acupuncture_cosmetic.mail_template_form_code"):
            raise UserError(
                self.env._(
                    "A code works for 15 minutes only. The client asks for a new one "
                    "on the form; press Dismiss here."
                )
            )
        else:
            link._queue(template)

    @api.model
    def _delivery_kind(self):
        return self.env._("Forms")

    def _settle_undelivered(self):
        """Let be what did not arrive and was filled in on another way."""
        undelivered = self.env["acupuncture.delivery"].search(
            [
                ("client_id", "in", self.client_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("res_model", "=", self._name),
                ("state", "=", "failed"),
            ]
        )
        asked = {(link.client_id, link.company_id, link.purpose) for link in self}
        for delivery in undelivered:
            link = self.browse(delivery.res_id)
            if (link.client_id, link.company_id, link.purpose) in asked:
                delivery._settle()
