from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..foundation.private_key import PrivateKey
from ..foundation.windows import dialog
from .course_states import OPEN_STATES

_REVISING = PrivateKey("revising")
ROLES = (
    "acupuncture_cosmetic.group_practitioner",
    "acupuncture_cosmetic.group_manager",
)


class ProtocolRevisingMixin(models.AbstractModel):
    """Law 8: a sold course keeps its revision, unless somebody chooses a newer one.

    Sessions sold, their length, price and validity never change by it. Part of
    ``acupuncture.course``.
    """

    _name = "acupuncture.protocol.revising.mixin"
    _description = "Follows a Newer Revision"

    newer_protocol_id = fields.Many2one(
        comodel_name="acupuncture.protocol",
        string="Newer Revision",
        ondelete="set null",
        compute="_compute_newer_protocol_id",
        help="Now in force. The course still follows the one it was sold with.",
    )

    def _compute_newer_protocol_id(self):
        newer = self.protocol_id._newest_in_force()
        for course in self:
            still_open = course.state in OPEN_STATES
            course.newer_protocol_id = still_open and newer.get(course.protocol_id)

    def action_update_revision(self):
        """Ask whether the course follows the newer revision, and show what changes."""
        self.ensure_one()
        return dialog(
            self.env["acupuncture.course.revise"],
            self.env._("Update to New Revision"),
            course_id=self.id,
            new_id=self.newer_protocol_id.id,
        )

    def _is_revising(self):
        """Tell whether a sold course is being changed by ``_update_to``."""
        return _REVISING.opens(self)

    def _update_to(self, protocol):
        """Follow a newer revision: its points, its techniques, its rhythm.

        The rhythm is taken over where it spreads as many sessions as were sold.

        :raises AccessError: a front desk decides nothing clinical
        :raises UserError: the course is closed, or this is no newer revision of it
        """
        self.ensure_one()
        self.check_access("write")
        if not any(self.env.user.has_group(role) for role in ROLES):
            raise AccessError(
                self.env._(
                    "Only a practitioner or the manager may move a course to a new "
                    "revision."
                )
            )
        if protocol != self.newer_protocol_id or not protocol:
            raise UserError(
                self.env._(
                    "%(course)s is closed, or already follows the newest revision of "
                    "its protocol.",
                    course=self.name,
                )
            )
        before = self.protocol_id
        values = {
            "protocol_id": protocol.id,
            "technique_ids": [fields.Command.set(protocol.technique_ids.ids)],
        }
        if self._takes_rhythm_of(protocol):
            rhythm = self.env["acupuncture.course.phase"]._rhythm_of(protocol)
            values["phase_ids"] = [
                fields.Command.clear(),
                *(fields.Command.create(phase) for phase in rhythm),
            ]
        # sudo: practitioners write no phases, this verb does
        revising = _REVISING.on(self.sudo())
        revising.write(values)
        self._message_log(
            body=self.env._(
                "The course now follows revision %(new)d of the protocol instead of "
                "revision %(old)d. An agreed treatment plan keeps its own points.",
                new=protocol.revision,
                old=before.revision,
            )
        )

    def _takes_rhythm_of(self, protocol):
        """Tell whether its phases spread exactly the sessions that were sold."""
        self.ensure_one()
        return protocol.session_count == self.session_count
