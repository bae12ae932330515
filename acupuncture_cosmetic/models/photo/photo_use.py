from odoo import api, fields, models
from odoo.exceptions import UserError

from ..foundation.guard import guard_table

CHANNELS = [
    ("website", "Website"),
    ("social", "Social media"),
    ("print", "Print"),
    ("teaching", "Teaching"),
]
LOCKING = ("declined", "withdrawn")


class PhotoUse(models.Model):
    """A photo outside of the record: where, under which consent, until when.

    Each channel needs a consent of its own. When it is taken back the use ends at once
    and the practitioner gets a task, which says nothing, to take the picture down.
    """

    _name = "acupuncture.photo.use"
    _description = "Use of a Photo"
    _inherit = ["acupuncture.sealed.mixin", "acupuncture.numbered.mixin"]
    _order = "published_on desc, id desc"
    _check_company_auto = True
    _number_sequence = "sequence_photo_use"
    _sealed_files = "TRUE"
    _late_files = "any"  # what it looked like there
    _sealed_fields = frozenset(
        {
            "name",
            "user_id",
            "consent_id",
            "unpublished_on",
            "unpublished_by_id",
            "reason",
            "taken_down_on",
            "taken_down_by_id",
        }
    )
    _frozen_fields = frozenset({"photo_id", "channel", "place", "published_on"})

    photo_id = fields.Many2one(
        comodel_name="acupuncture.photo",
        ondelete="restrict",
        required=True,
        index=True,
        check_company=True,
        domain="[('unusable', '=', False)]",
    )
    # As the user: an onchange would else show a photo of another clinic.
    company_id = fields.Many2one(
        related="photo_id.company_id",
        store=True,
        index=True,
        precompute=True,
        related_sudo=False,
    )
    client_id = fields.Many2one(
        related="photo_id.client_id", string="Client", related_sudo=False
    )
    thumbnail = fields.Binary(related="photo_id.thumbnail", related_sudo=False)
    channel = fields.Selection(selection=CHANNELS, required=True)
    place = fields.Char(
        string="Where",
        required=True,
        help="The address of the page, the issue or the training course.",
    )
    published_on = fields.Date(
        required=True, default=lambda self: self.env.company._clinic_today()
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Published By",
        ondelete="restrict",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    consent_id = fields.Many2one(
        comodel_name="acupuncture.consent",
        ondelete="restrict",
        required=True,
        readonly=True,
        check_company=True,
        copy=False,
        index=True,
    )
    valid_until = fields.Date(
        related="consent_id.valid_until", string="Agreed Until", related_sudo=False
    )
    consent_status = fields.Selection(
        related="consent_id.status", string="Consent Status", related_sudo=False
    )

    unpublished_on = fields.Date(readonly=True, copy=False)
    unpublished_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Ended By",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )
    reason = fields.Char(string="Why It Ended", readonly=True, copy=False)
    taken_down_on = fields.Date(
        readonly=True, copy=False, help="When somebody checked that the photo is gone."
    )
    taken_down_by_id = fields.Many2one(
        comodel_name="res.users", ondelete="restrict", readonly=True, copy=False
    )
    state = fields.Selection(
        selection=[
            ("live", "In use"),
            ("to_take_down", "To take down"),
            ("over", "Taken down"),
        ],
        compute="_compute_state",
    )

    def init(self):
        """Let PostgreSQL ask for the consent of the channel."""
        guard_table(self, "photo_use_guard")

    @api.depends("unpublished_on", "taken_down_on")
    def _compute_state(self):
        for use in self:
            use.state = (
                "over"
                if use.taken_down_on
                else ("to_take_down" if use.unpublished_on else "live")
            )

    @api.model_create_multi
    def create(self, vals_list):
        self._unsealed_for(vals_list)
        consents = [self._consent_for(vals) for vals in vals_list]
        rows = [
            {
                **vals,
                "user_id": self.env.uid,
                "consent_id": consent.id,
                "published_on": self._published_on(vals, consent),
            }
            for vals, consent in zip(vals_list, consents, strict=True)
        ]
        return super(PhotoUse, self._sealing()).create(rows).with_env(self.env)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        raise UserError(
            self.env._(
                "The use of a photo stays on record and cannot be deleted. End the use "
                "instead."
            )
        )

    @api.model
    def _consent_for(self, vals):
        """Return the consent that allows this use.

        :raises UserError: names what is missing
        """
        photo = self.env["acupuncture.photo"].browse(vals.get("photo_id"))
        client, company = photo.client_id, photo.company_id
        labels = dict(self._fields["channel"]._description_selection(self.env))
        channel = vals.get("channel")
        consents = self.env["acupuncture.consent"]
        record = consents._status_for(client, company, "photo_record")
        consent = consents._live(client, company, *_subject(channel)).get(client)
        if photo.unusable or record in LOCKING or not consent:
            raise UserError(
                self.env._(
                    "%(photo)s may not be used for %(channel)s: it is marked as "
                    "unusable, or %(client)s has no valid consent to this use or has "
                    "withdrawn the consent to photos altogether. Press “Send Forms” on "
                    "the contact and let the client sign for this channel.",
                    photo=photo.name or self.env._("The photo"),
                    channel=labels.get(channel, ""),
                    client=client.display_name or self.env._("the client"),
                )
            )
        return consent

    @api.model
    def _published_on(self, vals, consent):
        """Return the day of publication, today at the clinic unless told otherwise.

        PostgreSQL knows no clinic's day; it is a day more generous.

        :raises UserError: the client had not agreed yet, or the day is to come
        """
        company = consent.company_id
        agreed_on, today = (
            company._clinic_date(consent.signed_at),
            company._clinic_today(),
        )
        day = fields.Date.to_date(vals.get("published_on")) or today
        if not agreed_on <= day <= today:
            raise UserError(
                self.env._(
                    "%(client)s agreed on %(agreed)s. Choose a day of publication "
                    "between then and today.",
                    client=consent.client_id.display_name,
                    agreed=fields.Date.to_string(agreed_on),
                )
            )
        return day

    # ------------------------------------------------------------------
    # The end
    # ------------------------------------------------------------------

    def action_unpublish(self):
        """End the use; the picture is still to be taken down."""
        self._end(self.env._("Ended by the clinic"))

    def action_taken_down(self):
        """Note that the picture is gone from where it was."""
        self.filtered(lambda use: not use.unpublished_on).action_unpublish()
        open_uses = self.filtered(lambda use: not use.taken_down_on)
        for company, uses in open_uses.grouped("company_id").items():
            uses._sealed_write(
                {
                    "taken_down_on": company._clinic_today(),
                    "taken_down_by_id": self.env.uid,
                }
            )

    def _end(self, reason):
        self.check_access("write")
        running = self.filtered(lambda use: not use.unpublished_on)
        for company, uses in running.grouped("company_id").items():
            uses._sealed_write(
                {
                    "unpublished_on": company._clinic_today(),
                    "unpublished_by_id": self.env.uid,
                    "reason": reason,
                }
            )

    @api.model
    def _end_unagreed(self, clients, company):
        """End what these clients no longer agree to, and ask to take it down.

        A consent that merely expired is listed instead: nobody took it back. What
        stands on a parent's word comes down with the 18th birthday, unless the person
        agreed meanwhile.
        """
        running = self.search(
            [
                ("photo_id.client_id", "in", clients.ids),
                ("company_id", "=", company.id),
                ("unpublished_on", "=", False),
            ]
        )
        if not running:
            return
        consents = self.env["acupuncture.consent"]
        standings = consents._standings(clients, company)
        births, today = consents._births(clients, company), company._clinic_today()

        def status(use, kind, channel):
            return standings[use.photo_id.client_id].get((kind, False, channel))

        taken_back = running.filtered(
            lambda use: (
                status(use, "photo_record", False) in LOCKING
                or status(use, *_subject(use.channel)) in LOCKING
            )
        )
        outgrown = (running - taken_back).filtered(
            lambda use: (
                use.consent_id._outgrown(today, births.get(use.photo_id.client_id))
                and status(use, *_subject(use.channel)) != "valid"
            )
        )
        taken_back._end(self.env._("The client withdrew the consent"))
        outgrown._end(
            self.env._("The person who agreed no longer speaks for the client")
        )
        for (client, user), _uses in (
            (taken_back + outgrown)
            .grouped(lambda use: (use.photo_id.client_id, use.user_id))
            .items()
        ):
            client.activity_schedule(
                "acupuncture_cosmetic.mail_activity_type_photo",
                date_deadline=company._clinic_today(),
                user_id=user.id,
            )


def _subject(channel):
    """Return kind and channel of the consent that a use needs."""
    if channel == "teaching":
        return "photo_teaching", False
    return "photo_publicity", channel or False
