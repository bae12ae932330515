"""A real Odoo server with several workers, for tests that need more than one process.

These tests bring their own database; run them with ``make test ARGS=tests/server``.
"""

import re
from dataclasses import dataclass

import psycopg2
import pytest
from playwright.sync_api import sync_playwright

from docs.client_forms import open_phone
from docs.screenshots import CHROMIUM
from tools import apt, odoo_source, postgres
from tools.databases import Databases
from tools.odoo import Running, Runtime, free_port

SEND = """
client = env["res.partner"].create({"name": "Clara", "email": "clara@example.com"})
client.action_send_forms()
print(env["mail.mail"].search([], order="id desc", limit=1).body_html)
env.cr.commit()
"""


@dataclass(frozen=True)
class Clinic:
    """A database of its own and, while ``server`` runs, an Odoo that serves it."""

    databases: Databases
    db: str
    server: Running | None = None

    @property
    def url(self):
        """Where the server answers."""
        return self.server.url

    def connect(self):
        """A new connection of psycopg2, past Odoo."""
        reach = self.databases.server
        return psycopg2.connect(
            host=reach.host,
            port=reach.port,
            user=reach.user,
            password=reach.password or None,
            dbname=self.db,
        )

    def shell(self, script):
        """Run ``script`` in an Odoo shell on the database; return what it prints."""
        return self.databases.runtime.shell(self.db, script)

    def odoo(self, *arguments, log="server-commands"):
        """Run an Odoo command on the database to its end; return its log."""
        what = f"odoo {' '.join(arguments)}"
        return self.databases.runtime.run(*arguments, "-d", self.db, what=what, log=log)

    def serve(self, *options, log="server-tests-extra"):
        """Another server on the same database, as a context manager."""
        return self.databases.runtime.serve(self.db, *options, log=log)


def pytest_collection_modifyitems(items):
    """The races come last: until then, other tests may run beside these."""
    items.sort(key=lambda item: "test_concurrency" in item.nodeid)


def give_telephone(clinic):
    """Enter the number without which no form is sent."""
    with clinic.connect() as connection, connection.cursor() as cursor:
        for table in ("res_company", "res_partner"):
            cursor.execute(f"UPDATE {table} SET phone = '+43 1 555 01 23'")


@pytest.fixture(scope="session")
def databases():
    """The databases of this checkout, on a server that runs as long as the session."""
    with postgres.running() as server:
        runtime = Runtime(odoo_source.find(), server)
        runtime.configure()
        yield Databases(runtime)


@pytest.fixture
def clinic(databases):
    """A fresh database with the addon installed and no server, for one test alone."""
    with databases.throwaway("single") as name:
        yield Clinic(databases, name)


@pytest.fixture
def bare_clinic(databases):
    """A fresh database with our dependencies, but without the addon."""
    with databases.throwaway("bare", databases.dependencies()) as name:
        yield Clinic(databases, name)


@pytest.fixture(scope="session")
def live_clinic(databases):
    """A database served by an Odoo with four workers and a cron worker."""
    with databases.throwaway("server") as name:
        give_telephone(Clinic(databases, name))
        options = (
            "--workers=4",
            "--max-cron-threads=1",
            f"--gevent-port={free_port()}",
        )
        with databases.runtime.serve(name, *options, log="server-tests") as server:
            yield Clinic(databases, name, server)


@pytest.fixture(scope="session")
def playwright():
    """The one Playwright of the session: a second beside it would refuse to start."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright):
    if not apt.has_browser():
        pytest.skip(f"No browser: root can install {' and '.join(apt.BROWSER)}")
    launched = playwright.chromium.launch(
        executable_path=apt.find_tool("chromium"), args=CHROMIUM
    )
    yield launched
    launched.close()


@pytest.fixture
def browser(chromium):
    """The browser, without the windows that another test left open."""
    yield chromium
    for context in chromium.contexts:
        context.close()


@pytest.fixture
def phone(browser):
    return open_phone(browser)


@pytest.fixture
def address(live_clinic):
    """The address in the message of a new client."""
    path = re.search(r"/forms/[\w-]+", live_clinic.shell(SEND)).group()
    return f"{live_clinic.url}{path}"
