from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..foundation.days import format_day

SOON_DAYS = 60


class SupplyLot(models.Model):
    """One delivered lot, so that everybody treated with it can be found."""

    _name = "acupuncture.supply.lot"
    _description = "Lot of a Supply"
    _order = "last_day, id"
    _rec_name = "name"
    _rec_names_search = ("name", "supply_id")
    _check_company_auto = True

    supply_id = fields.Many2one(
        comodel_name="acupuncture.supply",
        ondelete="restrict",
        required=True,
        index=True,
        check_company=True,
    )
    kind = fields.Selection(related="supply_id.kind")
    name = fields.Char(string="Lot", required=True, help="As printed on the package.")
    company_id = fields.Many2one(
        comodel_name="res.company",
        ondelete="restrict",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    active = fields.Boolean(default=True)

    received_on = fields.Date(
        string="Delivered On", default=lambda self: self.env.company._clinic_today()
    )
    expiry = fields.Date(help="The last day of use, as printed on the package.")
    opened_on = fields.Date(
        help="Charts fill in the opened lot that must be used up first."
    )
    last_day = fields.Date(
        string="Use Until",
        compute="_compute_last_day",
        store=True,
        help="The expiry date, or earlier if it keeps only for some months once "
        "opened.",
    )
    status = fields.Selection(
        selection=[
            ("open", "In use"),
            ("closed", "In stock"),
            ("expiring", "Expires soon"),
            ("expired", "Expired"),
            ("away", "Put away"),
        ],
        compute="_compute_status",
    )
    note = fields.Char(help="E.g. where it is kept, or why it was put away.")

    _lot_unique = models.UniqueIndex(
        "(company_id, supply_id, name)",
        "This lot is already registered. Choose it from the list.",
    )

    @api.depends("name", "supply_id.name")
    @api.depends_context("acupuncture_lot_supply")
    def _compute_display_name(self):
        """Name what the lot is of, unless that stands beside it."""
        bare = self.env.context.get("acupuncture_lot_supply") is False
        for lot in self:
            names = [lot.name] if bare else [lot.name, lot.supply_id.name]
            lot.display_name = " · ".join(filter(None, names))

    @api.depends("expiry", "opened_on", "supply_id.months_open")
    def _compute_last_day(self):
        for lot in self:
            months = lot.supply_id.months_open
            opened_until = (
                fields.Date.add(lot.opened_on, months=months)
                if lot.opened_on and months
                else None
            )
            days = [day for day in (lot.expiry, opened_until) if day]
            lot.last_day = min(days, default=False)

    @api.depends("active", "last_day", "opened_on")
    def _compute_status(self):
        for lot in self:
            today = (lot.company_id or self.env.company)._clinic_today()
            lot.status = lot._status_on(today)

    def _status_on(self, day):
        if not self.active:
            return "away"
        if self.last_day and self.last_day < day:
            return "expired"
        if self.last_day and self.last_day < day + timedelta(days=SOON_DAYS):
            return "expiring"
        return "open" if self.opened_on else "closed"

    @api.constrains("received_on", "opened_on", "expiry")
    def _check_dates(self):
        for lot in self:
            today = lot.company_id._clinic_today()
            if lot.opened_on and lot.opened_on > today:
                raise ValidationError(
                    self.env._(
                        "Lot %(lot)s cannot have been opened in the future. Enter "
                        "today or an earlier day.",
                        lot=lot.name,
                    )
                )
            if lot.opened_on and lot.expiry and lot.opened_on > lot.expiry:
                raise ValidationError(
                    self.env._(
                        "Lot %(lot)s had already expired when it was opened. Check "
                        "both dates, or put the lot away.",
                        lot=lot.name,
                    )
                )

    @api.onchange("name")
    def _onchange_name(self):
        """Scanners and labels add blanks; the number is what counts."""
        self.name = (self.name or "").strip() or False

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._stripped(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._stripped(vals))

    @api.model
    def _stripped(self, vals):
        name = vals.get("name")
        return {**vals, "name": name.strip()} if isinstance(name, str) else vals

    def action_open(self):
        """The package is opened today: charts take this lot from now on."""
        for lot in self:
            if lot.status == "expired":
                raise UserError(
                    self.env._(
                        "Lot %(lot)s of %(supply)s has expired. Put it away and open "
                        "another.",
                        lot=lot.name,
                        supply=lot.supply_id.name,
                    )
                )
        self._mark_opened()

    def action_put_away(self):
        """Used up or recalled: charts do not take this lot any more."""
        self.action_archive()

    def _mark_opened(self, day=None):
        """Note the first use of those that nobody marked as opened."""
        for company, lots in self.grouped("company_id").items():
            fresh = lots.filtered(lambda lot: not lot.opened_on)
            today = company._clinic_today()
            fresh.write({"opened_on": min(day or today, today)})

    @api.model
    def _usable_domain(self, company, day):
        """Return the lots that may be used in a clinic on a day."""
        in_date = Domain("last_day", "=", False) | Domain("last_day", ">=", day)
        return in_date & Domain("company_id", "=", company.id)

    @api.model
    def _open_lots(self, company, day, domain=Domain.TRUE):
        """Return supply -> the lot in use in a clinic on a day, in one query.

        Of several opened ones the first to end comes first, so that it is used up.
        """
        opened = Domain("opened_on", "<=", day)
        lots = self.search(
            self._usable_domain(company, day) & opened & domain,
            order="last_day, opened_on, id",
        )
        return {supply: own[0] for supply, own in lots.grouped("supply_id").items()}

    @api.model
    def _open_lots_by_size(self, company, day):
        """Return (gauge, length) -> the lot of needles in use, whoever made them."""
        by_size = {}
        needles = Domain("supply_id.kind", "=", "needle")
        for supply, lot in self._open_lots(company, day, needles).items():
            by_size.setdefault(supply._size(), lot)
        return by_size

    def _why_unusable(self, day):
        """Return what speaks against using this lot on a day, or False."""
        self.ensure_one()
        names = {"lot": self.name, "supply": self.supply_id.name}
        if not self.active:
            return self.env._(
                "Lot %(lot)s of %(supply)s was put away. Choose another lot, or bring "
                "this one back under Lots if it is still in use.",
                **names,
            )
        if self.last_day and self.last_day < day:
            return self.env._(
                "Lot %(lot)s of %(supply)s could be used until %(last)s, but the "
                "session was on %(day)s. Choose another lot, or correct the dates of "
                "this one under Lots.",
                last=format_day(self.env, self.last_day),
                day=format_day(self.env, day),
                **names,
            )
        return False
