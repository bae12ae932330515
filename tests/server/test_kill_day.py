"""A day of kills: what was acknowledged is there, nothing is there twice.

A worker, a process of PostgreSQL and the whole server die while practitioners book,
start, sign, sell and invoice. The database has a PostgreSQL of its own: when one of its
processes is killed, all connections to it break, and other tests run beside this one.
"""

import os
import random
import signal
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import psutil
import pytest
import requests
from laws import LAWS, broken
from outside_client import Outside, Refused

from conftest import Clinic
from tools import postgres
from tools.databases import Databases
from tools.odoo import Runtime, free_port, printed_json

PEOPLE = 4
KILLS = ("worker", "backend", "server", "worker", "backend")
BETWEEN = 6  # acknowledged steps
PATIENCE = 60  # seconds
FIRST_DAY = datetime(2031, 3, 3, 6, 0)

PREPARE = f"""
import json
from datetime import timedelta
from odoo import Command, fields
from odoo.addons.acupuncture_cosmetic.demo.ready import ask_again, make_ready
env["account.chart.template"].try_loading("generic_coa", env.company)
now = fields.Datetime.now().replace(second=0, microsecond=0)
def hire(login, *roles):
    groups = [env.ref(f"acupuncture_cosmetic.group_{{role}}").id for role in roles]
    user = env["res.users"].create(dict(
        name=login, login=login, email=f"{{login}}@example.com", tz="Europe/Vienna",
        group_ids=[Command.link(group) for group in groups],
    ))
    key = env["res.users.apikeys"].with_user(user)._generate(
        "rpc", "kill day", now + timedelta(hours=12)
    )
    return user, key
product = env["product.template"].create(dict(
    name="Course", type="service", service_tracking="treatment_course",
    invoice_policy="order", list_price=300.0, session_count=3,
    taxes_id=[Command.clear()],
)).product_variant_id
people = []
for number in range({PEOPLE}):
    user, key = hire(f"kill_{{number}}", "practitioner", "billing")
    who, room = env["resource.resource"].create([
        dict(name=f"Practitioner {{number}}", acupuncture_role="practitioner",
             user_id=user.id, licence_number="L", cosmetic_certified=True,
             tz="Europe/Vienna"),
        dict(name=f"Room {{number}}", acupuncture_role="room", resource_type="material",
             tz="Europe/Vienna"),
    ])
    client = env["res.partner"].create(dict(name=f"Client {{number}}"))
    order = env["sale.order"].create(dict(
        partner_id=client.id, order_line=[Command.create(dict(product_id=product.id))],
    ))
    order.action_confirm()
    course = env["acupuncture.course"].search([("order_id", "=", order.id)])
    session = env["acupuncture.session"].create(dict(
        client_id=client.id, course_id=course.id, practitioner_id=who.id,
        room_id=room.id, start=now - timedelta(minutes=5),
    ))
    make_ready(client, techniques=course._planned_techniques())
    session.action_arrive()
    ask_again(session)
    people.append(dict(
        uid=user.id, key=key, practitioner=who.id, client=client.id, room=room.id,
        session=session.id, product=product.id,
        point=env["acupuncture.point"].search([("code", "=", "ST36")], limit=1).id,
    ))
env.cr.commit()
print(json.dumps(people))
"""
_WRITES = (
    "SELECT pid FROM pg_stat_activity"
    " WHERE datname = '{}' AND backend_xid IS NOT NULL LIMIT 1"
)
PROVE = """
import json
consents = env["acupuncture.consent"]
consents._cron_archive()
print(json.dumps(consents._all_problems(env.company)))
env.cr.commit()
"""


@pytest.fixture
def mortal_clinic(clinic):
    """The database of ``clinic`` on a PostgreSQL that may be killed."""
    with postgres.mortal() as server:
        runtime = Runtime(clinic.databases.runtime.odoo, server)
        runtime.configure()
        server.drop(clinic.db)  # a killed run left it
        server.sql(f'CREATE DATABASE "{clinic.db}"')
        _copy(clinic, server)
        try:
            yield Clinic(Databases(runtime), clinic.db)
        finally:
            server.drop(clinic.db)


