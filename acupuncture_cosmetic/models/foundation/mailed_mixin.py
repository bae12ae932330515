from odoo import api, fields, models


class MailedMixin(models.AbstractModel):
    """A record that messages to its client are about; it has client and company.

    Whoever queues a message calls ``_track_mails``. From then on ``delivery_state``
    says what became of it, the client's screens show what was not delivered, and
    ``action_send_again`` sends it again.
    """

    _name = "acupuncture.mailed.mixin"
    _description = "Subject of Messages"

    delivery_ids = fields.One2many(
        comodel_name="acupuncture.delivery",
        inverse_name="res_id",
        domain=lambda self: [("res_model", "=", self._name)],
        string="Deliveries",
        groups="acupuncture_cosmetic.group_front_desk",
    )
    delivery_state = fields.Selection(
        selection=lambda self: (
            self.env["acupuncture.delivery"]._fields["state"].selection
        ),
        string="Delivery",
        compute="_compute_delivery_state",
        groups="acupuncture_cosmetic.group_front_desk",
    )
    delivery_failure = fields.Selection(
        selection=lambda self: (
            self.env["acupuncture.delivery"]._fields["failure"].selection
        ),
        string="Why Not Delivered",
        compute="_compute_delivery_state",
        groups="acupuncture_cosmetic.group_front_desk",
    )

    @api.depends("delivery_ids.state", "delivery_ids.failure")
    def _compute_delivery_state(self):
        for record in self:
            of_state = record.delivery_ids.grouped("state")
            for state in ("failed", "waiting", "sent", False):
                if told := of_state.get(state):
                    break
            record.delivery_state = state
            record.delivery_failure = told[:1].failure if told else False

    def unlink(self):
        # sudo: nobody may delete rows
        rows = self.sudo().delivery_ids
        result = super().unlink()
        rows.unlink()
        return result

    @api.model
    def _delivery_kind(self):
        """Return what messages about these records are called on a list."""
        return self.env._("Message")

    def _delivery_is_sensitive(self):
        """Tell whether only practitioners may know of the message."""
        return False

    def _track_mails(self, mails, template=None):
        """Follow the mails, one for each record in the same order.

        :param template: renders the message when it is to be sent again
        """
        return self.env["acupuncture.delivery"]._track(mails, self, template)

    def action_send_again(self):
        """Send again what was not delivered of these records."""
        failed = self.delivery_ids.filtered(lambda each: each.state == "failed")
        return failed.action_send_again()

    def _send_again(self, delivery):
        """Queue the message of a failed delivery again.

        :raises UserError: it makes no sense any more
        """
        self.ensure_one()
        template = delivery.template_id
        if template:
            mail = template.send_mail_batch(self.ids)
            self._track_mails(mail, template)
