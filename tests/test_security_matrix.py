"""One readable table says who may do what; the guards keep later changes honest."""

import ast
from pathlib import Path

from odoo import Command
from odoo.tests import tagged

from .common import ROLES, ClinicCase

ADDON = Path(__file__).resolve().parents[1] / "acupuncture_cosmetic"
OPERATIONS = {"c": "create", "r": "read", "u": "write", "d": "unlink"}

# model: (employee, front desk, practitioner, clinical lead, billing, marketing,
# manager)
# c create, r read, u update, d delete, - nothing
MATRIX = {
    # reference
    "acupuncture.concern":         ("-", "r", "r", "crud", "-", "r", "r"),
    "acupuncture.contraindication": ("-", "r", "r", "crud", "-", "-", "r"),
    "acupuncture.contraindication.setting":
                                   ("-", "r", "r", "crud", "-", "-", "crud"),
    "acupuncture.meridian":        ("-", "-", "r", "crud", "-", "-", "r"),
    "acupuncture.outcome.level":   ("-", "-", "r", "crud", "-", "-", "r"),
    "acupuncture.outcome.scale":   ("-", "-", "r", "crud", "-", "-", "r"),
    "acupuncture.point":           ("-", "-", "r", "crud", "-", "-", "r"),
    "acupuncture.point.position":  ("-", "-", "r", "crud", "-", "-", "r"),
    "acupuncture.supply":          ("-", "r", "r", "crud", "-", "-", "crud"),
    "acupuncture.supply.lot":      ("-", "cru", "cru", "crud", "-", "-", "crud"),
    "acupuncture.severity.change": ("-", "-", "r", "r", "-", "-", "r"),
    "acupuncture.technique":       ("-", "r", "r", "crud", "r", "r", "crud"),
    # protocol
    "acupuncture.protocol":        ("-", "r", "r", "crud", "r", "-", "r"),
    "acupuncture.protocol.point":  ("-", "-", "r", "crud", "-", "-", "r"),
    "acupuncture.protocol.step":   ("-", "-", "r", "crud", "-", "-", "r"),
    # course
    "acupuncture.course":          ("-", "ru", "ru", "crud", "r", "-", "crud"),
    "acupuncture.course.phase":    ("r", "r", "r", "crud", "r", "r", "crud"),
    "acupuncture.credit":          ("-", "r", "r", "r", "r", "-", "r"),
    "acupuncture.credit.move":     ("-", "r", "r", "r", "r", "-", "r"),
    "acupuncture.refund.policy":   ("r", "r", "r", "crud", "r", "r", "crud"),
    # schedule
    "acupuncture.booking":         ("-", "r", "r", "r", "-", "-", "r"),
    "acupuncture.session":         ("-", "cru", "cru", "cru", "r", "-", "cru"),
    # screening
    "acupuncture.consent":         ("-", "-", "r", "r", "-", "-", "-"),
    "acupuncture.consent.clause":  ("-", "r", "r", "crud", "-", "-", "crud"),
    "acupuncture.consent.template": ("-", "r", "r", "crud", "-", "-", "crud"),
    "acupuncture.consent.withdrawal": ("-", "-", "r", "r", "-", "-", "-"),
    "acupuncture.clearance":       ("-", "-", "cru", "cru", "-", "-", "-"),
    "acupuncture.client.alert":    ("-", "r", "r", "r", "-", "-", "r"),
    "acupuncture.form.attempt":    ("-", "-", "-", "-", "-", "-", "-"),
    "acupuncture.form.draft":      ("-", "-", "r", "r", "-", "-", "-"),
    "acupuncture.form.link":       ("-", "r", "r", "r", "-", "-", "r"),
    "acupuncture.finding":         ("-", "-", "ru", "ru", "-", "-", "-"),
    "acupuncture.intake":          ("-", "-", "ru", "ru", "-", "-", "-"),
    "acupuncture.intake.answer":   ("-", "-", "ru", "ru", "-", "-", "-"),
    "acupuncture.intake.check":    ("-", "-", "r", "r", "-", "-", "-"),
    "acupuncture.intake.concern":  ("-", "-", "crud", "crud", "-", "-", "-"),
    "acupuncture.override":        ("-", "-", "r", "cr", "-", "-", "-"),
    # chart
    "acupuncture.addendum":        ("-", "-", "cr", "cr", "-", "-", "-"),
    "acupuncture.incident":        ("-", "-", "cru", "cru", "-", "-", "-"),
    "acupuncture.needle":          ("-", "-", "crud", "crud", "-", "-", "-"),
    "acupuncture.needle.removal":  ("-", "-", "cr", "cr", "-", "-", "-"),
    "acupuncture.needle.count":    ("-", "-", "crud", "crud", "-", "-", "-"),
    "acupuncture.outcome":         ("-", "-", "cr", "cr", "-", "-", "-"),
    "acupuncture.outcome.report":  ("-", "-", "r", "r", "-", "-", "-"),
    "acupuncture.photo":           ("-", "-", "cru", "cru", "-", "-", "-"),
    "acupuncture.photo.use":       ("-", "-", "cru", "cru", "-", "-", "-"),
    "acupuncture.plan":            ("-", "-", "cru", "cru", "-", "-", "-"),
    "acupuncture.plan.point":      ("-", "-", "crud", "crud", "-", "-", "-"),
    "acupuncture.lot.use":         ("-", "-", "r", "r", "-", "-", "-"),
    "acupuncture.reaction":        ("-", "-", "crud", "crud", "-", "-", "-"),
    "acupuncture.reaction.point.report":
                                   ("-", "-", "r", "r", "-", "-", "-"),
    "acupuncture.reaction.report": ("-", "-", "r", "r", "-", "-", "-"),
    "acupuncture.review":          ("-", "-", "cru", "cru", "-", "-", "-"),
    "acupuncture.treatment":       ("-", "-", "cru", "cru", "-", "-", "-"),
    "acupuncture.treatment.supply": ("-", "-", "crud", "crud", "-", "-", "-"),
    # followup
    "acupuncture.followup":        ("-", "ru", "ru", "ru", "-", "-", "ru"),
    "acupuncture.followup.rule":   ("-", "r", "r", "crud", "-", "-", "crud"),
}  # fmt: skip

