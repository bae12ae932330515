from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import partial_day, screening
from ..foundation.days import format_day
from ..foundation.gate_fact import hang_gate_fact

GRAVE = ("absolute", "clearance_required")


class FindingAnswer(models.Model):
    """What was told when a practitioner asked back: by whom, how, and what it rests on.

    A form may leave open whether something applies, or when it was. The newest row
    counts, for every finding on the same question. Rows are written once; PostgreSQL
    refuses the rest, and a "no" to something grave without a word on what it rests on.
    """

    _name = "acupuncture.finding.answer"
    _description = "Answer to a Finding"
    _inherit = ["acupuncture.append.only.mixin", "acupuncture.sealed.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _log_access = False  # a logged write would be an update

    _sealed_fields = frozenset({"company_id", "severity", "user_id", "at"})

    finding_id = fields.Many2one(
        comodel_name="acupuncture.finding",
        ondelete="restrict",
        required=True,
        index=True,
        check_company=True,
    )
    item_id = fields.Many2one(
        related="finding_id.item_id", string="Question", related_sudo=False
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        ondelete="restrict",
        required=True,
        index=True,
        readonly=True,
    )
    asks = fields.Selection(related="finding_id.asks", related_sudo=False)
    needs_date = fields.Boolean(related="finding_id.needs_date", related_sudo=False)
    summary_html = fields.Html(
        related="finding_id.summary_html", related_sudo=False, sanitize=False
    )
    says = fields.Selection(
        selection=[
            ("applies", "Applies"),
            ("not_applicable", "Does not apply"),
            ("lapsed", "Was ongoing when last asked"),
        ],
        string="Answer",
        required=True,
        default="applies",
    )
    on_date = fields.Date(string="When Was It")
    date_known = fields.Selection(
        selection=[
            ("day", "This exact day"),
            ("month", "Some day that month"),
            ("year", "Some day that year"),
        ],
        string="How Precise",
        default="day",
        required=True,
        help="For a month or a year its last day counts, so that no wait is cut short.",
    )
    ongoing = fields.Boolean(
        string="Still Going On",
        help="The wait begins when it ends. It is asked again before every visit.",
    )
    told_by = fields.Selection(
        selection=[
            ("client", "The client"),
            ("guardian", "Parent or guardian"),
            ("doctor", "A doctor"),
            ("other", "Somebody else"),
        ],
        required=True,
        default="client",
    )
    told_how = fields.Selection(
        selection=[
            ("person", "In person"),
            ("phone", "By phone"),
            ("letter", "By letter or e-mail"),
            ("document", "A document was seen"),
        ],
        string="How",
        required=True,
        default="person",
    )
    note = fields.Char(string="Based On")
    needs_note = fields.Boolean(compute="_compute_needs_note")
    severity = fields.Char(required=True, readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Asked By",
        ondelete="restrict",
        required=True,
        readonly=True,
    )
    at = fields.Datetime(string="Asked On", required=True, readonly=True)

    _one_when = models.Constraint(
        "CHECK ((says = 'applies' OR on_date IS NULL AND ongoing IS NOT TRUE)"
        " AND (on_date IS NULL OR ongoing IS NOT TRUE))",
        "It has a date, or it is still going on, and either only if it applies.",
    )
    _no_rests = models.Constraint(
        "CHECK (says != 'not_applicable' OR btrim(coalesce(note, '')) != ''"
        " OR severity NOT IN ('absolute', 'clearance_required'))",
        "Say what the “no” is based on: a yes would stop treatment or need a doctor.",
    )

    def _compute_display_name(self):
        for answer in self:
            answer.display_name = self.env._("Answer %(id)s", id=answer.id or "")

    def init(self):
        """Let an answer conflict with a start that has not heard it."""
        result = super().init()
        hang_gate_fact(self, "finding_id", "acupuncture_finding", writes="INSERT")
        return result

    @api.depends("finding_id", "says", "told_by")
    def _compute_needs_note(self):
        for answer in self:
            answer.needs_note = answer._rests_on_words(answer.finding_id)

    @api.model_create_multi
    def create(self, vals_list):
        """Write down an answer, stamped with who asked and when.

        :raises UserError: nobody has to ask, a date or a reason is missing
        """
        if all(vals.get("at") for vals in vals_list):
            return super().create(vals_list)  # from _write_down: others break the seal
        answers = self._write_down([self._complete(vals) for vals in vals_list])
        answers.finding_id._answered(answers)
        return answers

    @api.model
    def _write_down(self, vals_list):
        answers = self._sealed_create(vals_list)
        answers.finding_id._sealed_write({"asked_back": True})
        return answers

    @api.model
    def _complete(self, vals):
        """Return the values of one answer as it is kept, once it may be given."""
        vals = {**self.default_get(list(self._fields)), **vals}
        given = self.new(vals)
        finding = self.env["acupuncture.finding"].browse(vals.get("finding_id"))
        finding.check_access("write")
        finding._refuse_answer(given.says)
        given._refuse_incomplete(finding)
        return {
            **vals,
            "on_date": given._meant_day(finding),
            "company_id": finding.company_id.id,
            "severity": finding._gravest(),
            "user_id": self.env.uid,
            "at": fields.Datetime.now(),
        }

    def _meant_day(self, finding):
        if not self.on_date:
            return False
        today = finding.company_id._clinic_today()
        return partial_day.latest_day(self.on_date, self.date_known, today)

    def _refuse_incomplete(self, finding):
        """:raises UserError: names what is missing"""
        applies = self.says == "applies"
        if applies and finding.needs_date and not (self.on_date or self.ongoing):
            raise UserError(
                self.env._(
                    "When was it? Fill in the day, or as much of it as is known, or "
                    "tick “Still Going On”. If nobody knows, defer or decline."
                )
            )
        problem = self.on_date and finding.intake_id._past_day_problem(self.on_date)
        if problem:
            raise UserError(problem)
        named = (self.note or "").strip()
        if not named and self.told_by in ("doctor", "other"):
            raise UserError(self.env._("Who was it? Write the name in the note."))
        if not named and self._rests_on_words(finding):
            raise UserError(
                self.env._(
                    "What is the “no” based on? A yes would stop the treatment or need "
                    "a doctor: note the test, the card or the letter you saw, or the "
                    "client's words."
                )
            )

    def _rests_on_words(self, finding):
        """Whether somebody else spoke, or a "no" to something grave."""
        if self.told_by in ("doctor", "other"):
            return True
        return self.says != "applies" and finding._gravest() in GRAVE

    def action_save(self):
        """Close the dialog; the answer is written down by then."""
        return {"type": "ir.actions.act_window_close"}

    def _as_engine(self):
        self.ensure_one()
        return screening.Told(
            applies=self.says != "not_applicable",
            on=self.on_date or None,
            ongoing=self.ongoing,
            lapsed=self.says == "lapsed",
        )

    def _told(self):
        """Return the answer as one reads it: what, by whom, how, when."""
        self.ensure_one()

        def label(name):
            return dict(self._fields[name]._description_selection(self.env))[self[name]]

        when = self.env._("still going on") if self.ongoing else self._when()
        asked = self.env._(
            "%(teller)s, %(how)s, to %(user)s on %(day)s",
            teller=label("told_by"),
            how=label("told_how").lower(),
            user=self.user_id.name,
            day=format_day(self.env, self.company_id._clinic_date(self.at)),
        )
        return " · ".join(filter(None, (label("says"), when, asked, self.note)))

    def _when(self):
        return self.on_date and format_day(self.env, self.on_date)

    def _carried(self, finding, says):
        """Return create values of the same answer on the next version's finding."""
        self.ensure_one()
        names = ("date_known", "told_by", "told_how", "note", "severity", "at")
        return {
            **{name: self[name] for name in names},
            "says": says,
            "ongoing": self.ongoing and says == "applies",
            "finding_id": finding.id,
            "company_id": self.company_id.id,
            "user_id": self.user_id.id,
        }
