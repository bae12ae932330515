from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS

from .windows import notice, reload, window

# what Odoo's queue calls it -> what a person can do about it; the rest is the server
_ADDRESS = ("mail_email_invalid", "mail_email_missing", "mail_bounce")
_SENDER = ("mail_from_invalid", "mail_from_missing")


class Delivery(models.Model):
    """What became of one message to a client.

    ======= ==========================================================
    waiting in Odoo's queue
    sent    given to the mail server
    failed  the mail server refused it, or it came back
    settled nothing to do any more: sent again, replaced, or let be
    ======= ==========================================================

    A table of its own: Odoo's queue writes it while somebody may be working on the
    record that the message is about, and a conflict there would send a message twice.
    Nobody writes rows by hand. Messages of sensitive follow-ups and clearances are for
    practitioners alone, like what they are about.
    """

    _name = "acupuncture.delivery"
    _description = "Message to a Client"
    _inherit = ["acupuncture.sealed.mixin"]
    _order = "id desc"
    _rec_name = "sent_to"

    company_id = fields.Many2one(
        comodel_name="res.company", string="Clinic", required=True, ondelete="cascade"
    )
    client_id = fields.Many2one(
        comodel_name="res.partner", required=True, index=True, ondelete="cascade"
    )
    res_model = fields.Char(string="Kind of Record", required=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", required=True
    )
    about = fields.Char(compute="_compute_about")
    sensitive = fields.Boolean()
    sent_to = fields.Char(string="To")
    state = fields.Selection(
        selection=[
            ("waiting", "On its way"),
            ("sent", "Sent"),
            ("failed", "Not delivered"),
            ("settled", "Settled"),
        ],
        default="waiting",
        required=True,
    )
    failure = fields.Selection(
        selection=[
            ("server", "The mail server did not accept the message."),
            ("address", "Nobody can be reached at this address."),
            ("sender", "The clinic has no valid address to send from."),
        ]
    )
    remedy = fields.Char(compute="_compute_remedy")
    template_id = fields.Many2one(
        comodel_name="mail.template", ondelete="set null", groups=NO_ACCESS
    )
    mail_id = fields.Many2one(
        comodel_name="mail.mail",
        ondelete="set null",
        index="btree_not_null",
        groups=NO_ACCESS,
    )
    message_ref = fields.Char(
        index="btree_not_null", groups=NO_ACCESS, export_string_translation=False
    )

    _record_idx = models.Index("(res_model, res_id)")
    _failed_idx = models.Index("(client_id) WHERE state = 'failed'")

    @property
    def _sealed_fields(self):
        """Everything: the queue and the verbs write it."""
        return frozenset(self._fields)

    @api.depends("res_model")
    def _compute_about(self):
        for delivery in self:
            model = self.env.get(delivery.res_model)
            kind = model.browse()._delivery_kind() if model is not None else False
            delivery.about = kind or self.env._("Message")

    @api.depends("failure")
    def _compute_remedy(self):
        remedies = {
            "server": self.env._(
                "Check Settings > Outgoing Mail Servers, then press Send Again."
            ),
            "address": self.env._(
                "Ask the client for the right address, correct it, then press Send "
                "Again."
            ),
            "sender": self.env._(
                "Enter an e-mail address for the clinic, then press Send Again."
            ),
        }
        for delivery in self:
            delivery.remedy = remedies.get(delivery.failure)

    # ------------------------------------------------------------------
    # Following the queue
    # ------------------------------------------------------------------

    @api.model
    def _track(self, mails, records, template=None):
        """Follow mails from now on, each about the record in the same place.

        :param records: of a model with the mixin ``acupuncture.mailed.mixin``
        :param template: renders the message again, when it must be sent again
        """
        # sudo: nobody may write rows, and mails are closed to the users
        return self.sudo()._sealed_create(
            [
                {
                    "company_id": record.company_id.id,
                    "client_id": record.client_id.id,
                    "res_model": record._name,
                    "res_id": record.id,
                    "sensitive": record._delivery_is_sensitive(),
                    "sent_to": mail.email_to
                    or ", ".join(mail.recipient_ids.mapped("email_formatted")),
                    "template_id": template.id if template else False,
                    "mail_id": mail.id,
                }
                for mail, record in zip(mails.sudo(), records, strict=True)
            ]
        )

    @api.model
    def _of_mails(self, mails):
        # sudo: whoever runs the queue
        return self.sudo().search([("mail_id", "in", mails.ids)])

    @api.model
    def _follow(self, mails, state, failure_type=None):
        """Note what became of mails; the queue has not told the server yet, or has.

        Flushed at once: what somebody else holds must fail before a message goes out.
        """
        followed = self._of_mails(mails).filtered(lambda each: each.state != "settled")
        turned = followed.filtered(
            lambda each: (each.state == "failed") != (state == "failed")
        )
        for delivery in followed:
            vals = {"state": state, "failure": False}
            if state == "failed":
                vals["failure"] = self._failure(failure_type)
            else:
                vals["message_ref"] = delivery.mail_id.message_id
            delivery._sealed_write(vals)
        followed.flush_recordset()
        turned._undelivered_changed()
        return followed

    def _undelivered_changed(self):
        """Hook: these have failed just now, or no longer wait for anybody."""

    @api.model
    def _failure(self, failure_type):
        if failure_type in _ADDRESS:
            return "address"
        return "sender" if failure_type in _SENDER else "server"

    @api.model
    def _bounced(self, message_refs):
        """Note that messages came back."""
        # sudo: the mail gateway
        back = self.sudo().search(
            [("message_ref", "in", message_refs), ("state", "=", "sent")]
        )
        back._sealed_write({"state": "failed", "failure": "address"})
        back._undelivered_changed()
        back._tell_senders()

    def _tell_senders(self):
        """Say at once to whoever sent it that it did not arrive."""
        for delivery in self:
            sender = delivery.create_uid
            if sender.id == SUPERUSER_ID or not sender._is_internal():
                continue
            told = delivery.with_context(lang=sender.lang)
            labels = dict(self._fields["failure"]._description_selection(told.env))
            sender._bus_send(
                "simple_notification",
                {
                    "type": "danger",
                    "sticky": True,
                    "title": told.env._("Not delivered"),
                    "message": told.env._(
                        "%(about)s for %(client)s to %(address)s: %(failure)s "
                        "%(remedy)s",
                        about=told.about,
                        client=told.client_id.name,
                        address=told.sent_to,
                        failure=labels[told.failure],
                        remedy=told.remedy,
                    ),
                },
            )

    @api.model
    def _count_undelivered(self, clients, companies):
        """Return {(client, clinic): how many messages were not delivered}."""
        failed = [
            ("client_id", "in", clients.ids),
            ("company_id", "in", companies.ids),
            ("state", "=", "failed"),
        ]
        pairs = ["client_id", "company_id"]
        groups = self._read_group(failed, pairs, ["__count"])
        return {(client, company): count for client, company, count in groups}

    @api.model
    def _action_of(self, clients):
        """Return the list of what was not delivered to clients."""
        return window(
            self.env,
            "delivery_action",
            domain=[("client_id", "in", clients.ids)],
            context={"search_default_failed": 1},
        )

    # ------------------------------------------------------------------
    # Verbs
    # ------------------------------------------------------------------

    def action_send_again(self):
        """Send again what was not delivered, to the address of today.

        :raises UserError: it makes no sense any more
        """
        self.check_access("read")
        again = self.filtered(lambda each: each.state == "failed")
        if not again:
            raise UserError(
                self.env._(
                    "This message has been delivered or settled in the meantime."
                )
            )
        for delivery in again:
            record = self.env[delivery.res_model].browse(delivery.res_id).exists()
            if not record:
                raise UserError(
                    self.env._(
                        "What this message was about no longer exists, so it cannot be "
                        "sent again."
                    )
                )
            record.check_access("read")
            record._send_again(delivery.sudo())  # sudo: it may read the template
        again._settle()
        return notice(
            self.env._(
                "The message is on its way again. If it is refused once more, you will "
                "see it here."
            ),
            "info",
            then=reload(),
        )

    def action_let_be(self):
        """Take what was not delivered off the lists."""
        self.check_access("read")
        self.filtered(lambda each: each.state == "failed")._settle()

    def _settle(self):
        """Close what needs nobody any more; what still waits is not sent either."""
        # sudo: nobody may write rows, the verbs do
        closing = self.sudo()
        unsent = closing.filtered(lambda each: each.state in ("waiting", "failed"))
        closing._sealed_write({"state": "settled"})
        closing._undelivered_changed()
        unsent.mail_id.filtered(
            lambda mail: mail.state in ("outgoing", "exception")
        ).cancel()

    @api.autovacuum
    def _gc_unsent(self):
        """Delete the messages that were never sent and are not to be."""
        settled = self.search(
            [("state", "=", "settled"), ("mail_id.state", "=", "cancel")], limit=1000
        )
        settled.mail_id.unlink()
