"""The operations with a budget, each beside the bare Odoo operation under it."""

from datetime import timedelta
from functools import partial

from lxml import etree

from odoo import fields

from odoo.addons.acupuncture_cosmetic.demo.ready import make_ready
from odoo.addons.acupuncture_cosmetic.models.followup.followup_run import BATCH_SIZE

from .measure import Budget, compare

_QUIET = {"no_mail_to_attendees": True, "skip_contact_description": True}


def confirm_orders(clinic):
    """G6: confirm orders that each create a course with twelve credits."""
    seller = clinic.env(user=clinic.manager, context={})

    def prepare(product, count):
        orders = clinic.orders(product, count, seller)
        return seller, orders.action_confirm

    for count, repeats in ((1, 11), (100, 5), (1000, 3)):
        yield compare(
            "confirm orders",
            count,
            partial(prepare, clinic.service, count),
            partial(prepare, clinic.course, count),
            Budget(more=6, ratio=1.5),
            repeats=repeats,
        )


def book_course(clinic):
    """G5: book the twelve sessions of a course, calendar included."""
    desk = clinic.env(user=clinic.front_desk, context={})
    times = clinic.mornings(12)

    def bare():
        values = [
            {
                "name": "Appointment",
                "start": start,
                "stop": start + timedelta(hours=1),
                "user_id": clinic.practitioner_user.id,
                "partner_ids": clinic.practitioner_user.partner_id.ids,
            }
            for start in times
        ]
        events = desk["calendar.event"].with_context(**_QUIET)
        return desk, lambda: events.create(values)

    def ours():
        order = clinic.orders(clinic.course, 1, clinic.env)
        order.action_confirm()
        values = [
            {
                "client_id": clinic.client.id,
                "course_id": order.course_ids.id,
                "practitioner_id": clinic.practitioner.id,
                "room_id": clinic.room.id,
                "start": start,
            }
            for start in times
        ]
        return desk, lambda: desk["acupuncture.session"].create(values)

    yield compare(
        "book a 12-session course",
        12,
        bare,
        ours,
        Budget(total=60, ratio=2),
        repeats=11,
    )


def confirm_one_by_one(clinic):
    """G6: the same, each order in a call of its own."""
    seller = clinic.env(user=clinic.manager, context={})

    def prepare(product):
        orders = clinic.orders(product, 20, seller)

        def confirm():
            for order in orders:
                order.action_confirm()
                seller.flush_all()

        return seller, confirm

    yield compare(
        "confirm orders one by one",
        20,
        partial(prepare, clinic.service),
        partial(prepare, clinic.course),
        Budget(more=6, ratio=1.5),
    )


def run_followups(clinic):
    """G7: the job opens the tasks of due follow-ups for other users than oneself."""
    order = clinic.orders(clinic.course, 1, clinic.env)
    order.order_line.product_uom_qty = 1000
    order.action_confirm()
    followups = order.course_ids.followup_ids.filtered("activity_type_id")
    stalled = followups.filtered(lambda followup: followup.trigger == "course_stalled")
    stalled._sealed_write({"due": "2000-01-01 00:00:00"})
    others = order.course_ids.followup_ids - stalled
    others._sealed_write({"due": "2100-01-01 00:00:00"})
    plain = clinic.env(context={})["mail.activity"]

    def bare():
        values = [
            {
                "res_model_id": clinic.env["ir.model"]._get_id("acupuncture.course"),
                "res_id": course.id,
                "activity_type_id": clinic.env.ref("mail.mail_activity_data_todo").id,
                "user_id": clinic.front_desk.id,
            }
            for course in stalled.course_id
        ]
        return clinic.env, lambda: plain.create(values)

    def job():
        followups = plain.env["acupuncture.followup"]
        while due := followups._lock_due(BATCH_SIZE):
            due._run()
            plain.env.flush_all()

    yield compare(
        "run due follow-ups",
        len(stalled),
        bare,
        lambda: (clinic.env, job),
        Budget(total=60, ratio=1 / 15),
        repeats=3,
    )


def screen_histories(clinic):
    """G8: judge one history against the whole catalogue, and a thousand in one go."""
    lead = clinic.env(user=clinic.lead, context={})
    intakes = lead["acupuncture.intake"]
    techniques = frozenset({"needling"})
    day = fields.Date.today()
    form = dict.fromkeys(_form_fields(intakes), {})

    def bare():
        history = make_ready(clinic.client)
        return lead, lambda: intakes.browse(history.id).web_read(form)

    def ours():
        make_ready(clinic.client)
        asked = [(clinic.client, clinic.env.company, techniques, day)]
        return lead, lambda: intakes._evaluate_many(asked)

    yield compare(
        "judge a history beside opening it", 1, bare, ours, Budget(total=4, ratio=0.01)
    )


def _form_fields(model):
    arch = etree.fromstring(model.get_view(view_type="form")["arch"])
    return {
        node.get("name")
        for node in arch.iter("field")
        if not any(parent.tag == "field" for parent in node.iterancestors())
    }


OPERATIONS = (
    confirm_orders,
    confirm_one_by_one,
    book_course,
    run_followups,
    screen_histories,
)
