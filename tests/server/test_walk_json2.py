"""The walk of README by outside clients, each step as the role that does it."""

from datetime import datetime, timedelta, timezone

import odooly
import pytest
from outside_client import Refused, furnish, hire

from tools.odoo import printed_json

_CARRY_OUT = """
import json
env.ref("acupuncture_cosmetic.ir_cron_followups").method_direct_trigger()
env.cr.commit()
print(json.dumps(True))
"""


@pytest.fixture(scope="module")
def staff(live_clinic):
    """Role -> outside client."""
    return hire(live_clinic, "walk")


@pytest.fixture(scope="module")
def house(staff):
    """Ids of the practitioners, the room and the course product."""
    return furnish(staff, "Walk")


def test_from_the_lead_to_the_follow_up(live_clinic, staff, house):
    lead = _ask(staff)
    _consult(staff, house, lead)
    order = _sell(staff, house, lead)
    course = _plan(staff, house, order)
    _get_ready(live_clinic, staff, course)
    session = _treat(staff, course)
    _use_one_credit(staff, course, session)
    _invoice_and_pay(staff, order, course)
    _follow_up(live_clinic, staff, course)


def _ask(staff):
    """Marketing runs a campaign; the desk notes who asks."""
    campaign = staff["marketing"].create("utm.campaign", name="Spring glow")
    return staff["front_desk"].create(
        "crm.lead",
        name="Asks about the course",
        type="opportunity",
        contact_name="Walda Walker",
        email_from="walda@example.com",
        campaign_id=campaign,
        user_id=staff["front_desk"].uid,
    )


def _consult(staff, house, lead):
    """The desk books the free consultation from the opportunity; it takes place."""
    desk = staff["front_desk"]
    (practitioner,), room, _product = house
    action = desk.call("crm.lead", "action_new_consultation", [lead])
    (session,) = desk.call(
        "acupuncture.session",
        "create",
        vals_list=[
            {"practitioner_id": practitioner, "room_id": room, "start": _in(hours=-3)}
        ],
        context=action["context"],
    )
    desk.call("acupuncture.session", "action_arrive", [session])
    for step in ("action_start", "action_finish"):
        staff["practitioner"].call("acupuncture.session", step, [session])
    (done,) = desk.read(
        "acupuncture.session", [session], "state", "kind", "opportunity_id", "credit_id"
    )
    assert (done["state"], done["kind"]) == ("done", "consultation")
    assert (done["opportunity_id"][0], done["credit_id"]) == (lead, False)


def _sell(staff, house, lead):
    """The desk quotes the course and confirms; the opportunity is won."""
    desk = staff["front_desk"]
    action = desk.call("crm.lead", "action_quote_course", [lead])
    (quote,) = desk.call(
        action["res_model"],
        "create",
        vals_list=[{"product_id": house[2]}],
        context=action["context"],
    )
    order = desk.call(action["res_model"], "action_quote", [quote])["res_id"]
    desk.call("sale.order", "action_confirm", [order])
    (sold,) = desk.read("sale.order", [order], "state", "campaign_id")
    (won,) = desk.read("crm.lead", [lead], "won_status", "campaign_id")
    assert (sold["state"], won["won_status"]) == ("sale", "won")
    assert sold["campaign_id"] == won["campaign_id"]
    return order


def _plan(staff, house, order):
    """The desk notes whom the client prefers, and confirms the twelve dates."""
    desk, (practitioner,) = staff["front_desk"], house[0]
    (course,) = desk.find(
        "acupuncture.course", [("order_id", "=", order)], "state", "available_count"
    )
    assert (course["state"], course["available_count"]) == ("active", 12)
    vals = {"practitioner_id": practitioner}
    desk.call("acupuncture.course", "write", [course["id"]], vals=vals)
    action = desk.call("acupuncture.course", "action_plan_sessions", [course["id"]])
    lines = desk.find(
        "acupuncture.plan.course.line",
        [("plan_id", "=", action["res_id"])],
        "status",
        "start",
    )
    assert [line["status"] for line in lines] == ["ok"] * 12
    desk.call("acupuncture.plan.course", "action_confirm", [action["res_id"]])
    (course,) = desk.read(
        "acupuncture.course", [course["id"]], "reserved_count", "available_count"
    )
    assert (course["reserved_count"], course["available_count"]) == (12, 0)
    return course["id"]


def _get_ready(clinic, staff, course):
    """The client fills in the forms, a practitioner reviews them."""
    clinic.shell(
        "from odoo.addons.acupuncture_cosmetic.demo.ready import make_ready\n"
        f"course = env['acupuncture.course'].browse({course})\n"
        "make_ready(course.client_id, techniques=course._planned_techniques())\n"
        "env.cr.commit()"
    )


