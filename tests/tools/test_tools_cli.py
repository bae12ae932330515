"""The doors: every make target works, is explained, and fails in three lines."""

import re
import socket
import subprocess
import sys
import zipfile

from tools import hooks
from tools.project import ADDON, ROOT


def _tools(*arguments, **more):
    return subprocess.run(
        [sys.executable, "-m", "tools", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        **more,
    )


def test_every_make_target_is_a_command_with_a_summary():
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.search(r"COMMANDS := (.*)", makefile)[1].split())
    told = re.findall(r"^    ([\w-]+)", _tools("--help").stdout, re.MULTILINE)
    assert set(told) == targets - {"help"}


def test_a_busy_port_is_told_before_any_work():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = _tools("run", "--port", str(port))
    assert done.returncode == 1
    assert f"Port {port}" in done.stderr and f"PORT={port + 1}" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_wheel_holds_the_addon_and_no_test_of_ours():
    wheel = hooks.build_wheel()
    assert wheel.name.startswith("odoo_addon_acupuncture_cosmetic-19.0.")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    inner = f"odoo/addons/{ADDON.name}/"
    assert f"{inner}__manifest__.py" in names
    assert [n for n in names if n.startswith(f"{inner}tests/")] == [
        f"{inner}tests/__init__.py"
    ]
    assert not [n for n in names if n.endswith(".pyc") or "/.state/" in n]
