import logging

from odoo import api, models

from ...engine import screening
from ..course.course_states import OPEN_STATES
from ..course.course_terms import USUAL_TECHNIQUES
from .intake_states import LIVE

_logger = logging.getLogger(__name__)

LIGHTS_BATCH = 100


class IntakeLightsMixin(models.AbstractModel):
    """What is told and decided turns the lights of clients, for what is planned."""

    _name = "acupuncture.intake.lights.mixin"
    _description = "Health History Lights"

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
