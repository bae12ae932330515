from odoo import api, fields, models

from ....engine import screening
from .intake import LIVE

DEFAULT_TECHNIQUES = frozenset({"needling"})


class Intake(models.Model):
    """From the tables to the engine: what histories mean for a treatment."""

    _inherit = "acupuncture.intake"

    @api.model
    def _evaluate_many(self, requests):
        """Return the engine's results of (client, company, techniques, day), in order.

        The number of queries depends on the number of companies alone.
        """
        requires = self.env["acupuncture.technique"]._requires()
        items = self.env["acupuncture.contraindication"]
        partners = self.env["res.partner"]
        sources = {}
        for company in {request[1] for request in requests}:
            clients = partners.union(*(r[0] for r in requests if r[1] == company))
            profiles = self._profiles(clients, company)
            sources[company] = profiles, items._catalogue(company)
        results = []
        for client, company, techniques, day in requests:
            profiles, catalogue = sources[company]
            results.append(
                screening.evaluate(
                    profiles[client], catalogue, techniques, requires, day
                )
            )
        return results

    @api.model
    def _profiles(self, clients, company):
        """Return client -> profiles of the histories that count, for the engine.

        A fixed number of queries for any number of clients.
        """
        heads = self.search(
            [
                ("client_id", "in", clients.ids),
                ("company_id", "=", company.id),
                ("state", "in", LIVE),
            ]
        )
        by_client = heads.grouped("client_id")
        profiles = heads._as_profiles()
        return {
            client: [profiles[head] for head in by_client.get(client, self.browse())]
            for client in clients
        }

    def _as_profiles(self):
        """Return history -> profile; the histories are of one company."""
        clearances = self._clearances()
        answers = self._rows("acupuncture.intake.answer")
        findings = self._rows("acupuncture.finding")
        return {
            intake: intake._as_profile(
                clearances.get(intake.client_id.id, ()),
                answers.get(intake, ()),
                findings.get(intake, ()),
            )
            for intake in self
        }

    def _rows(self, model_name):
        """Return history -> rows in one query; a one2many takes one per 1000 rows."""
        names = {
            "acupuncture.intake.answer": ["item_id", "value", "on_date", "detail"],
            "acupuncture.finding": ["item_id", "decision", "defer_until"],
        }[model_name]
        rows = self.env[model_name].search_fetch(
            [("intake_id", "in", self.ids)], ["intake_id", *names]
        )
        return rows.grouped("intake_id")

    def _clearances(self):
        """Return client id -> clearances in hand."""
        if not self:
            return {}
        clearances = self.env["acupuncture.clearance"]
        return clearances._for_engine(self.client_id, self.company_id)

    def _as_profile(self, clearances, answers, findings):
        self.ensure_one()
        return screening.Profile(
            birth=self.birth_date or None,
            skin_type=int(self.skin_type) if self.skin_type else None,
            medicines=self.medicines or "",
            # what is still being filled in is looked at as of now
            answered_on=self.company_id._clinic_date(
                self.submitted_at or fields.Datetime.now()
            ),
            valid_until=self.valid_until or None,
            reviewed=self.state != "submitted",
            decisions={
                finding.item_id.code: screening.Decision(
                    finding.decision, finding.defer_until or None
                )
                for finding in findings
                if finding.decision != "open"
            },
            clearances=tuple(clearances),
            answers=tuple(self._engine_answers(answers)),
        )

    def _engine_answers(self, rows):
        """Yield the answers, and the fear of needles that was told in another place."""
        for row in rows:
            yield row._as_engine()
        if self.needle_comfort == "afraid":
            yield screening.Answer("NEEDLE_PHOBIA", "yes")

    def _engine_findings(self, day=None):
        """Return history -> code -> what the engine finds, over every technique.

        :param day: the day of the clinic; today when left out
        """
        codes = self.env["acupuncture.technique"]._names()
        requires = self.env["acupuncture.technique"]._requires()
        items = self.env["acupuncture.contraindication"]
        found = {}
        for company, intakes in self.grouped("company_id").items():
            catalogue = items._catalogue(company)
            on = day or company._clinic_today()
            for intake, profile in intakes._as_profiles().items():
                result = screening.evaluate([profile], catalogue, codes, requires, on)
                found[intake] = {each.code: each for each in result.findings}
        return found

    def _make_findings(self, heads):
        """Note what this version means, with the decisions that still fit.

        :param heads: the versions that it replaces
        """
        self.ensure_one()
        day = self.company_id._clinic_date(self.submitted_at)
        found = self._engine_findings(day)[self]
        items = self.env["acupuncture.contraindication"].search(
            [("code", "in", list(found))]
        )
        decided = self._decisions_that_fit(heads)
        self.env["acupuncture.finding"]._sealed_create(
            [
                {
                    "intake_id": self.id,
                    "company_id": self.company_id.id,
                    "client_id": self.client_id.id,
                    "item_id": item.id,
                    "rank": screening.EFFECTS.index(found[item.code].effect),
                    **decided.get(item, {}),
                }
                for item in items
            ]
        )

    def _decisions_that_fit(self, heads):
        """Return item -> decision of the replaced versions on the very same answer."""
        decided = {}
        for finding in heads.finding_ids.filtered(lambda f: f.decision != "open"):
            same = self._basis(finding.item_id)
            if finding.intake_id._basis(finding.item_id) == same:
                decided.setdefault(finding.item_id, finding._carried_decision())
        return decided

    def _basis(self, item):
        """Return all that a finding on that item rests on."""
        asked = item | item.question_of_id
        rows = self.answer_ids.filtered(lambda row: row.item_id in asked)
        answers = sorted(str(sorted(row._as_values().items())) for row in rows)
        facts = {
            "MINOR": self.birth_date,
            "FRAIL": self.birth_date,
            "PIH": self.skin_type,
            "NEEDLE_PHOBIA": self.needle_comfort,
        }
        medicines = bool(item.medicine_words) and self.medicines
        return answers, facts.get(item.code), medicines

    @api.model
    def _history_changed(self, clients, company):
        """Hook: histories, decisions, clearances or consents of clients changed."""
        self._refresh_alerts(clients, company)

    @api.model
    def _refresh_alerts(self, clients, company):
        """Write the lights of these clients anew."""
        # sudo: the client and the desk may set off what only clinicians may read; a
        # light and a neutral code come out
        self = self.sudo()
        requires = self.env["acupuncture.technique"]._requires()
        catalogue = self.env["acupuncture.contraindication"]._catalogue(company)
        techniques = self._client_techniques(clients, company)
        today = company._clinic_today()
        steps = {
            client: screening.timeline(
                profiles, catalogue, techniques[client], requires, today
            )
            for client, profiles in self._profiles(clients, company).items()
        }
        self.env["acupuncture.client.alert"]._show(company, steps)

    @api.model
    def _client_techniques(self, clients, company):
        """Return client -> the techniques of all their open courses."""
        courses = self.env["acupuncture.course"].search(
            [
                ("client_id", "in", clients.ids),
                ("company_id", "=", company.id),
                ("state", "in", ("draft", "active", "on_hold")),
            ]
        )
        by_client = courses.grouped("client_id")
        return {
            client: frozenset().union(
                *(course._planned_techniques() for course in by_client.get(client, ()))
            )
            or DEFAULT_TECHNIQUES
            for client in clients
        }

    @api.model
    def _cron_refresh_alerts(self):
        """Let every light follow the calendar: deferrals end, histories expire."""
        groups = self._read_group(
            [("state", "in", LIVE)], ["company_id"], ["client_id:recordset"]
        )
        for company, clients in groups:
            self._refresh_alerts(clients, company)
