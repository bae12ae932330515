from odoo import api, fields, models
from odoo.tools import format_date

LEVELS = [
    ("none", "Not screened"),
    ("green", "Clear"),
    ("noted", "Clear, with notes"),
    ("amber", "Wait for the practitioner"),
    ("red", "Do not treat"),
]


class ClientAlert(models.Model):
    """The traffic light of a client: a level, a neutral text, never a cause.

    It is the only thing the front desk learns of a health history. The screening
    writes it; nobody types it. Whether something settled stands behind a green light is
    kept from this table: clinicians read it from ``acupuncture.client.noted``.
    """

    _name = "acupuncture.client.alert"
    _description = "Screening Light"
    _inherit = ["acupuncture.sealed.mixin"]
    _rec_name = "client_id"

    _sealed_fields = frozenset(
        {"client_id", "company_id", "level", "code", "not_before", "timeline"}
    )

    client_id = fields.Many2one(
        comodel_name="res.partner", ondelete="cascade", required=True
    )
    company_id = fields.Many2one(
        comodel_name="res.company", ondelete="cascade", required=True, index=True
    )
    level = fields.Selection(
        selection=LEVELS, required=True, readonly=True, default="none", index=True
    )
    code = fields.Char(readonly=True, required=True, default="no_history")
    light = fields.Selection(
        selection=LEVELS,
        compute="_compute_light",
        help="The level; for clinicians with what is noted behind a green one.",
    )
    text = fields.Char(compute="_compute_light")
    not_before = fields.Date(readonly=True)
    timeline = fields.Json(
        readonly=True,
        export_string_translation=False,
        help="Technical: from which day on which level and text hold.",
    )

    _once = models.UniqueIndex(
        "(client_id, company_id)", "This client has a light in this clinic already."
    )

    @api.depends("level", "code", "not_before")
    @api.depends_context("uid")
    def _compute_light(self):
        today = {
            alert: (
                alert.client_id,
                alert.company_id,
                alert.company_id._clinic_today(),
            )
            for alert in self
        }
        shown = {
            today[alert]: (alert.level, self._text(alert.code, alert.not_before))
            for alert in self
        }
        shown = self.env["acupuncture.client.noted"]._add_to(shown)
        for alert in self:
            alert.light, alert.text = shown[today[alert]]

    def action_open_client(self):
        """Open the contact: book, send the forms, look at the appointments."""
        self.ensure_one()
        return self.client_id._get_records_action()

    def action_open_history(self):
        """Open what the light stands for."""
        self.ensure_one()
        return self.env["acupuncture.intake"]._open_for(self.client_id, self.company_id)

    @api.model
    def _refresh(self, clients, company):
        """Write the lights anew of those of these clients who have one."""
        # sudo: who sells a course need not see lights
        lit = self.sudo().search(
            [("client_id", "in", clients.ids), ("company_id", "=", company.id)]
        )
        if lit:
            self.env["acupuncture.intake"]._refresh_alerts(
                lit.client_id.sudo(False), company
            )

    @api.model
    def _show(self, company, steps):
        """Write the lights of a clinic.

        :param steps: client -> [(day, level, code)], the first one for today
        """
        self.env["acupuncture.client.noted"]._show(company, steps)
        known = self.search(
            [
                ("company_id", "=", company.id),
                ("client_id", "in", [client.id for client in steps]),
            ]
        ).grouped("client_id")
        new = []
        for client, timeline in steps.items():
            vals = self._prepare_vals(self._neutral(timeline))
            if alert := known.get(client):
                alert._rewrite(vals)
            else:
                new.append({"client_id": client.id, "company_id": company.id, **vals})
        self._sealed_create(new)

    @api.model
    def _neutral(self, timeline):
        """Return the timeline in which nothing tells notes from nothing at all."""
        neutral = []
        for day, level, code in timeline:
            step = (level, "ok" if code == "noted" else code)
            if not neutral or neutral[-1][1:] != step:
                neutral.append((day, *step))
        return neutral

    @api.model
    def _prepare_vals(self, timeline):
        _day, level, code = timeline[0]
        return {
            "level": level,
            "code": code,
            "not_before": level == "red"
            and next((day for day, light, _code in timeline if light != "red"), False),
            "timeline": [[str(day), light, code] for day, light, code in timeline],
        }

    def _rewrite(self, vals):
        """Write what differs, so that a quiet night writes nothing."""
        changed = {name: value for name, value in vals.items() if self[name] != value}
        if "timeline" in changed and self._still_tells(changed["timeline"]):
            del changed["timeline"]
        if changed:
            self._sealed_write(changed)

    def _still_tells(self, timeline):
        """Tell whether the stored timeline says the same from the first day on."""
        past = [step for step in self.timeline or [] if step[0] <= timeline[0][0]]
        later = (self.timeline or [])[len(past) :]
        now = past[-1][1:] if past else None
        return now == timeline[0][1:] and later == timeline[1:]

    @api.model
    def _lights(self, wanted):
        """Return the lights of (client, company, day) as (level, text), by that key.

        One query for any number, for clinicians two; who never had a history is not in
        the answer.
        """
        alerts = self.search_fetch(
            [
                ("client_id", "in", [client.id for client, _company, _day in wanted]),
                ("company_id", "in", [company.id for _client, company, _day in wanted]),
            ],
            ["client_id", "company_id", "timeline"],
        )
        known = {(alert.client_id, alert.company_id): alert for alert in alerts}
        lights = {
            (client, company, day): known[client, company]._on(day)
            for client, company, day in wanted
            if (client, company) in known
        }
        return self.env["acupuncture.client.noted"]._add_to(lights)

    def _on(self, day):
        """Return level and neutral text of that day."""
        self.ensure_one()
        timeline = self.timeline or [["", "amber", "no_history"]]
        past = [step for step in timeline if step[0] <= str(day)] or timeline[:1]
        later = timeline[len(past) :]
        _from, level, code = past[-1]
        free = next((step[0] for step in later if step[1] != "red"), False)
        return level, self._text(code, free)

    @api.model
    def _text(self, code, day=False):
        """Return what the desk reads: what to do, never why.

        :param day: the first day that is free again, where there is one
        """
        if code == "deferred" and day:
            return self.env._("Not before %(day)s", day=format_date(self.env, day))
        return {
            "ok": self.env._("Nothing open in the screening"),
            "noted": self.env._("Nothing open, something to note: see the history"),
            "caution": self.env._("Note for the practitioner"),
            "review": self.env._("The practitioner must review before the session"),
            "clearance": self.env._("Waiting for a confirmation"),
            "expired": self.env._("Health history is out of date"),
            "no_history": self.env._("Health history missing"),
        }.get(code, self.env._("Ask the practitioner before booking"))
