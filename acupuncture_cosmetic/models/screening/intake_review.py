from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..foundation.windows import window
from ..schedule.session_states import UPCOMING
from .client_alert import LEVELS
from .intake_states import LIVE

TO_COME = Domain("state", "in", UPCOMING) & Domain("start", ">=", "today")


class Intake(models.Model):
    """What the practitioner sees of a history at a glance, and what they do with it."""

    _inherit = "acupuncture.intake"

    age = fields.Integer(compute="_compute_age", export_string_translation=False)
    light = fields.Selection(
        selection=LEVELS, compute="_compute_light", search="_search_light"
    )
    light_text = fields.Char(compute="_compute_light", export_string_translation=False)
    next_session_date = fields.Datetime(
        string="Next Session", compute="_compute_next_session_date"
    )
    is_mine = fields.Boolean(
        string="My Clients",
        compute="_compute_is_mine",
        search="_search_is_mine",
        export_string_translation=False,
    )
    is_expired = fields.Boolean(
        compute="_compute_is_expired", export_string_translation=False
    )
    undecided_count = fields.Integer(
        string="To Decide", compute="_compute_undecided_count"
    )
    asked_back_ids = fields.Many2many(
        comodel_name="acupuncture.finding.answer",
        compute="_compute_asked_back_ids",
    )
    version_count = fields.Integer(
        compute="_compute_version_count", export_string_translation=False
    )
    clearance_count = fields.Integer(
        compute="_compute_clearance_count", export_string_translation=False
    )

    @api.depends("birth_date")
    def _compute_age(self):
        for intake in self:
            today = intake.company_id._clinic_today()
            born = intake.birth_date
            intake.age = relativedelta(today, born).years if born else 0

    @api.depends("state", "client_id", "company_id")
    @api.depends_context("uid")
    def _compute_light(self):
        keys = {
            intake: (
                intake.client_id,
                intake.company_id,
                intake.company_id._clinic_today(),
            )
            for intake in self
            if intake.state in LIVE
        }
        lights = self.env["acupuncture.client.alert"]._lights(list(keys.values()))
        for intake in self:
            found = lights.get(keys.get(intake))
            intake.light, intake.light_text = found or (False, False)

    def _search_light(self, operator, value):
        if operator != "in":
            return NotImplemented
        levels = ["green" if level == "noted" else level for level in value]
        alerts = self.env["acupuncture.client.alert"].search([("level", "in", levels)])
        alerts = alerts.filtered(lambda alert: alert.light in value)
        clinics = [
            Domain("company_id", "=", company.id)
            & Domain("client_id", "in", shown.client_id.ids)
            for company, shown in alerts.grouped("company_id").items()
        ]
        return Domain("state", "in", LIVE) & Domain.OR(clinics)

    @api.depends("client_id", "company_id")
    def _compute_next_session_date(self):
        groups = self.env["acupuncture.session"]._read_group(
            TO_COME & Domain("client_id", "in", self.client_id.ids),
            ["client_id", "company_id"],
            ["start:min"],
        )
        soonest = {(client, company): start for client, company, start in groups}
        for intake in self:
            key = (intake.client_id, intake.company_id)
            intake.next_session_date = soonest.get(key, False)

    def _field_to_sql(self, alias, field_expr, query=None):
        """Sort by the next session too: whoever comes first is reviewed first."""
        if field_expr != "next_session_date":
            return super()._field_to_sql(alias, field_expr, query)
        sessions = self.env["acupuncture.session"]._search(TO_COME)
        for name in ("client_id", "company_id"):
            theirs = SQL.identifier(sessions.table, name)
            sessions.add_where(SQL("%s = %s", theirs, SQL.identifier(alias, name)))
        return sessions.subselect(
            SQL("MIN(%s)", SQL.identifier(sessions.table, "start"))
        )

    def _compute_is_mine(self):
        mine = self.search([("is_mine", "=", True), ("id", "in", self.ids)])
        for intake in self:
            intake.is_mine = intake in mine

    def _search_is_mine(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        sessions = self.env["acupuncture.session"]._read_group(
            [
                ("practitioner_id.user_id", "=", self.env.uid),
                ("state", "in", UPCOMING),
            ],
            ["client_id"],
        )
        clients = [client.id for (client,) in sessions]
        return [
            "|",
            ("client_id", "in", clients),
            ("reviewed_by_id", "=", self.env.uid),
        ]

    @api.depends("valid_until", "state")
    def _compute_is_expired(self):
        for intake in self:
            today = intake.company_id._clinic_today()
            intake.is_expired = (
                intake.state in LIVE
                and bool(intake.valid_until)
                and intake.valid_until < today
            )

    @api.depends("finding_ids.decision", "finding_ids.answer_ids")
    def _compute_undecided_count(self):
        for intake in self:
            findings = intake.finding_ids if intake.state in LIVE else ()
            intake.undecided_count = sum(finding.to_decide for finding in findings)

    @api.depends("finding_ids.answer_ids")
    def _compute_asked_back_ids(self):
        for intake in self:
            intake.asked_back_ids = intake.finding_ids.answer_ids.sorted()

    @api.depends("client_id", "company_id", "state")
    def _compute_version_count(self):
        groups = self._read_group(
            [("client_id", "in", self.client_id.ids), ("submitted_at", "!=", False)],
            ["client_id", "company_id"],
            ["__count"],
        )
        counts = {(client, company): count for client, company, count in groups}
        for intake in self:
            key = (intake.client_id, intake.company_id)
            intake.version_count = counts.get(key, 0)

    @api.depends("client_id", "company_id", "finding_ids.decision")
    def _compute_clearance_count(self):
        for intake in self:
            intake.clearance_count = self.env["acupuncture.clearance"].search_count(
                intake._clearance_domain()
            )

    def action_mark_reviewed(self):
        """Say that this history was read and every finding decided.

        :raises UserError: it does not wait for a review, or a finding is undecided
        """
        for intake in self:
            intake._refuse_to_review()
        self._sealed_write(
            {
                "state": "reviewed",
                "reviewed_at": fields.Datetime.now(),
                "reviewed_by_id": self.env.uid,
            }
        )
        for company, intakes in self.grouped("company_id").items():
            self._history_changed(intakes.client_id, company)

    def _refuse_to_review(self):
        if self.state != "submitted":
            raise UserError(
                self.env._(
                    "%(history)s is not waiting for a review.", history=self.name
                )
            )
        undecided = self.finding_ids.filtered("to_decide")
        if undecided:
            raise UserError(
                self.env._(
                    "Decide on each finding first: %(count)s to go.",
                    count=len(undecided),
                )
            )

    def action_new_version(self):
        """Type in what has changed since this version."""
        self.ensure_one()
        return self._open_to_type(self.client_id, self.company_id)

    def action_view_versions(self):
        """List all versions of this client."""
        self.ensure_one()
        return self._list_action(self.client_id, self.company_id)

    def action_view_clearances(self):
        """Open what doctors were asked about this client, and what they answered."""
        self.ensure_one()
        clearances = self.env["acupuncture.clearance"].search(self._clearance_domain())
        return clearances._get_records_action(name=self.env._("Clearances"))

    def _clearance_domain(self):
        return [
            ("client_id", "=", self.client_id.id),
            ("company_id", "=", self.company_id.id),
        ]

    @api.model
    def _open_for(self, client, company):
        """Return the action that shows the history that counts, else the list."""
        heads = self._heads(client, company)
        if heads:
            return heads._get_records_action()
        return self._list_action(client, company)

    @api.model
    def _open_to_type(self, client, company):
        """Return the action that opens the draft to type into."""
        self.check_access("write")
        # sudo: practitioners start histories through this verb alone
        draft = self.sudo()._start(client, company, "staff")
        return draft.sudo(False)._get_records_action()

    @api.model
    def _list_action(self, client, company):
        return window(
            self.env,
            "intake_action",
            domain=[
                ("client_id", "=", client.id),
                ("company_id", "=", company.id),
                ("state", "!=", "cancelled"),
            ],
            context={},
        )
