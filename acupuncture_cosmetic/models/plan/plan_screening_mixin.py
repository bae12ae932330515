from odoo import api, fields, models
from odoo.fields import Domain

from ...engine import plan_points, screening, spared_limbs
from ..screening.intake_states import LIVE


class PlanScreeningMixin(models.AbstractModel):
    """What screening leaves of a plan: points and techniques close by themselves.

    The face chart marks as closed what is, whether it stands in the plan or not.
    """

    _name = "acupuncture.plan.screening.mixin"
    _description = "What Screening Closes of a Plan"

    closed_technique_ids = fields.Many2many(
        comodel_name="acupuncture.technique",
        string="Closed Today",
        compute="_compute_screening",
    )
    screening_note = fields.Text(compute="_compute_screening")
    allergy_note = fields.Text(
        compute="_compute_allergy_note",
        help="What the client is allergic to, next to what the products contain.",
    )

    closed_data = fields.Json(
        compute="_compute_closed_data",
        export_string_translation=False,
        help="Technical: point id and why it is not needled, for the face chart.",
    )

    @api.depends("client_id", "company_id", "protocol_id")
    def _compute_allergy_note(self):
        told = self._allergies()
        for plan in self:
            allergies = told.get((plan.client_id._origin, plan.company_id))
            contained = plan.protocol_id.allergen_note
            plan.allergy_note = (
                self.env._(
                    "The client reports allergies: %(allergies)s\n"
                    "In the products: %(contained)s",
                    allergies=allergies,
                    contained=contained or self.env._("nothing noted"),
                )
                if allergies
                else False
            )

    def _allergies(self):
        """Return (client, company) -> the allergies of the histories that count."""
        histories = self.env["acupuncture.intake"].search_fetch(
            [
                ("client_id", "in", self.client_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("state", "in", LIVE),
                ("allergies", "!=", False),
            ],
            ["client_id", "company_id", "allergies"],
        )
        grouped = histories.grouped(lambda each: (each.client_id, each.company_id))
        return {
            key: "; ".join(group.mapped("allergies")) for key, group in grouped.items()
        }

    @api.depends("client_id", "company_id", "technique_ids")
    def _compute_screening(self):
        standings = self._standings()
        names = self.env["acupuncture.technique"]._names()
        for plan in self:
            known, _effects, closed = standings[plan]
            usable = plan_points.usable_techniques(
                plan.technique_ids.mapped("code"),
                closed,
                self.env["acupuncture.technique"]._requires(),
            )
            shut = plan.technique_ids.filtered(
                lambda technique, usable=usable: technique.code not in usable
            )
            plan.closed_technique_ids = shut
            plan.screening_note = plan._screening_words(known, shut, names)

    def _screening_words(self, known, shut, names):
        if not known:
            return self.env._(
                "No health history yet, so nothing could be screened. Points and "
                "techniques are checked as soon as one is submitted."
            )
        if not shut:
            return False
        return self.env._(
            "Left out because they are closed for the client today or were declined: "
            "%(techniques)s.",
            techniques=", ".join(names[each.code] for each in shut),
        )

    def _open_points(self):
        """Return the points to needle: not dropped, not closed by today's screening."""
        return self.point_ids.filtered(
            lambda point: not point.dropped and point.screening_state != "closed"
        )

    @api.model
    def _judge(self, rows, effects, closed):
        """Return row -> verdict, of rows of the needling mixin."""
        judged = plan_points.judge(
            [
                plan_points.PlanPoint(
                    row.point_id.code,
                    row.point_id.pregnancy,
                    row.stimulation,
                    row.point_id.region,
                    row.side,
                )
                for row in rows
            ],
            effects,
            closed,
        )
        return dict(zip(rows, judged, strict=True))

    def _standings(self):
        """Return plan -> what is known of its client's health: see ``_screener``."""
        standings = {}
        for company, plans in self.grouped("company_id").items():
            standing_of = self._screener(plans.client_id, company)
            today = company._clinic_today()
            standings |= {plan: standing_of(plan.client_id, today) for plan in plans}
        return standings

    @api.model
    def _screener(self, clients, company):
        """Return a function of client and day, asked as often as needed.

        It returns whether a history is in, finding -> effect, and which techniques are
        closed or were refused, looking at every technique, whatever is planned. The
        queries are made once, whatever the number of clients and days.
        """
        techniques = self.env["acupuncture.technique"]
        codes, requires = techniques._names(), techniques._requires()
        profiles = self.env["acupuncture.intake"]._profiles(clients._origin, company)
        refused = self.env["acupuncture.consent"]._refused(clients._origin, company)
        catalogue = self.env["acupuncture.contraindication"]._catalogue(company)

        def standing_of(client, day):
            known = profiles.get(client._origin, [])
            result = screening.evaluate(known, catalogue, codes, requires, day)
            effects = {finding.code: finding.effect for finding in result.findings}
            nodes = [
                answer.detail
                for profile in known
                for answer in profile.answers
                if answer.code == spared_limbs.NODES
            ]
            effects |= spared_limbs.spared(effects, nodes)
            return bool(known), effects, result.blocked | refused[client._origin]

        return standing_of

    @api.model
    def _spared_limb_words(self, verdict):
        if verdict.state == "closed":
            return self.env._("Lymph nodes were removed here: keep free of needles")
        sides = dict(
            self.env["acupuncture.plan.point"]
            ._fields["side"]
            ._description_selection(self.env)
        )
        return self.env._(
            "Lymph nodes were removed on this side, so it is left out: %(side)s",
            side=", ".join(sides[side] for side in verdict.because),
        )

    @api.model
    def _closed_point_words(self, verdict, items):
        """Return why a point is closed or asks for care, for practitioners alone."""
        if verdict.reason == "needling":
            return self.env._("Needling is closed for the client today")
        if verdict.reason == "current":
            return self.env._("Electrical stimulation is closed for the client today")
        if verdict.reason == "lung":
            return self.env._(
                "Over the lung, and the client has no reserve: not needled"
            )
        if verdict.reason == "limb_asked":
            return self.env._(
                "Were lymph nodes removed here? Keep free of needles until the client "
                "has been asked"
            )
        if verdict.reason == "limb":
            return self._spared_limb_words(verdict)
        causes = ", ".join(items.get(code, code) for code in verdict.because)
        if verdict.state == "closed":
            return self.env._("Avoided: %(causes)s", causes=causes)
        return self.env._("With care: %(causes)s", causes=causes)

    @api.depends("client_id", "company_id")
    def _compute_closed_data(self):
        standings = self._standings()
        for plan in self:
            plan.closed_data = self._closed_points(standings[plan])

    @api.model
    def _closed_places(self, effects):
        """Return domains of the points that these effects may close on both sides."""
        places = []
        if plan_points.pregnancy_findings(effects):
            places.append(Domain("pregnancy", "=", "avoid"))
        if plan_points.THIN_CHEST in effects:
            places.append(Domain("code", "in", list(plan_points.LUNG_POINTS)))
        regions = {
            key.split(":")[1]
            for key in effects
            if key.startswith(spared_limbs.NODES + ":")
        }
        if regions:
            places.append(Domain("region", "in", list(regions)))
        return places

    @api.model
    def _closed_points(self, standing):
        """Return point id -> why it is closed, of all points of the catalogue."""
        _known, effects, _closed = standing or (False, {}, frozenset())
        places = self._closed_places(effects)
        if not places:
            return {}
        points = self.env["acupuncture.point"].search_fetch(
            Domain.OR(places), ["code", "pregnancy", "region"]
        )
        verdicts = plan_points.judge(
            [
                plan_points.PlanPoint(point.code, point.pregnancy, region=point.region)
                for point in points
            ],
            effects,
        )
        items = self.env["acupuncture.plan.point"]._item_names()
        return {
            str(point.id): self._closed_point_words(verdict, items)
            for point, verdict in zip(points, verdicts, strict=True)
            if verdict.state == "closed"
        }