def _copy(clinic, server):
    with subprocess.Popen(
        ["pg_dump", "-Fc", "-Z0", clinic.db],
        env=clinic.databases.server.environ(),
        stdout=subprocess.PIPE,
    ) as dump:
        subprocess.run(
            ["pg_restore", "--no-owner", "--no-privileges", "-d", clinic.db],
            env=server.environ(),
            stdin=dump.stdout,
            check=True,
        )


@dataclass
class Day:
    """What the people of this day share."""

    url: str
    db: str
    acknowledged: list = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    unsure: int = 0

    def note(self, table, id_, **values):
        """The server said that this is so."""
        self.acknowledged.append((table, id_, values))


class Person(Outside):
    """A practitioner who presses again when nobody answered."""

    def __init__(self, day, number, facts):
        super().__init__(day.url, day.db, facts["key"], facts["uid"])
        self.day, self.number, self.facts = day, number, facts

    def press(self, model, method, ids=(), **arguments):
        """Return the answer; None when the first press had done it unheard.

        :raises Refused: the first time already
        """
        unheard, deadline = False, time.monotonic() + PATIENCE
        while True:
            try:
                return self.call(model, method, ids, **arguments)
            except Refused as refused:
                if refused.status == 422 and unheard:
                    return None
                if refused.status == 422:
                    raise
            except (requests.RequestException, ValueError, KeyError):
                self.day.unsure += 1  # cut off: nobody knows whether it happened
            assert time.monotonic() < deadline, f"{model}.{method}: no answer"
            unheard = True
            time.sleep(0.2)

    def look(self, model, domain):
        """Return the ids that match."""
        return self.press(model, "search", domain=domain)

    def make(self, model, mark, **values):
        """Return the id of the one record with this mark, made if it is not there."""
        made = self.look(model, mark) or self.press(model, "create", vals_list=[values])
        return (made or self.look(model, mark))[0]

    def live(self):
        """Book and sell until the day is over; treat one client on the way."""
        turn = 0
        while turn <= 2 * self.number or not self.day.over.is_set():
            if turn == 2 * self.number:
                self.treat()
            (self.sell if turn % 3 == 2 else self.book)(turn)
            turn += 1

    def book(self, turn):
        """Two people want each hour in the room of one of them."""
        facts = self.facts
        start = FIRST_DAY + timedelta(hours=3 * turn, minutes=10 * (self.number % 2))
        wish = {
            "kind": "consultation",
            "client_id": facts["client"],
            "practitioner_id": facts["practitioner"],
            "room_id": facts["rooms"][self.number // 2],
            "start": f"{start:%Y-%m-%d %H:%M:%S}",
            "duration": 45,
        }
        try:
            made = self.press("acupuncture.session", "create", vals_list=[wish])
        except Refused as refused:
            assert "is already booked" in refused.message, refused.message
            return
        if made:
            self.day.note("acupuncture_session", made[0], state="planned")

    def sell(self, turn):
        """A course, from the quotation to the posted invoice."""
        mark = f"{self.number}-{turn}"
        line = {"product_id": self.facts["product"]}
        order = self.make(
            "sale.order",
            [("client_order_ref", "=", mark)],
            client_order_ref=mark,
            partner_id=self.facts["client"],
            order_line=[[0, 0, line]],
        )
        self.press("sale.order", "action_confirm", [order])
        self.day.note("sale_order", order, state="sale")
        invoices = self.invoices(order)
        if not invoices:
            (wizard,) = self.press(
                "sale.advance.payment.inv",
                "create",
                vals_list=[
                    {
                        "advance_payment_method": "delivered",
                        "sale_order_ids": [[6, 0, [order]]],
                    }
                ],
            )
            self.press("sale.advance.payment.inv", "create_invoices", [wizard])
            invoices = self.invoices(order)
        self.press("account.move", "action_post", invoices)
        self.day.note("account_move", invoices[0], state="posted")

    def invoices(self, order):
        """Return the ids of the invoices of an order."""
        return self.press("sale.order", "read", [order], fields=["invoice_ids"])[0][
            "invoice_ids"
        ]

    def treat(self):
        """Start, needle, count out and sign."""
        session = self.facts["session"]
        self.press("acupuncture.session", "action_start", [session])
        self.day.note("acupuncture_session", session, started_at=...)
        (chart,) = self.look("acupuncture.treatment", [("session_id", "=", session)])
        self.make(
            "acupuncture.needle",
            [("treatment_id", "=", chart)],
            treatment_id=chart,
            point_id=self.facts["point"],
            side="left",
            gauge_mm=0.16,
            length_mm=15,
        )
        minutes = {"retention_minutes": 20}
        self.press("acupuncture.treatment", "write", [chart], vals=minutes)
        (rows,) = self.press(
            "acupuncture.treatment", "read", [chart], fields=["count_data"]
        )
        for row in rows["count_data"]:
            self.press(
                "acupuncture.treatment",
                "action_count_zone",
                [chart],
                zone=row["zone"],
                counted=row["expected"],
            )
        self.press("acupuncture.treatment", "action_sign", [chart])
        self.day.note("acupuncture_treatment", chart, state="signed")
        self.day.note("acupuncture_session", session, state="done")


def test_a_day_of_kills(mortal_clinic):
    clinic = mortal_clinic
    people = printed_json(clinic.shell(PREPARE))
    for one in people:
        one["rooms"] = [other["room"] for other in people]
    port = free_port()
    day = Day(f"http://127.0.0.1:{port}", clinic.db)
    staff = [Person(day, number, facts) for number, facts in enumerate(people)]
    killer = Killer(clinic, day, port)
    with killer.serving(), ThreadPoolExecutor(PEOPLE) as pool:
        lives = [pool.submit(person.live) for person in staff]
        try:
            for what in KILLS:
                killer.wait_for_work(lives)
                getattr(killer, f"kill_{what}")()
            killer.wait_for_work(lives)
        finally:
            day.over.set()
        for life in lives:
            life.result()
    assert day.unsure, "no kill met anybody at work"
    assert len(day.acknowledged) > len(KILLS) * BETWEEN
    assert lost(clinic, day) == []
    assert broken(clinic) == {}
    assert printed_json(clinic.shell(PROVE)) == []
    assert broken(clinic) == {}
    assert len(LAWS) > 20


class Killer:
    """Serves the clinic, and kills parts of it without a warning."""

    def __init__(self, clinic, day, port):
        self.clinic, self.day, self.port = clinic, day, port
        self.chance = random.Random(113)
        self.stack = ExitStack()
        self.server = None

    @contextmanager
    def serving(self):
        """Serve, again and again; at the end no server is left."""
        with self.stack:
            self.serve()
            yield

    def serve(self):
        """Start a server with workers where the clinic is looked for."""
        options = (
            "--workers=3",
            "--max-cron-threads=0",
            f"--gevent-port={free_port()}",
        )
        runtime = self.clinic.databases.runtime
        self.server = self.stack.enter_context(
            runtime.serve(self.clinic.db, *options, port=self.port, log="kill-day")
        )

    def wait_for_work(self, lives):
        """Return in the midst of work, some steps later."""
        goal = len(self.day.acknowledged) + BETWEEN
        deadline = time.monotonic() + PATIENCE
        while len(self.day.acknowledged) < goal:
            for life in lives:
                if life.done():
                    life.result()
            assert time.monotonic() < deadline, "nobody gets anything done"
            time.sleep(0.05)
        time.sleep(self.chance.uniform(0, 0.3))

    def kill_worker(self):
        """End one of the processes that answer."""
        workers = [
            child.pid
            for child in psutil.Process(self.server.process.pid).children()
            if "gevent" not in child.cmdline()
        ]
        os.kill(self.chance.choice(workers), signal.SIGKILL)

    def kill_backend(self):
        """End a process of PostgreSQL in its transaction; it drops all others then."""
        server, pid = self.clinic.databases.server, ""
        deadline = time.monotonic() + PATIENCE
        while not pid:
            assert time.monotonic() < deadline, "no transaction is under way"
            pid = server.sql(_WRITES.format(self.clinic.db))
        os.kill(int(pid), signal.SIGKILL)

    def kill_server(self):
        """Pull the plug; start again."""
        self.server.kill()
        self.serve()


def lost(clinic, day):
    """Return what was acknowledged and is not so."""
    with clinic.connect() as connection, connection.cursor() as cursor:
        missing = []
        for table, id_, values in day.acknowledged:
            ((column, value),) = values.items()
            cursor.execute(f"SELECT {column} FROM {table} WHERE id = %s", [id_])
            found = cursor.fetchone()
            if not found or (found[0] is None if value is ... else found[0] != value):
                missing.append((table, id_, values, found))
        return missing
