import re

from markupsafe import Markup

from odoo import api, models
from odoo.tools import format_amount

from ...engine import chain, wording
from ..foundation.days import format_day
from ..schedule.session_states import UPCOMING

# What a text may ask for.
GENERAL = {
    "client",
    "clinic",
    "clinic_address",
    "clinic_phone",
    "clinic_email",
    "technique",
    "validity_months",
    "complaints",
    "processors",
    "data_contact",
    "authority",
    "retention_years",
}
# A clause that asks for one of these appears where it is known.
IF_KNOWN = {"practitioner", "needles"}
OF_COURSE = {
    "course",
    "sessions",
    "price",
    "price_one",
    "valid_until",
    "late_cancellation",
    "refund",
    "cooling_off_days",
}
WITHOUT_COURSE = {"no_price"}
KNOWN = GENERAL | IF_KNOWN | OF_COURSE | WITHOUT_COURSE


class ConsentTemplate(models.Model):
    """Making the exact text a client reads: the same facts give the same bytes."""

    _inherit = "acupuncture.consent.template"

    def _document(
        self,
        client,
        company,
        finding_codes=None,
        techniques=(),
        course=None,
        lang=None,
    ):
        """Return what ``client`` is shown.

        :param finding_codes: codes of screening items; None: those of the client
        :param techniques: codes of the techniques planned
        :return: dict of ``html`` (the exact text), ``parts`` (the same text in pieces,
            each with the ``tick`` below it or None), ``ticks``, ``hash``, and what it
            was made from
        """
        self.ensure_one()
        if finding_codes is None:
            consents = self.env["acupuncture.consent"]
            finding_codes = consents._finding_codes(client, company)[client]
        lang = self._known_lang(lang or client.lang or company.partner_id.lang)
        template = self.with_context(lang=lang, active_test=False)
        course = template._own_course(course, client, company)
        values = template._placeholder_values(client, company, course)
        clauses = template._clauses_for(set(finding_codes), set(techniques), values)
        parts = template._parts(clauses, values)
        html = template._whole(parts, values)
        ticks = [part["tick"] for part in parts if part["tick"]]
        return {
            "template_id": self.id,
            "title": template.name,
            "kind": self.kind,
            "required": self.required,
            "html": html,
            "parts": parts,
            "ticks": ticks,
            "lang": lang,
            "finding_codes": sorted(finding_codes),
            "item_codes": sorted(clauses.item_ids.mapped("code")),
            "techniques": sorted(techniques),
            "course_id": course.id,
            "hash": chain.digest([self.id, self.version, lang, html, ticks]),
        }

    def _preview(self):
        """Return the text with every clause, the gaps of a course left open."""
        template = self.with_context(active_test=False)
        client = self.env.user.partner_id
        values = template._placeholder_values(
            client, self.company_id or self.env.company, None
        )
        return template._whole(template._parts(template.clause_ids, values), values)

    @api.model
    def _known_lang(self, lang):
        installed = [code for code, _name in self.env["res.lang"].get_installed()]
        return lang if lang in installed else installed[0]

    def _own_course(self, course, client, company):
        """Return the course when it is the client's own, else none."""
        # sudo: the client reads the price of a course that a colleague sold
        course = self.env["acupuncture.course"].browse(course and course.id).sudo()
        mine = course.client_id == client and course.company_id == company
        return course if mine else course.browse()

    def _clauses_for(self, finding_codes, techniques, values):
        """Return the clauses that findings, techniques and the sale call for."""
        return self.clause_ids.filtered(
            lambda clause: (
                clause._is_called_by(clause.item_ids, finding_codes)
                and clause._is_called_by(clause.technique_ids, techniques)
                and clause._placeholders() <= values.keys()
            )
        )

    def _called_codes(self):
        """Return the codes of the findings that some clause speaks about."""
        clauses = self.with_context(active_test=False).clause_ids
        return set(clauses.item_ids.mapped("code"))

    def _parts(self, clauses, values):
        """Return the text in pieces, a heading where a section begins."""
        sections = self.env["acupuncture.consent.clause"]._fields["section"]
        titles = dict(sections._description_selection(self.env))
        numbered = len(set(self.clause_ids.mapped("section"))) > 1
        parts, section, number = [], None, 0
        for clause in clauses:
            heading = ""
            if numbered and clause.section != section:
                number += 1
                heading = Markup("<h3>%s. %s</h3>") % (number, titles[clause.section])
            parts.append(
                {
                    "html": Markup("") + heading + clause._render(values),
                    "tick": clause._tick(values),
                }
            )
            section = clause.section
        return parts

    def _whole(self, parts, values):
        """Return the whole text, with every statement where it is ticked."""
        tick = Markup('<p class="o_acu_tick"><b>%s</b></p>')
        pieces = [
            part["html"] + (tick % part["tick"]["text"] if part["tick"] else "")
            for part in parts
        ]
        version = self.env._("Version %(version)s", version=self.version)
        return Markup(
            '<div class="o_acu_consent"><h2>%s</h2><p>%s · %s · %s</p>%s</div>'
        ) % (
            self.name,
            values["clinic"],
            values["client"],
            version,
            Markup().join(pieces),
        )

    # ------------------------------------------------------------------
    # Placeholders
    # ------------------------------------------------------------------

    def _unknown_placeholders(self):
        used = set().union(*(clause._placeholders() for clause in self.clause_ids))
        return used - KNOWN

    def _placeholder_values(self, client, company, course):
        """Return placeholder -> plain text; none of it is ever read as markup."""
        values = {
            "client": client.name,
            "clinic": company.name,
            "clinic_address": company.partner_id._display_address(without_company=True),
            "clinic_phone": company.phone,
            "clinic_email": company.email,
            "technique": self.technique_id.name,
            "validity_months": str(self.validity_months),
            **company._consent_facts(),
            **self._who_and_how(client, company, course),
        }
        if course:
            values |= self._course_values(course.with_context(lang=self.env.lang))
        else:
            values["no_price"] = self.env._(
                "No course is agreed yet. You get price and terms in writing before "
                "you buy. Nobody presses you to buy or to decide today."
            )
        return {
            key: re.sub(r"\s*\n\s*", ", ", wording.clean(value))
            for key, value in values.items()
        }

    def _course_values(self, course):
        policy, until = course.refund_policy_id, course.usable_until
        return {
            "course": course.product_id.name,
            "sessions": str(course._sessions_sold()),
            "price": self._amount(course, course.amount_price),
            "price_one": self._price_one(course),
            "valid_until": (
                format_day(self.env, until) if until else self.env._("no fixed day")
            ),
            "late_cancellation": self._late_cancellation(course),
            "refund": policy.note or policy.name or self.env._("none agreed"),
            "cooling_off_days": str(policy.cooling_off_days),
        }

    def _price_one(self, course):
        """Return what a session counts that took place when the course stops."""
        if course.refund_policy_id.basis == "reprice":
            return self.env._("the price of a single session")
        each = course.currency_id.round(course.amount_price / course._sessions_sold())
        return self._amount(course, each)

    # ------------------------------------------------------------------
    # Who treats, and with how many needles
    # ------------------------------------------------------------------

    def _who_and_how(self, client, company, course):
        """Return who treats and how many needles are planned, what is known of it."""
        known = {
            "practitioner": self._practitioners(client, company),
            "needles": self._needles(course),
        }
        return {name: words for name, words in known.items() if words}

    def _practitioners(self, client, company):
        """Return who the client is booked with, else who treats at the clinic."""
        # sudo: names and registrations of those who treat; the client reads them
        sessions = self.env["acupuncture.session"].sudo()
        coming = sessions.search(
            [
                ("client_id", "=", client.id),
                ("company_id", "=", company.id),
                ("kind", "=", "treatment"),
                ("state", "in", (*UPCOMING, "in_treatment")),
            ]
        )
        people = coming.practitioner_id or coming.practitioner_id.search(
            [("acupuncture_role", "=", "practitioner"), ("company_id", "=", company.id)]
        )
        return ", ".join(
            self.env._(
                "%(name)s (registration %(number)s)",
                name=person.name,
                number=person.licence_number,
            )
            if person.licence_number
            else person.name
            for person in people.sorted("name")
        )

    def _needles(self, course):
        """Return how many needles the protocol of a course places, and where."""
        points = course and course.protocol_id.point_ids
        return points._needle_words() if points else ""

    def _amount(self, course, amount):
        return format_amount(self.env, amount, course.currency_id)

    def _late_cancellation(self, course):
        """Return what a late or missed appointment costs, in words."""
        texts = {
            "forfeit": self.env._("the session counts as used"),
            "fee": self.env._(
                "a fee of %(fee)s is due",
                fee=self._amount(course, course.late_cancel_fee),
            ),
            "warn": self.env._("there is no fee"),
        }
        return self.env._(
            "less than %(hours)s hours before it, or missed: %(consequence)s",
            hours=course.late_cancel_hours,
            consequence=texts[course.late_cancel_policy],
        )
