from odoo import fields, models
from odoo.exceptions import UserError

from .incident import MENDING


class Incident(models.Model):
    """How an incident ends: in words, after the search, and the zone adds up again."""

    _inherit = "acupuncture.incident"

    def action_resolve(self):
        """Close these incidents; a clinician alone may, in words.

        What was found is counted; what stays in is marked so, until its day.

        :raises UserError: something is missing, names what
        """
        self.env["acupuncture.session"]._check_role("practitioner")
        for incident in self:
            incident._check_told()
            incident._check_searched()
        for incident in self.filtered(lambda one: one.outcome == "stays"):
            incident._check_staying()
        self._sealed_write(
            {
                "state": "resolved",
                "resolved_at": fields.Datetime.now(),
                "resolved_by_id": self.env.uid,
            }
        )
        self.flush_recordset()  # PostgreSQL looks for it before a needle may stay in
        for incident in self.filtered(lambda one: one.kind == "count"):
            incident._mend_count()

    def _explains(self):
        """Tell whether its numbers may differ for good; see ``MENDING``."""
        self.ensure_one()
        return self.state == "resolved" and self.outcome not in MENDING

    def _check_told(self):
        if not self.outcome:
            raise UserError(
                self.env._(
                    "%(incident)s: choose how it ended before it is resolved.",
                    incident=self.name,
                )
            )
        if not (self.resolution or "").strip():
            raise UserError(
                self.env._(
                    "%(incident)s: write down how it ended before it is resolved.",
                    incident=self.name,
                )
            )

    def _check_searched(self):
        """Refuse to give up a needle that was not searched for everywhere."""
        if self.kind != "count" or self.outcome == "found":
            return
        if places := self._unsearched():
            raise UserError(
                self.env._(
                    "%(incident)s: search everywhere and tick each place before it is "
                    "resolved. Still to do: %(places)s.",
                    incident=self.name,
                    places=places,
                )
            )

    def _check_staying(self):
        self.treatment_id._refuse_if_signed()
        self._check_same_count()
        missing = self.needles_in - self.needles_out
        needles = self.staying_ids
        here = needles.filtered(
            lambda one: (
                one.treatment_id == self.treatment_id
                and one.zone == self.zone
                and not one.retained
            )
        )
        if self.kind != "count" or needles != here or not 0 < len(needles) <= missing:
            raise UserError(
                self.env._(
                    "%(incident)s: choose which needles stay in, of the zone that was "
                    "counted, none that stays in already, no more than are missing.",
                    incident=self.name,
                )
            )
        if not (self.stays_until and self.client_agreed):
            raise UserError(
                self.env._(
                    "%(incident)s: say until which day the needle stays in, and tick "
                    "that the client agreed.",
                    incident=self.name,
                )
            )

    def _check_same_count(self):
        """Refuse to leave needles in by numbers that hold no more."""
        rows = self.treatment_id._count_by_zone()
        now = next((row for row in rows if row["zone"] == self.zone), None)
        if now and (now["expected"], now["out"] or 0) != (
            self.needles_in,
            self.needles_out,
        ):
            raise UserError(
                self.env._(
                    "%(incident)s: the count of the zone has changed since: "
                    "%(expected)s in and %(out)s out now. Choose another ending, and "
                    "search anew for what is still missing.",
                    incident=self.name,
                    expected=now["expected"],
                    out=now["out"] or 0,
                )
            )

    def _mend_count(self):
        """Bring the zone in line with how it ended."""
        self.ensure_one()
        treatment = self.treatment_id._as_helper()
        if self.outcome == "stays":
            self.staying_ids.with_env(treatment.env).write(
                {
                    "retained": True,
                    "removal_due": self.stays_until,
                    "client_agreed": True,
                }
            )
        elif self.outcome == "found" and treatment.is_open:
            row = treatment.count_ids.filtered(lambda one: one.zone == self.zone)
            if row.counted_out == self.needles_out:  # else it was corrected already
                treatment.action_count_zone(self.zone, self.needles_in)
