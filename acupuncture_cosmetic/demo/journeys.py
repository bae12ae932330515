"""Thirteen clients at different stages, told as days before and after the one shown."""

from collections import Counter, namedtuple
from datetime import time, timedelta

from odoo import Command

from .charts import treat

# sold, past and missed: days ago; ahead: days from the one shown; today: verb of the
# session of that day, if it is not over (past 0)
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
    # in the middle of the same short course: the day is full, results have a number,
    # and with each practitioner one client is waiting
    *(
        Journey(client, "FCA5", 1, 12, (10, 7, 3), (0, 4), 1.0, today=verb)
        for client, verb in (
            ("Anna Abend", "action_confirm"),
            ("Bea Blum", "action_arrive"),
            ("Doris Dorn", "action_arrive"),
            ("Frida Fein", "action_confirm"),
            ("Greta Gruber", None),
        )
    ),
]
# of the days before and after; the day that is shown is laid out around now
HOURS = (time(9), time(10, 45), time(13), time(14, 45))
EARLY = timedelta(minutes=5)  # clients come a little before their time


def walk_clients(env, day, seller, products, campaigns, places):
    """Sell, plan, treat and invoice for each client, as the story says."""
    stories = [
        Story(env, day, journey, campaigns[position % 2], seller)
        for position, journey in enumerate(JOURNEYS)
    ]
    for story in stories:
        story.sell(products[story.journey.product])
    pay(stories)
    queues = Counter()
    for position, story in enumerate(stories):
        practitioner, room = place = places[position % len(places)]
        queues[place] += story.is_ahead
        slot = HOURS[position // len(places)]
        story.book(practitioner, room, story.starts(slot, queues[place]))
        story.finish()
    book_consultation(env, day, places[1][0], campaigns[0], seller)
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


def pay(stories):
    """Invoice what can be invoiced and register the payments, each on its day."""
    paying = {
        story.order: story.sold_on
        for story in stories
        if story.journey.paid and story.order.invoice_status == "to invoice"
    }
    orders = stories[0].env["sale.order"].concat(*paying)
    invoices = orders._create_invoices()
    for invoice in invoices:
        invoice.invoice_date = paying[invoice.line_ids.sale_line_ids.order_id]
    invoices.action_post()
    for day, paid in invoices.grouped("invoice_date").items():
        invoices.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=paid.ids
        ).create({"payment_date": day})._create_payments()


def book_consultation(env, day, practitioner, campaign, seller):
    """The prospect: an opportunity with a free consultation on the next open day."""
    client = env["res.partner"].create(
        {"name": "Petra Prospekt", "email": "petra@example.com", "tz": day.zone}
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
            "start": day.moment(1, time(16, 15)),
            "duration": 30,
        }
    )


class Story:
    """One client's way through the clinic."""

    def __init__(self, env, day, journey, campaign, seller):
        self.env = env
        self.day = day
        self.journey = journey
        self.sold_on = day.day_shown - timedelta(days=journey.sold)
        first_name = journey.client.split()[0].lower()
        self.client = env["res.partner"].create(
            {
                "name": journey.client,
                "email": f"{first_name}@example.com",
                "phone": "+43 1 5550 100",
                "tz": day.zone,
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
        self.order.date_order = self.day.before(self.journey.sold, time(12))
        self.course = self.order.course_ids
        self.course._sealed_write({"activated_on": self.sold_on})

    @property
    def is_ahead(self):
        """Whether the client comes later on the day that is shown."""
        return 0 in self.journey.ahead and self.journey.today != "action_arrive"

    def starts(self, clock, turn):
        """Return when each session begins: around now, or at a clock time.

        :param turn: how many, this client included, are ahead with this practitioner
        """
        today = self.day.ahead(turn) if self.is_ahead else self.day.arrived()
        past = [
            self.day.moment(-days, clock) if days else self.day.done()
            for days in self.journey.past
        ]
        return past + [
            self.day.moment(days, clock) if days else today
            for days in self.journey.ahead
        ]

    def book(self, practitioner, room, starts):
        """Create all sessions; the first of them took place, one was missed."""
        sessions = self.env["acupuncture.session"].create(
            [
                {
                    "client_id": self.client.id,
                    "course_id": self.course.id,
                    "practitioner_id": practitioner.id,
                    "room_id": room.id,
                    "start": start,
                    "duration": self.course.session_minutes,
                }
                for start in starts
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
        for session in sessions.filtered("arrived_at"):
            came = min(session.start - EARLY, self.day.now)
            session._sealed_write({"arrived_at": came})
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
            invoice._reverse_moves([{"invoice_date": self.day.day_shown}], cancel=True)
        elif self.journey.end == "lapsed":
            pay([self])
