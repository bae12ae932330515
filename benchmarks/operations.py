"""The operations with a budget, each beside the bare Odoo operation under it."""

from datetime import timedelta
from functools import partial

from .measure import compare

_QUIET = {"no_mail_to_attendees": True, "skip_contact_description": True}


def confirm_orders(clinic):
    """G6: confirm orders that each create a course with twelve credits."""
    seller = clinic.env(user=clinic.manager, context={})

    def prepare(product, count):
        orders = clinic.orders(product, count, seller)
        return seller, orders.action_confirm

    for count, repeats in ((1, 10), (100, 5), (1000, 1)):
        yield compare(
            "confirm orders",
            count,
            partial(prepare, clinic.service, count),
            partial(prepare, clinic.course, count),
            "+6 q per order, 1.5x",
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
        "book a 12-session course", 12, bare, ours, "60 q in all, 2x", repeats=10
    )


def open_followups(clinic):
    """G7: open the tasks of due follow-ups for other users than oneself."""
    order = clinic.orders(clinic.course, 1, clinic.env)
    order.order_line.product_uom_qty = 1000
    order.action_confirm()
    followups = order.course_ids.followup_ids.filtered("activity_type_id")
    stalled = followups.filtered(lambda followup: followup.trigger == "course_stalled")
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

    yield compare(
        "open follow-up tasks",
        len(stalled),
        bare,
        lambda: (clinic.env, stalled.with_env(plain.env)._run),
        "60 q in all",
        repeats=1,
    )


OPERATIONS = (confirm_orders, book_course, open_followups)
