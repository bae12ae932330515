"""Read from the source: which rights our code bridges, and what it leaves undecided."""

import ast
from pathlib import Path

from odoo.tests import BaseCase, tagged

ADDON = Path(__file__).resolve().parents[1] / "acupuncture_cosmetic"

# Every sudo() in our code: "model:function" (or file) -> which right, and why.
SUDO = {
    "Facts:_overrides": "settled or not, never why",
    "Facts:verdicts": "red or green, never the cause",
    "Forms:_refuse_token": "visitors have no rights; a count",
    "acupuncture.chained.mixin:_parameter": "the noted end is a parameter",
    "acupuncture.chained.mixin:_prove_by_night": "a job tells its log",
    "acupuncture.chained.mixin:_verify_chain": "the noted end is a parameter",
    "acupuncture.clearance:create": "asking makes follow-ups happen",
    "acupuncture.client.alert:_expire": "marks lights as due",
    "acupuncture.client.alert:_refresh": "who sells need not see lights",
    "acupuncture.consent.standing.mixin:_births": "a birth date, a status leaves",
    "acupuncture.consent.standing.mixin:_finding_codes": "codes choose clauses only",
    "acupuncture.consent.standing.mixin:_refused": "yes or no leaves, no record",
    "acupuncture.consent.standing.mixin:_signed_by_guardian": "a moment only",
    "acupuncture.consent.standing.mixin:_standings": "a status leaves, no record",
    "acupuncture.consent.standing.mixin:_ticked_lines": (
        "a yes or no to a technique leaves"
    ),
    "acupuncture.consent.standing.mixin:_wishes": "a yes or no to a technique leaves",
    "acupuncture.consent.template:_optional_lines": (
        "the desk's gate reads which techniques are asked about"
    ),
    "acupuncture.consent.template:_own_course": "price a colleague agreed",
    "acupuncture.consent.template:_practitioners": "who treats: a name",
    "acupuncture.consent:_consents_changed": "photos end, follow-ups come, no fee",
    "acupuncture.consent:_keep": "clients sign, nobody may write",
    "acupuncture.consent:_stop_mailings": "the blacklist",
    "acupuncture.consent:_wake_archivist": "signing starts one job",
    "acupuncture.consent:_welcome_back": "the blacklist",
    "acupuncture.consent:_withdraw": "verbs write what is sealed",
    "acupuncture.course.phase:_rhythms": "the same for everybody, cached",
    "acupuncture.course:_standings": "desk may not read invoices; sums",
    "acupuncture.course:_sync_followups": "selling makes follow-ups happen",
    "acupuncture.course:action_cancel": "desk may not read all orders",
    "acupuncture.credit:_move": "nobody may create journal rows, the verbs do",
    "acupuncture.credit:_paid_back": "desk may not read invoices; sums",
    "acupuncture.delivery:_bounced": "the mail gateway",
    "acupuncture.delivery:_of_mails": "whoever runs the queue",
    "acupuncture.delivery:_settle": "nobody may write rows, the verbs do",
    "acupuncture.delivery:_track": "nobody may write rows; mails are closed to users",
    "acupuncture.delivery:action_send_again": "reads the template",
    "acupuncture.followup.rule:_make_followups_sensitive": "terms are sealed",
    "acupuncture.followup.rule:_own_rules": "the same for everybody, cached",
    "acupuncture.followup.rule:_sheet": "the same for everybody, cached",
    "acupuncture.followup.rule:_unlink_except_used": "count unreadable ones too",
    "acupuncture.followup.rule:action_apply_to_running": "terms are sealed",
    "acupuncture.followup.rule:copy_data": "codes of unreadable ones too",
    "acupuncture.followup.needle.mixin:_check_needles_out": "a guard: is one in?",
    "acupuncture.followup:_send_again": "whoever may read it may send it again",
    "acupuncture.followup:action_done": "sealed fields, others' tasks",
    "acupuncture.followup:action_skip": "sealed fields, others' tasks",
    "acupuncture.followup:action_snooze": "verbs write sealed fields",
    "acupuncture.form.address.mixin:action_confirm_address": (
        "nobody may write links, the verbs do"
    ),
    "acupuncture.form.link:_just_sent": "nobody may write links",
    "acupuncture.form.link:_make": "nobody may write links, the verbs do",
    "acupuncture.form.link:_minutes": "a number of minutes",
    "acupuncture.form.link:_purpose_for": "the desk learns: in date or not",
    "acupuncture.form.link:_send_again": "nobody may write links, the verbs do",
    "acupuncture.form.link:_sync_call": "the client's visit makes the task",
    "acupuncture.form.qr:_known_address": "nobody may search by token",
    "acupuncture.gate:_line_minor_plan": "whether there is such a plan",
    "acupuncture.intake:_history_changed": "histories make follow-ups happen",
    "acupuncture.intake:_open_to_type": "histories start by this verb",
    "acupuncture.intake.lights.mixin:_refresh_alerts": "a light comes out",
    "acupuncture.intake:action_submit": "findings come by this verb",
    "acupuncture.leave.out:_charges": "a service by its name",
    "acupuncture.line.worth.mixin:_reductions": "any seller meets the law",
    "acupuncture.line.worth.mixin:_refuse_discounting": "any seller meets the law",
    "acupuncture.mailed.mixin:unlink": "nobody may delete rows",
    "acupuncture.needle:_sync_followups": "charting makes follow-ups happen",
    "acupuncture.outcome.scale:_refuse_if_rated": "rated anywhere: yes or no",
    "acupuncture.override:_append": "practitioners leave a technique out",
    "acupuncture.plan.sheet.mixin:_list_price": "taxes of a list price",
    "acupuncture.plan:_quoted": "the desk quotes; a course, a price",
    "acupuncture.point:_refuse_if_charted": "a guard: is the point charted?",
    "acupuncture.protocol.revising.mixin:_update_to": "practitioners choose a revision",
    "acupuncture.protocol:_free_code": "codes of every clinic count",
    "acupuncture.protocol:_products": "other clinics sell it too",
    "acupuncture.reaction:_sync_sessions": "recording makes follow-ups happen",
    "acupuncture.refund.policy:_refuse_if_sold": "sales of any clinic freeze it",
    "acupuncture.same.company.mixin:_all_fit": "as Odoo's own check of companies",
    "acupuncture.session:_answers_noted": "whether, never what",
    "acupuncture.booked.mixin:_book": "nobody may write bookings, sessions do",
    "acupuncture.charge.mixin:_cancel_fee": "desk may not cancel invoices",
    "acupuncture.session:_charts": "managers undo steps; a state is told",
    "acupuncture.session:_check_role": "names of roles in a message",
    "acupuncture.displaced.mixin:_displaced_reason": "is a login archived?",
    "acupuncture.booked.mixin:_find_taken": "see _book",
    "acupuncture.care.mixin:_have_history": "something to ask, not what",
    "acupuncture.contraindication:_question_ids": "which questions there are",
    "acupuncture.booked.mixin:_hold_running": "who books sees none of these",
    "acupuncture.charge.mixin:_invoice": "desk may not make invoices",
    "acupuncture.charge.mixin:_invoice_fee": "taxes of the sale",
    "acupuncture.examination.term:_refuse_if_charted": "a guard: is it charted?",
    "acupuncture.displaced.mixin:_none_left_to_move": "who moves the last one ends it",
    "acupuncture.session:_note_answer": "the desk notes that it asked",
    "acupuncture.care.mixin:_opening_of": "days, never the cause",
    "acupuncture.charge.mixin:_owes_fee": "desk may not read invoices",
    "acupuncture.session:_prepare_clinics": "which clinic it is of, no more",
    "acupuncture.calendar.shadow.mixin:_prepare_event_vals": "users are closed",
    "acupuncture.calendar.shadow.mixin:_project": "events of others are private",
    "acupuncture.charge.mixin:_reduced_service": "a service by its name",
    "acupuncture.booked.mixin:_refit_bookings": "see _book",
    "acupuncture.session:_sync_followups": "booking makes follow-ups happen",
    "acupuncture.booked.mixin:_unbook": "see _book",
    "acupuncture.displaced.mixin:_watching_displaced": (
        "whoever enters time off need not read sessions"
    ),
    "acupuncture.session:_without_consent": "in force or not",
    "acupuncture.setup.clinic:action_save": "name and place of the manager's clinic",
    "acupuncture.setup.mail:_compute_servers": "names of mail servers",
    "acupuncture.setup.mail:_test": "a manager sends one mail",
    "acupuncture.setup.texts:action_confirm": "who read the texts, by the manager",
    "acupuncture.setup:_last_test": "whether the test went out",
    "acupuncture.setup:put_away": "one decision of the manager",
    "acupuncture.severity.change:_log": (
        "nobody may create rows of the history, the verb does"
    ),
    "acupuncture.shared.mixin:_refuse_for_others": "names of companies",
    "acupuncture.sold.courses.mixin:_cancel_courses": "sellers may not write",
    "acupuncture.sold.courses.mixin:_sync_courses": "a payment may confirm",
    "acupuncture.supply.lot:_refuse_if_charted": "a guard: is the lot charted?",
    "base.partner.merge.automatic.wizard:_clashing_sessions": (
        "mergers see numbers only"
    ),
    "base.partner.merge.automatic.wizard:_join_consents": "consents become one unseen",
    "base.partner.merge.automatic.wizard:_update_foreign_keys": (
        "histories become one unseen"
    ),
    "base:_collect_given": "compares ids",
    "calendar.event:_clinic": "mails and files for outsiders",
    "calendar.event:_clinic_events": "outsiders must be stopped",
    "calendar.event:_sessions": "finds ids, then the user's rights",
    "controllers/visit.py:_as_visitor": "visitors have no rights; their own link",
    "controllers/visit.py:current_link": "visitors have no rights; their own link",
    "controllers/visit.py:find_link": "visitors have no rights; they have a token",
    "controllers/visit.py:resume": "visitors have no rights; their page proves it",
    "controllers/visit.py:way": "visitors have no rights; signs with the secret",
    "crm.lead:_acupuncture_orders": "a colleague may have sold it",
    "crm.lead:_merge_dependences": "keep unreadable ones too",
    "crm.lead:_update_revenues_from_so": "a colleague's lead",
    "ir.attachment:_prove": "a guard: is it evidence, or a photo?",
    "ir.attachment:_is_closed": "a guard: is it clinical?",
    "ir.attachment:_is_only_moved": "a guard: is it the same file?",
    "ir.attachment:_with_sealed_files": "a guard: is it sealed?",
    "ir.attachment:unlink": "a guard: is it sealed?",
    "ir.attachment:write": "a guard: is it sealed?",
    "ir.sequence:_id_of": "the same for everybody, cached",
    "ir.sequence:_numbers": "nobody may draw from a sequence",
    "mail.activity:_check_sensitive_task": "a guard: who may do it?",
    "mail.activity:_keep_files": "as Odoo moves files of a task",
    "mail.activity:_keep_words": "words go to the follow-up",
    "mail.activity:_open_followups": "a task closes its follow-up",
    "mailing.mailing:_get_opt_out_list": "addresses to leave out",
    "mailing.mailing:_get_recipients_domain": "drops it: sudo(False)",
    "product.template:_check_protocol_in_force": "whoever sells meets the law",
    "models/consent/client_part.py:mailing": "may be mailed, yes or no",
    "models/schedule/client_part.py:fees": "what is due for missed visits",
    "models/screening/client_part.py:by_birth_date": "who somebody is, for the desk",
    "models/screening/client_part.py:person": "who somebody is: age, guardian",
    "res.company:_clinics": "which companies there are",
    "res.company:_each_on_its_day": "which day it is, no more",
    "res.company:_late_jobs": "names of our jobs, and since when they wait",
    "res.company:_whom_to_ask": "names of administrators, for managers",
    "res.partner:_get_busy_calendar_events": "times only",
    "res.partner:_minor_history": "the desk learns where forms go",
    "res.partner:_wake_followups": "contacts come back, their follow-ups too",
    "res.users:_hand_over_everything": "users leave, tasks stay",
    "res.users:_hand_over_followups": "users change, tasks stay",
    "res.users:write": "whose bookings wait; nothing of it is told",
    "resource.calendar:_kept_by": "who keeps hours goes with them",
    "acupuncture.timetable:_agendas": "bookings, times only",
    "resource.resource:_check_no_upcoming_sessions": "a number only",
    "acupuncture.timetable:_client_agenda": "bookings, times only",
    "resource.resource:_clinic_zone": "the zone of hours only",
    "resource.resource:_is_booked_otherwise": "a guard: who is it?",
    "resource.resource:_leaves_schedule": "the role has groups",
    "resource.resource:_licences_in_force": "the trace writes itself",
    "resource.resource:_onchange_user_id": "the role has groups",
    "acupuncture.timetable:_open_on": "working hours, times only",
    "resource.resource:_rebook_upcoming": "the end of bookings only",
    "acupuncture.timetable:_time_off": "leaves, times only",
    "acupuncture.timetable:_open_hours": "leaves, times only",
    "resource.resource:copy_data": "is it a practitioner?",
    "sale.advance.payment.inv:_create_invoices": "down payment lines",
    "sale.order.line:_refuse_other_client": "names of courses in a message",
    "sale.order.line:_sold_now": "sold or not; any seller meets the law",
    "sale.order.line:_course_error_message": "the field has groups",
    "sale.order.line:_refuse_repricing": "any seller meets the law",
    "sale.order.line:_sold_lines": "the field has groups",
    "sale.order:_action_confirm": "the lead may be a colleague's",
    "sale.order:_refuse_deleting_sold": "any seller meets the law",
}


def owner_of(model):
    """Return the name of the model that a class makes or adds to."""
    said = {
        target.id: statement.value
        for statement in model.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }
    value = said.get("_name") or said.get("_inherit")
    if isinstance(value, ast.List):
        value = value.elts[0]
    return value.value if value else model.name


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
            owners = {
                node: owner_of(model)
                for model in ast.walk(tree)
                if isinstance(model, ast.ClassDef)
                for node in ast.walk(model)
            }
            for function in ast.walk(tree):
                if isinstance(function, ast.FunctionDef) and any(
                    isinstance(node, ast.Attribute) and node.attr == "sudo"
                    for node in ast.walk(function)
                ):
                    yield f"{owners.get(function, path)}:{function.name}"

    def sources(self):
        for path in sorted(ADDON.rglob("*.py")):
            relative = path.relative_to(ADDON)
            if relative.parts[0] not in ("tests", "migrations"):
                yield relative, ast.parse(path.read_text())
