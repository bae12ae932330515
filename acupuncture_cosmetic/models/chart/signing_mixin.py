from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..foundation.windows import dialog, notice, reload

GRACE = timedelta(hours=1)
EVENING = 18  # o'clock at the clinic
# The first rows keep the names by which they were hashed, without rows too.
FIRST_ROWS = {"needle_ids": "needles", "count_ids": "counts", "supply_ids": "supplies"}


class SigningMixin(models.AbstractModel):
    """Law 5: who signs, and what follows from it.

    What was not signed by the end of the day is asked for, once. What the signature
    covers is each stored field of the record and of its rows, but for what is written
    here and there in ``_left_unsigned``.
    """

    _name = "acupuncture.signing.mixin"
    _description = "Signed and Co-signed"
    _inherit = ["acupuncture.hashed.mixin", "acupuncture.signed.content.mixin"]

    _left_unsigned = {
        "name": "the number is drawn and sealed before",
        "client_id": "moves when two contacts are merged",
        "company_id": "that of the session",
        "state": "goes on with the co-signature",
        "cosigned_at": "comes later",
        "cosigned_by_id": "comes later",
        "content_hash": "is the hash",
        "reminded_at": "about a task, not about the treatment",
        "spared_data": "what was proposed, not what was done",
    }
    _signed_sorted = frozenset({"tongue_ids", "pulse_ids"})
    _signed_empty = frozenset(
        {
            "session_id",
            "practitioner_id",
            "plan_id",
            "protocol_id",
            "subjective",
            "objective",
            "assessment",
            "next_plan",
            "tongue_body",
            "tongue_coat",
            "tongue",
            "pulse_quality",
            "pulse",
            "tolerance",
            "aftercare_given",
            "needles_in_at",
            "retention_target",
            "removal_at",
            "retention_minutes",
            "retention_reason",
            "retention_note",
            "sign_reason",
            "signed_at",
            "signed_by_id",
        }
    )

    sign_reason = fields.Char(
        string="Reason for Signing for Somebody Else",
        copy=False,
        help="The clinical lead signs for a practitioner who cannot.",
    )
    signed_at = fields.Datetime(readonly=True, copy=False)
    signed_by_id = fields.Many2one(
        comodel_name="res.users", ondelete="restrict", readonly=True, copy=False
    )
    cosigned_at = fields.Datetime(string="Co-signed At", readonly=True, copy=False)
    cosigned_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Co-signed By",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )
    reminded_at = fields.Datetime(readonly=True, copy=False)

    def action_sign(self):
        """Close the record, end its session, use its credit: all or nothing.

        :return: an action that says so on the screen
        :raises AccessError: somebody else treated
        :raises UserError: a needle or its time is missing, or it is signed already
        """
        self.env["acupuncture.session"]._check_role("practitioner")
        self._refuse_if_signed()
        for treatment in self:
            treatment._check_signer()
        self._sign()
        return notice(
            self.env._("Signed. The session is done, and its credit is used."),
            then=reload(),
        )

    def _sign(self, at=None):
        """Sign as the present user.

        A trainee's record goes to the supervisor afterwards; the session is held all
        the same, so it is done and paid for at once.

        :param at: when; now unless told otherwise
        """
        self.needle_ids._check_supervised()
        self._check_counted()
        self._check_timed()
        self.env.flush_all()  # PostgreSQL counts the rows that were just written
        at = at or fields.Datetime.now()
        for treatment in self:
            trainee = treatment.practitioner_id.is_trainee
            learnt = trainee and not treatment._signs_for_another()
            facts = {
                "signed_at": at,
                "signed_by_id": self.env.uid,
                **treatment._note_to_sign(),
            }
            treatment._sealed_write(
                {
                    **facts,
                    "state": "to_cosign" if learnt else "signed",
                    "content_hash": treatment._content_hash(facts),
                }
            )
        self.flush_recordset()  # before the credit is used
        self.session_id._finish()
        self.session_id.activity_unlink(
            ["acupuncture_cosmetic.mail_activity_type_chart"]
        )

    def action_cosign(self):
        """The supervisor has looked at what the trainee signed.

        :raises AccessError: somebody else tries, the trainee above all
        :raises UserError: there is nothing to co-sign
        """
        self.env["acupuncture.session"]._check_role("practitioner")
        for treatment in self:
            treatment._check_cosigner()
        self._sealed_write(
            {
                "state": "signed",
                "cosigned_at": fields.Datetime.now(),
                "cosigned_by_id": self.env.uid,
            }
        )

    def _check_signer(self):
        if self.env.su or self.practitioner_id.user_id == self.env.user:
            return
        if not self._signs_for_another():
            raise AccessError(
                self.env._(
                    "%(treatment)s must be signed by the practitioner who treated: "
                    "%(practitioner)s. If that is not possible, the clinical lead "
                    "signs and writes down why.",
                    treatment=self.name,
                    practitioner=self.practitioner_id.name,
                )
            )
        if not (self.sign_reason or "").strip():
            raise UserError(
                self.env._(
                    "%(practitioner)s treated, but you are signing: write down why "
                    "first.",
                    practitioner=self.practitioner_id.name,
                )
            )

    def _signs_for_another(self):
        """Tell whether the present user is a clinical lead who did not treat."""
        user = self.env.user
        return user != self.practitioner_id.user_id and user.has_group(
            "acupuncture_cosmetic.group_clinical_lead"
        )

    def _check_cosigner(self):
        self.ensure_one()
        if self.state != "to_cosign":
            raise UserError(
                self.env._(
                    "%(treatment)s is not awaiting a co-signature. Reload the page "
                    "to see where it stands.",
                    treatment=self.name,
                )
            )
        user = self.env.user
        lead = user.has_group("acupuncture_cosmetic.group_clinical_lead")
        supervisor = self.practitioner_id.supervisor_id.user_id
        own = user in (self.practitioner_id.user_id, self.signed_by_id)
        if own or not (lead or user == supervisor):
            raise AccessError(
                self.env._(
                    "%(treatment)s can only be co-signed by the supervisor of "
                    "%(trainee)s or by the clinical lead.",
                    treatment=self.name,
                    trainee=self.practitioner_id.name,
                )
            )

    @api.model
    def _cron_remind_unsigned(self):
        """Ask practitioners once for each record that is still open in the evening."""
        now = fields.Datetime.now()
        waiting = self.search(
            [
                ("state", "=", "draft"),
                ("reminded_at", "=", False),
                ("session_id.state", "=", "in_treatment"),
                ("session_id.ended_at", "<", now - GRACE),
            ]
        )
        for treatment in waiting.filtered(lambda one: one._day_is_over(now)):
            session = treatment.session_id
            session.activity_schedule(
                "acupuncture_cosmetic.mail_activity_type_chart",
                date_deadline=session.company_id._clinic_date(session.ended_at),
                user_id=treatment.practitioner_id.user_id.id or self.env.uid,
            )
            treatment._sealed_write({"reminded_at": now})

    def _day_is_over(self, now):
        self.ensure_one()
        company = self.company_id
        local = fields.Datetime.context_timestamp(
            self.with_context(tz=company._clinic_tz().zone), now
        )
        past = company._clinic_date(self.session_id.ended_at) < local.date()
        return past or local.hour >= EVENING

    def action_add_addendum(self):
        """Ask for what has to be added to a signed record."""
        self.ensure_one()
        return dialog(
            self.env["acupuncture.addendum"],
            self.env._("Addendum"),
            "medium",
            treatment_id=self.id,
        )

    def _hashed(self, coming):
        """Return what the signature covers, the rows under the name of their field."""
        self.ensure_one()
        content = self._signed_values() | coming
        content["signed_at"] = str(content["signed_at"])
        for name in self._signed_row_fields():
            rows = self[name]._signed_rows()
            if rows or name in FIRST_ROWS:
                content[FIRST_ROWS.get(name, name)] = rows
        return content

    @api.model
    def _signed_row_fields(self):
        """Return the fields whose rows are signed with the record: none comes later."""
        return [
            name
            for name, field in self._fields.items()
            if field.type == "one2many"
            and hasattr(self.env[field.comodel_name], "_signed_rows")
            and not self.env[field.comodel_name]._late_rows
        ]
