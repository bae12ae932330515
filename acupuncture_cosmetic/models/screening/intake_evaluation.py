import logging
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from odoo import api, fields, models

from ...engine import screening, screening_words
from ..course.course_states import OPEN_STATES
from ..course.course_terms import USUAL_TECHNIQUES
from .intake import LIVE

_logger = logging.getLogger(__name__)

LIGHTS_BATCH = 100


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


class Intake(models.Model):
    """From the tables to the engine: what histories mean for a treatment."""

    _inherit = "acupuncture.intake"

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
                finding.item_id.code: finding._as_decision()
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

    def _make_findings(self, heads):
        """Note what this version means, with decisions and answers that still fit.

        :param heads: the versions that it replaces
        """
        self.ensure_one()
        day = self.company_id._clinic_date(self.submitted_at)
        kept = self._answers_that_fit(heads)
        lapsed = {
            question.code: screening.Told(applies=True, lapsed=True)
            for question, (says, _answer) in kept.items()
            if says == "lapsed"
        }
        found = self._looks(day, lapsed)[self].found
        items = self.env["acupuncture.contraindication"].search(
            [("code", "in", list(found))]
        )
        decided = self._decisions_that_fit(heads)
        findings = self.env["acupuncture.finding"]._sealed_create(
            [
                {
                    **self._prepare_finding(item, found[item.code]),
                    **decided.get(item, {}),
                }
                for item in items
            ]
        )
        self._keep_answers_told(findings, kept)

    @api.model
    def _keep_answers_told(self, findings, kept):
        by_question = findings.grouped(lambda f: f.item_id.question_of_id or f.item_id)
        self.env["acupuncture.finding.answer"]._write_down(
            [
                answer._carried(by_question[question][0], says)
                for question, (says, answer) in kept.items()
                if question in by_question
            ]
        )

    def _answers_that_fit(self, heads):
        """Return question -> (answer, row) of what was told and still counts.

        What applies goes on on the very same answer; a day does not, it may be another
        one now. A "no" outlives the form where the form itself says no; who is not sure
        again is asked again. What was going on and is not told any more has lapsed.
        """
        kept = {}
        for finding in heads.finding_ids:
            newest = finding._same_question().answer_ids.sorted("id")[-1:]
            question = finding.item_id.question_of_id or finding.item_id
            says = newest and self._still_says(newest, question)
            if says and kept.get(question, ("not_applicable",))[0] == "not_applicable":
                kept[question] = says, newest
        return kept

    def _still_says(self, answer, question):
        item = answer.finding_id.item_id
        before = answer.finding_id.intake_id
        same = self._basis(item) == before._basis(item)
        rows = self.answer_ids.filtered(lambda row: row.item_id == question)
        value = rows.value
        if same and answer.says == "applies" and not answer.on_date:
            return "applies"
        if same and answer.says == "not_applicable" and value == "no":
            return "not_applicable"
        if (answer.ongoing or answer.says == "lapsed") and value != "yes":
            return "lapsed"
        return None

    def _add_new_findings(self):
        """Note what speaks against a treatment only now, so that it can be decided.

        An item was switched on, a scope grew, a word was added, or a birthday came
        after the history was submitted.
        """
        found = self._engine_findings()
        known = {(row.intake_id, row.item_id.code) for row in self.finding_ids}
        fresh = [
            (intake, finding)
            for intake, by_code in found.items()
            for code, finding in by_code.items()
            if (intake, code) not in known
        ]
        items = self.env["acupuncture.contraindication"].search(
            [("code", "in", [finding.code for _intake, finding in fresh])]
        )
        by_code = {item.code: item for item in items}
        self.env["acupuncture.finding"]._sealed_create(
            [
                intake._prepare_finding(by_code[finding.code], finding)
                for intake, finding in fresh
            ]
        )

    def _prepare_finding(self, item, found):
        self.ensure_one()
        return {
            "intake_id": self.id,
            "company_id": self.company_id.id,
            "client_id": self.client_id.id,
            "item_id": item.id,
            "rank": screening.EFFECTS.index(found.effect),
        }

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
        kinds = set(asked.term_ids.mapped("kind"))
        told = (
            screening_words.MEDICINE in kinds and self.medicines,
            screening_words.ALLERGEN in kinds and self.allergies,
            self._doubt(item),
        )
        return answers, facts.get(item.code), told

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
        courses = self._open_courses(clients, company)
        today = company._clinic_today()
        histories = self._profiles(clients, company)
        steps = {
            client: screening.timeline(
                profiles,
                catalogue,
                _codes(course._planned_techniques() for course in courses[client]),
                requires,
                today,
                _codes(course._essential_techniques() for course in courses[client]),
            )
            for client, profiles in histories.items()
        }
        turns = {
            client: screening.next_turn(profiles, catalogue, today)
            for client, profiles in histories.items()
        }
        self.env["acupuncture.client.alert"]._show(company, steps, turns)

    def _techniques_to_decide(self):
        """Return history -> codes of the techniques that a review decides about.

        Those of the open courses; before anything is sold, all that the clinic offers.
        What is planned later turns the light amber then.
        """
        techniques = self.env["acupuncture.technique"]
        requires = techniques._requires()
        wanted = {}
        for company, intakes in self.grouped("company_id").items():
            courses = self._open_courses(intakes.client_id, company)
            offered = self._offered_techniques(company)
            for intake in intakes:
                planned = [c._planned_techniques() for c in courses[intake.client_id]]
                codes = frozenset().union(*planned) or offered
                wanted[intake] = screening.with_needed(codes, requires)
        return wanted

    @api.model
    def _offered_techniques(self, company):
        """Return the codes of the techniques of the protocols in force."""
        protocols = self.env["acupuncture.protocol"].search_fetch(
            [("state", "=", "active"), ("company_id", "in", [False, company.id])],
            ["technique_ids"],
        )
        return frozenset(protocols.technique_ids.mapped("code")) | USUAL_TECHNIQUES

    @api.model
    def _open_courses(self, clients, company):
        """Return client -> courses that may still bring a treatment."""
        courses = self.env["acupuncture.course"].search(
            [
                ("client_id", "in", clients.ids),
                ("company_id", "=", company.id),
                ("state", "in", OPEN_STATES),
            ]
        )
        by_client = courses.grouped("client_id")
        return {client: by_client.get(client, courses.browse()) for client in clients}

    @api.model
    def _cron_refresh_alerts(self):
        """Let lights follow the calendar and changed rules, in committed batches.

        Only those that are due: a deferral ends, a history expires, a birthday comes, a
        rule was changed; and every light once in four weeks. What fails is logged and
        waits for the next run.
        """
        cron, size, failed = self.env["ir.cron"], LIGHTS_BATCH, []
        alerts = self.env["acupuncture.client.alert"]
        alerts._add_missing()
        cron._commit_progress(remaining=alerts.search_count(alerts._due_domain()))
        while due := alerts._lock_due(size, failed):
            try:
                self._refresh_due(due)
                self.env.flush_all()
            except Exception:
                self.env.cr.rollback()
                _logger.exception("Lights %s could not be worked out", due.ids)
                if len(due) > 1:
                    size = 1  # find the one that fails, without holding up the others
                    continue
                failed += due.ids
            if not cron._commit_progress(len(due)):
                break
            self.env.invalidate_all()  # memory for one batch, not for all clients

    @api.model
    def _refresh_due(self, alerts):
        """Work out lights anew, with what speaks against a treatment only now."""
        for company, own in alerts.grouped("company_id").items():
            heads = self.search(
                [
                    ("client_id", "in", own.client_id.ids),
                    ("company_id", "=", company.id),
                    ("state", "in", LIVE),
                ]
            )
            heads._add_new_findings()
            self._refresh_alerts(own.client_id, company)


def _codes(sets):
    """Return all codes of these; who has no course is looked at for needling."""
    return frozenset().union(*sets) or USUAL_TECHNIQUES
