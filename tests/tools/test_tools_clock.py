"""A moved clock: PostgreSQL and Python show it, go on from there, and wait as ever."""

import json
import os
import shutil
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from tools import clock, testing
from tools.project import ROOT, VENV
from tools.steps import StepError

MOVED = """
import json, subprocess
from datetime import datetime, timezone
from tools import postgres, project, steps

PROBE = '''
import json, time
from datetime import datetime, timezone
before = time.monotonic()
time.sleep(1)
print(json.dumps([datetime.now(timezone.utc).isoformat(), time.monotonic() - before]))
'''
NOW = "SELECT now() AT TIME ZONE 'UTC'"
moment = datetime(2027, 3, 28, 0, 30, tzinfo=timezone.utc)
found = {}
with postgres.at(moment) as server:
    found["sql"] = server.sql(NOW)
    command = [project.PYTHON, "-c", PROBE]
    done = subprocess.run(command, env=server.environ(), capture_output=True, text=True)
    found["python"], found["slept"] = json.loads(done.stdout)
    found["later"] = server.sql(NOW)
    server.sql(f"ALTER ROLE {server.user} SET statement_timeout TO 500")
    found["timeout"] = server._psql("SELECT pg_sleep(20)", "postgres").stderr
    with postgres.running() as beside:
        found["beside"] = beside.sql(NOW)
    try:
        with postgres.at(moment):
            found["second"] = "it was let in"
    except steps.StepError as error:
        found["second"] = error.why
print(postgres.scratch_folder())
print(json.dumps(found))
"""
# What takes minutes has a stand-in: the two templates, the demo, the server of Odoo.
RUN = """
import json, subprocess, sys
from contextlib import contextmanager
from types import SimpleNamespace
from tools import apt, cli, odoo_source, postgres, project, venv
from tools.databases import Databases
from tools.odoo import Runtime

NOW = "SELECT now() AT TIME ZONE 'UTC'"
PYTHON_NOW = "from datetime import *; print(datetime.now(timezone.utc).isoformat())"
TEMPLATE = "acu_template"
PARAMETERS = "SELECT 'web.base.url' AS key, '' AS value INTO ir_config_parameter"
found = {}

def with_addon(self):
    if not self.server.sql(f"SELECT 1 FROM pg_database WHERE datname = '{TEMPLATE}'"):
        found["template"] = self.server.sql(NOW)
        self.server.sql(f"CREATE DATABASE {TEMPLATE}")
        self.server.sql(PARAMETERS, TEMPLATE)
        self._filestore(TEMPLATE).mkdir(parents=True)
    return TEMPLATE

def load_demo(self, name):
    found["loaded"] = self.server.sql(NOW, name)
    return {"day": "The clinic as of Sunday.", "logins": [["Front desk", "desk", "d"]]}

@contextmanager
def serve(self, name, *options, port, log):
    found["database"] = name
    found["url"] = self.server.sql("SELECT value FROM ir_config_parameter", name)
    command, env = [project.PYTHON, "-c", PYTHON_NOW], self.server.environ()
    found["odoo"] = subprocess.check_output(command, env=env, text=True).strip()
    yield SimpleNamespace(log=log, wait_end=lambda: 7)

Databases.with_addon, Databases.load_demo, Runtime.serve = with_addon, load_demo, serve
Databases.warm = lambda self, name: None
apt.ensure_tools = venv.ensure = lambda *arguments: None
odoo_source.find = lambda: SimpleNamespace(addons_path=lambda: "")
sys.argv = ["make", "run", "--port", "8071", "--clock", "2027-03-28 00:30"]
found["code"] = cli.main()
with postgres.at(cli.clock.parse("2027-03-28 00:30")) as server:
    found["left"] = server.sql("SELECT datname FROM pg_database").split()
print(postgres.scratch_folder())
print(json.dumps(found))
"""
MOMENT = datetime(2027, 3, 28, 0, 30)


@pytest.fixture
def checkout(tmp_path):
    """Another checkout, whose embedded servers are its own."""
    (tmp_path / ".state").mkdir()
    shutil.copytree(ROOT / "tools", tmp_path / "tools")
    (tmp_path / ".state" / "venv").symlink_to(VENV)
    return tmp_path


def _shown(text):
    """Return how long after the moment a clock was read."""
    return datetime.fromisoformat(text).replace(tzinfo=None) - MOMENT


def _run(checkout, script):
    """Return what a script in another checkout told meanwhile, and what it found."""
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=checkout,
        env={k: v for k, v in os.environ.items() if not k.startswith("PG")}
        | {"PYTHONPATH": str(checkout), "PGPORT": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    scratch, found = done.stdout.splitlines()
    shutil.rmtree(Path(scratch), ignore_errors=True)
    return done.stderr, json.loads(found)


def test_both_clocks_are_moved_and_go_on(checkout):
    _, found = _run(checkout, MOVED)
    moments = [_shown(found[each]) for each in ("sql", "python", "later")]
    assert moments == sorted(moments)
    assert timedelta(0) <= moments[0] and moments[-1] < timedelta(minutes=5)
    assert 1 <= found["slept"] < 30
    assert "statement timeout" in found["timeout"]
    assert abs(_shown(found["beside"])) > timedelta(days=1)
    assert "another run" in found["second"]


def test_the_demo_clinic_is_run_at_a_moment_and_leaves_nothing(checkout):
    told, found = _run(checkout, RUN)
    assert found["code"] == 7
    assert found["url"] == "http://localhost:8071"
    for each in ("loaded", "odoo"):
        assert timedelta(0) <= _shown(found[each]) < timedelta(minutes=5)
    assert timedelta(0) <= _shown(found["template"]) + timedelta(hours=1)
    assert _shown(found["template"]) < timedelta(0)
    assert "The clocks show" in told and "Front desk" in told
    assert "The clinic as of Sunday. It is gone when it closes." in told
    assert "acu_template" in found["left"]
    assert found["database"] not in found["left"]


def test_a_moment_is_utc_unless_it_says_otherwise():
    assert clock.parse("2027-03-28 00:30") == MOMENT.replace(tzinfo=timezone.utc)
    assert clock.parse("2027-03-28 02:30+02:00") == clock.parse("2027-03-28 00:30")


def test_what_is_no_moment_is_told_with_an_example():
    with pytest.raises(StepError) as caught:
        clock.parse("tomorrow at noon")
    assert 'CLOCK="2027-03-28 00:30"' in caught.value.remedy


def test_tests_with_servers_of_their_own_are_refused_with_a_clock():
    testing.refuse_plain(["tests/test_course_sale.py", "-k", "confirm"])
    with pytest.raises(StepError) as caught:
        testing.refuse_plain(["tests/server/test_server_live.py"])
    assert "only the Odoo tests" in caught.value.why


def test_a_machine_without_debian_packages_is_told_so(monkeypatch, tmp_path):
    monkeypatch.setattr(clock.apt, "machine_sources", list)
    monkeypatch.setattr(clock, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr(clock, "_PATTERN", "nowhere/*.so")
    with pytest.raises(StepError) as caught:
        clock.moved_to(clock.parse("2027-03-28 00:30"), tmp_path)
    assert "no Debian packages" in caught.value.why


def test_only_the_table_of_symbols_loses_the_waits():
    table, use = b"\0time\0epoll_wait\0clock_nanosleep\0", b"\0epoll_wait\0"
    taken = clock.without_waits(table + use)
    assert taken == b"\0time\0_poll_wait\0_lock_nanosleep\0" + use
