import hashlib
import secrets

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS, Domain
from odoo.tools import SQL

from ..foundation.private_words import PrivateWord
from ..foundation.signed_how_mixin import CHANNELS, OPENED_IN_CLINIC

TOKEN_BYTES = 32
DEFAULT_DAYS = 14
FRESH_DAYS = 5
TWICE = 30  # seconds within which a second press is a slip of the finger
# whose texts name a telephone
TELLING_TO_CALL = ("full", "delta", "consent", "guardian")


class FormLink(models.Model):
    """A client's way to the forms: history, then the consents it calls for.

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
    that was mailed to an address which is not known as the client's, see
    form_link_address. What the client is asked to do stands in form_link_pages, _save
    and _sign; who is there in form_link_identity.
    """

    _name = "acupuncture.form.link"
    _description = "Form Link"
    _inherit = ["acupuncture.sealed.mixin", "acupuncture.mailed.mixin"]
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
    purpose = fields.Selection(
        selection=[
            ("full", "History and consents"),
            ("delta", "Changes since the last time"),
            ("consent", "Consents"),
            ("guardian", "Consents, for parent or guardian"),
        ],
        required=True,
    )
    channel = fields.Selection(selection=CHANNELS, required=True)
    sent_to = fields.Char(help="The address that the link was mailed to.")
    witness_id = fields.Many2one(
        comodel_name="res.users",
        ondelete="restrict",
        help="Confirms in an own login that the client gives a consent anew.",
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
    failed_dob = fields.Integer(groups=NO_ACCESS, export_string_translation=False)
    code_hash = fields.Char(groups=NO_ACCESS, export_string_translation=False)
    code_sent_at = fields.Datetime(groups=NO_ACCESS, export_string_translation=False)
    codes_sent = fields.Integer(groups=NO_ACCESS, export_string_translation=False)

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
    # Making and sending
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
        if purpose in TELLING_TO_CALL:
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

    def _may_bring_back(self):
        """Tell whether a consent that was taken back may be given anew through it.

        The client's own message may, and what a practitioner witnesses.
        """
        return self._is_own() or bool(self.witness_id)

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

    @api.model
    def _send(self, client, company, purpose, origin=None):
        """Mail a new link to the client, under a neutral subject.

        :raises UserError: the client has no e-mail address
        """
        if purpose == "consent" and self._minor_history(client, company):
            purpose = "guardian"
        self._refuse_without_address(client, company, purpose)
        sent_to = client.email_normalized
        if purpose == "guardian":
            sent_to = self._guardian_email(client, company)
        link, url = self._make(client, company, purpose, origin, sent_to=sent_to)
        link._tell_known_address()
        link._queue_mail(url)
        return link

    @api.model
    def _refuse_without_address(self, client, company, purpose):
        if purpose == "guardian":
            if self._guardian_email(client, company):
                return
            message = self.env._(
                "No e-mail address of a parent or guardian of %(client)s is known. "
                "Let them sign at the clinic: Forms on Tablet.",
                client=client.display_name,
            )
        elif client.email_normalized:
            return
        else:
            message = self.env._(
                "%(client)s has no e-mail address. Enter one, or use the tablet: "
                "Forms on Tablet.",
                client=client.display_name,
            )
        raise UserError(message)

    def _queue_mail(self, url):
        """Mail the address of the link, and how long it takes."""
        words = {"acupuncture_url": url}
        if self.purpose in TELLING_TO_CALL:
            words["acupuncture_minutes"] = str(self._minutes())
        self._queue(self._mail_template(), self.sent_to, **words)

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

    def _send_again(self, delivery):
        """Send a new link in the place of one that did not arrive, or the same words.

        :raises UserError: it was filled in meanwhile, or it was a code
        """
        link = self.sudo()  # nobody may write links, the verbs do
        template = delivery.template_id
        if link.completed_at:
            raise UserError(self.env._("These forms are filled in already."))
        if not template:
            origin = link.session_id or link.course_id or link.lead_id
            self._send(link.client_id, link.company_id, link.purpose, origin)
        elif template == self.env.ref("acupuncture_cosmetic.mail_template_form_code"):
            raise UserError(
                self.env._(
                    "A code works for 15 minutes only. The client asks for a new one "
                    "on the form; press Let Be here."
                )
            )
        else:
            link._queue(template)

    @api.model
    def _delivery_kind(self):
        return self.env._("Forms")

    def _mail_template(self):
        delta = self.purpose == "delta"
        return "mail_template_forms_delta" if delta else "mail_template_forms"

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

    def _visit_context(self):
        """Return the context of the visit: language, clinic and clock of the record."""
        company = self.company_id
        return {
            "lang": self.client_id.lang or company.partner_id.lang or "en_US",
            "tz": company._clinic_tz().zone,
            "allowed_company_ids": company.ids,
        }

    # ------------------------------------------------------------------
    # Ending
    # ------------------------------------------------------------------

    def _complete(self):
        """Close the link; what was typed meanwhile is in the signed records now."""
        self._sealed_write({"completed_at": fields.Datetime.now()})
        self.env["acupuncture.form.draft"].search([("link_id", "=", self.id)]).unlink()
        self._ask_guardian()

    @api.model
    def _purpose_for(self, client, company):
        """Return what to ask for: everything, or what changed since the last time."""
        # The desk may know that a history is in date, and nothing else of it.
        heads = self.env["acupuncture.intake"].sudo()._heads(client, company)
        today = company._clinic_today()
        valid = heads.filtered(lambda head: head.valid_until >= today)
        if valid and self._guardian_signs(client, company):
            return "guardian"
        return "delta" if valid else "full"
