from odoo import models
from odoo.tools import html2plaintext

from ...engine import protocol_diff
from ..foundation.windows import dialog
from ..reference.needling_mixin import HOW

# What stands in the head of a protocol, in the order in which it is compared.
_HEAD = (
    "name",
    "goal",
    "concern_ids",
    "technique_ids",
    "essential_technique_id",
    "session_minutes",
    "retention_min",
    "retention_minutes",
    "retention_max",
    "variation",
    "style",
    "rationale",
    "evidence_note",
    "practitioner_note",
    "setting_note",
    "screening_note",
    "review_note",
    "maintenance_note",
    "aftercare",
)
_PHASE = ("session_count", "per_week", "min_days", "max_days")
_STEP = ("kind", "minutes", "technique_id", "supply_ids", "optional")
_POINT = ("side", *HOW, "optional")


class ProtocolComparingMixin(models.AbstractModel):
    """Two revisions side by side: what came, what went, what reads otherwise.

    Part of ``acupuncture.protocol``.
    """

    _name = "acupuncture.protocol.comparing.mixin"
    _description = "Compared With Another Revision"

    def action_compare(self):
        """Ask which revision to compare with; the one before is proposed."""
        self.ensure_one()
        return dialog(
            self.env["acupuncture.protocol.compare"],
            self.env._("Compare Revisions"),
            new_id=self.id,
            old_id=(self.previous_id or self._other_revision()).id,
        )

    def _other_revision(self):
        return (self._of_same_code() - self)[:1]

    def _comparison_html(self, new):
        """Return what changes from this revision to ``new``, as a page."""
        self.ensure_one()
        return self.env["ir.qweb"]._render(
            "acupuncture_cosmetic.protocol_comparison",
            {"changes": self._changes_to(new), "old": self, "new": new},
        )

    def _changes_to(self, new):
        """Return section -> changes from this revision to ``new``."""
        ordered = frozenset({self.env._("Steps"), self.env._("Points")})
        changes = protocol_diff.compare(
            self._comparison_rows(), new._comparison_rows(), ordered
        )
        sections = {}
        for change in changes:
            sections.setdefault(change.section, []).append(change)
        return sections

    def _comparison_rows(self):
        """Return section -> rows, all in the words of the screen."""
        return {
            self.env._("Protocol"): [
                (label, {"": text}) for label, text in self._shown_texts(_HEAD).items()
            ],
            self.env._("Phases"): [
                (self.env._("Phase %(number)d", number=number), phase)
                for number, phase in enumerate(
                    (self._row_texts(phase, _PHASE) for phase in self.phase_ids), 1
                )
            ],
            self.env._("Steps"): [
                (step.name, self._row_texts(step, _STEP)) for step in self.step_ids
            ],
            self.env._("Points"): [
                (point.point_id.display_name, self._row_texts(point, _POINT))
                for point in self.point_ids
            ],
        }

    def _shown_texts(self, names):
        return self._row_texts(self, names)

    def _row_texts(self, row, names):
        """Return label -> text of these fields of a row, as a person reads them."""
        labels = row.fields_get(names, ["string"])
        return {labels[name]["string"]: self._as_text(row, name) for name in names}

    def _as_text(self, row, name):
        field, value = row._fields[name], row[name]
        if field.relational:
            return ", ".join(value.mapped("display_name"))
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.type == "boolean":
            return self.env._("yes") if value else ""
        if field.type == "html":
            return html2plaintext(value or "").strip()
        if field.type in ("float", "integer"):
            return f"{value:g}" if value else ""
        return value or ""
