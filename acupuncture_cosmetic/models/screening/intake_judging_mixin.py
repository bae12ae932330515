"""From the tables to the engine."""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from odoo import api, fields, models

from ...engine import screening, screening_words
from .intake_states import LIVE

JUDGED = (
    "client_id",
    "company_id",
    "state",
    "submitted_at",
    "valid_until",
    "birth_date",
    "skin_type",
    "pregnancy_due_date",
    "needle_comfort",
    "medicines",
    "allergies",
    "lifestyle",
    "goals",
)


class Request(NamedTuple):
    """May this client be treated like this on that day of the clinic?

    :param essential: codes of what cannot be done without; empty: any of them will do
    """

    client: models.BaseModel
    company: models.BaseModel
    techniques: frozenset[str]
    day: date
    essential: frozenset[str] = frozenset()


class Look(NamedTuple):
    """One history on one day, over every technique: what was read, what was found."""

    profile: screening.Profile
    catalogue: list
    found: dict
    day: date

    def says_yes(self, question):
        """Tell whether the client said yes to that question."""
        return any(
            answer.code == question and answer.value == "yes"
            for answer in self.profile.answers
        )


class IntakeJudgingMixin(models.AbstractModel):
    """What histories mean for a treatment: few queries, then the engine judges."""

    _name = "acupuncture.intake.judging.mixin"
    _description = "Health History Judged"

    @api.model
    def _evaluate_many(self, requests):
        """Return the engine's results of requests, in order.

        The number of queries depends on the number of companies alone.
        """
        requests = [Request(*request) for request in requests]
        requires = self.env["acupuncture.technique"]._requires()
        items = self.env["acupuncture.contraindication"]
        partners = self.env["res.partner"]
        sources = {}
        for company in {request.company for request in requests}:
            clients = partners.union(
                *(each.client for each in requests if each.company == company)
            )
            profiles = self._profiles(clients, company)
            sources[company] = profiles, items._catalogue(company)
        results = []
        for client, company, techniques, day, essential in requests:
            profiles, catalogue = sources[company]
            results.append(
                screening.evaluate(
                    profiles[client], catalogue, techniques, requires, day, essential
                )
            )
        return results

    @api.model
    def _profiles(self, clients, company):
        """Return client -> profiles of the histories that count, for the engine.

        A fixed number of queries for any number of clients.
        """
        heads = self.search_fetch(
            [
                ("client_id", "in", clients.ids),
                ("company_id", "=", company.id),
                ("state", "in", LIVE),
            ],
            JUDGED,
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
        told = self._told_since(findings)
        return {
            intake: intake._as_profile(
                clearances.get(intake.client_id.id, ()),
                answers.get(intake, ()),
                findings.get(intake, ()),
                told.get(intake, {}),
            )
            for intake in self
        }

    def _told_since(self, findings):
        """Return history -> code of a question -> what was told about it last."""
        asked = self.env["acupuncture.finding"].union(*findings.values())
        asked = asked.filtered("asked_back")
        told = {}
        rows = self.env["acupuncture.finding.answer"].search_fetch(
            [("finding_id", "in", asked.ids)],
            ["finding_id", "says", "on_date", "ongoing"],
        )
        for row in rows:
            of_history = told.setdefault(row.finding_id.intake_id, {})
            of_history.setdefault(row.finding_id._question(), row._as_engine())
        return told

    def _rows(self, model_name):
        """Return history -> rows in one query; a one2many takes one per 1000 rows."""
        names = {
            "acupuncture.intake.answer": ["item_id", "value", "on_date", "detail"],
            "acupuncture.finding": [
                "item_id",
                "decision",
                "defer_until",
                "decided_for",
                "asked_back",
            ],
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

    def _as_profile(self, clearances, answers, findings, told):
        self.ensure_one()
        return screening.Profile(
            birth=self.birth_date or None,
            skin_type=int(self.skin_type) if self.skin_type else None,
            **self._own_words(answers),
            due=self.pregnancy_due_date or None,
            # what is still being filled in is looked at as of now
            answered_on=self.company_id._clinic_date(
                self.submitted_at or fields.Datetime.now()
            ),
            valid_until=self.valid_until or None,
            reviewed=self.state != "submitted",
            decisions={
                finding.item_id._lasting_code(): finding._as_decision()
                for finding in findings
                if finding.decision != "open"
            },
            clearances=tuple(clearances),
            answers=tuple(self._engine_answers(answers)),
            told=told,
        )

    def _own_words(self, rows):
        """Return all free text by where it counts; details stand with their kind."""
        details = {True: [], False: []}
        for row in rows:
            if row.detail:
                details[row.item_id.category == "allergies"].append(row.detail)
        return {
            "medicines": "\n".join([self.medicines or "", *details[False]]).strip(),
            "allergies": "\n".join([self.allergies or "", *details[True]]).strip(),
            "notes": "\n".join([self.lifestyle or "", self.goals or ""]).strip(),
        }

    def _doubt(self, item):
        """Return what the client wrote that speaks against a "no" to an item."""
        self.ensure_one()
        root = item.question_of_id or item
        written = screening_words.Written.of(**self._own_words(self.answer_ids))
        return screening_words.contradiction(
            root.code,
            tuple(term._as_engine() for term in root.term_ids),
            written,
            self.pregnancy_due_date or None,
            self.company_id._clinic_today(),
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
        return {intake: look.found for intake, look in self._looks(day).items()}

    def _looks(self, day=None, told=None):
        """Return history -> look.

        :param day: the day of the clinic; today when left out
        :param told: what is taken as told, instead of what is written down
        """
        codes = self.env["acupuncture.technique"]._names()
        requires = self.env["acupuncture.technique"]._requires()
        items = self.env["acupuncture.contraindication"]
        looks = {}
        for company, intakes in self.grouped("company_id").items():
            catalogue = items._catalogue(company)
            on = day or company._clinic_today()
            for intake, profile in intakes._as_profiles().items():
                if told is not None:
                    profile = replace(profile, told=told)
                result = screening.evaluate([profile], catalogue, codes, requires, on)
                found = {each.code: each for each in result.findings}
                looks[intake] = Look(profile, catalogue, found, on)
        return looks

    def _closed_for_good(self, techniques):
        """Return which of these techniques this history rules out, on any day."""
        self.ensure_one()
        return screening.closed_for_good(
            [self._as_profiles()[self]],
            self.env["acupuncture.contraindication"]._catalogue(self.company_id),
            techniques,
            self.env["acupuncture.technique"]._requires(),
            self.company_id._clinic_today(),
        )
