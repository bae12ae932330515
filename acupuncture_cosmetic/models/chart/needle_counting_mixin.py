from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..foundation.windows import dialog
from ..reference.needling_mixin import ZONES

# The face first, then the body, from the head down.
WAY_OUT = (
    "face_upper",
    "face_middle",
    "face_lower",
    "scalp",
    "neck",
    "arms",
    "chest_abdomen",
    "back",
    "legs",
)
HIDDEN_ZONES = ("scalp",)
HIDDEN_REGIONS = ("head",)  # in the hair, behind the ear


class NeedleCountingMixin(models.AbstractModel):
    """Law 6: what goes in comes out, zone by zone."""

    _name = "acupuncture.needle.counting.mixin"
    _description = "Needles Counted Out by Zone"

    needle_count = fields.Integer(string="Number of Needles", compute="_compute_count")
    retained_count = fields.Integer(string="Stay In", compute="_compute_count")
    out_count = fields.Integer(string="Number Counted Out", compute="_compute_count")
    count_settled = fields.Boolean(compute="_compute_count")
    count_data = fields.Json(
        compute="_compute_count",
        export_string_translation=False,
        help="Technical: needles in and out by zone, in the order of removal.",
    )

    @api.depends(
        "needle_ids.zone",
        "needle_ids.retained",
        "needle_ids.point_id",
        "needle_ids.out_at",
        "count_ids.counted_out",
        "count_ids.zone",
        "incident_ids.state",
        "incident_ids.outcome",
    )
    def _compute_count(self):
        for treatment in self:
            rows = treatment._count_by_zone()
            treatment.needle_count = len(treatment.needle_ids)
            treatment.retained_count = sum(row["retained"] for row in rows)
            treatment.out_count = sum(row["out"] or 0 for row in rows)
            treatment.count_settled = all(row["settled"] for row in rows)
            treatment.count_data = rows

    def _count_by_zone(self):
        """Return one dict for each zone with needles, in the order of removal."""
        self.ensure_one()
        labels = dict(self.needle_ids._fields["zone"]._description_selection(self.env))
        needles = self.needle_ids.grouped("zone")
        counts = {row.zone: row.counted_out for row in self.count_ids}
        incidents = self.incident_ids.filtered(lambda one: one.kind == "count")
        none = self.needle_ids[:0]
        return [
            self._count_row(
                zone,
                labels[zone],
                needles.get(zone, none),
                counts.get(zone),
                incidents.filtered(lambda one, zone=zone: one.zone == zone),
            )
            for zone in WAY_OUT
            if zone in needles or zone in counts
        ]

    def _count_row(self, zone, label, needles, counted, incidents):
        staying = len(needles.filtered("retained"))
        expected = len(needles) - staying
        equal = expected == (counted or 0)
        about = incidents.filtered(
            lambda one: (
                (one.needles_in, one.needles_out) == (expected, counted or 0)
                and (one.state == "open" or one._explains())
            )
        )
        hidden = needles.point_id.filtered(lambda one: one.region in HIDDEN_REGIONS)
        return {
            "zone": zone,
            "label": label,
            "in": len(needles),
            "retained": staying,
            "expected": expected,
            "out": counted,
            "settled": equal or any(one._explains() for one in about),
            "differs": counted is not None and not equal,
            "tapped": len(needles.filtered("out_at")),
            "incident": about[:1].name,
            "incident_id": about[:1].id,
            "incident_open": any(one.state == "open" for one in about),
            "hidden": bool(hidden) or zone in HIDDEN_ZONES,
            "points": ", ".join(needles.point_id.mapped("code")),
        }

    def action_count_zone(self, zone, counted):
        """Write down how many needles came out of one zone.

        :raises UserError: no such zone, or no such number
        """
        self.ensure_one()
        self._refuse_if_signed()
        if zone not in dict(ZONES) or type(counted) is not int or counted < 0:
            raise UserError(
                self.env._("Enter how many needles came out of one zone, 0 or more.")
            )
        self._begin_counting()
        self._write_counts({zone: counted})
        leaving = self.needle_ids.filtered(
            lambda one: one.zone == zone and not one.retained
        )
        if counted == len(leaving):
            if self.removal_at:  # else nobody took the time
                still_in = leaving.filtered(lambda one: not one.out_at)
                still_in._come_out(self.removal_at)
        elif counted != len(leaving.filtered("out_at")):
            leaving.filtered("out_at")._sealed_write({"out_at": False})
        return self.count_data

    def action_tap_out(self, out_ids, back_ids=()):
        """Write down which needles came out, tapped one by one; the zones count along.

        :param back_ids: needles that were tapped by mistake and are still in
        :raises UserError: one stays in by choice, or these are no needles
        """
        self.ensure_one()
        self._refuse_if_signed()
        out = self._needles_tapped(out_ids)
        back = self._needles_tapped(back_ids) - out
        for needle in out.filtered("retained"):
            raise UserError(
                self.env._(
                    "%(treatment)s, %(point)s: this needle stays in by choice and is "
                    "not counted out today.",
                    treatment=self.name,
                    point=needle.point_id.code,
                )
            )
        self._begin_counting()
        at = self.removal_at if self._is_forgotten() else fields.Datetime.now()
        out.filtered(lambda one: not one.out_at)._come_out(at)
        back._sealed_write({"out_at": False})
        seen = self.needle_ids.filtered("out_at").grouped("zone")
        touched = dict.fromkeys((out | back).mapped("zone"), 0)
        self._write_counts({zone: len(seen.get(zone, ())) for zone in touched})
        return self.count_data

    def _needles_tapped(self, ids):
        if not isinstance(ids, list | tuple) or any(
            type(one) is not int for one in ids
        ):
            raise UserError(
                self.env._(
                    "%(treatment)s: this says of no needle that it is out. Reload the "
                    "page and tap the needles on the drawing.",
                    treatment=self.name,
                )
            )
        return self.needle_ids.filtered(lambda one: one.id in ids)

    def _begin_counting(self):
        if self.needles_in_at and not self.removal_at:
            self.action_begin_removal()

    def _write_counts(self, counts):
        """Write down zone -> how many needles are out."""
        known = {row.zone: row for row in self.count_ids}
        commands = [
            Command.update(known[zone].id, {"counted_out": counted})
            if zone in known
            else Command.create({"zone": zone, "counted_out": counted})
            for zone, counted in counts.items()
        ]
        if commands:
            self.write({"count_ids": commands})

    def _needles_in_again(self):
        """What was seen to come out is in, and counted anew."""
        out = self.needle_ids.filtered("out_at")
        out._sealed_write({"out_at": False})
        self._write_counts(dict.fromkeys(out.mapped("zone"), 0))

    def action_search_zone(self, zone):
        """Open the steps of the search for what is missing in a zone."""
        self.ensure_one()
        self._refuse_if_signed()
        return dialog(
            self.env["acupuncture.needle.search"],
            self.env._("Search"),
            "medium",
            treatment_id=self.id,
            zone=zone,
        )

    def action_open_incident(self, zone):
        """Open the incident of a zone, there to be resolved.

        :raises UserError: the zone has none, or none about its present numbers
        """
        self.ensure_one()
        rows = {row["zone"]: row for row in self._count_by_zone()}
        incident = self.incident_ids.browse(rows.get(zone, {}).get("incident_id"))
        if not incident:
            raise UserError(
                self.env._(
                    "%(treatment)s has no incident about these numbers: count the zone "
                    "again, or search it step by step.",
                    treatment=self.name,
                )
            )
        return incident._get_records_action(
            name=self.env._("Incident"), target="new", context={"dialog_size": "large"}
        )

    def _unsettled_words(self, row):
        facts = {"zone": row["label"], "expected": row["expected"]}
        facts["out"] = row["out"] or 0
        if row["incident_open"]:
            return self.env._(
                "• %(zone)s: %(expected)s in, %(out)s out. Resolve %(incident)s.",
                incident=row["incident"],
                **facts,
            )
        if row["out"] is None:
            return self.env._(
                "• %(zone)s: %(expected)s in, not counted yet.",
                zone=facts["zone"],
                expected=facts["expected"],
            )
        return self.env._("• %(zone)s: %(expected)s in, %(out)s out.", **facts)

    def _check_counted(self):
        """Refuse to sign while a zone differs.

        :raises UserError: names each zone with its numbers, and the remedy
        """
        for treatment in self:
            lines = [
                self._unsettled_words(row)
                for row in treatment._count_by_zone()
                if not row["settled"]
            ]
            if lines:
                intro = self.env._(
                    "%(treatment)s cannot be signed: not every needle is out. Count "
                    "each zone and search for what is missing. A needle that stays "
                    "missing is an incident, which must be resolved first.",
                    treatment=treatment.name,
                )
                raise UserError("\n".join([intro, *lines]))