# Health data: reached by clinicians alone. Later rooms fill this list.
CLINICAL = {
    "acupuncture.finding",
    "acupuncture.form.draft",
    "acupuncture.intake",
    "acupuncture.intake.answer",
    "acupuncture.intake.check",
    "acupuncture.intake.concern",
    "acupuncture.clearance",
    "acupuncture.consent",
    "acupuncture.consent.withdrawal",
    "acupuncture.override",
    "acupuncture.treatment",
    "acupuncture.needle",
    "acupuncture.reaction",
    "acupuncture.reaction.report",
    "acupuncture.reaction.point.report",
    "acupuncture.lot.use",
    "acupuncture.outcome",
    "acupuncture.outcome.report",
    "acupuncture.photo",
    "acupuncture.photo.use",
    "acupuncture.addendum",
    "acupuncture.incident",
    "acupuncture.needle.count",
    "acupuncture.needle.remove",
    "acupuncture.needle.removal",
    "acupuncture.needle.search",
    "acupuncture.plan",
    "acupuncture.plan.point",
    "acupuncture.review",
    "acupuncture.treatment.supply",
}
SHARED = (
    "res.partner",
    "crm.lead",
    "sale.order",
    "sale.order.line",
    "account.move",
    "account.move.line",
    "calendar.event",
    "calendar.attendee",
)
# Models whose rows belong to no single company.
NO_COMPANY = {
    "acupuncture.concern",
    "acupuncture.contraindication",
    "acupuncture.form.attempt",
    "acupuncture.meridian",
    "acupuncture.outcome.level",
    "acupuncture.outcome.scale",
    "acupuncture.point",
    "acupuncture.point.position",
    "acupuncture.severity.change",
    "acupuncture.technique",
}

