from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine import followup_dates


class FollowupTerms(models.AbstractModel):
    """What a rule says and a follow-up copies: when, what kind, which work.

    A follow-up keeps its own copy, so editing a rule leaves the running ones alone.
    """

    _name = "acupuncture.followup.terms"
    _description = "Follow-up Terms"
    _inherit = ["acupuncture.frozen.terms.mixin"]

    _terms_model = "acupuncture.followup.terms"

    delay = fields.Integer(default=1, help="How long before or after the event.")
    delay_unit = fields.Selection(
        [
            ("at_once", "At once"),
            ("minute", "Minutes"),
            ("hour", "Hours"),
            ("day", "Days"),
            ("week", "Weeks"),
        ],
        string="Unit",
        default="day",
        required=True,
    )
    delay_side = fields.Selection(
        [("before", "before"), ("after", "after")], default="after", required=True
    )

    kind = fields.Selection(
        [
            ("clinical", "Clinical"),
            ("contract", "Contract"),
            ("marketing", "Marketing"),
        ],
        default="clinical",
        required=True,
        help="Marketing follow-ups need the client's consent. When several messages "
        "are due on one day, clinical ones go out first and the others wait.",
    )
    sensitive = fields.Boolean(help="Only practitioners can read it.")

    activity_type_id = fields.Many2one(
        comodel_name="mail.activity.type",
        string="Task",
        ondelete="restrict",
        help="Schedule this activity. Empty: no task.",
    )
    task_if_silent = fields.Boolean(
        string="Only If No Message Goes Out",
        help="The task is created only when the message cannot be sent to the client.",
    )
    responsible = fields.Selection(
        [
            ("front_desk", "Front desk"),
            ("practitioner", "Practitioner"),
            ("salesperson", "Salesperson"),
            ("clinical_lead", "Clinical lead"),
        ],
        string="For",
        default="front_desk",
        required=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Named Person",
        ondelete="set null",
        domain="[('share', '=', False)]",
        help="Gets the task instead of the role, or when nobody holds it.",
    )
    mail_template_id = fields.Many2one(
        comodel_name="mail.template",
        string="Message",
        ondelete="restrict",
        help="Send this e-mail to the client. Empty: no message.",
    )
    form_purpose = fields.Selection(
        [
            ("full", "History and consents"),
            ("delta", "Changes since the last time"),
            ("consent", "Consents"),
            ("outcome", "Self-rating"),
        ],
        string="Forms",
        help="Send the client a link to these forms. Empty: no link.",
    )
    send_from = fields.Float(default=9.0)
    send_to = fields.Float(string="Send Until", default=19.0)
    late_hours = fields.Integer(
        string="Maximum Delay (Hours)",
        default=24,
        help="How late the message may still go out when it could not be sent in time. "
        "A message before an event may go out until the event, whatever is set here.",
    )

    stop_if_booked = fields.Boolean(
        string="Has a Next Appointment",
        help="Skip it when the client has an upcoming appointment.",
    )
    stop_if_used_up = fields.Boolean(
        string="No Sessions Left",
        help="Skip it when the course has no open session left.",
    )
    stop_if_opted_out = fields.Boolean(
        string="Opted Out of Messages",
        help="Skip it when the client's address is blocked.",
    )

    stop_if_forms_done = fields.Boolean(
        string="Forms Are Complete",
        help="Skip it when the health history and the consents are in date for the "
        "appointment.",
    )
    stop_if_inactive = fields.Boolean(
        string="Neither Booked nor on a Course",
        help="Skip it when the client has no open course and no upcoming appointment.",
    )

    _delay_check = models.Constraint(
        "CHECK (delay >= 0)",
        "The delay cannot be negative. Enter zero or more.",
    )
    _late_check = models.Constraint(
        "CHECK (late_hours >= 0)",
        "The maximum delay cannot be negative. Enter zero or more hours.",
    )
    _hours_check = models.Constraint(
        "CHECK (send_from >= 0 AND send_from < send_to AND send_to < 24)",
        "Messages need sending hours within one day, from an earlier to a later hour.",
    )

    @api.constrains("activity_type_id", "mail_template_id", "form_purpose")
    def _check_action(self):
        for terms in self:
            if not terms.activity_type_id and not terms._has_message():
                raise ValidationError(
                    self.env._(
                        "A follow-up needs something to do: a task, a message or both."
                    )
                )

    @api.constrains("mail_template_id", "form_purpose")
    def _check_one_message(self):
        for terms in self:
            if terms.mail_template_id and terms.form_purpose:
                raise ValidationError(
                    self.env._(
                        "The link to the forms is a message of its own. Choose either "
                        "the link or another message, and create a second rule for the "
                        "other one."
                    )
                )

    def _has_message(self):
        return bool(self.mail_template_id or self.form_purpose)

    def _moment(self, event_at, zone):
        """Return the moment the terms name, at whatever hour; None means at once."""
        self.ensure_one()
        if self.delay_unit == "at_once":
            return None
        amount = -self.delay if self.delay_side == "before" else self.delay
        return followup_dates.shift(event_at, amount, self.delay_unit, zone)

    def _announces(self):
        """Tell whether its message tells of an event to come; forms only ask."""
        return bool(
            self.mail_template_id
            and self.delay_side == "before"
            and self.delay_unit != "at_once"
        )

    def _due(self, event_at, zone, until=None):
        """Return when the follow-up of an event is due, in UTC.

        :param event_at: moment of the event, in UTC
        :param zone: name of the clinic's time zone
        :param until: when a message is of no use any more; no quiet hour lasts so long
        """
        due = self._moment(event_at, zone)
        if due is None:
            return fields.Datetime.now()
        before = self.delay_side == "before"
        if not self._has_message():
            return due
        if self.form_purpose and before:
            due = max(due, min(event_at, fields.Datetime.now()))
        hours = self.send_from, self.send_to
        opening = followup_dates.within_hours(due, *hours, zone, earlier=before)
        return due if until and opening >= until else opening
