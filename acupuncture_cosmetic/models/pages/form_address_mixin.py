from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .purposes import bundle_of, purposes_read_by


class FormAddressMixin(models.AbstractModel):
    """Whose address a link was mailed to: the desk may write any one on a contact.

    A mailed link is the client's own as long as there is nothing to protect. From then
    on its address must be one through which the client sent or signed something on an
    own link, or one that a practitioner confirmed. Any other link works like one that
    the clinic opens. A guardian's addresses count apart from those of the client.
    """

    _name = "acupuncture.form.address.mixin"
    _description = "Whose Address It Is"
    _inherit = ["acupuncture.sealed.mixin"]

    own_address = fields.Boolean(
        string="Known Address",
        help="Mailed to an address that the client is known by. Other links show no "
        "earlier answers and no copies, and bring no consent back.",
    )
    address_confirmed_at = fields.Datetime(string="Address Confirmed On")
    address_confirmed_by_id = fields.Many2one(
        comodel_name="res.users",
        ondelete="restrict",
        help="Empty where the address was known before addresses were confirmed.",
    )

    def action_confirm_address(self):
        """Confirm that the address of a mailed link is the client's, or guardian's.

        :raises AccessError: no practitioner
        """
        self.check_access("read")
        if not self.env.user.has_group("acupuncture_cosmetic.group_practitioner"):
            raise AccessError(
                self.env._("A practitioner confirms whose e-mail address it is.")
            )
        unknown = self.filtered(lambda each: each.sent_to and not each.own_address)
        # sudo: nobody may write links, the verbs do
        unknown.sudo()._sealed_write(
            {
                "own_address": True,
                "address_confirmed_at": fields.Datetime.now(),
                "address_confirmed_by_id": self.env.uid,
            }
        )

    @api.model
    def _count_as_known(self, clients, company):
        """Count the addresses that these clients have today as confirmed, by nobody."""
        now = fields.Datetime.now()
        known = [(client, "copy", client.email_normalized) for client in clients]
        known += [
            (client, "guardian", client._guardian_email(company)) for client in clients
        ]
        return self._sealed_create(
            [
                {
                    "client_id": client.id,
                    "company_id": company.id,
                    "purpose": purpose,
                    "channel": "mail",
                    "sent_to": address,
                    "own_address": True,
                    "address_confirmed_at": now,
                    "expires_at": now,
                    "revoked_at": now,
                }
                for client, purpose, address in known
                if address
            ]
        )

    @api.model
    def _at_own_address(self, client, company, purpose):
        """Return the own links, newest first, of whom this purpose is for."""
        reader = bundle_of(purpose).reader
        return self.search(
            [
                ("client_id", "=", client.id),
                ("company_id", "=", company.id),
                ("purpose", "in", purposes_read_by(reader)),
                ("own_address", "=", True),
            ]
        )

    def _proving(self):
        """Return those of these own links that were used, or confirmed."""
        return self.filtered(
            lambda link: (
                link.sent_to
                and (link.completed_at or link.history_at or link.address_confirmed_at)
            )
        )

    def _is_own(self):
        """Tell whether it is the client's own, and still is.

        As long as nothing was told any address will do; what is told elsewhere later is
        not for an address that nobody has proved.
        """
        return self.own_address and self._is_own_address(
            self.client_id, self.company_id, self.purpose, self.sent_to
        )

    def _may_bring_back(self):
        """Tell whether a consent that was taken back may be given anew through it.

        The client's own message may, and what a practitioner witnesses.
        """
        return self._is_own() or bool(self.witness_id)

    def _sealed_write(self, vals):
        # using it proves its address only if it is the client's own until then
        if vals.keys() & {"history_at", "completed_at"}:
            lost = self.filtered(lambda link: link.own_address and not link._is_own())
            super(FormAddressMixin, lost)._sealed_write({"own_address": False})
        return super()._sealed_write(vals)

    def _is_own_address(self, client, company, purpose, address):
        """Tell whether a link to this address would be the client's own.

        What came by this very link speaks not against it.
        """
        own = self._at_own_address(client, company, purpose)
        if address in own._proving().mapped("sent_to"):
            return True
        consents = self.env["acupuncture.consent"]
        here = Domain("client_id", "=", client.id)
        here &= Domain("company_id", "=", company.id)
        here &= Domain("link_id", "not in", self.ids)
        if bundle_of(purpose).reader == "guardian":
            signed = here & Domain("signer_role", "=", "guardian")
            return not consents.search_count(signed, limit=1)
        histories = self.env["acupuncture.intake"]
        histories = histories.search_fetch(here, ["state", "submitted_at"])
        if histories.filtered("submitted_at") or consents.search_count(here, limit=1):
            return False
        begun = histories.filtered(lambda history: history.state == "draft")
        # what was begun goes on at the address where it was begun
        return not begun or own[:1].sent_to == address

    def _code_address(self):
        """Return the client's present address, if it is a known one."""
        address = self.client_id.email_normalized
        known = self.browse()._is_own_address(
            self.client_id, self.company_id, self.purpose, address
        )
        return address if known else False

    def _tell_known_address(self):
        """Tell the address known last, once, that forms go to another one."""
        if self.own_address:
            return
        ours = (self.client_id, self.company_id, self.purpose)
        known = self._at_own_address(*ours)._proving()[:1]
        told = [("client_id", "=", self.client_id.id), ("sent_to", "=", self.sent_to)]
        if known and not self.search_count([*told, ("id", "<", self.id)], limit=1):
            known._queue("mail_template_form_elsewhere", known.sent_to)
