from odoo import fields, models
from odoo.exceptions import UserError

from ..foundation.gate_fact import hang_gate_fact


class ResCompany(models.Model):
    """What a clinic says of itself in the texts that its clients read."""

    _inherit = "res.company"

    acupuncture_history_months = fields.Integer(
        string="Health History Valid For",
        default=12,
        required=True,
        help="Months after which a client fills in the health history again.",
    )
    acupuncture_complaints = fields.Char(
        string="Address for Complaints",
        help="Where clients write if they are not satisfied. Empty: the clinic itself.",
    )
    acupuncture_processors = fields.Char(
        string="Who Processes Data for Us",
        help="Companies that hold or handle data of clients, with their country.",
    )
    acupuncture_data_contact = fields.Char(
        string="Data Protection Contact",
        help="A person or an address. Empty: the clinic itself.",
    )
    acupuncture_authority = fields.Char(
        string="Data Protection Authority", help="Name and address of the authority."
    )
    acupuncture_retention_years = fields.Integer(
        string="Records Are Kept For",
        default=8,
        required=True,
        help="Years after the last session. Ask your insurer and your professional "
        "body: the law differs from country to country.",
    )

    acupuncture_cooling_off_days = fields.Integer(
        string="Cooling-off Under 18",
        default=7,
        required=True,
        help="Days between a guardian's signature and the first treatment of a minor. "
        "Australia's guidelines for registered practitioners ask for 7.",
    )

    acupuncture_texts_read_by = fields.Char(
        string="Texts Read By", help="The lawyer who read what clients sign."
    )
    acupuncture_texts_read_at = fields.Datetime(string="Texts Read On")
    acupuncture_texts_user_id = fields.Many2one(
        comodel_name="res.users", string="Texts: Entered By", ondelete="set null"
    )

    _cooling_off_days = models.Constraint(
        "CHECK (acupuncture_cooling_off_days BETWEEN 0 AND 90)",
        "The cooling-off of minors lasts 0 to 90 days.",
    )
    _history_months = models.Constraint(
        "CHECK (acupuncture_history_months BETWEEN 1 AND 60)",
        "A health history is valid for 1 to 60 months.",
    )
    _retention_years = models.Constraint(
        "CHECK (acupuncture_retention_years BETWEEN 1 AND 100)",
        "Records are kept for 1 to 100 years.",
    )

    def init(self):
        """Let a longer time to think it over conflict with starts."""
        result = super().init()
        hang_gate_fact(self, writes="UPDATE OF acupuncture_cooling_off_days")
        return result

    def _consent_facts(self):
        """Return placeholder -> what a text says of the clinic, with usual words."""
        address = self.partner_id._display_address(without_company=True)
        itself = self.email or self.phone or address
        return {
            "complaints": self.acupuncture_complaints or itself,
            "processors": self.acupuncture_processors
            or self.env._("the providers of our computers, software and e-mail"),
            "data_contact": self.acupuncture_data_contact or itself,
            "authority": self.acupuncture_authority
            or self.env._("the data protection authority of the place where you live"),
            "retention_years": str(self.acupuncture_retention_years),
        }

    def _check_can_be_called(self):
        """Refuse to send texts that tell clients to call a clinic without a number.

        :raises UserError: the clinic has no telephone number
        """
        for company in self:
            if not (company.phone or "").strip():
                raise UserError(
                    self.env._(
                        "%(clinic)s has no telephone number. The forms tell clients "
                        "whom to call, so enter one first: Settings, Companies, "
                        "%(clinic)s, Phone.",
                        clinic=company.name,
                    )
                )
