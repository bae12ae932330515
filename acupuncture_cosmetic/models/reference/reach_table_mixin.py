from markupsafe import Markup

from odoo import api, fields, models

from ...engine import screening_reach

STATES = [
    ("closed", "Closed"),
    ("waits", "Wait"),
    ("clearance", "Clearance"),
    ("caution", "Caution"),
    ("note", "Note"),
]
# the shipped techniques, each with a column of its own
COLUMNS = (
    "needling",
    "electroacupuncture",
    "microneedling",
    "topical",
    "led",
    "gua_sha_cupping",
)


class ReachTableMixin(models.AbstractModel):
    """The table items x techniques: what a yes closes, as the present clinic set it.

    The engine itself is asked, cell by cell, so the table cannot say anything else than
    what screening does. Part of ``acupuncture.contraindication``.
    """

    _name = "acupuncture.reach.table.mixin"
    _description = "Items by Technique"

    reach_needling = fields.Selection(STATES, "Needling", compute="_compute_reach")
    reach_electroacupuncture = fields.Selection(
        STATES, "Electro", compute="_compute_reach"
    )
    reach_microneedling = fields.Selection(STATES, "Roller", compute="_compute_reach")
    reach_topical = fields.Selection(STATES, "Serum", compute="_compute_reach")
    reach_led = fields.Selection(STATES, "LED", compute="_compute_reach")
    reach_gua_sha_cupping = fields.Selection(
        STATES, "Gua Sha, Cups", compute="_compute_reach"
    )
    reach_other = fields.Char("Other Techniques", compute="_compute_reach")
    reach_wait = fields.Char("Wash-out", compute="_compute_reach")
    reach_guidance = fields.Text("What to Do", compute="_compute_reach_guidance")
    reach_told_html = fields.Html(
        string="Screening Item", compute="_compute_reach_guidance", sanitize=False
    )

    @api.depends_context("company", "lang")
    @api.depends(
        "active",
        "clinic_days",
        "clinic_enabled",
        "has_defer",
        "severity",
        "technique_ids",
        "sharing_ids.clinic_days",
        "sharing_ids.clinic_enabled",
        "sharing_ids.severity",
        "sharing_ids.technique_ids",
    )
    def _compute_reach(self):
        rows, names = self._reach_rows(self.env.company)
        for item in self:
            cells = rows.get(item.code, {})
            for code in COLUMNS:
                cell = cells.get(code)
                item[f"reach_{code}"] = cell and cell.state or False
            item.reach_other = item._reach_text(
                {code: cell for code, cell in cells.items() if code not in COLUMNS},
                names,
            )
            item.reach_wait = item._reach_days(cells, names)

    @api.depends_context("lang")
    @api.depends("name", "guidance", "sharing_ids.guidance")
    def _compute_reach_guidance(self):
        for item in self:
            texts = [item.guidance, *item.sharing_ids.mapped("guidance")]
            item.reach_guidance = "\n".join(filter(None, texts))
            item.reach_told_html = Markup(
                '<div>%s</div><div class="text-muted small text-wrap">%s</div>'
            ) % (item.name, item.reach_guidance)

    @api.model
    def _reach_rows(self, company):
        """Return code of an asked item -> technique -> cell, and all techniques."""
        techniques = self.env["acupuncture.technique"].search_fetch(
            [("active", "=", True)], ["code", "name"]
        )
        names = {technique.code: technique.name for technique in techniques}
        rows = screening_reach.reach(
            self._catalogue(company),
            names,
            self.env["acupuncture.technique"]._requires(),
        )
        return rows, names

    def _reach_text(self, cells, names):
        """Return cells in words, for techniques that have no column of their own."""
        states = dict(self._fields["reach_needling"]._description_selection(self.env))
        return ", ".join(
            f"{names[code]}: {states[cell.state]}"
            for code, cell in cells.items()
            if cell.state
        )

    def _reach_days(self, cells, names):
        """Return how long is waited, and for what where that differs."""
        waits = {code: cell for code, cell in cells.items() if cell.days}
        told = {cell for cell in waits.values()}
        if len(told) == 1 and all(
            cell.state in ("", "waits") for cell in cells.values()
        ):
            return self._reach_wait_text(told.pop())
        return ", ".join(
            f"{names[code]}: {self._reach_wait_text(cell)}"
            for code, cell in waits.items()
        )

    def _reach_wait_text(self, cell):
        if cell.clearance:
            return self.env._("%(days)s days, then clearance", days=cell.days)
        return self.env._("%(days)s days", days=cell.days)

    def _reach_sheet(self):
        """Return the names of the techniques and, by part of the form, the rows."""
        rows, names = self._reach_rows(self.env.company)
        states = dict(self._fields["reach_needling"]._description_selection(self.env))
        topics = dict(self._fields["topic"]._description_selection(self.env))
        shown = self.filtered(lambda item: item.code in rows)
        return list(names.values()), [
            (
                topics[topic],
                [
                    (
                        item,
                        [
                            (cell.state, states.get(cell.state, ""), cell)
                            for cell in rows[item.code].values()
                        ],
                    )
                    for item in items.sorted(lambda item: (item.sequence, item.id))
                ],
            )
            for topic, items in shown.grouped("topic").items()
        ]

    @api.model
    def action_print_reach(self):
        """Print the whole table, as the present clinic has set it."""
        asked = self.search(
            [
                ("question_of_id", "=", False),
                "|",
                ("clinic_enabled", "=", True),
                ("sharing_ids.clinic_enabled", "=", True),
            ]
        )
        report = self.env.ref("acupuncture_cosmetic.report_screening_table")
        return report.report_action(asked)
