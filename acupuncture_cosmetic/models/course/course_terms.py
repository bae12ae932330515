from datetime import date

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..foundation.days import format_day
from ..reference.technique import NEEDLING

USUAL_TECHNIQUES = frozenset({NEEDLING})
# What no clinic means: dates beyond it cannot even be told.
MOST_YEARS = 10
MOST = {
    "session_count": 500,
    "part_paid_sessions": 500,
    "grace_days": 366 * MOST_YEARS,
    "late_cancel_hours": 24 * 366,
}
MOST_VALIDITY = {
    "day": 366 * MOST_YEARS,
    "week": 53 * MOST_YEARS,
    "month": 12 * MOST_YEARS,
}
LAST_DAY = date(2200, 1, 1)


class CourseTerms(models.AbstractModel):
    """The terms of a course: typed on the product, frozen on the sold course."""

    _name = "acupuncture.course.terms"
    _description = "Treatment Course Terms"
    _inherit = ["acupuncture.frozen.terms.mixin"]

    _terms_model = "acupuncture.course.terms"

    session_count = fields.Integer(
        string="Sessions",
        default=1,
        help="Sessions in one sold unit. "
        "Pay as you go takes the ordered quantity instead.",
    )
    session_minutes = fields.Integer(
        string="Session Length",
        default=60,
        help="Minutes the client is with us, including consultation and aftercare.",
    )

    # Without groups: a catalogue entry like the techniques, and a restricted field of a
    # product is searchable by everybody through its variants.
    protocol_id = fields.Many2one(
        comodel_name="acupuncture.protocol",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        help="The protocol revision by which clients are treated.",
    )
    technique_ids = fields.Many2many(
        comodel_name="acupuncture.technique",
        string="Techniques",
        context={"active_test": False},
        default=lambda self: self.env.ref(
            "acupuncture_cosmetic.technique_needling", raise_if_not_found=False
        ),
        help="What is done in a session: screening and consent cover these. Empty: "
        "facial needling.",
    )

    validity_basis = fields.Selection(
        selection=[
            ("sale", "From the sale"),
            ("first_session", "From the first session"),
            ("fixed", "Until a fixed date"),
            ("none", "No limit"),
        ],
        string="Valid",
        default="sale",
        required=True,
    )
    validity_length = fields.Integer(string="Validity", default=12)
    validity_unit = fields.Selection(
        selection=[("day", "Days"), ("week", "Weeks"), ("month", "Months")],
        default="month",
        required=True,
    )
    validity_date = fields.Date(string="Valid Until")
    grace_days = fields.Integer(
        help="Days after expiry in which open sessions may still be taken."
    )

    late_cancel_hours = fields.Integer(
        string="Late Cancellation",
        default=24,
        help="A cancellation less than this many hours before the start is late.",
    )
    late_cancel_policy = fields.Selection(
        selection=[
            ("forfeit", "The session is forfeited"),
            ("fee", "A fee is invoiced"),
            ("warn", "Only a warning"),
        ],
        string="Late or Missed",
        default="forfeit",
        required=True,
    )
    late_cancel_fee = fields.Float(
        digits="Product Price", help="Without tax, in the currency of the sale."
    )

    part_paid_rule = fields.Selection(
        selection=[
            ("open", "Any time"),
            ("block", "Once fully paid"),
            ("value", "As far as the payment covers"),
            ("first_k", "First sessions, then once fully paid"),
        ],
        string="May Be Booked",
        default="open",
        required=True,
    )
    part_paid_sessions = fields.Integer(string="Sessions Before Payment", default=1)

    refund_policy_id = fields.Many2one(
        comodel_name="acupuncture.refund.policy", ondelete="restrict"
    )

    _session_count_positive = models.Constraint(
        "CHECK (session_count > 0)", "A treatment course needs at least one session."
    )
    _session_minutes_sane = models.Constraint(
        "CHECK (session_minutes BETWEEN 5 AND 480)",
        "A session lasts between 5 and 480 minutes.",
    )
    _terms_not_negative = models.Constraint(
        "CHECK (grace_days >= 0 AND late_cancel_hours >= 0 AND late_cancel_fee >= 0"
        " AND part_paid_sessions >= 0)",
        "Grace days, late cancellation hours and fee, and sessions before payment "
        "cannot be negative.",
    )
    _validity_complete = models.Constraint(
        "CHECK (CASE validity_basis WHEN 'fixed' THEN validity_date IS NOT NULL"
        " WHEN 'none' THEN TRUE ELSE validity_length > 0 END)",
        "Enter how long the course is valid: a length above zero, or the last day.",
    )

    @api.constrains(*MOST)
    def _check_most(self):
        for terms in self:
            for name, most in MOST.items():
                if terms[name] > most:
                    raise ValidationError(
                        self.env._(
                            "%(name)s: “%(field)s” is %(value)s, but at most %(most)s "
                            "is allowed. Check for a typing mistake.",
                            name=terms.display_name,
                            field=terms._fields[name]._description_string(self.env),
                            value=terms[name],
                            most=most,
                        )
                    )

    @api.constrains(
        "validity_basis", "validity_length", "validity_unit", "validity_date"
    )
    def _check_validity(self):
        """A course is valid for a time that a client lives to see."""
        for terms in self:
            counted = terms.validity_basis in ("sale", "first_session")
            most = MOST_VALIDITY[terms.validity_unit]
            if counted and terms.validity_length > most:
                units = terms._fields["validity_unit"]._description_selection(self.env)
                raise ValidationError(
                    self.env._(
                        "%(name)s would be valid for %(length)d %(unit)s. At most "
                        "%(years)d years can be promised; choose “No limit” if it "
                        "should never expire.",
                        name=terms.display_name,
                        length=terms.validity_length,
                        unit=dict(units)[terms.validity_unit].lower(),
                        years=MOST_YEARS,
                    )
                )
            until = terms.validity_basis == "fixed" and terms.validity_date
            if until and until > LAST_DAY:
                raise ValidationError(
                    self.env._(
                        "%(name)s would be valid until %(day)s. Choose a day before "
                        "%(last)s, or “No limit”.",
                        name=terms.display_name,
                        day=format_day(self.env, until),
                        last=format_day(self.env, LAST_DAY),
                    )
                )

    def _planned_techniques(self):
        """Return the codes of the techniques of a session."""
        self.ensure_one()
        return frozenset(self.technique_ids.mapped("code")) or USUAL_TECHNIQUES

    def _essential_techniques(self):
        """Return the code of the technique that a session cannot do without, as a set.

        The protocol names it. Who sells without a protocol, or without that technique,
        sells what the techniques are mainly about.
        """
        self.ensure_one()
        essential = self.protocol_id.essential_technique_id & self.technique_ids
        essential = essential or self.technique_ids._main()
        return frozenset(essential.mapped("code")) or USUAL_TECHNIQUES
