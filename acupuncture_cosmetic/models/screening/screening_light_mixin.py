from odoo import api, fields, models

from .client_alert import LEVELS

WATCHERS = "acupuncture_cosmetic.group_front_desk"


class ScreeningLightMixin(models.AbstractModel):
    """The light on a record about a client: a level and a neutral text, no cause.

    Clinicians see with a green one that something was noted, nobody else does.

    Never stored, never searched: it tells where the client stands, not why.
    """

    _name = "acupuncture.screening.light.mixin"
    _description = "Shows the Screening Light"

    screening_light = fields.Selection(
        selection=LEVELS,
        string="Screening",
        compute="_compute_screening_light",
        groups=WATCHERS,
    )
    screening_text = fields.Char(compute="_compute_screening_light", groups=WATCHERS)

    @api.depends_context("uid")
    def _compute_screening_light(self):
        wanted = {record: record._screening_key() for record in self}
        keys = [key for key in wanted.values() if key]
        lights = self.env["acupuncture.client.alert"]._lights(keys)
        for record, key in wanted.items():
            level, text = ("none", False)
            if key:
                level, text = lights.get(key) or record._light_without_history()
            record.screening_light, record.screening_text = level, text

    def _light_without_history(self):
        """Return level and text where the client has none: a treatment needs one."""
        return "amber", self.env["acupuncture.client.alert"]._text("no_history")

    def _screening_key(self):
        """Return (client, clinic, day) of the light, or None for no light."""
        raise NotImplementedError

    def _screening_subject(self):
        """Return the client and the clinic whose history this record is about."""
        raise NotImplementedError

    def action_review(self):
        """Open the client's health history for review."""
        self.ensure_one()
        client, company = self._screening_subject()
        return self.env["acupuncture.intake"]._open_for(client, company)

    def action_type_history(self):
        """Open a health history to type in what the client says or wrote on paper."""
        self.ensure_one()
        client, company = self._screening_subject()
        return self.env["acupuncture.intake"]._open_to_type(client, company)
