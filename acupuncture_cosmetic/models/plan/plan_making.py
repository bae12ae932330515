from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..screening.intake_states import LIVE


class Plan(models.Model):
    """A plan begins filled in: by the protocol, and by what the client told."""

    _inherit = "acupuncture.plan"

    @api.model
    def _plan_for(self, care):
        """Return the plan to work with: the draft, the agreed one, else a new draft.

        :param care: the course or the session that is planned
        """
        client, company = care.client_id, care.company_id
        is_session = care._name == "acupuncture.session"
        course = care.course_id if is_session else care
        session = care if is_session else None
        plans = self.search(
            [
                ("client_id", "=", client.id),
                ("company_id", "=", company.id),
                ("state", "in", ("draft", "agreed")),
                ("course_id", "in", [course.id, False]),
            ],
            order="id desc",
        )
        own = plans.filtered(lambda plan: plan.course_id == course)
        own = own or plans._serving(course)
        draft = own.filtered(lambda plan: plan.state == "draft")
        return (draft or own)[:1] or self.create(
            self._prepare_plan(client, company, course, session)
        )

    @api.model
    def _prepare_plan(self, client, company, course, session=None):
        """Return create values from course or product, protocol and health history."""
        history = self._history_of(client, company)
        concerns = history.concern_ids.sorted("rank").concern_id
        product = course.product_id or self._product_proposed(session)
        protocol = (
            course.protocol_id
            or product.protocol_id
            or self._protocol_for(concerns, company)
        )
        if not protocol:
            raise UserError(
                self.env._(
                    "There is no active protocol to start from. Activate one under "
                    "Configuration, Protocols."
                )
            )
        named = concerns or protocol.concern_ids
        return {
            **protocol._plan_values(),
            "client_id": client.id,
            "company_id": company.id,
            "course_id": course.id,
            "session_id": session and session.id,
            "product_id": product.id,
            "concern_ids": [fields.Command.set(concerns.ids)],
            "goals": history.goals,
            "expectations": self._honest_words(named),
        }

    @api.model
    def _history_of(self, client, company):
        """Return the newest history of the client that counts."""
        return self.env["acupuncture.intake"].search(
            [
                ("client_id", "=", client.id),
                ("company_id", "=", company.id),
                ("state", "in", LIVE),
            ],
            limit=1,
        )

    @api.model
    def _product_proposed(self, session):
        """Return the course that the client of a consultation was quoted."""
        products = self.env["product.product"]
        if not session:
            return products
        line = self._quoted(session.client_id, session.company_id)
        return line.product_id.with_env(self.env)

    @api.model
    def _quoted(self, client, company, product=None, since=None):
        """Return the newest line by which a client is offered a course.

        :param product: this course alone; any, unless told
        :param since: what was sold from then on counts too
        """
        # sudo: the desk quotes, and its orders are its own; a course and a price leave
        lines = self.env["sale.order.line"].sudo()
        offered = Domain("state", "in", ("draft", "sent")) & (
            Domain("order_id.validity_date", "=", False)
            | Domain("order_id.validity_date", ">=", company._clinic_today())
        )
        if since:
            offered |= Domain("state", "=", "sale") & Domain(
                "order_id.date_order", ">=", since
            )
        domain = offered & Domain(
            [
                ("course_client_id", "=", client.id),
                ("company_id", "=", company.id),
                ("product_id.service_tracking", "=", "treatment_course"),
            ]
        )
        if product:
            domain &= Domain("product_id", "=", product.id)
        return lines.search(domain, order="id desc", limit=1)

    @api.model
    def _protocol_for(self, concerns, company):
        """Return the active protocol that meets most of these concerns."""
        protocols = self.env["acupuncture.protocol"].search(
            [("state", "=", "active"), ("company_id", "in", [company.id, False])]
        )
        return protocols.sorted(lambda protocol: -len(protocol.concern_ids & concerns))[
            :1
        ]

    @api.model
    def _honest_words(self, concerns):
        """Return what these concerns' clients are told, with how well it is known."""
        levels = self.env["acupuncture.concern"]._fields["evidence_level"]
        labels = dict(levels._description_selection(self.env))
        labels["anecdotal"] = self.env._("practitioners' opinion")
        return "\n".join(
            self.env._(
                "%(concern)s: %(words)s (Known from: %(level)s.)",
                concern=concern.client_name,
                words=concern.honest_text,
                level=labels[concern.evidence_level].lower(),
            )
            if concern.evidence_level != "not_supported"
            else self.env._(
                "%(concern)s: %(words)s (No support in studies.)",
                concern=concern.client_name,
                words=concern.honest_text,
            )
            for concern in concerns
            if concern.honest_text
        )

    def action_refill_expectations(self):
        """Write anew what the chosen concerns' clients are told."""
        for plan in self:
            named = plan.concern_ids or plan.protocol_id.concern_ids
            plan.expectations = self._honest_words(named)
