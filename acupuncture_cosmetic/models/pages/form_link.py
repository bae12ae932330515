import hashlib
import secrets

from odoo import api, fields, models
from odoo.fields import NO_ACCESS, Domain
from odoo.tools import SQL

from ..foundation.signed_how_mixin import CHANNELS, OPENED_IN_CLINIC
from .purposes import PURPOSES, bundle_of

TOKEN_BYTES = 32
DEFAULT_DAYS = 14


class FormLink(models.Model):
    """A client's way to pages of ours: the safe door to what its purpose shows.

    The address that is mailed holds the token, this table only its SHA-256. A link says
    who was asked, when and whether it was done; it holds no answer.

    ============ =========================================================
    open         can be used
    done         everything it asked for was signed or confirmed
    revoked      a newer link replaced it, or the birth date was guessed at
    expired      its time ran out
    ============ =========================================================

    A link that the clinic opens, on its own device or as a picture, shows nothing that
    was told before: whoever opens it may know the birth date as well. Neither does one
    that was mailed to an address which is not known as the client's.

    Whose address it is stands in ``acupuncture.form.address.mixin``, who is there in
    ``acupuncture.form.identity.mixin``, messages in form_link_sending. What a purpose
    asks, shows and takes in is its bundle's: see purposes.
    """

    _name = "acupuncture.form.link"
    _description = "Form Link"
    _inherit = [
        "acupuncture.form.address.mixin",
        "acupuncture.form.identity.mixin",
        "acupuncture.sealed.mixin",
        "acupuncture.mailed.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True

    _sealed_fields = frozenset(
        {
            "token_hash",
            "client_id",
            "company_id",
            "purpose",
            "channel",
            "expires_at",
            "revoked_at",
            "completed_at",
            "history_at",
            "call_asked_at",
            "failed_dob",
            "sent_to",
            "witness_id",
            "code_hash",
            "code_sent_at",
            "codes_sent",
            "own_address",
            "address_confirmed_at",
            "address_confirmed_by_id",
        }
    )

    client_id = fields.Many2one(
        comodel_name="res.partner", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, ondelete="cascade"
    )
    purpose = fields.Selection(selection=PURPOSES, required=True)
    channel = fields.Selection(selection=CHANNELS, required=True)
    sent_to = fields.Char(help="The address that the link was mailed to.")
    witness_id = fields.Many2one(
        comodel_name="res.users",
        ondelete="restrict",
        help="Confirms with their own login that the client gives a consent again.",
    )
    lang = fields.Char(string="Language")
    session_id = fields.Many2one(
        comodel_name="acupuncture.session", check_company=True, ondelete="set null"
    )
    course_id = fields.Many2one(
        comodel_name="acupuncture.course", check_company=True, ondelete="set null"
    )
    lead_id = fields.Many2one(comodel_name="crm.lead", ondelete="set null")

    expires_at = fields.Datetime(required=True)
    completed_at = fields.Datetime()
    revoked_at = fields.Datetime()
    history_at = fields.Datetime(
        string="History Sent", help="Sent by itself, whatever is signed after it."
    )
    call_asked_at = fields.Datetime(
        string="Asked for a Call", help="The client wants to talk before signing."
    )
    state = fields.Selection(
        selection=[
            ("open", "Open"),
            ("done", "Done"),
            ("revoked", "Revoked"),
            ("expired", "Expired"),
        ],
        compute="_compute_state",
    )

    token_hash = fields.Char(groups=NO_ACCESS, export_string_translation=False)

    _token_hash_uniq = models.UniqueIndex(
        "(token_hash)", "This link exists already. Make a new one."
    )

    @api.depends("client_id", "purpose")
    def _compute_display_name(self):
        for link in self:
            link.display_name = self.env._("Forms %(number)s", number=link.id)

    @api.depends("completed_at", "revoked_at", "expires_at")
    def _compute_state(self):
        now = fields.Datetime.now()
        for link in self:
            if link.completed_at:
                link.state = "done"
            elif link.revoked_at:
                link.state = "revoked"
            else:
                link.state = "open" if link.expires_at > now else "expired"

    # ------------------------------------------------------------------
    # Making
    # ------------------------------------------------------------------

    @api.model
    def _make(self, client, company, purpose, origin=None, channel="mail", **facts):
        """Create a link and revoke older open ones of the same client and purpose.

        What is not the client's own replaces no link that is.

        :param origin: the session, course or lead it was asked for from
        :param facts: sent_to, witness_id
        :return: the link and its address, which is known here and nowhere else
        :raises AccessError: who may not see whom the clinic asked may not ask either
        """
        self.check_access("read")
        if bundle_of(purpose).names_telephone:
            company._check_can_be_called()
        # Nobody may write links by hand; the desk reads who was asked and when.
        links = self.sudo()
        links._wait_in_line(client)
        own = channel == "mail" and links._is_own_address(
            client, company, purpose, facts.get("sent_to")
        )
        older = links.search(self._open_domain(client, company, purpose, channel, own))
        token = secrets.token_urlsafe(TOKEN_BYTES)
        link = links._sealed_create(
            [
                {
                    "client_id": client.id,
                    "company_id": company.id,
                    "purpose": purpose,
                    "channel": channel,
                    "own_address": own,
                    "lang": client.lang,
                    "expires_at": links._expiry(),
                    "token_hash": self._hash(token),
                    **self._origin_vals(origin),
                    **facts,
                }
            ]
        )
        older._hand_over(link)
        return link.with_env(self.env), f"{link.get_base_url()}/forms/{token}"

    @api.model
    def _wait_in_line(self, client):
        """Let one link of a client be made after the other.

        The row is written, not only locked: who waited is refused by PostgreSQL, Odoo
        tries again, and then sees the link that was made meanwhile.
        """
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET write_date = write_date WHERE id = %s",
                client.id,
            )
        )

    @api.model
    def _open_domain(self, client, company, purpose, channel, own):
        beside = OPENED_IN_CLINIC if channel in OPENED_IN_CLINIC else ("mail",)
        return Domain(
            [
                ("client_id", "=", client.id),
                ("company_id", "=", company.id),
                ("purpose", "=", purpose),
                ("channel", "in", beside),
                ("own_address", "in", [own, False]),
                ("completed_at", "=", False),
                ("revoked_at", "=", False),
            ]
        )

    @api.model
    def _expiry(self):
        days = self.env["ir.config_parameter"].get_param(
            "acupuncture_cosmetic.form_link_days", DEFAULT_DAYS
        )
        return fields.Datetime.add(fields.Datetime.now(), days=int(days))

    @api.model
    def _hash(self, token):
        return hashlib.sha256(token.encode()).hexdigest()

    @api.model
    def _origin_vals(self, origin):
        names = {
            "acupuncture.session": "session_id",
            "acupuncture.course": "course_id",
            "crm.lead": "lead_id",
        }
        name = names.get(origin._name) if origin else None
        return {name: origin.id} if name else {}

    def _asked_from(self):
        """Return the session, course or lead that the link was asked for from."""
        return self.session_id or self.course_id or self.lead_id

    @api.model
    def _purpose_for(self, client, company):
        """Return what to ask for: everything, or what changed since the last time."""
        # The desk may know that a history is in date, and nothing else of it.
        heads = self.env["acupuncture.intake"].sudo()._heads(client, company)
        today = company._clinic_today()
        valid = heads.filtered(lambda head: head.valid_until >= today)
        if valid and client._guardian_signs(company):
            return "guardian"
        return "delta" if valid else "full"

    def _hand_over(self, newer):
        """Revoke the links; what the client began goes on under the newer one.

        What is not the client's own takes nothing over.
        """
        self._revoke()
        drafts = self.env["acupuncture.form.draft"].search(
            [("link_id", "in", self.ids)]
        )
        kept = drafts[:1] if newer.own_address else drafts.browse()
        (drafts - kept).unlink()
        kept.link_id = newer

    def _revoke(self):
        # what did not arrive yet need not arrive any more
        self.delivery_ids._settle()
        self._sealed_write({"revoked_at": fields.Datetime.now()})

    # ------------------------------------------------------------------
    # Opening
    # ------------------------------------------------------------------

    @api.model
    def _find(self, token):
        """Return the open link of the token, or nothing, whatever is wrong with it."""
        return self._of_token(token).filtered(lambda found: found.state == "open")

    @api.model
    def _of_token(self, token):
        """Return the link of the token, however it ended."""
        return self.search([("token_hash", "=", self._hash(token))], limit=1)

    def _bundle(self, visit=None):
        """Return what the link asks for and shows, and how far its client has come.

        :param visit: what is known of the visit, see ``Bundle``
        """
        return bundle_of(self.purpose)(self, visit)

    def _visit_context(self):
        """Return the context of the visit: language, clinic and clock of the record."""
        company = self.company_id
        return {
            "lang": self.client_id.lang or company.partner_id.lang or "en_US",
            "tz": company._clinic_tz().zone,
            "allowed_company_ids": company.ids,
        }

    def _source(self):
        """Return by which way a history came that was told through it."""
        return "tablet" if self.channel == "tablet" else "portal"

    def _how(self, visit):
        """Return how a signature of this visit came about, as values of what keeps it.

        :param visit: what is known of it: ``device``, the user logged in where the link
            was opened, and ``trusted``, whether the code was entered
        """
        return {
            "link_id": self.id,
            "link_channel": self.channel,
            "link_sent_by_id": self.create_uid.id,
            "link_sent_to": self.sent_to,
            "device_user_id": visit.get("device") or False,
            "code_confirmed": bool(visit.get("trusted")),
            "witness_id": self.witness_id.id,
        }

    # ------------------------------------------------------------------
    # Asking for a call
    # ------------------------------------------------------------------

    def _ask_for_call(self):
        """Note that the client wants to talk first; nothing is signed.

        Who says no to what is needed is called: a task of the desk, in neutral words.
        """
        if not self.call_asked_at:
            self._sealed_write({"call_asked_at": fields.Datetime.now()})
            self._sync_call()

    def _sync_call(self):
        # the client's visit makes the task without a right to create one
        followups = self.env["acupuncture.followup"].sudo()
        for link in self:
            followups._sync_clients(link.client_id.sudo(), link.company_id)

    def _followup_events(self):
        """Return the wish of each for a call."""
        return [
            link.client_id._followup_event(
                "call_asked",
                f"link:{link.id}:call",
                link.call_asked_at,
                link.company_id,
            )
            for link in self
        ]

    # ------------------------------------------------------------------
    # Ending
    # ------------------------------------------------------------------

    def _complete(self):
        """Close the link; what was typed meanwhile is in records now."""
        self._note_completed(fields.Datetime.now())
        self.env["acupuncture.form.draft"].search([("link_id", "=", self.id)]).unlink()
        self._bundle().completed()
        self.filtered("call_asked_at")._sync_call()

    def _complete_now(self):
        """Close the link before anything is signed: of two requests one waits here."""
        self._note_completed(self.env.cr.now())
        self.flush_recordset()

    def _note_completed(self, at):
        self._sealed_write({"completed_at": at})
        self._settle_undelivered()
