from odoo import models
from odoo.tools import formatLang

PINNED = 2  # lines of the rhythm; the third says whom to call


class PlanSheetMixin(models.AbstractModel):
    """What stands on the page that the client takes home."""

    _name = "acupuncture.plan.sheet.mixin"
    _description = "A Plan on Paper"

    def _sheet_date(self):
        """Return the clinic's day on which it was agreed, or last changed."""
        self.ensure_one()
        return self.company_id._clinic_date(self.agreed_at or self.write_date)

    def _sheet_sessions(self):
        """Return how many sessions, how long, in which rhythm, as lines of text."""
        self.ensure_one()
        terms = self.course_id or self.product_id or self.protocol_id
        lines = []
        if not self._sold_singly():
            lines.append(
                self.env._(
                    "%(sessions)d sessions of about %(minutes)d minutes",
                    sessions=terms.session_count,
                    minutes=terms.session_minutes,
                )
                if terms.session_count > 1
                else self.env._(
                    "One session of about %(minutes)d minutes",
                    minutes=terms.session_minutes,
                )
            )
            lines += self._rhythm_words(terms.phase_ids or self.protocol_id.phase_ids)
        else:
            lines.append(
                self.env._(
                    "Single sessions of about %(minutes)d minutes",
                    minutes=terms.session_minutes,
                )
            )
        return lines

    def _sheet_pinned(self):
        """Return the lines to pin to the mirror: how often, and that it is free."""
        self.ensure_one()
        freedom = self.env._("You may stop at any time. Questions? Call us:")
        if not self.company_id.phone:
            freedom = self.env._("You may stop at any time. Questions? Ask us.")
        lines = self._sheet_sessions()[:PINNED]
        return [*(line[:1].upper() + line[1:] for line in lines), freedom]

    def _rhythm_words(self, phases):
        """Return the rhythm of each stretch in plain words."""
        if sum(phases.mapped("session_count")) < 2:
            return []
        if len(phases) == 1:
            return [self._phase_words(phases)]
        return [
            self.env._(
                "%(sessions)d of them %(rhythm)s",
                sessions=phase.session_count,
                rhythm=self._phase_words(phase),
            )
            for phase in phases.sorted("sequence")
        ]

    def _phase_words(self, phase):
        return self.env._(
            "%(often)s, at least %(days)s apart",
            often=self._often(phase.per_week),
            days=self.env._("one day")
            if phase.min_days == 1
            else self.env._("%(days)d days", days=phase.min_days),
        )

    def _often(self, per_week):
        if per_week == 1:
            return self.env._("once a week")
        if per_week == 2:
            return self.env._("twice a week")
        return self.env._("%(times)d times a week", times=per_week)

    def _sheet_price(self):
        """Return the price with taxes in words, or nothing where none is agreed."""
        self.ensure_one()
        course = self.course_id
        if course:
            price, currency = course.amount_price, course.currency_id
        elif self.product_id:
            price, currency = self._quoted_price() or self._list_price()
        else:
            return ""
        if currency.is_zero(price):
            return ""
        amount = formatLang(self.env, price, currency_obj=currency)
        if self._sold_singly() and not course:
            return self.env._("%(amount)s per session", amount=amount)
        return amount

    def _quoted_price(self):
        """Return what one of it costs by the client's quotation, nothing without."""
        line = self._quoted(
            self.client_id, self.company_id, self.product_id, since=self._begun_at()
        )
        if not line.product_uom_qty:
            return None
        currency = line.currency_id
        price = line._worth_by_line()[line] / line._course_quantity()
        return currency.round(price), currency

    def _begun_at(self):
        """Return when its first version was made: what was sold since came of it."""
        first = self
        while first.previous_id:
            first = first.previous_id
        return first.create_date.replace(microsecond=0)

    def _list_price(self):
        product = self.product_id.with_company(self.company_id)
        currency = self.company_id.currency_id
        # sudo: taxes are the accountant's, the price with them is the client's
        taxes = product.sudo().taxes_id._filter_taxes_by_company(self.company_id)
        figures = taxes.compute_all(
            product.lst_price, currency=currency, product=product.sudo()
        )
        return figures["total_included"], currency

    def _sold_singly(self):
        product = self.course_id.product_id or self.product_id
        return product.invoice_policy == "delivery"

    def _sheet_maintains(self):
        """Tell whether there is an afterwards: not for single sessions."""
        return not self._sold_singly()

    def _sheet_people(self):
        """Return who treats, with registration numbers."""
        forms = self.env["acupuncture.consent.template"]
        return forms._practitioners(self.client_id, self.company_id)

    def _sheet_needles(self):
        """Return how many needles a session takes, and where."""
        return self._open_points()._needle_words()

    def _sheet_price_one(self):
        """Return what a session counts when the course stops before its end."""
        self.ensure_one()
        course, product = self.course_id, self.product_id
        if self._sold_singly() or not (course or product):
            return ""
        if course:
            forms = self.env["acupuncture.consent.template"]
            if course.session_count < 2:
                return ""
            return forms._price_one(course)
        price, currency = self._quoted_price() or self._list_price()
        if product.session_count < 2 or currency.is_zero(price):
            return ""
        if product.refund_policy_id.basis == "reprice":
            return self.env._("the price of a single session")
        each = currency.round(price / product.session_count)
        return formatLang(self.env, each, currency_obj=currency)

    def _sheet_techniques(self):
        """Return what is done, without what the screening closes today."""
        self.ensure_one()
        return self.technique_ids - self.closed_technique_ids
