from typing import NamedTuple

from odoo import models

from ...engine import first_needles, plan_points
from ..screening.intake import LIVE


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


class Treatment(models.Model):
    """What was decided before this visit reaches who sets the needles."""

    _inherit = "acupuncture.treatment"

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

    def _why_out(self, vals, told, effects):
        """Return why a planned needle is not proposed: area, eye or danger, or None.

        :param vals: create values of the needle
        """
        point = self.env["acupuncture.point"].browse(vals["point_id"])
        kinds = point.needling_ids.mapped("kind")
        if plan_points.NEEDLING in told.left_out:
            return "needling"
        if self._area_out(point, told.areas):
            return "area"
        if "periorbital" in kinds and first_needles.EYE_CODES & effects.keys():
            return "eyes"
        if point._broken_facts(
            vals["side"], vals.get("depth_mm"), vals.get("angle"), ()
        ):
            return "danger"
        return None
