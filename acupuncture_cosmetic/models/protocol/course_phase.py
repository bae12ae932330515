from odoo import api, fields, models

from ..foundation.guard import guard_table

RHYTHM = ("sequence", "session_count", "per_week", "min_days", "max_days")


class CoursePhase(models.Model):
    """A stretch of a course with one rhythm, e.g. eight sessions, two a week.

    Belongs to a protocol. The room of courses lets it belong to a product, or, as
    frozen at the sale, to a course.
    """

    _name = "acupuncture.course.phase"
    _description = "Treatment Course Phase"
    _order = "sequence, id"

    _owner_fields = frozenset(
        {"protocol_id"}
    )  # a phase may not come to what is settled

    protocol_id = fields.Many2one(
        comodel_name="acupuncture.protocol", ondelete="cascade", index="btree_not_null"
    )
    sequence = fields.Integer(default=10)
    session_count = fields.Integer(string="Sessions", default=1, required=True)
    per_week = fields.Integer(default=1, required=True)
    min_days = fields.Integer(
        default=2,
        required=True,
        help="Whole days from one session to the next.",
    )
    max_days = fields.Integer(default=10, required=True)

    _rhythm = models.Constraint(
        "CHECK (session_count > 0 AND per_week BETWEEN 1 AND 7"
        " AND min_days >= 1 AND max_days >= min_days)",
        "A phase needs at least one session and one to seven sessions a week. The "
        "minimum days between sessions must be at least one and not above the maximum.",
    )

    def init(self):
        """Phases of a protocol in force are as locked as the protocol."""
        result = super().init()
        guard_table(self, "protocol_child_guard", arguments=["protocol_id"])
        return result

    @api.model_create_multi
    def create(self, vals_list):
        owners = {vals.get("protocol_id") for vals in vals_list} - {None, False}
        self.env["acupuncture.protocol"].browse(owners)._refuse_if_published()
        phases = super().create(vals_list)
        phases._refuse_if_settled()
        return phases

    def write(self, vals):
        self._refuse_if_settled()
        result = super().write(vals)
        if vals.keys() & self._owner_fields:
            self._refuse_if_settled()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_settled(self):
        self._refuse_if_settled()

    def _refuse_if_settled(self):
        """Refuse to touch a protocol in force or of others; later, what was sold."""
        if protocols := self.protocol_id:
            protocols.check_access("write")
            protocols._refuse_for_others()
            protocols._refuse_if_published()

    @api.model
    def _rhythm_of(self, protocol):
        """Return the create values of a protocol's phases for another owner."""
        phases = self.search_fetch([("protocol_id", "=", protocol.id)], RHYTHM)
        return phases._as_values()

    def _as_values(self):
        """Return the create values of these phases for another owner."""
        return [{name: phase[name] for name in RHYTHM} for phase in self]