# Every sudo() in our code: "file:function" -> which right is bridged, and why.
SUDO = {
    "models/chart/consent.py:_consents_changed": "clients withdraw, uses of photos end",
    "models/chart/ir_attachment.py:_evidence_record": "a guard: is it a photo?",
    "models/chart/ir_attachment.py:_refuse_if_chart_signed": "a guard: is it signed?",
    "models/chart/treatment/point.py:_refuse_if_charted": "a guard: is the point "
    "charted?",
    "models/chart/supply/supply_lot.py:_refuse_if_charted": "a guard: is the lot "
    "charted?",
    "models/reference/contraindication.py:action_set_severity": "nobody may create "
    "rows of the history, the verb does",
    "controllers/forms.py:_refuse_token": "visitors have no rights; a count",
    "controllers/visit.py:_as_visitor": "visitors have no rights; their own link",
    "controllers/visit.py:current_link": "visitors have no rights; their own link",
    "controllers/visit.py:find_link": "visitors have no rights; they have a token",
    "models/screening/forms/form_link.py:_make": "nobody may write links, the verbs do",
    "models/screening/forms/form_link.py:_purpose_for": "the desk learns: in date or "
    "not",
    "models/course/course_lifecycle.py:action_cancel": "desk may not read all orders",
    "models/course/course_lifecycle.py:action_view_order": "whose order it is",
    "models/course/course_payment.py:_payments": "desk may not read invoices; two sums",
    "models/course/course_phase.py:_rhythms": "the same for everybody, cached",
    "models/course/ir_sequence.py:_id_of": "the same for everybody, cached",
    "models/course/ir_sequence.py:_numbers": "nobody may draw from a sequence",
    "models/course/credit.py:_move": "nobody may create journal rows, the verbs do",
    "models/course/course_protocol.py:_update_to": "practitioners choose a revision",
    "models/course/product_template_protocol.py:_check_protocol_in_force": "whoever "
    "sells meets the law",
    "models/chart/plan/plan_making.py:_quoted": "the desk quotes; a course, a price",
    "models/chart/plan/plan_sheet.py:_list_price": "taxes of a list price",
    "models/protocol/protocol.py:_free_code": "codes of every clinic count",
    "models/protocol/protocol_revision.py:_products": "other clinics sell it too",
    "models/course/refund_policy.py:_refuse_if_sold": "sales of any clinic freeze it",
    "models/course/sale_order_line.py:_sold_lines": "the field has groups",
    "models/growth/mailing_mailing.py:_get_recipients_domain": "drops it: sudo(False)",
    "models/schedule/resource_resource.py:_leaves_schedule": "the role has groups",
    "models/schedule/resource_resource.py:_rebook_upcoming": "the end of bookings only",
    "models/schedule/session_verbs.py:_owes_fee": "desk may not read invoices",
    "wizard/sale_make_invoice_advance.py:_create_invoices": "down payment lines",
    "models/course/sale_order_line.py:_refuse_repricing": "any seller meets the law",
    "models/course/sale_order_line.py:_course_error_message": "the field has groups",
    "models/course/sale_order_line_courses.py:_sync_courses": "a payment may confirm",
    "models/course/sale_order_line_courses.py:_cancel_courses": "sellers may not write",
    "models/schedule/calendar_event.py:write": "the private event was just written",
    "models/schedule/calendar_event.py:_clinic": "mails and files for outsiders",
    "models/schedule/calendar_event.py:_clinic_events": "outsiders must be stopped",
    "models/schedule/calendar_event.py:_sessions": "finds ids, then the user's rights",
    "models/schedule/res_partner.py:_get_busy_calendar_events": "times only",
    "models/schedule/resource_resource.py:_agendas": "leaves of colleagues, times only",
    "models/schedule/resource_resource.py:_check_no_upcoming_sessions": "a number only",
    "models/schedule/resource_resource.py:_client_agenda": "bookings, times only",
    "models/schedule/session_booking.py:_book": "nobody may write bookings, sessions "
    "do",
    "models/schedule/session_booking.py:_find_taken": "see _book",
    "models/schedule/session_booking.py:_unbook": "see _book",
    "models/schedule/session_calendar.py:_prepare_event_vals": "users are closed",
    "models/schedule/session_calendar.py:_project": "events of others are private",
    "models/schedule/session_verbs.py:_cancel_fee": "desk may not cancel invoices",
    "models/schedule/session_verbs.py:_check_role": "names of roles in a message",
    "models/schedule/session_verbs.py:_invoice_fee": "desk may not make invoices",
    "wizard/base_partner_merge.py:_update_foreign_keys": "histories become one unseen",
    "wizard/base_partner_merge.py:_join_consents": "consents become one unseen",
    "wizard/base_partner_merge.py:_clashing_sessions": "mergers see numbers only",
    "models/chart/outcome/outcome_scale.py:_refuse_if_rated": "rated anywhere: yes or "
    "no",
    "models/chart/treatment/session.py:_charts": "managers undo steps; a state is told",
    "models/followup/clearance.py:create": "asking makes follow-ups happen",
    "models/followup/consent.py:_consents_changed": "signing makes follow-ups happen",
    "models/followup/reaction.py:_sync_sessions": "recording makes follow-ups happen",
    "models/followup/intake.py:_history_changed": "histories make follow-ups happen",
    "models/screening/verdict/session_gate.py:_overrides": "settled or not, never why",
    "models/screening/verdict/session_gate.py:_verdicts": "red or green, never the "
    "cause",
    "models/screening/verdict/session_washout.py:_first_allowed": "a day, never the "
    "cause",
    "models/screening/verdict/session_washout.py:_have_history": "something to ask, "
    "not what",
    "models/same_company_mixin.py:_all_fit": "as Odoo's own check of companies",
    "models/screening/verdict/override.py:_append": "practitioners leave a technique "
    "out",
    "models/screening/verdict/client_alert.py:_refresh": "who sells need not see "
    "lights",
    "models/screening/history/intake_evaluation.py:_refresh_alerts": "a light comes "
    "out",
    "models/screening/history/intake_version.py:action_submit": "findings come by this "
    "verb",
    "models/screening/history/intake_review.py:_open_to_type": "histories start by "
    "this verb",
    "models/screening/chained_mixin.py:_verify_chain": "the noted end is a parameter",
    "models/screening/consent/consent_document.py:_own_course": "price a colleague "
    "agreed",
    "models/screening/consent/consent_signing.py:_is_minor": "yes or no from a birth "
    "date",
    "models/screening/consent/consent_signing.py:_keep": "clients sign, nobody may "
    "write",
    "models/screening/consent/consent_signing.py:_wake_archivist": "signing starts one "
    "job",
    "models/screening/consent/consent_status.py:_finding_codes": "codes choose clauses "
    "only",
    "models/screening/consent/consent_status.py:_standings": "a status leaves, no "
    "record",
    "models/screening/consent/consent_withdrawing.py:_stop_mailings": "the blacklist",
    "models/screening/consent/consent_withdrawing.py:_welcome_back": "the blacklist",
    "models/screening/consent/consent_withdrawing.py:_withdraw": "verbs write what is "
    "sealed",
    "models/screening/ir_attachment.py:_evidence_record": "a guard: is it evidence?",
    "models/followup/course.py:_sync_followups": "selling makes follow-ups happen",
    "models/followup/followup.py:action_done": "sealed fields, others' tasks",
    "models/followup/followup.py:action_skip": "sealed fields, others' tasks",
    "models/followup/followup.py:action_snooze": "verbs write sealed fields",
    "models/followup/followup_rule.py:_sheet": "the same for everybody, cached",
    "models/followup/followup_rule.py:copy_data": "codes of unreadable ones too",
    "models/followup/followup_rule.py:action_apply_to_running": "terms are sealed",
    "models/followup/followup_rule.py:_make_followups_sensitive": "terms are sealed",
    "models/followup/followup_rule.py:_unlink_except_used": "count unreadable ones too",
    "models/followup/followup_needle.py:_check_needles_out": "a guard: is one in?",
    "models/followup/needle.py:_sync_followups": "charting makes follow-ups happen",
    "models/followup/mail_activity.py:_open_followups": "a task closes its follow-up",
    "models/followup/session.py:_sync_followups": "booking makes follow-ups happen",
    "models/growth/crm_lead.py:_acupuncture_orders": "a colleague may have sold it",
    "models/growth/crm_lead.py:_merge_get_fields_specific": "keep unreadable ones too",
    "models/growth/crm_lead.py:_update_revenues_from_so": "a colleague's lead",
    "models/growth/sale_order.py:_action_confirm": "the lead may be a colleague's",
}


