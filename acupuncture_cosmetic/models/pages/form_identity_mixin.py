import logging
import secrets

from odoo import fields, models
from odoo.fields import NO_ACCESS
from odoo.tools import SQL, consteq

from . import form_values

_logger = logging.getLogger(__name__)

WRONG_TRIES = 5  # of one link
DAILY_TRIES = 10  # of one client, over all links: the desk can make links at will
CODE_DIGITS = 6
CODE_MINUTES = 15
CODES_A_DAY = 5


class FormIdentityMixin(models.AbstractModel):
    """Who is there: the date of birth, and a code that only the client's mail has.

    Every wrong try that can be judged counts; what is no date and no code is a slip of
    the finger and counts for nothing. Too many end the link it was tried on.
    """

    _name = "acupuncture.form.identity.mixin"
    _description = "Who Is There"
    _inherit = ["acupuncture.sealed.mixin"]

    failed_dob = fields.Integer(groups=NO_ACCESS, export_string_translation=False)
    code_hash = fields.Char(groups=NO_ACCESS, export_string_translation=False)
    code_sent_at = fields.Datetime(groups=NO_ACCESS, export_string_translation=False)
    codes_sent = fields.Integer(groups=NO_ACCESS, export_string_translation=False)

    def _confirm_birth_date(self, known, typed):
        """Tell whether the birth date is right, None when what was typed is none.

        :param typed: the three numbers as the page sends them
        """
        given = form_values.typed_date(typed)
        return None if given is None else self._judge(lambda: given == known)

    def _confirm_code(self, typed):
        """Tell whether the code is the one that was mailed last, None if it is none."""
        code = form_values.digits(typed)
        if len(code) != CODE_DIGITS:
            return None
        return self._judge(lambda: self._is_code(code))

    def _judge(self, is_right):
        """Judge a try once no other one can pass it; after five wrong ones it ends.

        After ten wrong ones in a day, so does every further link of the client.
        """
        self._lock_tries()
        guessed_at = self._wrong_tries_today() >= DAILY_TRIES
        if not guessed_at and is_right():
            return True
        tries = self.failed_dob + 1
        self._sealed_write({"failed_dob": tries})
        if tries >= WRONG_TRIES or guessed_at:
            self._revoke()
            _logger.warning("Form link %s ended: too many wrong tries", self.id)
        return False

    def _lock_tries(self):
        """Hold the client's links: of tries at once each one waits for the last.

        Whoever waited is refused by PostgreSQL where one of them counted a try
        meanwhile, and Odoo tries that request again: it then sees the new count.
        """
        self.flush_model()
        self.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE client_id = %s AND company_id = %s"
                " ORDER BY id FOR NO KEY UPDATE",
                SQL.identifier(self._table),
                self.client_id.id,
                self.company_id.id,
            )
        )

    def _wrong_tries_today(self):
        """Return how many wrong tries came in a day, on all links of the client."""
        links = self.search([*self._lately(), ("failed_dob", ">", 0)])
        return sum(links.mapped("failed_dob"))

    def _lately(self):
        """Return the domain of the client's links that something was done with."""
        day_ago = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        return [
            ("client_id", "=", self.client_id.id),
            ("company_id", "=", self.company_id.id),
            ("write_date", ">", day_ago),
        ]

    # ------------------------------------------------------------------
    # The code
    # ------------------------------------------------------------------

    def _can_send_code(self):
        """Tell whether the client's address is known, and not had too many codes."""
        links = self.search([*self._lately(), ("codes_sent", ">", 0)])
        sent = sum(links.mapped("codes_sent"))
        return bool(self._code_address()) and sent < CODES_A_DAY

    def _send_code(self):
        """Mail the client a code that opens what was told before, for this visit."""
        self._lock_tries()
        if not self._can_send_code():
            return False
        code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
        self._sealed_write(
            {
                "code_hash": self._code_hash(code),
                "code_sent_at": fields.Datetime.now(),
                "codes_sent": self.codes_sent + 1,
            }
        )
        address = self._code_address()
        self._queue("mail_template_form_code", address, acupuncture_code=code)
        return True

    def _code_hash(self, code):
        return self._hash(f"{self.token_hash}:{code}")

    def _is_code(self, code):
        """Tell whether it is the code; it opens once."""
        since = fields.Datetime.subtract(fields.Datetime.now(), minutes=CODE_MINUTES)
        fresh = self.code_hash and self.code_sent_at > since
        right = fresh and consteq(self.code_hash, self._code_hash(code))
        if right:
            self._sealed_write({"code_hash": False})
        return bool(right)

    def _masked_address(self):
        """Return the client's address, for a screen that others may see."""
        name, _at, domain = (self._code_address() or "").partition("@")
        return f"{name[:1]}•••@{domain}" if domain else ""
