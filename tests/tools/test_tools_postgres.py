"""The embedded server runs from any folder, and stops with its last user."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.project import ROOT, VENV

NESTED = """
from tools import postgres, project
project.STATE.mkdir(exist_ok=True)
with postgres.running() as outer:
    with postgres.running() as inner:
        print(inner.sql("SELECT current_user"))
    print(outer.sql("SELECT 'still up'"))
    print(outer.sql("SHOW listen_addresses") == "")
print((postgres.data_folder() / "postmaster.pid").exists())
print(postgres.scratch_folder())
"""

# Autovacuum needs minutes for this table, so that it is there when the drop comes.
VACUUMED = """
import time
from tools import postgres, project
project.STATE.mkdir(exist_ok=True)
postgres._SETTINGS["autovacuum_naptime"] = "1s"
SLOW = "autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1"
SESSIONS = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'busy'"
with postgres.running() as server:
    server.sql("CREATE DATABASE busy")
    server.sql(f"CREATE TABLE rows (id int) WITH ({SLOW})", "busy")
    server.sql("INSERT INTO rows SELECT generate_series(1, 100000)", "busy")
    server.sql("DELETE FROM rows", "busy")
    until = time.monotonic() + 120
    seen = ["0"]
    while "0" in seen[-3:] and time.monotonic() < until:
        seen.append(server.sql(SESSIONS))
        time.sleep(0.3)
    print("0" not in seen[-3:])
    server.drop("busy")
    server.drop("busy")
    print(server.sql("SELECT count(*) FROM pg_database WHERE datname = 'busy'"))
print(postgres.scratch_folder())
"""


@pytest.fixture
def checkout(tmp_path):
    """Another checkout, deep in a path too long for a socket's address."""
    root = tmp_path / ("deep" * 20) / ("folder" * 20)
    (root / ".state").mkdir(parents=True)
    shutil.copytree(ROOT / "tools", root / "tools")
    (root / ".state" / "venv").symlink_to(VENV)
    return root


def _run(root, script):
    env = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=root,
        env={**env, "PYTHONPATH": str(root), "PGPORT": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")


def test_a_long_path_works_and_the_last_user_stops_the_server(checkout):
    role, still, quiet, pid, scratch, *_ = _run(checkout, NESTED)
    shutil.rmtree(Path(scratch), ignore_errors=True)
    assert (role, still, quiet, pid) == ("acupuncture", "still up", "True", "False")


def test_a_folder_closed_to_others_works(checkout):
    checkout.parent.chmod(0o700)
    lines = _run(checkout, NESTED)
    shutil.rmtree(Path(lines[4]), ignore_errors=True)
    assert lines[3] == "False"


def test_a_database_is_dropped_under_autovacuum(checkout):
    at_work, left, scratch, *_ = _run(checkout, VACUUMED)
    shutil.rmtree(Path(scratch), ignore_errors=True)
    assert (at_work, left) == ("True", "0")
