from odoo import models
from odoo.tools import is_html_empty

from ...engine import printed
from ..screening.intake_states import LIVE
from .reaction import BRUISES

BLED = ("bleeding", *BRUISES)
THINNERS = ("ANTICOAG", "ANTIPLATELET")


class AftercareMixin(models.AbstractModel):
    """What the client takes home on paper: the protocol's text, and what fits today.

    What is added would tell of a bruise or a medicine, so it stands on this page alone.
    A mail is read over shoulders, and the desk reads it in the appointment: it says the
    same to every client.
    """

    _name = "acupuncture.aftercare.mixin"
    _description = "Aftercare on Paper"

    def action_print_aftercare(self):
        """Print the page that the client takes home."""
        report = self.env.ref("acupuncture_cosmetic.report_aftercare")
        return report.report_action(self)

    def _aftercare_text(self):
        """Return the text of the protocol, nothing when it has none."""
        text = printed.without_outside(self.protocol_id.aftercare)
        return False if is_html_empty(text) else text

    def _aftercare_extras(self):
        """Return (title, lines) of what is added for this session and this client."""
        self.ensure_one()
        extras = []
        if any(one.kind in BLED for one in self.reaction_ids):
            extras.append(self._bruise_advice())
        if self._takes_blood_thinners():
            extras.append(self._thinner_advice())
        return extras

    def _bruise_advice(self):
        return (
            self.env._("If you see a bruise"),
            [
                self.env._(
                    "It usually fades in about a week; near the eyes it may be seen "
                    "for seven to ten days."
                ),
                self.env._(
                    "Keep the sun away from it and use sunscreen: a bruise can leave a "
                    "darker mark."
                ),
                self.env._(
                    "If it has not faded after a week, tell us: we would like to look "
                    "at it."
                ),
            ],
        )

    def _thinner_advice(self):
        return (
            self.env._("Because of the medicine you told us about"),
            [
                self.env._("You may bruise or bleed a little more easily with it."),
                self.env._(
                    "Go on taking it. Do not stop or change a prescribed medicine "
                    "because of this treatment."
                ),
            ],
        )

    def _takes_blood_thinners(self):
        """Tell whether the health history that counts found such a medicine."""
        findings = self.env["acupuncture.finding"].search(
            [
                ("client_id", "=", self.client_id.id),
                ("company_id", "=", self.company_id.id),
                ("intake_id.state", "in", LIVE),
                ("item_id.code", "in", THINNERS),
            ]
        )
        return any(finding.said_kind != "not_applicable" for finding in findings)
