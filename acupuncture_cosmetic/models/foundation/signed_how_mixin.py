from odoo import fields, models

CHANNELS = [("mail", "E-mail"), ("tablet", "Tablet"), ("qr", "QR code")]
OPENED_IN_CLINIC = ("tablet", "qr")
# Frozen and covered by the hash of whoever inherits the mixin; empty where nothing was
# signed through a link, and in what was signed before these were kept.
HOW = (
    "link_id",
    "link_channel",
    "link_sent_by_id",
    "link_sent_to",
    "device_user_id",
    "code_confirmed",
    "witness_id",
)


class SignedHowMixin(models.AbstractModel):
    """How a signature came about: its link, who made it, whose device it was.

    The room ``pages`` adds the link itself, ``link_id``.
    """

    _name = "acupuncture.signed.how.mixin"
    _description = "How It Was Signed"

    link_channel = fields.Selection(
        selection=[
            ("mail", "Link mailed to the client"),
            ("tablet", "Opened on a device of the clinic"),
            ("qr", "QR code shown in the clinic"),
        ],
        string="Opened By",
        readonly=True,
        copy=False,
    )
    link_sent_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Link Made By",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )
    link_sent_to = fields.Char(string="Mailed To", readonly=True, copy=False)
    device_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Device Logged In As",
        ondelete="restrict",
        readonly=True,
        copy=False,
        help="Who was logged in on the device when the link was opened there. "
        "Empty: nobody.",
    )
    code_confirmed = fields.Boolean(
        string="Code From E-Mail",
        readonly=True,
        copy=False,
        help="The client entered a code that was sent to their own e-mail address.",
    )
    witness_id = fields.Many2one(
        comodel_name="res.users",
        string="Clinical Witness",
        ondelete="restrict",
        readonly=True,
        copy=False,
        help="Confirmed with their own login that the client gives a consent again.",
    )
