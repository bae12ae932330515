import base64

from reportlab.graphics.barcode import createBarcodeDrawing

from odoo import api, fields, models

SIDE = 280


class FormQr(models.TransientModel):
    """The address of a client's forms, for the camera of the client's own phone.

    It is drawn from the context of the action that has just made the link and is not
    stored: the dialog is only looked at.
    """

    _name = "acupuncture.form.qr"
    _description = "Forms as QR Code"
    _inherit = ["acupuncture.dialog.mixin"]

    client_id = fields.Many2one(
        comodel_name="res.partner", readonly=True, ondelete="cascade"
    )
    code = fields.Binary(compute="_compute_code")

    @api.depends_context("acupuncture_url")
    def _compute_code(self):
        url = self._known_address(self.env.context.get("acupuncture_url"))
        for dialog in self:
            dialog.code = self._draw(url) if url else False

    @api.model
    def _known_address(self, url):
        """Return an address once it is seen to be that of an open link of ours.

        The context comes from the browser, and could name any page.
        """
        # sudo: nobody may search by token; the address comes back to who sent it
        links = self.env["acupuncture.form.link"].sudo()
        token = str(url or "").rpartition("/")[2]
        link = links._find(token).filtered(lambda one: one.channel == "qr")
        return link and url == f"{link.get_base_url()}/forms/{token}" and url

    @api.model
    def _draw(self, url):
        drawing = createBarcodeDrawing(
            "QR", value=url, width=SIDE, height=SIDE, barLevel="M", format="svg"
        )
        return base64.b64encode(drawing.asString("svg").encode())
