from odoo import fields, models

from ..foundation.gate_fact import hang_gate_fact
from ..foundation.guard import guard_table

BY_CLINICIAN = "practitioner"


class IntakeCheck(models.Model):
    """Before a visit the client was asked whether anything changed. Append-only.

    What has changed stands in the next version of the history, never here.
    """

    _name = "acupuncture.intake.check"
    _description = "Health History Asked Again"
    _inherit = ["acupuncture.sealed.mixin"]
    _order = "id desc"
    _rec_name = "intake_id"
    _check_company_auto = True
    _log_access = False  # a logged write would be an update
    _sealed_files = "TRUE"

    _sealed_fields = frozenset(
        {"intake_id", "company_id", "at", "user_id", "source", "session_id", "changed"}
    )

    intake_id = fields.Many2one(
        comodel_name="acupuncture.intake",
        string="Health History",
        ondelete="restrict",
        required=True,
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company", ondelete="restrict", required=True, index=True
    )
    at = fields.Datetime(string="When", required=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="Noted By", ondelete="restrict", required=True
    )
    source = fields.Selection(
        selection=[
            ("portal", "Client, by link"),
            ("tablet", "Client, on the clinic's tablet"),
            ("staff", "Staff"),
            ("desk", "Asked at the desk"),
            ("practitioner", "Asked by the practitioner"),
        ],
        required=True,
    )
    # empty in rows from before it was asked: only what had not changed was noted
    changed = fields.Boolean(
        string="Something Changed", help="The practitioner must look."
    )
    session_id = fields.Many2one(
        comodel_name="acupuncture.session",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )

    def init(self):
        """Refuse everything but inserts."""
        guard_table(self, "fact_guard", "UPDATE OR DELETE")
        hang_gate_fact(self, "intake_id", "acupuncture_intake", writes="INSERT")

    def _told(self):
        """Return the days on which nothing had changed, and whether a change waits.

        Once something has changed, the word of a practitioner alone settles it.

        :param self: what was noted since the last history, the oldest first
        """
        days, waits = [], False
        for check in self:
            waits = check.changed or (waits and check.source != BY_CLINICIAN)
            if not check.changed:
                days.append(check.company_id._clinic_date(check.at))
        return days, waits
