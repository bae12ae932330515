from collections import Counter
from typing import NamedTuple

from odoo import api, fields, models

from ...engine import first_needles, plan_points
from ...engine.needling_facts import OVER_LUNG
from ..screening.intake_states import LIVE
from .needle_site_mixin import PLACE


class Told(NamedTuple):
    """What the gate decided for one session, and what the client said of needles."""

    overrides: models.Model  # and left-out techniques
    first: bool = False  # no visit before this one
    comfort: str | None = None

    @property
    def left_out(self):
        """Return the codes of the techniques that are left out."""
        rows = self.overrides.filtered(lambda row: row.kind == "left_out")
        return frozenset(code for row in rows for code in row.codes or ())

    @property
    def areas(self):
        """Return the areas that are left out, with the override that says so."""
        return {row.area_left_out: row for row in self.overrides if row.area_left_out}


class VisitLimitsMixin(models.AbstractModel):
    """What was decided before this visit reaches who sets the needles.

    What the screening closes and what the gate left out is not proposed; a first visit,
    and one of somebody nervous, begins with fewer needles.
    """

    _name = "acupuncture.visit.limits.mixin"
    _description = "What This Visit Leaves Out"

    spared_data = fields.Json(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="Technical: planned needles that wait, points not proposed, and why.",
    )
    spared_count = fields.Integer(
        compute="_compute_spared_count", export_string_translation=False
    )

    @api.depends("spared_data")
    def _compute_spared_count(self):
        for treatment in self:
            treatment.spared_count = len(
                (treatment.spared_data or {}).get("needles", ())
            )

    def action_use_all(self):
        """Set the needles too that were to wait, but those that are closed by now."""
        self.ensure_one()
        self._refuse_to_touch()
        spared = self.spared_data or {}
        there = Counter((row.point_id.id, row.side) for row in self.needle_ids)
        waiting = [
            vals
            for vals in spared.get("needles", ())
            if not there[vals["point_id"], vals["side"]]
        ]
        told = self._overridden(self.session_id)
        standing = self._screening_standings(self.session_id, told)[self.session_id]
        waiting = self._open_needles(waiting, standing)
        told, effects = told[self.session_id], standing[1]
        waiting = [
            vals
            for vals, point in zip(waiting, self._points_reached(waiting), strict=True)
            if not self._why_out(vals, point, told, effects)
        ]
        command = fields.Command
        self.write({"needle_ids": [command.create(vals) for vals in waiting]})
        self._sealed_write({"spared_data": {**spared, "needles": []}})

    def _overridden(self, sessions):
        """Return session -> what was overridden or left out, in one or two queries."""
        rows = self.env["acupuncture.override"]
        found = rows._in_force_for(sessions)
        return {each: Told(found.get(each._origin, rows)) for each in sessions}

    def _told_about(self, sessions):
        """Return session -> the same, with first visit and fear of needles."""
        told = self._overridden(sessions)
        for company, group in sessions.grouped("company_id").items():
            clients = group.client_id
            comforts = self._comforts(clients, company)
            known = self._treated_before(clients, company)
            for session in group:
                client = session.client_id
                told[session] = told[session]._replace(
                    first=client not in known, comfort=comforts.get(client)
                )
        return told

    def _comforts(self, clients, company):
        """Return client -> how the client feels about needles."""
        histories = self.env["acupuncture.intake"].search_fetch(
            [
                ("client_id", "in", clients.ids),
                ("company_id", "=", company.id),
                ("state", "in", LIVE),
                ("needle_comfort", "!=", False),
            ],
            ["client_id", "needle_comfort"],
            order="id",
        )
        return {each.client_id: each.needle_comfort for each in histories}

    def _treated_before(self, clients, company):
        """Return those of these clients who have a signed record."""
        groups = self._read_group(
            [
                ("client_id", "in", clients.ids),
                ("company_id", "=", company.id),
                ("state", "!=", "draft"),
            ],
            ["client_id"],
        )
        return {client for (client,) in groups}

    def _area_out(self, point, areas):
        """Return the area by which a point is left out, if it is."""
        at_eye = "periorbital" in point.needling_ids.mapped("kind")
        return first_needles.area_of(point.zone, at_eye, list(areas))

    @api.model
    def _points_reached(self, vals_list):
        """Return the point that each needle reaches: its own, or the nearest."""
        needles, points = self.env["acupuncture.needle"], self.env["acupuncture.point"]
        free = [vals for vals in vals_list if vals.get("map")]
        near = needles._nearest_points(
            [tuple(vals.get(name, 0) for name in PLACE) for vals in free]
        )
        reached = {
            id(vals): point for vals, point in zip(free, near, strict=True) if point
        }
        return [
            reached.get(id(vals), points.browse(vals["point_id"])) for vals in vals_list
        ]

    def _why_out(self, vals, point, told, effects):
        """Return why a planned needle is not proposed: area, eye or danger, or None.

        :param vals: create values of the needle
        :param point: the point that it reaches
        """
        kinds = point.needling_ids.mapped("kind")
        if plan_points.NEEDLING in told.left_out:
            return "needling"
        if self._area_out(point, told.areas):
            return "area"
        if "periorbital" in kinds and first_needles.EYE_CODES & effects.keys():
            return "eyes"
        broken = point._broken_facts(
            vals["side"], vals.get("depth_mm"), vals.get("angle"), ()
        )
        if OVER_LUNG in broken or broken and point.id == vals["point_id"]:
            return "danger"
        return None

    @api.model
    def _proposed(self, vals_list, told, effects):
        """Return which of these needles a record begins with, and what is spared.

        :param vals_list: create values of the planned needles that screening leaves
        :param effects: finding -> effect, of what holds on the day
        """
        kept, out = [], []
        for vals, point in zip(vals_list, self._points_reached(vals_list), strict=True):
            why = self._why_out(vals, point, told, effects)
            if why:
                out.append([vals["point_id"], why])
            else:
                kept.append(vals)
        why = first_needles.reasons(told.first, told.comfort, effects)
        waiting = set(first_needles.spared(self._as_planned(kept))) if why else set()
        spared = {
            "why": why,
            "planned": len(kept),
            "needles": [vals for vals in kept if vals["point_id"] in waiting],
            "out": [list(each) for each in dict.fromkeys(map(tuple, out))],
        }
        return [vals for vals in kept if vals["point_id"] not in waiting], spared

    @api.model
    def _as_planned(self, vals_list):
        """Return the planned points for the engine, each once, in their order."""
        counts = Counter(vals["point_id"] for vals in vals_list)
        points = self.env["acupuncture.point"].browse(counts)
        return [
            first_needles.Planned(
                point.id,
                counts[point.id],
                "periorbital" in point.needling_ids.mapped("kind"),
            )
            for point in points
        ]

    @api.model
    def _open_needles(self, vals_list, standing):
        """Return the values of those needles that the screening does not close."""
        points = self.env["acupuncture.point"]
        rows = (
            (
                points.browse(vals["point_id"]),
                vals.get("stimulation"),
                vals.get("side", "both"),
            )
            for vals in vals_list
        )
        verdicts = self._judged(rows, standing)
        return [
            vals
            for vals, verdict in zip(vals_list, verdicts, strict=True)
            if verdict.state != "closed"
        ]

    @api.model
    def _judged(self, rows, standing):
        """Return the engine's verdicts on points with their stimulation and side."""
        _known, effects, closed = standing or (False, {}, frozenset())
        return plan_points.judge(
            [
                plan_points.PlanPoint(
                    point.code,
                    point.pregnancy,
                    stimulation or "none",
                    point.region,
                    side,
                )
                for point, stimulation, side in rows
            ],
            effects,
            # Whether needles are set at all, the gate decided when the session began.
            closed - {plan_points.NEEDLING},
        )

    @api.model
    def _screening_standings(self, sessions, told=None):
        """Return session -> what is known of its client's health on its day.

        What was left out of the session counts as closed.

        :param told: what ``_overridden`` returns, where it is known
        """
        told = told or self._overridden(sessions)
        plans = self.env["acupuncture.plan"]
        standings = {}
        for company, group in sessions.grouped("company_id").items():
            standing_of = plans._screener(group.client_id, company)
            for session in group:
                known, effects, closed = standing_of(
                    session.client_id, session._gate_day()
                )
                shut = closed | told[session].left_out
                standings[session] = known, effects, shut
        return standings
