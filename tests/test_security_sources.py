"""Read from the source: which rights our code bridges, and what it leaves undecided."""

import ast
from pathlib import Path

from odoo.tests import BaseCase, tagged

ADDON = Path(__file__).resolve().parents[1] / "acupuncture_cosmetic"

# Every sudo() in our code: "file:function" -> which right is bridged, and why.
SUDO = {
    "models/delivery.py:_track": "nobody may write rows; mails are closed to users",
    "models/delivery.py:_of_mails": "whoever runs the queue",
    "models/delivery.py:_bounced": "the mail gateway",
    "models/delivery.py:action_send_again": "reads the template",
    "models/delivery.py:_settle": "nobody may write rows, the verbs do",
    "models/mailed_mixin.py:unlink": "nobody may delete rows",
    "models/screening/forms/form_link.py:_just_sent": "nobody may write links",
    "models/screening/forms/form_link.py:_send_again": "nobody may write links, the "
    "verbs do",
    "models/followup/followup_run.py:_send_again": "whoever may read it may send it "
    "again",
    "models/base.py:_collect_given": "compares ids",
    "models/res_company.py:_clinics": "which companies there are",
    "models/res_company.py:_late_jobs": "names of our jobs, and since when they wait",
    "models/followup/res_users.py:write": "whose bookings wait; nothing of it is told",
    "models/res_company.py:_whom_to_ask": "names of administrators, for managers",
    "models/schedule/res_company.py:_clinics": "which companies there are",
    "models/shared_mixin.py:_refuse_for_others": "names of companies",
    "models/schedule/resource_resource.py:_is_booked_otherwise": "a guard: who is it?",
    "models/schedule/resource_resource.py:copy_data": "is it a practitioner?",
    "models/followup/followup_rule.py:_own_rules": "the same for everybody, cached",
    "models/chart/consent.py:_consents_changed": "clients withdraw, uses of photos end",
    "models/chart/ir_attachment.py:_evidence_record": "a guard: is it a photo?",
    "models/sealed_files.py:write": "a guard: is it sealed?",
    "models/sealed_files.py:unlink": "a guard: is it sealed?",
    "models/sealed_files.py:_is_only_moved": "a guard: is it the same file?",
    "models/sealed_files.py:_with_sealed_files": "a guard: is it sealed?",
    "models/sealed_files.py:_is_closed": "a guard: is it clinical?",
    "models/chart/treatment/point.py:_refuse_if_charted": "a guard: is the point "
    "charted?",
    "models/chart/supply/supply_lot.py:_refuse_if_charted": "a guard: is the lot "
    "charted?",
    "models/reference/severity_change.py:_log": "nobody may create "
    "rows of the history, the verb does",
    "controllers/forms.py:_refuse_token": "visitors have no rights; a count",
    "controllers/visit.py:_as_visitor": "visitors have no rights; their own link",
    "controllers/visit.py:current_link": "visitors have no rights; their own link",
    "controllers/visit.py:way": "visitors have no rights; signs with the secret",
    "controllers/visit.py:resume": "visitors have no rights; their page proves it",
    "controllers/visit.py:find_link": "visitors have no rights; they have a token",
    "models/screening/forms/form_link_pages.py:_minutes": "a number of minutes",
    "models/screening/forms/form_link.py:_make": "nobody may write links, the verbs do",
    "models/screening/forms/form_link_address.py:action_confirm_address": "nobody may "
    "write links, the verbs do",
    "models/screening/forms/form_link_guardian.py:_minor_history": "the desk learns "
    "where forms go",
    "models/screening/consent/consent_status.py:_ticked_lines": "a yes or no to a "
    "technique leaves",
    "models/screening/consent/consent_status.py:_wishes": "a yes or no to a technique "
    "leaves",
    "models/screening/consent/consent_template.py:_optional_lines": "the desk's gate "
    "reads which techniques are asked about",
    "models/followup/form_link.py:_sync_call": "the client's visit makes the task",
    "models/screening/forms/form_link.py:_purpose_for": "the desk learns: in date or "
    "not",
    "models/course/course_lifecycle.py:action_cancel": "desk may not read all orders",
    "models/course/course_payment.py:_standings": "desk may not read invoices; sums",
    "models/course/course_phase.py:_rhythms": "the same for everybody, cached",
    "models/course/ir_sequence.py:_id_of": "the same for everybody, cached",
    "models/course/ir_sequence.py:_numbers": "nobody may draw from a sequence",
    "models/course/credit.py:_paid_back": "desk may not read invoices; sums",
    "models/course/sale_order.py:_refuse_deleting_sold": "any seller meets the law",
    "models/course/sale_order_line_worth.py:_reductions": "any seller meets the law",
    "models/course/sale_order_line_worth.py:_refuse_discounting": "any seller meets "
    "the law",
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
    "models/growth/mailing_mailing.py:_get_opt_out_list": "addresses to leave out",
    "models/growth/mailing_mailing.py:_get_recipients_domain": "drops it: sudo(False)",
    "models/schedule/resource_resource.py:_licences_in_force": "the trace writes "
    "itself",
    "models/schedule/resource_resource.py:_leaves_schedule": "the role has groups",
    "models/schedule/resource_resource.py:_rebook_upcoming": "the end of bookings only",
    "models/schedule/session_verbs.py:_owes_fee": "desk may not read invoices",
    "wizard/form_qr.py:_known_address": "nobody may search by token",
    "wizard/sale_make_invoice_advance.py:_create_invoices": "down payment lines",
    "models/course/sale_order_line.py:_refuse_repricing": "any seller meets the law",
    "models/course/sale_order_line.py:_course_error_message": "the field has groups",
    "models/course/sale_order_line_courses.py:_sync_courses": "a payment may confirm",
    "models/course/sale_order_line_courses.py:_cancel_courses": "sellers may not write",
    "models/schedule/session.py:_prepare_clinics": "which clinic it is of, no more",
    "models/schedule/resource_calendar.py:_kept_by": "who keeps hours goes with them",
    "models/schedule/resource_resource.py:_clinic_zone": "the zone of hours only",
    "models/schedule/resource_resource.py:_onchange_user_id": "the role has groups",
    "models/course/res_company.py:_each_on_its_day": "which day it is, no more",
    "models/schedule/calendar_event.py:_clinic": "mails and files for outsiders",
    "models/schedule/calendar_event.py:_clinic_events": "outsiders must be stopped",
    "models/schedule/calendar_event.py:_sessions": "finds ids, then the user's rights",
    "models/schedule/res_partner.py:_get_busy_calendar_events": "times only",
    "models/schedule/resource_resource.py:_agendas": "bookings, times only",
    "models/schedule/resource_resource.py:_working_hours": "leaves, times only",
    "models/schedule/resource_resource.py:_time_off": "leaves, times only",
    "models/schedule/resource_resource.py:_check_no_upcoming_sessions": "a number only",
    "models/schedule/resource_resource.py:_client_agenda": "bookings, times only",
    "models/schedule/session_booking.py:_book": "nobody may write bookings, sessions "
    "do",
    "models/schedule/session_booking.py:_find_taken": "see _book",
    "models/schedule/session_booking.py:_hold_running": "who books sees none of these",
    "models/schedule/session_booking.py:_refit_bookings": "see _book",
    "models/schedule/session_booking.py:_unbook": "see _book",
    "models/schedule/session_calendar.py:_prepare_event_vals": "users are closed",
    "models/schedule/session_calendar.py:_project": "events of others are private",
    "models/schedule/session_verbs.py:_cancel_fee": "desk may not cancel invoices",
    "models/schedule/session_verbs.py:_check_role": "names of roles in a message",
    "models/schedule/session_charge.py:_reduced_service": "a service by its name",
    "models/schedule/session_verbs.py:_invoice": "desk may not make invoices",
    "models/schedule/session_verbs.py:_invoice_fee": "taxes of the sale",
    "wizard/leave_out.py:_charges": "a service by its name",
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
    "models/screening/verdict/session_washout.py:_opening_of": "days, never the cause",
    "models/screening/verdict/session_washout.py:_have_history": "something to ask, "
    "not what",
    "models/same_company_mixin.py:_all_fit": "as Odoo's own check of companies",
    "models/screening/verdict/override.py:_append": "practitioners leave a technique "
    "out",
    "models/screening/verdict/client_alert.py:_expire": "marks lights as due",
    "models/screening/chained_mixin.py:_prove_by_night": "a job tells its log",
    "models/screening/chained_mixin.py:_parameter": "the noted end is a parameter",
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
    "models/screening/consent/consent_status.py:_births": "a birth date, a status "
    "leaves",
    "models/screening/verdict/session_minor.py:_guardian_signatures": "a moment only",
    "models/screening/verdict/session_uncharged.py:_without_consent": "in force or not",
    "models/screening/verdict/consent_uncharged.py:_consents_changed": "withdrawing "
    "costs nothing",
    "models/chart/plan/session_plan.py:_minor_checks": "whether there is such a plan",
    "models/screening/verdict/session_asking.py:_answers_noted": "whether, never what",
    "models/screening/verdict/session_asking.py:_note_answer": "the desk notes that it "
    "asked",
    "models/screening/consent/consent_document.py:_practitioners": "who treats: a name",
    "models/screening/consent/consent_signing.py:_keep": "clients sign, nobody may "
    "write",
    "models/screening/consent/consent_signing.py:_wake_archivist": "signing starts one "
    "job",
    "models/screening/consent/consent_status.py:_finding_codes": "codes choose clauses "
    "only",
    "models/screening/consent/consent_status.py:_refused": "yes or no leaves, no "
    "record",
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
    "models/schedule/session_displaced.py:_displaced_reason": "is a login archived?",
    "models/followup/session_displaced.py:_watching_displaced": "whoever enters time "
    "off need not read sessions",
    "models/followup/resource_resource.py:_open_hours": "working hours, times only",
    "models/followup/mail_activity.py:_open_followups": "a task closes its follow-up",
    "models/followup/mail_activity.py:_check_sensitive_task": "a guard: who may do it?",
    "models/followup/mail_activity.py:_keep_files": "as Odoo moves files of a task",
    "models/followup/mail_activity.py:_keep_words": "words go to the follow-up",
    "models/followup/res_partner.py:_wake_followups": "contacts come back, their "
    "follow-ups too",
    "models/followup/res_users.py:_hand_over_everything": "users leave, tasks stay",
    "models/followup/res_users.py:_hand_over_followups": "users change, tasks stay",
    "models/followup/session.py:_sync_followups": "booking makes follow-ups happen",
    "models/growth/crm_lead.py:_acupuncture_orders": "a colleague may have sold it",
    "models/growth/crm_lead.py:_merge_dependences": "keep unreadable ones too",
    "models/growth/crm_lead.py:_update_revenues_from_so": "a colleague's lead",
    "models/growth/sale_order.py:_action_confirm": "the lead may be a colleague's",
}


@tagged("post_install", "-at_install")
class TestSecuritySources(BaseCase):
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
