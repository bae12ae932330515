from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ..gate.line import Remedy

_lt = LazyTranslate(__name__)

SEND_FORMS = Remedy("action_send_forms", _lt("Send the forms"))
FILL_IN_HERE = Remedy("action_open_tablet", _lt("Fill in here"))


class Gate(models.AbstractModel):
    """What is not filled in or signed is mended by the client's forms."""

    _inherit = "acupuncture.gate"

    @api.model
    def _forms_remedies(self, session):
        """Who is here fills in forms here; others get a link."""
        here = session.state in ("arrived", "in_treatment")
        return (FILL_IN_HERE if here else SEND_FORMS,)
