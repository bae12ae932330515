import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.base.models.res_partner import _tz_get

from ...models.foundation.setup import UNNAMED

# What the dialog takes from the clinic and gives back as it is.
OWN = (
    *("name", "phone", "email", "street", "zip", "city"),
    *("country_id", "currency_id", "logo", "resource_calendar_id"),
)


class SetupClinic(models.TransientModel):
    """Who the clinic is, as clients read it."""

    _name = "acupuncture.setup.clinic"
    _description = "Your Clinic"
    _inherit = ["acupuncture.dialog.mixin"]

    name = fields.Char(string="Name of the Clinic", required=True)
    phone = fields.Char(string="Telephone")
    email = fields.Char(string="E-mail")
    street = fields.Char()
    zip = fields.Char(string="ZIP")
    city = fields.Char()
    country_id = fields.Many2one(comodel_name="res.country", ondelete="cascade")
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        required=True,
        ondelete="cascade",
        context={"active_test": False},
    )
    has_accounts = fields.Boolean(
        compute="_compute_has_accounts", export_string_translation=False
    )
    tz = fields.Selection(selection=_tz_get, string="Time Zone", required=True)
    resource_calendar_id = fields.Many2one(
        comodel_name="resource.calendar",
        string="Opening Hours",
        required=True,
        ondelete="cascade",
        domain=lambda self: self._own_hours(),
    )
    logo = fields.Image(max_width=1024, max_height=1024)

    @api.model
    def default_get(self, fields):
        company = self.env.company
        own = {name: company[name] for name in OWN}
        own.update(
            name=company.name not in UNNAMED and company.name,
            country_id=company.country_id.id,
            currency_id=company.currency_id.id,
            resource_calendar_id=company.resource_calendar_id.id,
            logo=not company.uses_default_logo and company.logo,
            tz=company._clinic_tz().zone,
        )
        known = {name: own[name] for name in own.keys() & set(fields)}
        return {**known, **super().default_get(fields)}

    @api.model
    def _own_hours(self):
        """Return the domain of the hours that are no other clinic's."""
        return [("company_id", "in", [False, *self.env.company.parent_ids.ids])]

    def _compute_has_accounts(self):
        self.has_accounts = self.env.company.root_id._existing_accounting()

    @api.onchange("country_id")
    def _onchange_country_id(self):
        """A country brings its currency and its clock."""
        if not self.country_id:
            return
        if self.country_id.currency_id and not self.has_accounts:
            self.currency_id = self.country_id.currency_id
        zones = pytz.country_timezones.get(self.country_id.code, [])
        if zones and self.tz not in zones:
            self.tz = zones[0]

    def action_save(self):
        """Let clients read it from now on.

        :raises UserError: the opening hours are another clinic's
        """
        self.ensure_one()
        self.env["acupuncture.setup"]._refuse_others()
        if not self.resource_calendar_id.filtered_domain(self._own_hours()):
            raise UserError(
                self.env._(
                    "These are the hours of another clinic. Choose your own opening "
                    "hours."
                )
            )
        values = {name: self[name] for name in OWN}
        values.update(
            country_id=self.country_id.id,
            currency_id=self.currency_id.id,
            resource_calendar_id=self.resource_calendar_id.id,
        )
        if not self.logo:
            del values["logo"]
        # sudo: a manager need not be an administrator; their own clinic, what it is
        # called and where
        company = self.env.company.sudo()
        values = {name: v for name, v in values.items() if company[name] != self[name]}
        company.write(values)
        if self.resource_calendar_id.tz != self.tz:
            self.resource_calendar_id.tz = self.tz
        if values.keys() & {"name", "currency_id"}:  # the whole window shows them
            return {"type": "ir.actions.client", "tag": "reload"}
        return {"type": "ir.actions.act_window_close"}
