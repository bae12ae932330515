import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...engine import screening
from ..course.course_states import RUNNING_STATES
from ..foundation.gate_fact import hang_gate_fact
from ..foundation.guard import guard_links, guard_table
from ..foundation.windows import notice
from .intake_states import LIVE

MOST_BYTES = 10 * 1024 * 1024
USUAL_MONTHS = 12
# What a letter that others may open does not name: the client tells it the doctor.
UNNAMED = frozenset({"BBV", "BDD", "PSYCH_ACUTE", "CAPACITY", "ALCOHOL"})
# what a file begins with, whatever its name says
SIGNATURES = (b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
REPLY = frozenset(
    {
        "technique_ids",
        "received_on",
        "received_from",
        "valid_from",
        "valid_until",
        "file",
        "file_name",
    }
)


class Clearance(models.Model):
    """A doctor was asked whether treatment is safe, and what the answer was.

    ========= ===================== ==============================================
    state     comes from            verb
    ========= ===================== ==============================================
    requested a finding             ``action_ask_clearance`` of the finding
    received  requested             action_receive: who, when, until when
    refused   requested             action_refuse: the doctor says no
    cancelled requested, received   action_cancel: not needed, or entered wrongly
    ========= ===================== ==============================================

    A received one has a scope and an end: past it, it counts as missing.
    """

    _name = "acupuncture.clearance"
    _description = "Clearance"
    _inherit = [
        "acupuncture.sealed.mixin",
        "acupuncture.numbered.mixin",
        "acupuncture.mailed.mixin",
        "acupuncture.client.search.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    _number_sequence = "sequence_clearance"
    _sealed_files = "kept.state <> 'requested'"

    _sealed_fields = frozenset({"state", "requested_at", "requested_by_id"})
    _frozen_fields = frozenset(
        {"name", "company_id", "client_id", "finding_id", "item_id"}
    )

    company_id = fields.Many2one(
        comodel_name="res.company",
        ondelete="restrict",
        required=True,
        readonly=True,
        index=True,
    )
    client_id = fields.Many2one(
        comodel_name="res.partner",
        ondelete="restrict",
        required=True,
        readonly=True,
        index=True,
    )
    finding_id = fields.Many2one(
        comodel_name="acupuncture.finding",
        ondelete="restrict",
        readonly=True,
        index="btree_not_null",
        check_company=True,
    )
    item_id = fields.Many2one(
        comodel_name="acupuncture.contraindication",
        string="Asked About",
        ondelete="restrict",
        required=True,
        readonly=True,
    )
    technique_ids = fields.Many2many(
        comodel_name="acupuncture.technique",
        string="Scope",
        context={"active_test": False},
        help="The clearance covers these techniques only. Empty: all of them.",
    )
    state = fields.Selection(
        selection=[
            ("requested", "Waiting"),
            ("received", "Received"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="requested",
        index=True,
    )
    in_force = fields.Boolean(compute="_compute_in_force")

    recipient = fields.Char(
        string="Doctor", help="To whom the letter goes: name, practice, address."
    )
    requested_at = fields.Datetime(
        string="Asked On", readonly=True, copy=False, default=fields.Datetime.now
    )
    requested_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Asked By",
        ondelete="restrict",
        readonly=True,
        copy=False,
        default=lambda self: self.env.uid,
    )
    received_on = fields.Date(copy=False)
    received_from = fields.Char(string="Answered By", copy=False)
    valid_from = fields.Date(copy=False)
    valid_until = fields.Date(
        copy=False,
        compute="_compute_valid_until",
        store=True,
        readonly=False,
        help="The last day on which the clearance is valid.",
    )
    file = fields.Binary(string="Letter", copy=False)
    file_name = fields.Char(copy=False)
    note = fields.Text(copy=False)

    _waiting_idx = models.Index("(company_id, client_id, state)")

    def init(self):
        """Let PostgreSQL keep what a doctor answered."""
        result = super().init()
        moving = ("client_id", "recipient", "note")
        guard_table(self, "clearance_guard", arguments=moving)
        guard_links(self, "clearance_scope_guard", ["technique_ids"])
        hang_gate_fact(self, "client_id")
        return result

    @api.depends("received_on")
    def _compute_valid_until(self):
        for clearance in self:
            clearance.valid_until = clearance.valid_until or (
                clearance.received_on
                and fields.Date.add(clearance.received_on, months=USUAL_MONTHS)
            )

    @api.depends("state", "valid_from", "valid_until")
    def _compute_in_force(self):
        for clearance in self:
            today = clearance.company_id._clinic_today()
            clearance.in_force = (
                clearance.state == "received"
                and clearance.valid_from <= today <= clearance.valid_until
            )

    @api.constrains("file")
    def _check_file(self):
        for clearance in self.with_context(bin_size=False).filtered("file"):
            try:
                content = base64.b64decode(clearance.file, validate=True)
            except (binascii.Error, ValueError):
                content = b""
            if len(content) > MOST_BYTES:
                raise ValidationError(
                    self.env._(
                        "The file is larger than %(size)s MB. Scan it again with a "
                        "lower resolution.",
                        size=MOST_BYTES // 1024**2,
                    )
                )
            if not content.startswith(SIGNATURES):
                raise ValidationError(
                    self.env._(
                        "This file is neither a PDF nor a PNG or JPEG picture, "
                        "whatever its name says. Scan or photograph the letter."
                    )
                )

    @api.constrains("received_on", "valid_from", "valid_until")
    def _check_dates(self):
        for clearance in self:
            today = clearance.company_id._clinic_today()
            if clearance.received_on and clearance.received_on > today:
                raise ValidationError(
                    self.env._("The day the answer arrived cannot be after today.")
                )
            first, last = clearance.valid_from, clearance.valid_until
            if first and last and last < first:
                raise ValidationError(
                    self.env._("The clearance ends before it begins. Check the dates.")
                )

    def write(self, vals):
        if REPLY & vals.keys():
            self._check_state("requested")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        raise UserError(
            self.env._("Clearances are kept: they show why a client was treated.")
        )

    def action_receive(self):
        """The doctor agrees. From now on, until the end date, the gate is content.

        :raises UserError: who answered or until when it counts is missing
        """
        self._check_state("requested")
        for clearance in self:
            clearance._complete_reply()
            if not (clearance.received_from or "").strip():
                raise UserError(self.env._("Enter who answered before you file it."))
        self._set_state("received")

    def action_refuse(self):
        """The doctor advises against it: the finding is declined, as it stands now."""
        self._check_state("requested")
        for clearance in self:
            clearance._complete_reply()
        self._set_state("refused")
        for clearance in self:
            clearance._findings_now().action_decline()

    def action_cancel(self):
        """No answer is needed any more, or this one was entered wrongly."""
        self._check_state("requested", "received")
        self._set_state("cancelled")

    def action_print_letter(self):
        """Print the letter to the doctor.

        :raises UserError: the client has not agreed that we write
        """
        self._check_may_write()
        report = self.env.ref("acupuncture_cosmetic.report_clearance_letter")
        return report.report_action(self)

    def action_mail_client(self):
        """Tell the client that a letter is ready; the letter itself stays here.

        :raises UserError: the client has no e-mail address
        """
        self._check_state("requested")
        self._check_may_write()
        for clearance in self:
            if not clearance.client_id.email:
                raise UserError(
                    self.env._(
                        "%(client)s has no e-mail address. Print the letter instead.",
                        client=clearance.client_id.display_name,
                    )
                )
            clearance._mail_client()
        return notice(
            self.env._(
                "On its way: the client is told that a letter for the doctor is "
                "ready here."
            ),
            "info",
        )

    @api.model
    def _request(self, finding):
        """Return the waiting clearance of a finding, asked for now if there is none."""
        return self._waiting_for(finding)[:1] or self.create(
            {
                "company_id": finding.company_id.id,
                "client_id": finding.client_id.id,
                "finding_id": finding.id,
                "item_id": finding.item_id.id,
                "technique_ids": finding.item_id.technique_ids.ids,
            }
        )

    @api.model
    def _waiting_for(self, finding):
        """Return what a doctor has not answered yet, in any version of the history."""
        return self.search(
            [
                ("client_id", "=", finding.client_id.id),
                ("company_id", "=", finding.company_id.id),
                ("item_id", "=", finding.item_id.id),
                ("state", "=", "requested"),
            ]
        )

    @api.model
    def _drop_waiting(self, findings):
        """Cancel what is waited for, now that the practitioner decided otherwise."""
        for finding in findings:
            self._waiting_for(finding)._sealed_write({"state": "cancelled"})

    @api.model
    def _for_engine(self, clients, company):
        """Return client id -> clearances as the engine reads them, in one query or two.

        The engine judges the dates: one that has ended counts as missing.
        """
        found = self.search_fetch(
            [
                ("client_id", "in", clients.ids),
                ("company_id", "=", company.id),
                ("state", "=", "received"),
            ],
            ["client_id", "item_id", "technique_ids", "valid_from", "valid_until"],
        )
        return {
            client.id: tuple(clearance._as_engine() for clearance in clearances)
            for client, clearances in found.grouped("client_id").items()
        }

    def _as_engine(self):
        self.ensure_one()
        return screening.Clearance(
            self.item_id._lasting_code(),
            frozenset(self.technique_ids.mapped("code")),
            self.valid_from,
            self.valid_until or None,
        )

    def _may_write(self):
        """Hook: tell whether we may write to the doctor about this client."""
        self.ensure_one()
        return True

    def _check_may_write(self):
        """Refuse to write to a doctor whom the client does not want to be asked.

        :raises UserError: no consent to the letter is in force
        """
        for clearance in self:
            if not clearance._may_write():
                raise UserError(
                    self.env._(
                        "%(client)s has not agreed to a letter to the doctor. Press "
                        "Send Forms on the contact: the question is on the last "
                        "screens. Without that consent, the client may bring the "
                        "doctor's answer in person; file it here.",
                        client=clearance.client_id.name,
                    )
                )

    def _letter_matter(self):
        """Return what the doctor is asked about; nothing where the client names it.

        :raises UserError: no consent to the letter is in force
        """
        self.ensure_one()
        self._check_may_write()
        return False if self.item_id.code in UNNAMED else self.item_id.name

    def _letter_techniques(self):
        """Return what the doctor is asked about: what is planned of the scope."""
        self.ensure_one()
        courses = self.env["acupuncture.course"].search(
            [
                ("client_id", "=", self.client_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "in", RUNNING_STATES),
            ]
        )
        planned, scope = courses.technique_ids, self.technique_ids
        needling = self.env.ref("acupuncture_cosmetic.technique_needling")
        return (planned & scope) or planned or scope or needling

    def _client_birth_date(self):
        self.ensure_one()
        return self.finding_id.intake_id.birth_date

    def _findings_now(self):
        """Return the findings that were asked about, of the histories that count."""
        return self.env["acupuncture.finding"].search(
            [
                ("client_id", "=", self.client_id.id),
                ("company_id", "=", self.company_id.id),
                ("item_id", "=", self.item_id.id),
                ("intake_id.state", "in", LIVE),
            ]
        )

    def _complete_reply(self):
        """Fill in what nobody typed: today, and the usual length."""
        self.ensure_one()
        received_on = self.received_on or self.company_id._clinic_today()
        self.write(
            {
                "received_on": received_on,
                "valid_from": self.valid_from or received_on,
                "valid_until": self.valid_until
                or fields.Date.add(received_on, months=USUAL_MONTHS),
            }
        )

    def _mail_client(self):
        """Send a message that hangs on no record: nobody finds it in a chatter."""
        self.ensure_one()
        template = self.env.ref("acupuncture_cosmetic.mail_template_clearance_ready")
        mail = template.send_mail(
            self.client_id.id,
            email_values={
                "model": False,
                "res_id": False,
                "email_from": self.company_id.email_formatted,
                "recipient_ids": [fields.Command.link(self.client_id.id)],
            },
        )
        self._track_mails(self.env["mail.mail"].browse(mail))

    def _send_again(self, delivery):
        self.action_mail_client()

    def _delivery_is_sensitive(self):
        return True

    @api.model
    def _delivery_kind(self):
        return self.env._("Message about a letter")

    def _check_state(self, *states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for clearance in self.filtered(lambda one: one.state not in states):
            raise UserError(
                self.env._(
                    "%(clearance)s is %(state)s and stays as it is. "
                    "Ask for a new one if another answer is needed.",
                    clearance=clearance.name,
                    state=labels[clearance.state].lower(),
                )
            )

    def _set_state(self, state):
        self._sealed_write({"state": state})
        for company, clearances in self.grouped("company_id").items():
            self.env["acupuncture.intake"]._history_changed(
                clearances.client_id, company
            )
