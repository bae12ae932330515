from odoo import api, fields, models

from ...engine import credit_states
from ..foundation.guard import hang_trigger
from ..foundation.memory import tell


class Credit(models.Model):
    """The right to one session of a course.

    PostgreSQL guards it: a credit is born available, changes state only through the
    journal (see ``acupuncture.credit.move``) and is never deleted.
    """

    _name = "acupuncture.credit"
    _description = "Session Credit"
    _inherit = ["acupuncture.sealed.mixin"]
    _order = "course_id.id desc, number"
    _rec_name = "number"

    _sealed_fields = frozenset(
        {
            "course_id",
            "company_id",
            "currency_id",
            "number",
            "price",
            "state",
            "move_ids",
        }
    )

    course_id = fields.Many2one(
        comodel_name="acupuncture.course",
        ondelete="restrict",
        required=True,
        index=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company", ondelete="restrict", required=True, index=True
    )
    # Not related: looking it up for each of thousands of prices took longer than the
    # rest.
    currency_id = fields.Many2one(
        comodel_name="res.currency", ondelete="restrict", required=True
    )
    number = fields.Integer(required=True, help="Counts from 1 within the course.")
    price = fields.Monetary(
        required=True, help="This session's share of the course price, without tax."
    )
    state = fields.Selection(
        selection=[
            ("available", "Available"),
            ("reserved", "Reserved"),
            ("used", "Used"),
            ("forfeited", "Forfeited"),
            ("expired", "Expired"),
            ("refunded", "Refunded"),
            ("transferred", "Transferred"),
        ],
        default="available",
        required=True,
        readonly=True,
        index=True,
    )
    move_ids = fields.One2many(
        comodel_name="acupuncture.credit.move",
        inverse_name="credit_id",
        string="Journal",
    )

    _number_once = models.UniqueIndex(
        "(course_id, number)",
        "Each session of a course has one credit. Reload the course to see them.",
    )
    _state_known = models.Constraint(
        "CHECK (state IN ({}))".format(
            ", ".join(f"'{state}'" for state in credit_states.STATES)
        ),
        "A credit is in exactly one known state.",
    )

    @api.depends("course_id.name", "number")
    def _compute_display_name(self):
        for credit in self:
            credit.display_name = f"{credit.course_id.name}/{credit.number:02d}"

    def init(self):
        """Let PostgreSQL itself refuse a state that the journal does not tell."""
        when = "BEFORE INSERT OR UPDATE OR DELETE"
        hang_trigger(self, "credit_guard", when)

    @api.model
    def _grant(self, prices_by_course):
        """Create credits for courses, numbered on from those they have.

        Straight into the table: the ORM takes six times as long, for rows of which only
        number and price differ. Nobody has a right to it, as little as to the journal:
        only verbs that checked theirs come here.
        """
        courses = self.env["acupuncture.course"].union(*prices_by_course)
        rows = [
            (course.id, course.company_id.id, course.currency_id.id, number, price)
            for course, prices in prices_by_course.items()
            for number, price in enumerate(prices, len(course.credit_ids) + 1)
        ]
        if not rows:
            return
        courses.flush_recordset()  # from now on their terms stay
        self.env.cr.execute(
            """
            INSERT INTO acupuncture_credit (
                course_id, company_id, currency_id, number, price,
                state, create_uid, create_date, write_uid, write_date
            )
            SELECT *, 'available', %s, %s, %s, %s
            FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[], %s::numeric[])
            """,
            [
                *(self.env.uid, self.env.cr.now()) * 2,
                *map(list, zip(*rows, strict=True)),
            ],
        )
        courses.invalidate_recordset(["credit_ids"])

    def _reserve(self, reason, sessions=None):
        """available -> reserved, for a booked session.

        :param sessions: credit -> session, where the caller knows it
        """
        self._move("reserved", reason, sessions=sessions)

    def _release(self, reason):
        """reserved -> available: the session was cancelled in time."""
        self._move("available", reason)

    def _use(self, reason):
        """reserved -> used: the session took place."""
        self._move("used", reason, {credit: credit.price for credit in self})

    def _forfeit(self, reason):
        """reserved -> forfeited: missed, or cancelled too late."""
        self._move("forfeited", reason, {credit: credit.price for credit in self})

    def _void(self, reason):
        """used or forfeited -> available: it was a mistake, the journal shows both."""
        self._move("available", reason)

    def _expire(self, reason):
        """available -> expired: validity and grace are over."""
        self._move("expired", reason, {credit: credit.price for credit in self})

    def _refund(self, reason, amounts=None):
        """available -> refunded; the money is what is paid out for these credits.

        :param amounts: credit -> that money, where the caller knows it
        """
        self._move("refunded", reason, amounts or self._paid_back())

    def _paid_back(self):
        """Return credit -> untaxed money that is paid out when it is given back.

        Hook: the room of money knows what was paid.
        """
        return dict.fromkeys(self, 0.0)

    def _move(self, to_state, reason, amounts=None, sessions=None):
        """Append to the journal; PostgreSQL changes the credits with it.

        :param amounts: credit -> untaxed money that goes with the change
        :param sessions: credit -> session, where the caller knows it
        :raises IntegrityError: the credit was not in a state that may become
        ``to_state``
        """
        if not self:
            return
        amounts, sessions = amounts or {}, sessions or {}
        states = {to_state, *self.mapped("state")}
        recount = bool(credit_states.CHARGED & states)
        with self.course_id._transition():
            # The journal has no create rights for anybody: only these verbs append.
            self.env["acupuncture.credit.move"].sudo()._sealed_create(
                [
                    credit._prepare_move(
                        to_state, reason, amounts.get(credit, 0.0), sessions.get(credit)
                    )
                    for credit in self
                ]
            )
            tell(self, "state", to_state)  # the trigger of the journal wrote it
            self.modified(["state"])
        if recount:
            # The desk may not write order lines; they only count anew.
            self.course_id.sudo().sale_line_id._recount_delivered()

    def _prepare_move(self, to_state, reason, amount, session=None):
        """Return the journal entry; the schedule adds the ``session``."""
        self.ensure_one()
        return {
            "credit_id": self.id,
            "company_id": self.company_id.id,
            "from_state": self.state,
            "to_state": to_state,
            "at": fields.Datetime.now(),
            "user_id": self.env.uid,
            "reason": reason,
            "amount": amount,
        }
