from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..foundation.base import made_once
from ..foundation.days import format_day
from .intake_states import LIVE

FULL_ROUND = timedelta(days=28)  # every light is worked out anew at least that often

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
        {
            "client_id",
            "company_id",
            "level",
            "code",
            "not_before",
            "timeline",
            "due_on",
        }
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
    due_on = fields.Date(
        readonly=True,
        export_string_translation=False,
        groups=fields.NO_ACCESS,
        help="Technical: the day on which it is worked out anew; empty: at once.",
    )

    _once = models.UniqueIndex(
        "(client_id, company_id)",
        "This client has a light in this clinic already. Reload the page to see it.",
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
        """Open the client: book, send the forms, look at the appointments."""
        self.ensure_one()
        return self.client_id.action_open_client_page()

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
    def _expire(self, domain=()):
        """Have lights worked out anew by the job, batch after batch, from now on.

        One statement marks them all: whoever works one out at this moment by what
        held before is refused by PostgreSQL and does it again.
        """
        self.flush_model()
        query = self.sudo()._search([*domain, ("due_on", "!=", False)])
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET due_on = NULL WHERE id IN %s",
                SQL.identifier(self._table),
                query.subselect(),
            )
        )
        self.invalidate_model(["due_on"])
        if cron := self.env.ref("acupuncture_cosmetic.ir_cron_screening_lights", False):
            cron.sudo()._trigger()  # sudo: an edit may start the job, not change it

    @api.model
    def _due_domain(self):
        """Return what is to be worked out anew, by the day of each clinic."""
        groups = self._read_group([("due_on", "!=", False)], ["company_id"])
        return Domain("due_on", "=", False) | Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("due_on", "<=", company._clinic_today())
            for [company] in groups
        )

    @api.model
    def _lock_due(self, limit=None, failed=()):
        """Return the next due lights that nobody else holds."""
        domain = self._due_domain() & Domain("id", "not in", list(failed))
        due = self.search(domain, limit=limit, order="id")
        return due.try_lock_for_update() if due else due

    @api.model
    def _add_missing(self):
        """Give those a light, due at once, whose history came without one."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT client_id, company_id FROM acupuncture_intake AS intake
                WHERE state IN %s AND NOT EXISTS (
                    SELECT FROM acupuncture_client_alert AS alert
                    WHERE alert.client_id = intake.client_id
                    AND alert.company_id = intake.company_id
                )
                """,
                LIVE,
            )
        )
        self._sealed_create(
            [{"client_id": client, "company_id": company} for client, company in rows]
        )

    @api.model
    def _show(self, company, steps, turns=None):
        """Write the lights of a clinic.

        :param steps: client -> [(day, level, code)], the first one for today
        :param turns: client -> the next day on which something may change, or None
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
        if new:
            with made_once():
                self._sealed_create(new)
        self._note_turns(company, steps, turns or {})

    @api.model
    def _note_turns(self, company, clients, turns):
        """Note when lights are worked out anew; nothing else shows that they were.

        The day would tell the desk what stands behind a light, and so would a row that
        was written.
        """
        today = company._clinic_today()
        last = today + FULL_ROUND
        self.env.cr.execute(
            SQL(
                """
                UPDATE acupuncture_client_alert AS alert SET due_on = turn.day
                FROM unnest(%s::int[], %s::date[]) AS turn(client_id, day)
                WHERE alert.company_id = %s AND alert.client_id = turn.client_id AND (
                    due_on IS NULL OR due_on <= %s OR due_on > turn.day
                )
                """,
                [client.id for client in clients],
                [min(turns.get(client) or last, last) for client in clients],
                company.id,
                today,
            )
        )
        self.invalidate_model(["due_on"], flush=False)

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
        if changed.keys() & {"level", "code"}:
            self.env["acupuncture.day"]._tell(self.company_id)

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
            return self.env._("Not before %(day)s", day=format_day(self.env, day))
        return {
            "ok": self.env._("Nothing open in the screening"),
            "noted": self.env._("Nothing open, something to note: see the history"),
            "caution": self.env._("Note for the practitioner"),
            "review": self.env._("The practitioner must review before the session"),
            "clearance": self.env._("Waiting for a confirmation"),
            "expired": self.env._("Health history is out of date"),
            "no_history": self.env._("Health history missing"),
        }.get(code, self.env._("Ask the practitioner before booking"))
