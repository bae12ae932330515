from odoo import api, models


class ResPartner(models.Model):
    """Clients: people by default, and when they are busy."""

    _inherit = "res.partner"

    @api.model
    def default_get(self, fields):
        """Whom the desk enters is a person, though Odoo's screens propose a company.

        The company of a person stays one: it is entered on the contact of a person,
        whose salesperson or whom it names as its first contact.
        """
        values = super().default_get(fields)
        if values.get("is_company") and self._is_entered_as_client():
            values["is_company"] = False
        return values

    @api.model
    def _is_entered_as_client(self):
        context = self.env.context
        if not self.env.user.has_group("acupuncture_cosmetic.group_front_desk"):
            return False
        if context.get("res_partner_search_mode") == "supplier":
            return False
        of_lead = "default_company_name" in context
        return of_lead or not context.keys() & {"default_user_id", "default_child_ids"}

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

    def action_view_due(self):
        """Open what this client owes: invoices, else the orders to make them from."""
        self.ensure_one()
        mine = [
            ("client_id", "=", self.id),
            ("company_id", "=", self.env.company.id),
        ]
        courses = self.env["acupuncture.course"].search(mine)
        owing = courses.filtered(lambda course: course.amount_due > 0).order_id
        billed = owing.invoice_ids.filtered(lambda move: move.state != "cancel")
        invoices = billed.filtered(
            lambda move: not move.currency_id.is_zero(move.amount_residual)
        )
        invoices |= self.env["acupuncture.session"].search(mine)._fees_due()
        return (invoices or owing)._get_records_action(name=self.env._("To Pay"))
