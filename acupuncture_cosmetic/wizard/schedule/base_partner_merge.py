from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL


class MergePartnerAutomatic(models.TransientModel):
    """Two clients booked at the same time cannot become one."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Refuse before anything moves.

        :raises UserError: names the sessions that must be moved or cancelled first
        """
        clash = self._clashing_sessions(src_partners | dst_partner)
        if clash:
            raise UserError(
                self.env._(
                    "These contacts cannot be merged while they have sessions at the "
                    "same time: %(sessions)s. Move or cancel one of them first; "
                    "nothing was changed.",
                    sessions=", ".join(clash.mapped("name")),
                )
            )
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _clashing_sessions(self, partners):
        # sudo: whoever may merge contacts need not see sessions; their numbers are told
        sessions = self.env["acupuncture.session"].sudo()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT one.session_id, other.session_id
                FROM acupuncture_booking one
                JOIN acupuncture_booking other
                    ON one.id < other.id AND one.client_id <> other.client_id
                    AND tsrange(one.start, one.stop) && tsrange(other.start, other.stop)
                WHERE one.occupying AND other.occupying
                    AND one.client_id = ANY(%(ids)s) AND other.client_id = ANY(%(ids)s)
                """,
                ids=partners.ids,
            )
        )
        return sessions.browse({session for pair in rows for session in pair})