def _treat(staff, course):
    """The desk moves the first session to today; what is not due is refused."""
    desk, practitioner = staff["front_desk"], staff["practitioner"]
    sessions = desk.find(
        "acupuncture.session", [("course_id", "=", course)], "start", "event_id"
    )
    assert len(sessions) == 12
    assert all(session["event_id"] for session in sessions)
    last, *_others, first = sorted(
        (session["id"] for session in sessions),
        key={session["id"]: session["start"] for session in sessions}.get,
        reverse=True,
    )
    desk.call("acupuncture.session", "action_arrive", [last])
    with pytest.raises(Refused, match="Move it here") as refused:
        practitioner.call("acupuncture.session", "action_start", [last])
    assert refused.value.status == 422
    # The consultation is over just now: its practitioner makes ready until then.
    desk.call("acupuncture.session", "write", [first], vals={"start": _in(hours=0.5)})
    desk.call("acupuncture.session", "action_confirm", [first])
    desk.call("acupuncture.session", "action_arrive", [first])
    with pytest.raises(Refused):
        desk.call("acupuncture.session", "action_start", [first])
    practitioner.call("acupuncture.session", "action_start", [first])
    with pytest.raises(Refused, match="when its chart is signed"):
        practitioner.call("acupuncture.session", "action_finish", [first])
    chart = practitioner.call("acupuncture.session", "action_open_chart", [first])
    with pytest.raises(Refused):
        desk.call("acupuncture.treatment", "action_sign", [chart["res_id"]])
    practitioner.call("acupuncture.treatment", "action_sign", [chart["res_id"]])
    return first


def _use_one_credit(staff, course, session):
    """Billing sees one credit used, and the journal that says so."""
    (seen,) = staff["billing"].read(
        "acupuncture.course", [course], "used_count", "reserved_count"
    )
    assert (seen["used_count"], seen["reserved_count"]) == (1, 11)
    (held,) = staff["billing"].read("acupuncture.session", [session], "credit_id")
    moves = staff["billing"].find(
        "acupuncture.credit.move",
        [("credit_id", "=", held["credit_id"][0])],
        "from_state",
        "to_state",
        "amount",
        "session_id",
    )
    assert [move["to_state"] for move in moves] == ["used", "reserved"]
    assert (moves[0]["amount"], moves[0]["session_id"][0]) == (100.0, session)
    with pytest.raises(Refused):
        staff["manager"].call(
            "acupuncture.credit", "write", held["credit_id"][:1], vals={"state": "used"}
        )


def _invoice_and_pay(staff, order, course):
    """Billing invoices the order, posts the invoice and registers the payment."""
    billing = staff["billing"]
    wizard = billing.create(
        "sale.advance.payment.inv",
        advance_payment_method="delivered",
        sale_order_ids=[[6, 0, [order]]],
    )
    billing.call("sale.advance.payment.inv", "create_invoices", [wizard])
    (sold,) = billing.read("sale.order", [order], "invoice_ids")
    billing.call("account.move", "action_post", sold["invoice_ids"])
    context = {"active_model": "account.move", "active_ids": sold["invoice_ids"]}
    (payment,) = billing.call(
        "account.payment.register", "create", vals_list=[{}], context=context
    )
    billing.call(
        "account.payment.register", "action_create_payments", [payment], context=context
    )
    (invoice,) = billing.read(
        "account.move", sold["invoice_ids"], "state", "payment_state", "amount_total"
    )
    assert (invoice["state"], invoice["amount_total"]) == ("posted", 1200.0)
    assert invoice["payment_state"] in ("paid", "in_payment")
    (paid,) = billing.read("acupuncture.course", [course], "payment_state")
    assert paid["payment_state"] == "paid"


def _follow_up(clinic, staff, course):
    """The job opens what is due now; the practitioner finds it and does it."""
    assert printed_json(clinic.shell(_CARRY_OUT))
    practitioner = staff["practitioner"]
    tasks = practitioner.find(
        "mail.activity",
        [
            ("user_id", "=", practitioner.uid),
            ("res_model", "=", "acupuncture.course"),
            ("res_id", "=", course),
        ],
        "summary",
    )
    assert len(tasks) == 1
    practitioner.call("mail.activity", "action_feedback", [tasks[0]["id"]])
    followups = staff["front_desk"].find(
        "acupuncture.followup", [("course_id", "=", course)], "rule_id", "state"
    )
    states = {followup["state"] for followup in followups}
    assert {"done", "planned"} <= states


def test_odooly_sells_and_plans_a_course(live_clinic, staff, house):
    client = odooly.Client(
        live_clinic.url,
        db=live_clinic.db,
        user="walk_front_desk",
        api_key=staff["front_desk"].key,
    )
    env = client.env
    (partner,) = env["res.partner"].create([{"name": "Otto Odooly"}])
    line = (0, 0, {"product_id": house[2]})
    (order,) = env["sale.order"].create(
        [{"partner_id": partner.id, "order_line": [line]}]
    )
    order.action_confirm()
    (course,) = env["acupuncture.course"].search([("order_id", "=", order.id)])
    plan = course.action_plan_sessions()["res_id"]
    env.execute("acupuncture.plan.course", "action_confirm", ids=[plan])
    course.refresh()
    assert (course.reserved_count, course.client_id.name) == (12, "Otto Odooly")


def _in(**delta):
    moment = datetime.now(timezone.utc) + timedelta(**delta)
    return moment.strftime("%Y-%m-%d %H:%M:00")
