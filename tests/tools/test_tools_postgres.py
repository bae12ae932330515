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
