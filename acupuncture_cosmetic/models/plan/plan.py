from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.screening_findings import ADULT, birthday
from ..foundation.guard import guard_links, guard_table


class Plan(models.Model):
    """The protocol as it fits one client: points dropped, added, swapped.

    ========== ================= ====================================================
    state      comes from        verb
    ========== ================= ====================================================
    draft      session, course   action_plan of theirs, action_revise
    agreed     draft             action_agree: supersedes the plan before
    superseded draft, agreed     the next plan is agreed, action_discard of a draft
    ========== ================= ====================================================

    An agreed plan says what the client agreed to and is never edited.

    ``plan_making`` fills a new one in and says which course one is for. A mixin each:
    what screening closes (``plan_screening``), the client's page (``plan_sheet``).
    The chart adds in which courses somebody was treated by it.
    """

    _name = "acupuncture.plan"
    _description = "Treatment Plan"
    _inherit = [
        "acupuncture.plan.screening.mixin",
        "acupuncture.plan.sheet.mixin",
        "acupuncture.client.record.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    _number_sequence = "sequence_plan"
    _sealed_files = "kept.state <> 'draft'"
    _no_loose_pictures = True
    _sealed_fields = frozenset(
        {
            "name",
            "state",
            "version",
            "previous_id",
            "agreed_at",
            "agreed_by_id",
            "lead_id",
        }
    )
    _frozen_fields = frozenset({"company_id", "client_id"})

    session_id = fields.Many2one(
        comodel_name="acupuncture.session",
        string="Made At",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        string="Proposed Course",
        ondelete="restrict",
        check_company=True,
        domain="[('service_tracking', '=', 'treatment_course')]",
        help="The course offered while none has been sold yet. It sets the price and "
        "the sessions.",
    )
    protocol_id = fields.Many2one(
        comodel_name="acupuncture.protocol",
        ondelete="restrict",
        required=True,
        check_company=True,
        index=True,
    )
    version = fields.Integer(default=1, required=True, readonly=True, copy=False)
    previous_id = fields.Many2one(
        comodel_name="acupuncture.plan",
        string="Previous Version",
        ondelete="restrict",
        readonly=True,
        copy=False,
        check_company=True,
        index="btree_not_null",
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("agreed", "Agreed"),
            ("superseded", "Superseded"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    agreed_at = fields.Datetime(string="Agreed On", readonly=True, copy=False)
    agreed_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Agreed With",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )

    is_minor = fields.Boolean(
        compute="_compute_is_minor", export_string_translation=False
    )
    lead_id = fields.Many2one(
        comodel_name="res.users",
        string="Approved By",
        ondelete="restrict",
        readonly=True,
        copy=False,
        help="The clinical lead who approved the plan of a client under 18.",
    )

    concern_ids = fields.Many2many(
        comodel_name="acupuncture.concern", string="Concerns", ondelete="restrict"
    )
    technique_ids = fields.Many2many(
        comodel_name="acupuncture.technique", string="Techniques", ondelete="restrict"
    )
    goals = fields.Text(help="In the client's words.")
    expectations = fields.Text(help="What the client can honestly expect.")
    point_ids = fields.One2many(
        comodel_name="acupuncture.plan.point",
        inverse_name="plan_id",
        string="Points",
        copy=True,
    )
    needle_count = fields.Integer(string="Needles", compute="_compute_needle_count")

    _one_agreed = models.UniqueIndex(
        "(course_id) WHERE state = 'agreed' AND course_id IS NOT NULL",
        "This course already has an agreed plan. Open it and choose New Version to "
        "change it.",
    )

    def init(self):
        """Hang the guards on the table and on those of its links."""
        result = super().init()
        guard_table(self, "plan_guard")
        guard_links(self, "plan_child_guard", ["concern_ids", "technique_ids"])
        return result

    @api.depends(
        "point_ids.needle_count", "point_ids.dropped", "point_ids.screening_state"
    )
    def _compute_needle_count(self):
        for plan in self:
            plan.needle_count = sum(plan._open_points().mapped("needle_count"))

    @api.depends("client_id", "company_id")
    def _compute_is_minor(self):
        consents = self.env["acupuncture.consent"]
        for company, plans in self.grouped("company_id").items():
            today = company and company._clinic_today()
            births = consents._births(plans.client_id._origin, company)
            for plan in plans:
                born = births.get(plan.client_id._origin)
                plan.is_minor = bool(born) and today < birthday(born, ADULT)

    @api.onchange("protocol_id")
    def _onchange_protocol_id(self):
        """Another protocol brings its own points and techniques."""
        if self.protocol_id != self._origin.protocol_id or not self.point_ids:
            values = self.protocol_id._plan_values() if self.protocol_id else {}
            self.technique_ids = self.protocol_id.technique_ids
            self.point_ids = [
                fields.Command.clear(),
                *values.get("point_ids", ()),
            ]

    @api.onchange("product_id")
    def _onchange_product_id(self):
        protocol = self.product_id.protocol_id
        if protocol and protocol != self.protocol_id:
            self.protocol_id = protocol
            self._onchange_protocol_id()

    def write(self, vals):
        if vals.keys() - {"state"}:
            self._refuse_if_agreed()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        raise UserError(
            self.env._(
                "Treatment plans cannot be deleted. Discard a draft that is no longer "
                "needed."
            )
        )

    def action_agree(self):
        """The client agrees: this plan counts, the one before is superseded.

        A plan for a minor counts once the clinical lead has agreed to it.

        :raises UserError: no point is left to needle; or the client is under age and
            somebody else tries
        """
        drafts = self.filtered(lambda plan: plan.state == "draft")
        drafts._check_lead_agrees()
        self.env.flush_all()  # rows that are still to be written would be refused
        for plan in drafts:
            # What the screening closes today it may open by the first session.
            if all(point.dropped for point in plan.point_ids):
                raise UserError(
                    self.env._(
                        "%(plan)s has no point left to needle: all of them are "
                        "dropped. Add a point, or turn off Dropped for one of them.",
                        plan=plan.name,
                    )
                )
            before = plan._in_force()
            before._sealed_write({"state": "superseded"})
            before.flush_recordset(["state"])
            plan._sealed_write(
                {
                    "state": "agreed",
                    "agreed_at": fields.Datetime.now(),
                    "agreed_by_id": self.env.uid,
                    "lead_id": plan.is_minor and self.env.uid,
                }
            )

    def _check_lead_agrees(self):
        """:raises UserError: one is for a minor, and the user is no clinical lead"""
        minor = self.filtered("is_minor")[:1]
        lead = "acupuncture_cosmetic.group_clinical_lead"
        if minor and not self.env.user.has_group(lead):
            raise UserError(
                self.env._(
                    "%(client)s is under 18, so the clinical lead has to approve "
                    "%(plan)s. Leave it as a draft and let the clinical lead know.",
                    client=minor.client_id.display_name,
                    plan=minor.name,
                )
            )

    def action_revise(self):
        """Open the draft that changes this plan, made now if there is none."""
        self.ensure_one()
        draft = self.search(
            [("previous_id", "=", self.id), ("state", "=", "draft")], limit=1
        )
        if not draft:
            draft = self.copy()
            draft._sealed_write({"previous_id": self.id, "version": self.version + 1})
        return draft._get_records_action()

    def action_discard(self):
        """A draft that is not needed any more."""
        drafts = self.filtered(lambda plan: plan.state == "draft")
        drafts._sealed_write({"state": "superseded"})

    def action_print(self):
        """Print the page that the client takes home."""
        report = self.env.ref("acupuncture_cosmetic.report_treatment_plan")
        return report.report_action(self)

    def _in_force(self):
        """Return the agreed plans that this one replaces."""
        self.ensure_one()
        agreed = self.search(
            [
                ("client_id", "=", self.client_id.id),
                ("company_id", "=", self.company_id.id),
                ("course_id", "in", [self.course_id.id, self.previous_id.course_id.id]),
                ("state", "=", "agreed"),
            ]
        )
        return (agreed | self.previous_id).filtered(lambda plan: plan.state == "agreed")

    def _refuse_if_agreed(self):
        """Refuse a change of what was agreed.

        :raises UserError: one of these is not a draft
        """
        if fixed := self.filtered(lambda plan: plan.state != "draft")[:1]:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(plan)s is %(state)s and can no longer be changed. Choose New "
                    "Version, make the change there and agree it with the client.",
                    plan=fixed.name,
                    state=labels[fixed.state].lower(),
                )
            )
