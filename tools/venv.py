"""The project's own Python packages, exactly as the lock names them."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from . import apt
from .odoo_source import RECORD, Odoo
from .project import (
    LOCK,
    PYTHON,
    ROOT,
    STATE,
    VENV,
    cache_folder,
    digest,
    exclusive,
)
from .steps import StepError, run, step

_OLDEST = (3, 10)
_NEWEST = (3, 13)
_UV = "uv==0.13.9"
_LAUNCHER = "from odoo.cli import main\n\nmain()\n"
_NETWORK = "Check the network, then try again."


def ensure(odoo: Odoo) -> None:
    """Have a virtual environment that holds the lock's packages and sees ``odoo``."""
    _check_python()
    stamp = VENV / "stamp"
    wanted = digest(LOCK.read_bytes(), sys.version, odoo.root, str(VENV))
    with exclusive(STATE / "venv.lock"):
        if not stamp.is_file() or stamp.read_text() != wanted:
            with step("Python packages: install what requirements.txt locks"):
                _build(odoo)
                stamp.write_text(wanted)
        RECORD.write_text(json.dumps(asdict(odoo)))


def lock() -> None:
    """Write requirements.txt anew from requirements.in."""
    tool = STATE / "uv"
    with step(f"Lock: resolve requirements.in with {_UV}"):
        pip = _pip()
        command = [*pip, "install", "-q", "--upgrade", "--target", tool, _UV]
        run(command, what="Lock: fetch uv", remedy=_NETWORK, log="lock")
        command = [
            *(tool / "bin" / "uv", "pip", "compile", "--no-config", "--universal"),
            *("--python-version", ".".join(map(str, _OLDEST)), "--generate-hashes"),
            *("--no-emit-index-url", "--no-emit-find-links", "--upgrade", "-q"),
            *("--custom-compile-command", "make lock"),
            *("requirements.in", "-o", LOCK.name),
        ]
        # The lock must hold for everybody, so no index of this machine may enter it.
        foreign = ("UV_", "PIP_INDEX", "PIP_EXTRA", "PIP_FIND")
        env = {k: v for k, v in os.environ.items() if not k.startswith(foreign)}
        remedy = "Loosen the pin in requirements.in that the log names."
        run(command, what="Lock: resolve", remedy=remedy, log="lock", cwd=ROOT, env=env)


def _check_python() -> None:
    if _OLDEST <= sys.version_info[:2] <= _NEWEST:
        return
    raise StepError(
        f"Python {sys.version.split()[0]}",
        "the locked packages are chosen for Python 3.10 to 3.13",
        "Run make with another one: make PYTHON=python3.12 ...",
    )


def _build(odoo: Odoo) -> None:
    shutil.rmtree(VENV, ignore_errors=True)
    pip = _pip()
    run(
        [*pip, "install", "--require-hashes", "--no-deps", "--no-input", "-r", LOCK],
        what="Python packages: pip install",
        remedy=_NETWORK,
        log="pip",
        env={
            "PIP_CACHE_DIR": str(cache_folder() / "pip"),
            **os.environ,
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        },
    )
    site = subprocess.run(
        [PYTHON, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    )
    # Appended to the path, so that the locked packages win over those of the system.
    (Path(site.stdout.strip()) / "odoo-19.0.pth").write_text(f"{odoo.root}\n")
    # The prefork server starts its helpers through the script it was started with.
    (VENV / "bin" / "odoo").write_text(_LAUNCHER)


def _pip() -> list[str | Path]:
    """Make the environment and return how to call pip in it.

    Debian splits ensurepip off into a package that only root can install; the wheel of
    pip runs without being installed.
    """
    plain = importlib.util.find_spec("ensurepip") is None
    if not PYTHON.exists():
        bare = ["--without-pip"] if plain else []
        command: list[str | Path] = [sys.executable, "-m", "venv", *bare, VENV]
        remedy = "As root: apt-get install python3-venv"
        run(
            command, what="Python packages: make .state/venv", remedy=remedy, log="venv"
        )
    return [PYTHON, _pip_wheel() / "pip"] if plain else [PYTHON, "-m", "pip"]


def _pip_wheel() -> Path:
    folder = STATE / "pip"
    pattern = "usr/share/python-wheels/pip-*.whl"
    if not list(folder.glob(pattern)):
        stanzas = [source.stanza() for source in apt.machine_sources()]
        debs = apt.fetch(
            ["python3-pip-whl"], stanzas, STATE / "pip-debs", "pip: download"
        )
        apt.unpack(debs, folder, "pip: unpack")
    return next(folder.glob(pattern))
