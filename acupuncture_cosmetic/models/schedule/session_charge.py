from odoo import fields, models
from odoo.exceptions import UserError

from .session import UPCOMING

SESSION, NOTHING, REDUCED = "session", "nothing", "reduced"


class Session(models.Model):
    """What a visit is charged with: a session of its course, or less.

    Less where the clinic could not give what was sold. Then the session went back to
    the course, and a reduced service is invoiced once the visit took place.
    """

    _inherit = "acupuncture.session"

    charge = fields.Selection(
        selection=[
            (SESSION, "A session of the course"),
            (NOTHING, "Nothing"),
            (REDUCED, "Reduced service"),
        ],
        string="Charged",
        default=SESSION,
        required=True,
        readonly=True,
        copy=False,
    )

    def _charge_less(self, charge):
        """Give the reserved session back; charge nothing, or the reduced service.

        :raises UserError: no such charge, the clinic has no reduced service, or the
            visit is over
        """
        self.ensure_one()
        if charge not in (NOTHING, REDUCED):
            raise UserError(
                self.env._("Say what the visit costs: nothing, or the reduced service.")
            )
        if charge == REDUCED and not self._reduced_service():
            raise UserError(
                self.env._(
                    "%(clinic)s has no reduced service. Have a manager choose one in "
                    "the settings, or charge nothing.",
                    clinic=self.company_id.name,
                )
            )
        if self.state not in (*UPCOMING, "in_treatment"):
            raise UserError(
                self.env._(
                    "%(session)s is %(state)s: what it costs is settled.",
                    session=self.display_name,
                    state=self._state_label(),
                )
            )
        self._release_credits(self.env._("Could not be given as it was sold"))
        self._sealed_write({"charge": charge})

    def _reduced_service(self):
        # sudo: a practitioner knows the service by name, not the company's books
        return self.company_id.sudo().acupuncture_reduced_service_id

    def _charge_note(self):
        """Return what is charged instead of a session of the course."""
        if self.charge == NOTHING:
            return self.env._("Nothing is charged")
        return self.env._(
            "%(service)s is charged", service=self._reduced_service().display_name
        )

    def _owe_a_session(self):
        """Return those that take a session of their course."""
        return self.filtered(lambda session: session.charge == SESSION)

    def _finish(self):
        """The reduced service is owed once it was given."""
        result = super()._finish()
        for session in self.filtered(lambda each: each.charge == REDUCED):
            session._invoice(
                {"product_id": session._reduced_service().id, "quantity": 1}
            )
        return result

    def _apply_late_policy(self, reason):
        """Who was not going to be charged is not charged for staying away."""
        return super(Session, self._owe_a_session())._apply_late_policy(reason)
