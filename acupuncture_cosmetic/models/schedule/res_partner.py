from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_busy_calendar_events(self, start_datetime, end_datetime):
        """Clinic appointments are hidden from colleagues, but not that one is busy.

        They come as unsaved events that hold a time and nothing else.
        """
        busy = super()._get_busy_calendar_events(start_datetime, end_datetime)
        # sudo: only the times leave this method
        hidden = (
            self.env["calendar.event"]
            .sudo()
            .search(
                [
                    ("acupuncture_company_id", "!=", False),
                    ("stop", ">=", start_datetime.replace(tzinfo=None)),
                    ("start", "<=", end_datetime.replace(tzinfo=None)),
                    ("partner_ids", "in", self.ids),
                    ("show_as", "=", "busy"),
                ]
            )
        )
        events = self.env["calendar.event"]
        for event in hidden:
            for partner in event.partner_ids & self.sudo():
                known = busy.get(partner.id, events)
                if event.id not in known.ids:
                    times = {"start": event.start, "stop": event.stop}
                    busy[partner.id] = known + events.new(times)
        return busy
