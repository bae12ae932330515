from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..screening.intake_states import LIVE


class Plan(models.Model):
    """A plan begins filled in: by the protocol, and by what the client told.

    One from the consultation names no course yet; which one it is for is said here too.
    """

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
                    "Configuration > Protocols."
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
                "%(concern)s: %(words)s (Based on: %(level)s.)",
                concern=concern.client_name,
                words=concern.honest_text,
                level=labels[concern.evidence_level].lower(),
            )
            if concern.evidence_level != "not_supported"
            else self.env._(
                "%(concern)s: %(words)s (Not supported by studies.)",
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

    # ------------------------------------------------------------------
    # Which course it is for
    # ------------------------------------------------------------------

    @api.constrains("client_id", "course_id", "session_id")
    def _check_one_client(self):
        for plan in self:
            clients = plan.course_id.client_id | plan.session_id.client_id
            if clients - plan.client_id:
                raise ValidationError(
                    self.env._(
                        "%(plan)s: the course and the session must belong to "
                        "%(client)s.",
                        plan=plan.name,
                        client=plan.client_id.display_name,
                    )
                )

    def _serving(self, course, charted=None):
        """Return those that a course of their client may be treated by.

        :param charted: what ``_charted_courses`` tells, where it is known
        """
        charted = self._charted_courses() if charted is None else charted
        return self.filtered(lambda plan: plan._serves(course, charted[plan]))

    def _serves(self, course, charted):
        """Tell whether it is of this course, or may have led to its sale.

        A plan without a course is for the course that was proposed in it, and for those
        of its protocol; one that proposed nothing, for the first that is treated by it.

        :param charted: the courses that were treated by it
        """
        self.ensure_one()
        if self.course_id or not course.protocol_id:
            return self.course_id == course or not self.course_id
        if course.protocol_id.code == self.protocol_id.code:
            return True
        if self.product_id:
            return self.product_id == course.product_id
        return not charted - course

    def _charted_courses(self):
        """Return plan -> the courses in which somebody was treated by it.

        Nobody was, until a later room says so.
        """
        return dict.fromkeys(self, self.env["acupuncture.course"])

    @api.model
    def _agreed_for(self, sessions):
        """Return session -> the plan its client agreed to, best that of its course."""
        plans = self.search(
            [
                ("client_id", "in", sessions.client_id.ids),
                ("company_id", "in", sessions.company_id.ids),
                ("state", "=", "agreed"),
            ],
            order="id desc",
        )
        whose = plans.grouped(lambda plan: (plan.client_id, plan.company_id))
        charted = plans._charted_courses()
        chosen = {}
        for session in sessions:
            own = whose.get((session.client_id, session.company_id), plans.browse())
            own = own._serving(session.course_id, charted)
            of_course = own.filtered(lambda plan: plan.course_id)
            chosen[session] = (of_course or own)[:1]
        return chosen
