"""Thirteen clients at different stages, told as days before and after today."""

from collections import namedtuple
from datetime import datetime, time, timedelta

import pytz

from odoo import Command, fields

from .charts import treat
from .people import TZ

# sold, past and missed: days ago; ahead: days from today; today: verb of today's
# session
Journey = namedtuple(
    "Journey",
    "client product quantity sold past ahead paid missed today end",
    defaults=(None, None, None),
)

JOURNEYS = [
    # new: everything planned, the first session is today
    Journey(
        "Nora Neumann",
        "FCA12",
        1,
        3,
        (),
        range(0, 36, 3),
        0.0,
        today="action_confirm",
    ),
    # mid-course, paid, missed one session
    Journey(
        "Mia Wolf",
        "FCA12",
        1,
        24,
        (21, 18, 14, 11, 7, 4),
        (0, 3, 7, 10, 14),
        1.0,
        missed=11,
        today="action_arrive",
    ),
    # on hold after two sessions
    Journey("Helen Hold", "JAW8", 1, 30, (24, 17), (), 1.0, end="hold"),
    # completed
    Journey("Carla Fertig", "FCA5", 1, 40, (24, 21, 17, 13, 9), (), 1.0),
    # expiring: seven open sessions and little time
    Journey("Eva Eilig", "NECK10", 1, 172, (20, 13, 0), (5,), 1.0),
    # lapsed: came once long ago, pays as she goes
    Journey("Lara Lang", "MAINT", 4, 130, (126,), (), 1.0, end="lapsed"),
    # cancelled, with a credit note
    Journey("Klara Kehr", "GLOW3", 1, 20, (), (), 1.0, end="refunded"),
    # in the middle of the same short course: the day is full, and results have a number
    *(
        Journey(client, "FCA5", 1, 12, (10, 7, 3), (0, 4), 1.0, today=verb)
        for client, verb in (
            ("Anna Abend", "action_arrive"),
            ("Bea Blum", "action_confirm"),
            ("Doris Dorn", "action_arrive"),
            ("Frida Fein", "action_confirm"),
            ("Greta Gruber", None),
        )
    ),
]
HOURS = (time(9), time(10, 45), time(13), time(14, 45))


def walk_clients(env, seller, products, campaigns, places):
    """Sell, plan, treat and invoice for each client, as the story says."""
    for position, journey in enumerate(JOURNEYS):
        practitioner, room = places[position % len(places)]
        story = Story(env, journey, campaigns[position % 2], seller)
        story.sell(products[journey.product])
        story.pay()
        slot = HOURS[position // len(places)]
        story.book(practitioner, room, slot)
        story.finish()
    book_consultation(env, places[1][0], campaigns[0], seller)
    env["crm.lead"].create(
        {
            "name": "Question from the newsletter",
            "type": "opportunity",
            "contact_name": "Ina Interesse",
            "email_from": "ina@example.com",
            "user_id": seller.id,
            **campaigns[1],
        }
    )


def at(offset, clock):
    """Return the UTC moment ``offset`` days from today at a clinic clock time."""
    day = fields.Date.today() + timedelta(days=offset)
    local = pytz.timezone(TZ).localize(datetime.combine(day, clock))
    return local.astimezone(pytz.utc).replace(tzinfo=None)


def book_consultation(env, practitioner, campaign, seller):
    """The prospect: an opportunity with a free consultation tomorrow."""
    client = env["res.partner"].create(
        {"name": "Petra Prospekt", "email": "petra@example.com", "tz": TZ}
    )
    opportunity = env["crm.lead"].create(
        {
            "name": "Facial acupuncture for Petra Prospekt",
            "type": "opportunity",
            "partner_id": client.id,
            "user_id": seller.id,
            "expected_revenue": 1440.0,
            **campaign,
        }
    )
    env["acupuncture.session"].create(
        {
            "kind": "consultation",
            "client_id": client.id,
            "opportunity_id": opportunity.id,
            "practitioner_id": practitioner.id,
            "start": at(1, time(16, 15)),
            "duration": 30,
        }
    )


class Story:
    """One client's way through the clinic."""

    def __init__(self, env, journey, campaign, seller):
        self.env = env
        self.journey = journey
        self.sold_on = fields.Date.today() - timedelta(days=journey.sold)
        first_name = journey.client.split()[0].lower()
        self.client = env["res.partner"].create(
            {
                "name": journey.client,
                "email": f"{first_name}@example.com",
                "phone": "+43 1 5550 100",
                "tz": TZ,
            }
        )
        self.order = env["sale.order"].create(
            {"partner_id": self.client.id, "user_id": seller.id, **campaign}
        )

    def sell(self, product):
        """Confirm the order and date it back to the day of the sale."""
        self.order.order_line = [
            Command.create(
                {
                    "product_id": product.id,
                    "product_uom_qty": self.journey.quantity,
                    "tax_ids": [Command.clear()],
                }
            )
        ]
        self.order.action_confirm()
        self.order.date_order = datetime.combine(self.sold_on, time(12))
        self.course = self.order.course_ids
        self.course._sealed_write({"activated_on": self.sold_on})

    def pay(self):
        """Invoice what can be invoiced and register the paid part."""
        if self.journey.paid and self.order.invoice_status == "to invoice":
            invoice = self.order._create_invoices()
            invoice.invoice_date = self.sold_on
            invoice.action_post()
            self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids
            ).create(
                {
                    "amount": invoice.amount_total * self.journey.paid,
                    "payment_date": self.sold_on,
                }
            )._create_payments()

    def book(self, practitioner, room, clock):
        """Create all sessions; those before today took place, one was missed."""
        days = [-day for day in self.journey.past] + list(self.journey.ahead)
        sessions = self.env["acupuncture.session"].create(
            [
                {
                    "client_id": self.client.id,
                    "course_id": self.course.id,
                    "practitioner_id": practitioner.id,
                    "room_id": room.id,
                    "start": at(day, clock),
                    "duration": self.course.session_minutes,
                }
                for day in days
            ]
        )
        past = sessions[: len(self.journey.past)]
        missed = past.browse()
        if self.journey.missed:
            missed = past[self.journey.past.index(self.journey.missed)]
        missed.action_no_show()
        if self.journey.today:
            getattr(sessions[len(past)], self.journey.today)()
        held = past - missed
        held.action_arrive()
        for session in held:
            # The gate asks for today; these days are over.
            session._begin(session.start)
            treat(session)
            session._sealed_write({"finished_at": session.stop})

    def finish(self):
        """Bring the client to the stage the story ends in."""
        if self.journey.end == "hold":
            self.course.action_hold()
        elif self.journey.end == "refunded":
            invoice = self.order.invoice_ids
            self.order._action_cancel()
            invoice._reverse_moves([{"invoice_date": fields.Date.today()}], cancel=True)
        elif self.journey.end == "lapsed":
            self.pay()
