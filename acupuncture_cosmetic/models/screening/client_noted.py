from odoo import api, fields, models

from ..foundation.base import made_once


class ClientNoted(models.Model):
    """Behind which green lights something was told and settled, for clinicians alone.

    A caution that was accepted, a letter in hand, a pregnancy that closes nothing of
    what is planned: the desk reads "Nothing open", who treats must not. It stands in a
    table of its own, so that no search, group or date of the light tells the two apart.
    """

    _name = "acupuncture.client.noted"
    _description = "Noted Behind a Green Light"
    _inherit = ["acupuncture.sealed.mixin"]

    _sealed_fields = frozenset({"client_id", "company_id", "timeline"})

    client_id = fields.Many2one(
        comodel_name="res.partner", ondelete="cascade", required=True
    )
    company_id = fields.Many2one(
        comodel_name="res.company", ondelete="cascade", required=True, index=True
    )
    timeline = fields.Json(
        readonly=True,
        export_string_translation=False,
        help="Technical: from which day on something is noted, or nothing is.",
    )

    _once = models.UniqueIndex(
        "(client_id, company_id)",
        "What is noted stands in this clinic already. Reload the page to see it.",
    )

    def _compute_display_name(self):
        for noted in self:
            noted.display_name = self.env._("Noted %(id)s", id=noted.id or "")

    @api.model
    def _show(self, company, steps):
        """Write what is noted in a clinic.

        :param steps: client -> [(day, level, code)], the first one for today
        """
        known = self.search(
            [
                ("company_id", "=", company.id),
                ("client_id", "in", [client.id for client in steps]),
            ]
        ).grouped("client_id")
        new = []
        for client, timeline in steps.items():
            noted = [[str(day), code == "noted"] for day, _level, code in timeline]
            row = known.get(client)
            if row and not row._still_tells(noted):
                row._sealed_write({"timeline": noted})
            elif not row and any(holds for _day, holds in noted):
                new.append(
                    {
                        "client_id": client.id,
                        "company_id": company.id,
                        "timeline": noted,
                    }
                )
        if new:
            with made_once():
                self._sealed_create(new)

    def _still_tells(self, timeline):
        """Tell whether the stored timeline says the same from the first day on."""
        days = {day for day, _holds in [*self.timeline, *timeline]}
        first = timeline[0][0]
        return all(
            _holds_on(self.timeline, day) == _holds_on(timeline, day)
            for day in days
            if day >= first
        )

    @api.model
    def _add_to(self, lights):
        """Return the lights as the user may see them.

        :param lights: (client, clinic, day) -> (level, text)
        """
        green = [key for key, (level, _text) in lights.items() if level == "green"]
        if not green or not self._sees_notes():
            return lights
        text = self.env["acupuncture.client.alert"]._text("noted")
        return lights | dict.fromkeys(self._noted(green), ("noted", text))

    @api.model
    def _sees_notes(self):
        return self.env.user.has_group("acupuncture_cosmetic.group_practitioner")

    @api.model
    def _noted(self, wanted):
        """Yield those of (client, company, day) on which something is noted."""
        rows = self.search_fetch(
            [
                ("client_id", "in", [client.id for client, _company, _day in wanted]),
                ("company_id", "in", [company.id for _client, company, _day in wanted]),
            ],
            ["client_id", "company_id", "timeline"],
        )
        known = {(row.client_id, row.company_id): row.timeline for row in rows}
        for key in wanted:
            if _holds_on(known.get(key[:2], []), str(key[2])):
                yield key


def _holds_on(timeline, day):
    """Tell whether something is noted on that day."""
    past = [holds for start, holds in timeline if start <= day]
    return past[-1] if past else False
