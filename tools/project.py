"""Where things are, and what a build depends on."""

import ast
import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ADDON_NAME = "acupuncture_cosmetic"
ADDON = ROOT / ADDON_NAME
LOCK = ROOT / "requirements.txt"
STATE = ROOT / ".state"
LOGS = STATE / "logs"
DATA = STATE / "data"
VENV = STATE / "venv"
PYTHON = VENV / "bin" / "python"
DEMO_DB = "acupuncture_demo"
SERIES = (19, 0)


def cache_folder() -> Path:
    """The user's cache, shared by every checkout: it holds the Odoo tree."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / ADDON_NAME


def digest(*parts: str | bytes, length: int = 8) -> str:
    """A short name for the joint content of ``parts``."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part.encode() if isinstance(part, str) else part)
        whole.update(b"\0")
    return whole.hexdigest()[:length]


def checkout_id() -> str:
    """Tells the databases of two checkouts on one server apart."""
    return digest(str(ROOT), length=6)


def manifest() -> dict[str, Any]:
    """The addon's manifest."""
    said: dict[str, Any] = ast.literal_eval((ADDON / "__manifest__.py").read_text())
    return said


def addon_fingerprint() -> str:
    """Changes whenever a file that an installed addon uses changes."""
    parts: list[str | bytes] = []
    for path in sorted(ADDON.rglob("*")):
        inner = path.relative_to(ADDON)
        ignored = {"__pycache__", "tests"} & set(inner.parts)
        if path.is_file() and not ignored and path.suffix not in (".pyc", ".pot"):
            parts += [str(inner), path.read_bytes()]
    return digest(*parts)


@contextmanager
def exclusive(lock: Path) -> Iterator[None]:
    """Hold ``lock``; the system frees it when the process dies, however it dies."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
