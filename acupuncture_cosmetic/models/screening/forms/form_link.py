import hashlib
import logging
import secrets

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS, Domain

from .form_values import BIRTH, join_date

_logger = logging.getLogger(__name__)

TOKEN_BYTES = 32
BIRTH_DATE_TRIES = 5
DAILY_TRIES = 10  # of one client, over all links: the desk can make links at will
DEFAULT_DAYS = 14
FRESH_DAYS = 5


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
    """

    _name = "acupuncture.form.link"
    _description = "Form Link"
    _inherit = ["acupuncture.sealed.mixin"]
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
            "failed_dob",
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
        ],
        required=True,
    )
    channel = fields.Selection(
        selection=[("mail", "E-mail"), ("tablet", "Tablet"), ("qr", "QR code")],
        required=True,
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

    _token_hash_uniq = models.UniqueIndex("(token_hash)")

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
    def _make(self, client, company, purpose, origin=None, channel="mail"):
        """Create a link and revoke older open ones of the same client and purpose.

        :param origin: the session, course or lead it was asked for from
        :return: the link and its address, which is known here and nowhere else
        :raises AccessError: who may not see whom the clinic asked may not ask either
        """
        self.check_access("read")
        # Nobody may write links by hand; the desk reads who was asked and when.
        links = self.sudo()
        older = links.search(self._open_domain(client, company, purpose))
        token = secrets.token_urlsafe(TOKEN_BYTES)
        link = links._sealed_create(
            [
                {
                    "client_id": client.id,
                    "company_id": company.id,
                    "purpose": purpose,
                    "channel": channel,
                    "lang": client.lang,
                    "expires_at": links._expiry(),
                    "token_hash": self._hash(token),
                    **self._origin_vals(origin),
                }
            ]
        )
        older._hand_over(link)
        return link.with_env(self.env), f"{link.get_base_url()}/forms/{token}"

    @api.model
    def _open_domain(self, client, company, purpose):
        return Domain(
            [
                ("client_id", "=", client.id),
                ("company_id", "=", company.id),
                ("purpose", "=", purpose),
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
        """Revoke the links; what the client began goes on under the newer one."""
        self._revoke()
        drafts = self.env["acupuncture.form.draft"].search(
            [("link_id", "in", self.ids)]
        )
        drafts[1:].unlink()
        drafts[:1].link_id = newer

    def _revoke(self):
        self._sealed_write({"revoked_at": fields.Datetime.now()})

    @api.model
    def _send(self, client, company, purpose, origin=None):
        """Mail a new link to the client, under a neutral subject.

        :raises UserError: the client has no e-mail address
        """
        if not client.email_normalized:
            raise UserError(
                self.env._(
                    "%(client)s has no e-mail address. Enter one, or use the tablet: "
                    "Fill In on Tablet.",
                    client=client.display_name,
                )
            )
        link, url = self._make(client, company, purpose, origin)
        link._queue_mail(url)
        return link

    def _queue_mail(self, url):
        """Queue the message beside the link's record, so that nobody reads its token.

        Odoo's superuser is its creator, it hangs on no document, and its row goes once
        it was sent.
        """
        template = self.env.ref(f"acupuncture_cosmetic.{self._mail_template()}")
        template = template.with_user(SUPERUSER_ID).with_context(acupuncture_url=url)
        author = self.company_id.partner_id
        template.send_mail(
            self.id,
            email_values={"model": False, "res_id": False, "author_id": author.id},
        )
        # The queue's own interval is an hour; the client may stand at the desk.
        cron = self.env.ref("mail.ir_cron_mail_scheduler_action")
        cron.with_user(SUPERUSER_ID)._trigger()

    def _mail_template(self):
        return "mail_template_forms"

    # ------------------------------------------------------------------
    # Opening
    # ------------------------------------------------------------------

    @api.model
    def _find(self, token):
        """Return the open link of the token, or nothing, whatever is wrong with it."""
        link = self.search([("token_hash", "=", self._hash(token))], limit=1)
        return link.filtered(lambda found: found.state == "open")

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

    def _confirm_birth_date(self, known, typed):
        """Tell whether the birth date is right; after five wrong ones the link ends.

        After ten wrong ones in a day, so does every further link of the client.

        :param typed: the three numbers as the page sends them
        """
        given = join_date(*(typed.get(name, "") for name in BIRTH))
        guessed_at = self._wrong_dates_today() >= DAILY_TRIES
        if fields.Date.to_string(known) == given and not guessed_at:
            return True
        tries = self.failed_dob + 1
        self._sealed_write({"failed_dob": tries})
        if tries >= BIRTH_DATE_TRIES or guessed_at:
            self._revoke()
            _logger.warning("Form link %s ended: wrong dates of birth", self.id)
        return False

    def _wrong_dates_today(self):
        """Return how many wrong dates came in a day, on all links of the client."""
        day_ago = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        links = self.search(
            [
                ("client_id", "=", self.client_id.id),
                ("company_id", "=", self.company_id.id),
                ("failed_dob", ">", 0),
                ("write_date", ">", day_ago),
            ]
        )
        return sum(links.mapped("failed_dob"))

    def _complete(self):
        """Close the link; what was typed meanwhile is in the signed records now."""
        self._sealed_write({"completed_at": fields.Datetime.now()})
        self.env["acupuncture.form.draft"].search([("link_id", "=", self.id)]).unlink()

    @api.model
    def _purpose_for(self, client, company):
        """Return what to ask for: everything, or what changed since the last time."""
        # The desk may know that a history is in date, and nothing else of it.
        heads = self.env["acupuncture.intake"].sudo()._heads(client, company)
        today = company._clinic_today()
        valid = heads.filtered(lambda head: head.valid_until >= today)
        return "delta" if valid else "full"
