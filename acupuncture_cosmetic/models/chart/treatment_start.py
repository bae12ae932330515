from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import first_needles, plan_points
from ..foundation.base import made_once
from ..reference.needling_mixin import HOW

COPIED = ("point_id", *HOW)
USUAL_RETENTION = 25


class Treatment(models.Model):
    """A record begins filled in: by the plan, the protocol, or as last time."""

    _inherit = "acupuncture.treatment"

    last_treatment_id = fields.Many2one(
        comodel_name="acupuncture.treatment",
        string="Last Time",
        compute="_compute_last_treatment",
        ondelete="set null",
    )
    ghost_data = fields.Json(
        compute="_compute_last_treatment",
        export_string_translation=False,
        help="Technical: the needles of the last time, drawn pale on the face.",
    )

    @api.depends("client_id", "company_id")
    def _compute_last_treatment(self):
        lasts = self._last_signed()
        for treatment in self:
            last = lasts.get(treatment._origin.id, self.browse())
            treatment.last_treatment_id = last
            treatment.ghost_data = [
                {**self._how(needle), **needle._site_values(), "side": needle.side}
                for needle in last.needle_ids
            ]

    def _last_signed(self):
        """Return record id -> the client's signed record before it, as visits went."""
        records = self.search_fetch(
            [
                ("client_id", "in", self.client_id.ids),
                ("company_id", "in", self.company_id.ids),
                "|",
                ("state", "!=", "draft"),
                ("id", "in", self._origin.ids),
            ],
            ["client_id", "company_id", "state"],
            order="session_id, id desc",  # the latest visit first
        )
        lasts = {}
        for same in records.grouped(
            lambda one: (one.client_id, one.company_id)
        ).values():
            last = self.browse()
            for treatment in reversed(same):
                lasts[treatment.id] = last
                if treatment.state != "draft":
                    last = treatment
        return lasts

    @api.model
    def _start_for(self, sessions):
        """Return the record of each treatment session, made where there is none.

        A session that starts again goes on in its record, with whoever treats now.
        """
        sessions = sessions.filtered(lambda session: session.kind == "treatment")
        known = self.search([("session_id", "in", sessions.ids)])
        for treatment in known.filtered("is_open"):
            if treatment.practitioner_id != treatment.session_id.practitioner_id:
                who = treatment.session_id.practitioner_id
                treatment._sealed_write({"practitioner_id": who.id})
        fresh = sessions - known.session_id
        proposing = self.env["acupuncture.needle"]._prefilling(self)
        values = self._prepare_starts(fresh)
        with made_once():
            started = proposing._sealed_create(values)
        return known | started.with_env(self.env)

    @api.model
    def _prepare_starts(self, sessions):
        """Return what new records hold, without what this day leaves out."""
        plans = self.env["acupuncture.plan"]._agreed_for(sessions)
        told = self._told_about(sessions)
        standings = self._screening_standings(sessions, told)
        return [
            {
                "session_id": session.id,
                "company_id": session.company_id.id,
                "client_id": session.client_id.id,
                "practitioner_id": session.practitioner_id.id,
                **self._prepare_content(
                    session, plans[session], told[session], standings[session]
                ),
            }
            for session in sessions
        ]

    @api.model
    def _prepare_content(self, session, plan, told, standing):
        """Return what a new record holds: as planned, else as the protocol says."""
        _known, effects, closed = standing
        protocol = plan.protocol_id or session.course_id.protocol_id
        if plan:
            points = plan.point_ids.filtered(lambda point: not point.dropped)
        else:
            points = protocol.point_ids.filtered(lambda point: not point.optional)
        needles = self._open_needles(self._prepare_needles(points), standing)
        needles, spared = self._proposed(needles, told, effects)
        return {
            "plan_id": plan.id,
            "protocol_id": protocol.id,
            "retention_target": protocol.retention_minutes or USUAL_RETENTION,
            "needle_ids": [fields.Command.create(vals) for vals in needles],
            "supply_ids": self._prepare_products(protocol, session.company_id, closed),
            "spared_data": spared,
        }

    @api.model
    def _prepare_needles(self, points):
        """Return values for each needle that these planned points take."""
        rows = []
        for row in points:
            midline = row.point_id.laterality == "midline" or row.side == "mid"
            sides = ("mid",) if midline else (row.side,)
            if sides == ("both",):
                sides = ("left", "right")
            how = self._how(row)
            rows += [
                {**how, "side": side}
                for side in sides
                for _needle in range(row.point_id.needles_per_side)
            ]
        rows = self.env["acupuncture.needle"]._each_once(rows)
        return [{**vals, "sequence": 10 + place} for place, vals in enumerate(rows)]

    @api.model
    def _how(self, row):
        return {
            name: row[name].id if name == "point_id" else row[name] for name in COPIED
        }

    def action_same_as_last(self):
        """Take needles, products and settings of the client's last signed record.

        :raises UserError: there is none, or the needles are in already
        """
        self.ensure_one()
        self._refuse_if_signed()
        last = self.last_treatment_id
        if not last or self.needles_in_at:
            raise UserError(
                self.env._(
                    "The needles are in already. Change single ones in the list."
                )
                if last
                else self.env._("The client has no signed record before this one.")
            )
        told = self._overridden(self.session_id)
        standing = self._screening_standings(self.session_id, told)[self.session_id]
        needles, spared = self._as_last_time(last, told[self.session_id], standing)
        protocol = self.protocol_id or last.protocol_id
        shut = self._products_shut(protocol, standing[2])
        supplies = [
            {"supply_id": row.supply_id.id, "minutes": row.minutes}
            for row in last.supply_ids
            if row.supply_id not in shut
        ]
        self.write(
            {
                "retention_target": last.retention_target,
                "protocol_id": protocol.id,
                "needle_ids": self._instead(self.needle_ids, needles),
                "supply_ids": self._instead(self.supply_ids, supplies),
            }
        )
        self._sealed_write({"spared_data": spared})

    def _as_last_time(self, last, told, standing):
        """Return the needles of the last time without what is left out today."""
        rows = [
            {
                **self._how(needle),
                **needle._site_values(),
                "side": needle.side,
                "sequence": needle.sequence,
            }
            for needle in last.needle_ids
        ]
        # Whoever was there before had as many as go well: no more are spared.
        effects = dict.fromkeys(standing[1].keys() - first_needles.FEWER_CODES, "")
        needles = self.env["acupuncture.needle"]._each_once(rows)
        kept, spared = self._proposed(needles, told, effects)
        why = (self.spared_data or {}).get("why", [])
        return self._open_needles(kept, standing), {**spared, "why": why}

    @api.model
    def _instead(self, rows, vals_list):
        """Return the commands that put new rows in the place of ``rows``."""
        command = fields.Command
        return [
            *map(command.delete, rows.ids),
            *map(command.create, vals_list),
        ]

    @api.model
    def _prepare_products(self, protocol, company, closed=frozenset()):
        """Return commands for what the steps use; the lot in use comes by itself.

        :param closed: techniques that the screening closes, with all their steps
        """
        steps = self._steps_today(protocol, closed)
        minutes = {supply: step.minutes for step in steps for supply in step.supply_ids}
        return [
            fields.Command.create(
                {
                    "supply_id": supply.id,
                    "minutes": minutes[supply] if supply.kind == "device" else 0,
                }
            )
            for supply in steps.supply_ids
            if supply.active
            and supply.kind != "needle"  # needles come with the points
            and supply.company_id in (company, company.browse())
        ]

    @api.model
    def _steps_today(self, protocol, closed):
        """Return the steps that every client gets, without closed techniques."""
        steps = protocol.step_ids.filtered(lambda step: not step.optional)
        usable = plan_points.usable_techniques(
            steps.technique_id.mapped("code"),
            closed,
            self.env["acupuncture.technique"]._requires(),
        )
        return steps.filtered(
            lambda step: not step.technique_id or step.technique_id.code in usable
        )

    @api.model
    def _products_shut(self, protocol, closed):
        """Return what only steps with closed techniques use."""
        every = self._steps_today(protocol, frozenset()).supply_ids
        return every - self._steps_today(protocol, closed).supply_ids
