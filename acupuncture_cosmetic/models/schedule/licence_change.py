from odoo import api, fields, models

from ..foundation.days import format_day

LICENCE = ("licence_number", "licence_expiry", "cosmetic_certified")


class LicenceChange(models.Model):
    """A licence as somebody entered it: number, last day, certificate. Append-only.

    A session keeps the row that its practitioner was checked with.
    """

    _name = "acupuncture.licence.change"
    _description = "Licence as Entered"
    _inherit = ["acupuncture.append.only.mixin", "acupuncture.sealed.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _log_access = False  # a logged write would be an update

    _sealed_fields = frozenset(
        {
            "resource_id",
            "company_id",
            "at",
            "user_id",
            *LICENCE,
        }
    )

    resource_id = fields.Many2one(
        comodel_name="resource.resource",
        string="Practitioner",
        ondelete="restrict",
        required=True,
        readonly=True,
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company", ondelete="restrict", required=True, readonly=True
    )
    at = fields.Datetime(string="Entered On", required=True, readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Entered By",
        ondelete="restrict",
        required=True,
        readonly=True,
    )
    licence_number = fields.Char(readonly=True)
    licence_expiry = fields.Date(string="Licence Valid Until", readonly=True)
    cosmetic_certified = fields.Boolean(
        string="Certified for Cosmetic Acupuncture", readonly=True
    )

    @api.depends("licence_number", "licence_expiry", "user_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = self.env._(
                "%(number)s, valid until %(day)s, entered by %(user)s",
                number=row.licence_number or "-",
                day=row.licence_expiry
                and format_day(self.env, row.licence_expiry)
                or "-",
                user=row.user_id.name,
            )

    def _licence(self):
        return [self[name] for name in LICENCE]
