from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine import plan_points

CREATE = fields.Command.CREATE
LIMB = ("limb", "limb_asked")


class Treatment(models.Model):
    """What screening closes is left out of a record by itself, and said why."""

    _inherit = "acupuncture.treatment"

    closed_note = fields.Text(
        string="Not to Be Needled",
        compute="_compute_closed_note",
        help="Points that the screening closes for the client on that day.",
    )
    closed_data = fields.Json(
        compute="_compute_closed_note",
        export_string_translation=False,
        help="Technical: point id and why it is not needled, for the face chart.",
    )

    @api.constrains("client_id", "plan_id")
    def _check_plan(self):
        for treatment in self:
            plan = treatment.plan_id
            if plan and plan.client_id != treatment.client_id:
                raise ValidationError(
                    self.env._(
                        "%(plan)s is the plan of another client. Choose one of "
                        "%(client)s, or none.",
                        plan=plan.name,
                        client=treatment.client_id.display_name,
                    )
                )

    @api.depends(
        "needle_ids.point_id", "needle_ids.stimulation", "plan_id", "spared_data"
    )
    def _compute_closed_note(self):
        told = self._overridden(self.session_id)
        standings = self._screening_standings(self.session_id, told)
        found = any(effects for _known, effects, _closed in standings.values())
        items = self.env["acupuncture.plan.point"]._item_names() if found else {}
        plans = self.env["acupuncture.plan"]
        for treatment in self:
            rows = [
                *treatment.needle_ids,
                *(treatment.plan_id.point_ids or treatment.protocol_id.point_ids),
            ]
            standing = standings.get(treatment.session_id)
            closed = {
                row.point_id.code: plans._closed_point_words(verdict, items)
                for row, verdict in zip(
                    rows,
                    self._judged(
                        ((row.point_id, row.stimulation, row.side) for row in rows),
                        standing,
                    ),
                    strict=True,
                )
                if verdict.state == "closed" or verdict.reason in LIMB
            }
            known = treatment.is_open and told.get(treatment.session_id)
            treatment.closed_data = known and {
                **plans._closed_points(standing),
                **self._eye_points_kept_free(standing[1], items),
                **self._points_left_out(known),
            }
            treatment.strip_html = known and treatment._strip(known, standing[1])
            treatment.closed_note = treatment.is_open and "\n".join(
                f"{code}: {words}" for code, words in closed.items()
            )

    @api.model
    def _prepare_starts(self, sessions):
        """Leave out what the screening closes for the client on the day."""
        starts = super()._prepare_starts(sessions)
        by_id = {session.id: session for session in sessions}
        told = self._told_about(sessions)
        standings = self._screening_standings(sessions, told)
        protocols = self.env["acupuncture.protocol"]
        for values in starts:
            session = by_id[values["session_id"]]
            standing = standings[session]
            commands = self._open_needles(values.get("needle_ids", []), standing)
            needles, values["spared_data"] = self._proposed(
                [vals for _create, _id, vals in commands], told[session], standing[1]
            )
            values["needle_ids"] = [fields.Command.create(vals) for vals in needles]
            values["supply_ids"] = self._prepare_products(
                protocols.browse(values["protocol_id"]), session.company_id, standing[2]
            )
        return starts

    def action_same_as_last(self):
        """Leave out what was open last time and is closed today."""
        result = super().action_same_as_last()
        standings = self._screening_standings(self.session_id)
        for treatment in self:
            _known, _effects, shut = standings[treatment.session_id]
            products = self._products_shut(treatment.protocol_id, shut)
            treatment.supply_ids.filtered(
                lambda row, products=products: row.supply_id in products
            ).unlink()
            needles = treatment.needle_ids
            verdicts = self._judged(
                (
                    (needle.point_id, needle.stimulation, needle.side)
                    for needle in needles
                ),
                standings[treatment.session_id],
            )
            closed = [verdict.state == "closed" for verdict in verdicts]
            needles.browse(
                needle.id for needle, shut in zip(needles, closed, strict=True) if shut
            ).unlink()
        return result

    @api.model
    def _open_needles(self, commands, standing):
        """Return the commands without those that create a closed needle."""
        fresh = [command for command in commands if command[0] == CREATE]
        points = self.env["acupuncture.point"]
        verdicts = self._judged(
            (
                (
                    points.browse(vals["point_id"]),
                    vals.get("stimulation"),
                    vals.get("side", "both"),
                )
                for _create, _id, vals in fresh
            ),
            standing,
        )
        open_ones = [
            command
            for command, verdict in zip(fresh, verdicts, strict=True)
            if verdict.state != "closed"
        ]
        return [each for each in commands if each[0] != CREATE] + open_ones

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
