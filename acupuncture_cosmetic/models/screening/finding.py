from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import screening
from ..foundation.days import format_day
from ..foundation.gate_fact import hang_gate_fact
from ..foundation.guard import guard_table
from ..foundation.windows import dialog
from .intake_states import LIVE

MOST_YEARS = 3  # to wait; who waits longer starts anew
DECISIONS = [
    ("open", "To decide"),
    ("accepted", "Accepted"),
    ("clearance", "Clearance asked"),
    ("deferred", "Deferred"),
    ("declined", "Declined"),
]
_DECIDED = (
    "decision",
    "decision_note",
    "defer_until",
    "decided_by_id",
    "decided_at",
    "decided_for",
    "asked_back",
    "client_id",
)


class Finding(models.Model):
    """What one answer means for the treatment, and what the practitioner decided.

    Made when a history is submitted. What it says stays; the decision on it moves
    through its verbs only. What is asked back before anything is decided is a mixin
    (``open_question_mixin``); the room followup adds the end of a wait.
    """

    _name = "acupuncture.finding"
    _description = "Screening Finding"
    _inherit = ["acupuncture.sealed.mixin", "acupuncture.open.question.mixin"]
    _order = "intake_id.id, rank, id"
    _sealed_files = "TRUE"
    _rec_name = "intake_id"
    _check_company_auto = True

    _sealed_fields = frozenset(
        {
            "intake_id",
            "company_id",
            "client_id",
            "item_id",
            "rank",
            "decision",
            "decided_by_id",
            "decided_at",
            "decided_for",
            "asked_back",
        }
    )

    intake_id = fields.Many2one(
        comodel_name="acupuncture.intake",
        string="Health History",
        ondelete="restrict",
        required=True,
        index=True,
        check_company=True,
        readonly=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        ondelete="restrict",
        required=True,
        index=True,
        readonly=True,
    )
    client_id = fields.Many2one(
        comodel_name="res.partner",
        ondelete="restrict",
        required=True,
        index=True,
        readonly=True,
    )
    item_id = fields.Many2one(
        comodel_name="acupuncture.contraindication",
        string="Finding",
        ondelete="restrict",
        required=True,
        index=True,
        readonly=True,
    )
    rank = fields.Integer(readonly=True, help="Worst first.")

    effect = fields.Selection(
        selection=[
            ("stop", "Stop"),
            ("defer", "Wait"),
            ("clearance", "Clearance"),
            ("unclear", "Unclear"),
            ("caution", "Caution"),
            ("info", "Note"),
            ("over", "Over"),
        ],
        compute="_compute_effect",
    )
    until = fields.Date(string="First Possible Day", compute="_compute_effect")
    techniques = fields.Char(compute="_compute_effect")
    to_decide = fields.Boolean(compute="_compute_effect")
    words = fields.Text(string="In the Client's Words", compute="_compute_words")
    guidance = fields.Text(related="item_id.guidance")
    summary_html = fields.Html(
        string="Summary", compute="_compute_summary_html", sanitize=False
    )

    decision = fields.Selection(
        selection=DECISIONS, required=True, readonly=True, default="open", index=True
    )
    decision_note = fields.Char(string="Note")
    defer_until = fields.Date(string="Not Before")
    decided_by_id = fields.Many2one(
        comodel_name="res.users",
        ondelete="restrict",
        readonly=True,
    )
    decided_at = fields.Datetime(string="Decided On", readonly=True)
    decided_for = fields.Char(
        readonly=True,
        export_string_translation=False,
        help="Technical: the codes of the techniques that the decision was about.",
    )

    _once = models.UniqueIndex(
        "(intake_id, item_id)",
        "This finding stands in the history already. Reload the page to see it.",
    )

    def init(self):
        """Only the decision moves."""
        guard_table(self, "fact_guard", "UPDATE OR DELETE", _DECIDED)
        hang_gate_fact(self, "client_id")

    def write(self, vals):
        if "decision" not in vals and vals.keys() & {"decision_note", "defer_until"}:
            self._refuse_if_decided()
        return super().write(vals)

    def _is_kept_from_guardian(self):
        """Tell whether a parent who signs for the client is not to read of it."""
        return self.item_id._is_private() and self.intake_id._is_of_minor()

    @api.depends(
        "decision", "defer_until", "intake_id.state", "intake_id.finding_ids.answer_ids"
    )
    def _compute_effect(self):
        looks = self.intake_id._looks()
        planned = self.intake_id._techniques_to_decide()
        names = self.env["acupuncture.technique"]._names()
        for finding in self:
            look = looks[finding.intake_id]
            now = look.found.get(finding.item_id.code)
            finding.effect = now.effect if now else "over"
            finding.until = now and now.until
            finding.to_decide = bool(now) and finding._waits(
                now, planned[finding.intake_id]
            )
            finding._compute_open_question(look, now)
            scope = now.techniques if now else ()
            finding.techniques = (
                ", ".join(names[code] for code in names if code in scope)
                if len(scope) < len(names)
                else False
            )

    def _waits(self, now, planned):
        """Tell whether the practitioner has to decide on what the engine finds now.

        A caution or a clearance for what nobody plans waits until somebody plans it.

        :param planned: codes of techniques, see ``_techniques_to_decide``
        """
        if now.asks:
            return True
        if now.techniques.isdisjoint(planned):
            return False
        if now.effect == "caution":
            return now.open and self.decision in ("open", "accepted")
        return (
            self.decision == "open"
            and now.effect == "clearance"
            and now.clearance_missing
        )

    @api.depends("intake_id")
    def _compute_words(self):
        for finding in self:
            finding.words = "\n".join(finding._words())

    @api.depends("words", "guidance", "until", "techniques", "asks", "said")
    def _compute_summary_html(self):
        page = self.env["ir.qweb"]
        for finding in self:
            finding.summary_html = page._render(
                "acupuncture_cosmetic.finding_summary", {"finding": finding}
            )

    def _words(self):
        """Yield what the client said, or what speaks for itself."""
        item, intake = self.item_id, self.intake_id
        asked = item | item.question_of_id
        rows = intake.answer_ids.filtered(lambda row: row.item_id in asked)
        for row in rows:
            yield row._told()
        if item.code in ("MINOR", "FRAIL"):
            day = format_day(self.env, intake.birth_date)
            yield self.env._("Born on %(day)s", day=day)
        if item.code == "PIH":
            yield self.env._("Skin type %(type)s", type=intake._shown("skin_type"))
        if item.code == "NEEDLE_PHOBIA" and intake.needle_comfort == "afraid":
            yield self.env._("Afraid of needles")
        if "yes" not in rows.mapped("value"):
            yield from intake._doubt_words(item)

    def action_accept(self, note=None):
        """Treat with care: the finding is noted and stays no obstacle.

        :raises UserError: it stops the treatment, a wait is running, a doctor has to
            agree, or nobody knows yet whether it applies
        """
        for finding in self:
            finding._refuse_to_accept()
        return self._decide("accepted", note)

    def _refuse_to_accept(self):
        if self.asks:
            raise UserError(
                self.env._(
                    "“%(item)s” is not clear yet, so there is nothing to accept. Ask "
                    "the client first and write down the answer.",
                    item=self.item_id.name,
                )
            )
        if self.effect == "defer":
            raise UserError(
                self.env._(
                    "“%(item)s” only has to wait: there is nothing to accept. It ends "
                    "by itself when its day comes.",
                    item=self.item_id.name,
                )
            )
        if self.effect in ("stop", "clearance"):
            raise UserError(
                self.env._(
                    "This finding cannot be accepted: ask for a clearance, defer "
                    "or decline."
                )
            )

    def action_ask_clearance(self, note=None):
        """Hold the treatment until a doctor agrees, and prepare the letter."""
        self._decide("clearance", note)
        for finding in self:
            self.env["acupuncture.clearance"]._request(finding)

    def action_ask_deferral(self):
        """Ask until when: two weeks, four, or a date."""
        self.ensure_one()
        return dialog(
            self.env["acupuncture.finding.defer"],
            self.env._("Defer: %(item)s", item=self.item_id.name),
            finding_id=self.id,
        )

    def action_defer(self, note=None, until=None):
        """Close the treatment until a day: the typed one, else the rule's.

        :return: the dialog that defers the courses planned before that day, if any
        :raises UserError: no day is known, or it is over
        """
        for finding in self:
            day = fields.Date.to_date(until) or finding.defer_until or finding.until
            today = finding.company_id._clinic_today()
            if not day or not today < day <= fields.Date.add(today, years=MOST_YEARS):
                raise UserError(
                    self.env._(
                        "Until when? Fill in “Not Before” with a day within the next "
                        "%(years)s years, then choose Defer.",
                        years=MOST_YEARS,
                    )
                )
            finding._decide("deferred", note, day)
        return self._offer_to_defer_courses(max(self.mapped("defer_until")))

    def _offer_to_defer_courses(self, day):
        courses = self.env["acupuncture.course"].search(
            [
                ("client_id", "in", self.client_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("state", "=", "active"),
            ]
        )
        waiting = courses.filtered(lambda course: course._is_planned_before(day))
        return waiting._defer_action(day) if waiting else None

    def action_decline(self, note=None):
        """Do not treat with what this finding concerns."""
        return self._decide("declined", note)

    def action_reopen(self):
        """Take a decision back."""
        return self._decide("open", None)

    def _decide(self, decision, note, until=False):
        """Write down a decision, by whom and when.

        :raises UserError: a newer version of the history counts
        """
        self._refuse_if_replaced()
        self._sealed_write(
            {
                "decision": decision,
                "defer_until": until,
                "decided_by_id": decision != "open" and self.env.uid,
                "decided_at": decision != "open" and fields.Datetime.now(),
                "decided_for": False,
                **({"decision_note": note} if note else {}),
            }
        )
        if decision == "accepted":
            self._note_scope()
        if decision not in ("clearance", "open"):
            self.env["acupuncture.clearance"]._drop_waiting(self)
        for company, findings in self.grouped("company_id").items():
            self.env["acupuncture.intake"]._history_changed(findings.client_id, company)

    def _note_scope(self):
        """Write down what is accepted: a scope that grows later is decided anew."""
        every = self.env["acupuncture.technique"]._names()
        items = self.env["acupuncture.contraindication"]
        for company, findings in self.grouped("company_id").items():
            scopes = {item.code: item.techniques for item in items._catalogue(company)}
            for item, same in findings.grouped("item_id").items():
                codes = scopes.get(item.code) or every
                same._sealed_write({"decided_for": ",".join(sorted(codes))})

    def _as_decision(self):
        """Return the decision as the engine takes it."""
        self.ensure_one()
        return screening.Decision(
            self.decision,
            self.defer_until or None,
            frozenset(filter(None, (self.decided_for or "").split(","))),
        )

    def _refuse_if_replaced(self):
        if self.intake_id.filtered(lambda i: i.state not in LIVE):
            raise UserError(
                self.env._(
                    "There is a newer version of this health history. Decide there."
                )
            )

    def _refuse_if_decided(self):
        if self.filtered(lambda finding: finding.decision != "open"):
            raise UserError(
                self.env._(
                    "This finding is decided. Reopen it to change the note or date."
                )
            )

    def _carried_decision(self):
        """Return the decision as create values of the next version's finding."""
        return {
            "decision": self.decision,
            "decision_note": self.decision_note,
            "defer_until": self.defer_until,
            "decided_by_id": self.decided_by_id.id,
            "decided_at": self.decided_at,
            "decided_for": self.decided_for,
        }

    @api.model
    def _decided_for(self, clients, company):
        """Return client -> decided findings of the histories that count, worst first.

        Needs the clinical role and no more. Whether a finding still holds on a day, the
        engine knows.
        """
        findings = self.search(
            [
                ("client_id", "in", clients.ids),
                ("company_id", "=", company.id),
                ("intake_id.state", "in", LIVE),
                ("decision", "!=", "open"),
            ],
            order="rank, id",
        )
        return findings.grouped("client_id")
