from odoo import api, fields, models

from ..foundation.days import format_day
from ..screening.intake_states import LIVE


class AllergyMixin(models.AbstractModel):
    """What is used, beside what the client is allergic to.

    A warning that never goes away is not read any more. Red is what nobody decided on.
    What a practitioner accepted is told calmly in needles, which every session needs,
    and as a caution in a product, which another one could replace.
    """

    _name = "acupuncture.allergy.mixin"
    _description = "Allergies and What Is Used"

    allergies_told = fields.Text(
        string="Client's Allergies", compute="_compute_allergies"
    )
    allergens_used = fields.Char(
        string="Allergens in the Products", compute="_compute_allergies"
    )
    allergy_alert = fields.Char(compute="_compute_allergies")
    allergy_caution = fields.Char(compute="_compute_allergies")
    allergy_accepted = fields.Char(compute="_compute_allergies")
    allergens_in_needles = fields.Char(
        compute="_compute_allergies", help="Those that were accepted."
    )

    @api.depends("client_id", "company_id", "supply_ids.supply_id", "needle_ids.lot_id")
    def _compute_allergies(self):
        told = self._allergies_told()
        for treatment in self:
            lines = told.get((treatment.client_id, treatment.company_id), [])
            products = treatment.supply_ids.supply_id
            needles = treatment.needle_ids.lot_id.supply_id
            in_products = products._allergen_names()
            used = in_products | needles._allergen_names()
            treatment.allergies_told = "\n".join(line for line, _f in lines) or False
            treatment.allergens_used = ", ".join(sorted(used)) or False
            accepted = self._accepted_hits(lines, used)
            hits = {name for name in used if any(name in t.lower() for t, _f in lines)}
            treatment.allergy_alert = ", ".join(sorted(hits - set(accepted))) or False
            treatment.allergy_caution = self._acceptances(accepted, in_products)
            only_needles = used - in_products
            treatment.allergy_accepted = self._acceptances(accepted, only_needles)
            treatment.allergens_in_needles = (
                ", ".join(sorted(only_needles & set(accepted))) or False
            )

    @api.model
    def _accepted_hits(self, lines, used):
        """Return allergen -> the finding by which it was accepted.

        The client's free words are read with the findings of the same history, so they
        are decided on with them; a finding that is not accepted outweighs one that is.
        """
        accepted = {}
        for name in used:
            findings = [f for line, f in lines if f and name in line.lower()]
            if findings and all(f.decision == "accepted" for f in findings):
                accepted[name] = findings[0]
        return accepted

    @api.model
    def _acceptances(self, accepted, names):
        """Return by whom and when each of these allergens was accepted."""
        return (
            "; ".join(
                self.env._(
                    "%(allergen)s: accepted by %(user)s on %(day)s",
                    allergen=name,
                    user=finding.decided_by_id.name,
                    day=format_day(
                        self.env, finding.company_id._clinic_date(finding.decided_at)
                    ),
                )
                + (f" ({finding.decision_note})" if finding.decision_note else "")
                for name, finding in sorted(accepted.items())
                if name in names
            )
            or False
        )

    def _allergies_told(self):
        """Return (client, clinic) -> [(what is known of an allergy, its finding)]."""
        histories = self.env["acupuncture.intake"].search(
            [
                ("client_id", "in", self.client_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("state", "in", LIVE),
            ]
        )
        grouped = histories.grouped(lambda each: (each.client_id, each.company_id))
        return {key: self._allergy_lines(group) for key, group in grouped.items()}

    @api.model
    def _allergy_lines(self, histories):
        none = histories.finding_ids.browse()
        lines = [
            (line, none)
            for history in histories
            for line in (history.allergies or "").splitlines()
        ]
        return lines + [
            (f"{finding.item_id.name}: {', '.join(finding._words())}", finding)
            for finding in histories.finding_ids
            if finding.item_id.category == "allergies"
            and not (finding.asked_back and finding.said_kind == "not_applicable")
        ]
