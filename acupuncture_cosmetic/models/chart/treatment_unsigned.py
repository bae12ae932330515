from datetime import timedelta

from odoo import api, fields, models

GRACE = timedelta(hours=1)
EVENING = 18  # o'clock at the clinic


class Treatment(models.Model):
    """What was not signed by the end of the day is asked for, once."""

    _inherit = "acupuncture.treatment"

    @api.model
    def _cron_remind_unsigned(self):
        """Ask practitioners once for each record that is still open in the evening."""
        now = fields.Datetime.now()
        waiting = self.search(
            [
                ("state", "=", "draft"),
                ("reminded_at", "=", False),
                ("session_id.state", "=", "in_treatment"),
                ("session_id.ended_at", "<", now - GRACE),
            ]
        )
        for treatment in waiting.filtered(lambda one: one._day_is_over(now)):
            session = treatment.session_id
            session.activity_schedule(
                "acupuncture_cosmetic.mail_activity_type_chart",
                date_deadline=session.company_id._clinic_date(session.ended_at),
                user_id=treatment.practitioner_id.user_id.id or self.env.uid,
            )
            treatment._sealed_write({"reminded_at": now})

    def _day_is_over(self, now):
        self.ensure_one()
        company = self.company_id
        local = fields.Datetime.context_timestamp(
            self.with_context(tz=company._clinic_tz().zone), now
        )
        past = company._clinic_date(self.session_id.ended_at) < local.date()
        return past or local.hour >= EVENING
