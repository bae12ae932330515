from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models


class SeverityChange(models.Model):
    """Append-only history of what an item closes: who changed what, when and why.

    Severity, use, days and techniques decide which day a client is told, so that who
    moves them could learn from the day who told of the item. They are the clinical
    lead's, and the colleagues hear of it.
    """

    _name = "acupuncture.severity.change"
    _description = "Change of a Screening Rule"
    _inherit = ["acupuncture.append.only.mixin", "acupuncture.sealed.mixin"]
    _order = "id desc"
    _rec_name = "reason"
    _log_access = False  # a logged write would be an update

    _sealed_fields = frozenset(
        {
            "item_id",
            "company_id",
            "at",
            "user_id",
            "what",
            "from_severity",
            "to_severity",
            "before",
            "after",
            "reason",
        }
    )

    item_id = fields.Many2one(
        comodel_name="acupuncture.contraindication",
        string="Screening Item",
        ondelete="restrict",
        required=True,
        index=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Clinic",
        ondelete="restrict",
        index="btree_not_null",
        help="Empty: every clinic.",
    )
    at = fields.Datetime(string="When", required=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="Who", ondelete="restrict", required=True
    )
    # Without default: rows from before there were others tell of a severity.
    what = fields.Selection(
        selection=[
            ("severity", "Severity"),
            ("use", "In use"),
            ("days", "Wash-out days"),
            ("techniques", "Techniques"),
        ]
    )
    from_severity = fields.Selection(selection="_severities")
    to_severity = fields.Selection(selection="_severities")
    before = fields.Char()
    after = fields.Char()
    change = fields.Char(compute="_compute_change")
    reason = fields.Char(string="Why")

    def _severities(self):
        return self.env["acupuncture.contraindication"]._fields["severity"].selection

    @api.depends("what", "from_severity", "to_severity", "before", "after")
    def _compute_change(self):
        what = dict(self._fields["what"]._description_selection(self.env))
        severity = dict(self._fields["to_severity"]._description_selection(self.env))
        for row in self:
            row.change = self.env._(
                "%(what)s: %(before)s → %(after)s",
                what=what[row.what or "severity"],
                before=row.before or severity.get(row.from_severity, ""),
                after=row.after or severity.get(row.to_severity, ""),
            )

    @api.model
    def _log(self, vals_list):
        """Write what was changed just now, and tell the other clinicians."""
        stamp = {"at": fields.Datetime.now(), "user_id": self.env.uid}
        # sudo: nobody may create rows of the history; the verbs that change rules do
        rows = self.sudo()._sealed_create([{**vals, **stamp} for vals in vals_list])
        if self.env.uid != SUPERUSER_ID:  # updates of the module tell in their notes
            rows._announce()
        return rows

    def _announce(self):
        """Tell every clinician of the clinic but the one who did it."""
        for company, rows in self.grouped("company_id").items():
            practitioner = self.env.ref("acupuncture_cosmetic.group_practitioner")
            domain = [
                ("all_group_ids", "in", practitioner.ids),
                ("id", "!=", self.env.uid),
            ]
            if company:
                domain.append(("company_ids", "in", company.ids))
            colleagues = self.env["res.users"].search(domain).partner_id
            if colleagues:
                self.env["mail.thread"].message_notify(
                    partner_ids=colleagues.ids,
                    subject=self.env._("A screening rule has changed"),
                    body=rows._announcement(),
                )

    def _announcement(self):
        lines = [
            self.env._(
                "%(item)s. %(change)s (%(who)s: %(reason)s)",
                item=row.item_id.name,
                change=row.change,
                who=row.user_id.name,
                reason=row.reason or self.env._("no reason given"),
            )
            for row in self
        ]
        return Markup("<br/>").join(lines)