def our_models(env):
    return [
        model
        for name, model in env.registry.items()
        if name.startswith("acupuncture.") and not model._abstract
    ]


@tagged("post_install", "-at_install")
class TestSecurityMatrix(ClinicCase):
    def test_the_table_is_the_truth(self):
        roles = ("employee", *ROLES)
        for model_name, rights in MATRIX.items():
            for role, letters in zip(roles, rights, strict=True):
                model = self.env[model_name].with_user(self.users[role])
                actual = "".join(
                    letter
                    for letter, operation in OPERATIONS.items()
                    if model.has_access(operation)
                )
                with self.subTest(model=model_name, role=role):
                    self.assertEqual(actual or "-", letters)

    def test_every_model_stands_in_the_table(self):
        models = {model._name for model in our_models(self.env) if not model._transient}
        self.assertEqual(models, set(MATRIX))

    def test_no_access_row_without_group(self):
        rows = self.env["ir.model.access"].search(
            [("model_id.model", "=like", "acupuncture.%"), ("group_id", "=", False)]
        )
        self.assertFalse(rows.mapped("name"))

    def test_clinical_models_have_clinical_rows_only(self):
        clinical = self.env.ref("acupuncture_cosmetic.privilege_clinical").group_ids
        rows = self.env["ir.model.access"].search(
            [("model_id.model", "in", sorted(CLINICAL))]
        )
        self.assertFalse((rows.group_id - clinical).mapped("full_name"))

    def test_company_walls_are_global_rules(self):
        for model in our_models(self.env):
            if model._transient or model._name in NO_COMPANY:
                continue
            rules = self.env["ir.rule"].search(
                [("model_id.model", "=", model._name), ("groups", "=", False)]
            )
            with self.subTest(model._name):
                self.assertTrue(
                    any("company_ids" in rule.domain_force for rule in rules)
                )

    def test_business_models_check_their_company(self):
        for model in our_models(self.env):
            company = model._fields.get("company_id")
            links = [
                field
                for field in model._fields.values()
                if field.type == "many2one" and field.check_company
            ]
            with self.subTest(model._name):
                if links:
                    self.assertTrue(model._check_company_auto)
                    self.assertIsNotNone(company)

    def test_the_rhythm_of_a_sold_course_is_for_the_clinic(self):
        course = self.sell_course()
        of_product = self.product_course.product_tmpl_id.phase_ids
        for role, user in self.users.items():
            phases = self.env["acupuncture.course.phase"].with_user(user)
            with self.subTest(role):
                self.assertEqual(phases.search([]) & of_product, of_product)
                self.assertEqual(
                    bool(phases.search([("course_id", "=", course.id)])),
                    role not in ("employee", "marketing"),
                )

    def test_another_company_sees_nothing(self):
        self.book("2026-03-02 09:00:00", course_id=self.sell_course().id)
        policies = self.env["acupuncture.refund.policy"]
        policies.create({"name": "Ours", "company_id": self.company.id})
        self.env["acupuncture.client.alert"]._sealed_create(
            [{"client_id": self.client.id, "company_id": self.company.id}]
        )
        rule = self.env["acupuncture.followup.rule"].search([], limit=1)
        rule.copy({"company_id": self.company.id})
        item = self.env["acupuncture.contraindication"].create(
            {"name": "X", "code": "X", "category": "age", "question": "X?"}
        )
        item.setting_ids = [Command.create({"company_id": self.company.id})]
        self.env["acupuncture.consent.template"].create(
            {"name": "Ours", "code": "X", "company_id": self.company.id}
        )
        self.env["acupuncture.supply"].create(
            {
                "name": "Ours",
                "kind": "serum",
                "company_id": self.company.id,
                "lot_ids": [Command.create({"name": "L1"})],
            }
        )
        self.env["acupuncture.protocol"].create(
            {"name": "Ours", "code": "X", "company_id": self.company.id}
        )
        links = self.env["acupuncture.form.link"]
        links._make(self.client, self.company, "full")
        other = self.env["res.company"].create({"name": "Other Clinic"})
        manager = self.users["manager"]
        manager.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        for model in our_models(self.env):
            if model._transient or "company_id" not in model._fields:
                continue
            mine = [("company_id", "=", self.company.id)]
            records = self.env[model._name]
            if records.with_user(manager).has_access("read"):
                with self.subTest(model._name):
                    self.assertTrue(records.search_count(mine, limit=1))
                    self.assertFalse(records.with_user(manager).search(mine))

    def test_fields_added_to_shared_models_carry_groups(self):
        bare = [
            f"{name}.{field.name}"
            for name in SHARED
            for field in self.env[name]._fields.values()
            if set(field._modules) == {"acupuncture_cosmetic"} and not field.groups
        ]
        self.assertFalse(bare)

    def test_restricted_fields_are_no_oracle(self):
        """A groups= field that is searchable but not stored leaks (S2)."""
        leaks = [
            f"{model._name}.{field.name}"
            for model in self.env.registry.values()
            for field in model._fields.values()
            if "acupuncture_cosmetic" in field._modules
            and field.groups
            and not field.store
            and (field.search or (field.related and field.compute_sudo))
        ]
        self.assertFalse(leaks)

    def test_no_path_from_a_shared_model_into_a_clinical_one(self):
        paths = []
        for model in self.env.registry.values():
            if model._name in CLINICAL or model._abstract:
                continue
            for field in model._fields.values():
                into = field.comodel_name in CLINICAL if field.relational else False
                walled = field.type == "many2one" and field.store and field.groups
                if into and not walled:
                    paths.append(f"{model._name}.{field.name}")
        self.assertFalse(paths)

    def test_related_clinical_facts_are_read_as_the_user(self):
        """An onchange would else show a practitioner the facts of other clinics."""
        odd = [
            f"{name}.{field.name}"
            for name in CLINICAL & set(self.env.registry)
            for field in self.env[name]._fields.values()
            if field.related and not field.store and field.compute_sudo
            if self.env[name]._fields[field.related.split(".")[0]].comodel_name
            in CLINICAL
        ]
        self.assertFalse(odd, "give them related_sudo=False")

    def test_clinical_models_are_silent(self):
        for name in CLINICAL & set(self.env.registry):
            model = self.env.registry[name]
            with self.subTest(name):
                self.assertNotIn("message_ids", model._fields)
                self.assertNotIn("activity_ids", model._fields)
                self.assertFalse(getattr(model, "_mailing_enabled", False))

    def test_every_many2one_says_what_happens_on_delete(self):
        """An omitted ondelete is a decision nobody took."""
        silent = [
            f"{path.name}:{call.lineno}"
            for path, tree in self.sources()
            for call in ast.walk(tree)
            if isinstance(call, ast.Call)
            and getattr(call.func, "attr", None) == "Many2one"
            and not {"ondelete", "related"} & {keyword.arg for keyword in call.keywords}
        ]
        self.assertFalse(silent)

    def test_every_sudo_is_on_the_list(self):
        self.assertEqual(set(self.sudo_calls()), set(SUDO))

    def sudo_calls(self):
        for path, tree in self.sources():
            for function in ast.walk(tree):
                if isinstance(function, ast.FunctionDef) and any(
                    isinstance(node, ast.Attribute) and node.attr == "sudo"
                    for node in ast.walk(function)
                ):
                    yield f"{path}:{function.name}"

    def sources(self):
        for path in sorted(ADDON.rglob("*.py")):
            relative = path.relative_to(ADDON)
            if relative.parts[0] not in ("tests", "migrations"):
                yield relative, ast.parse(path.read_text())
