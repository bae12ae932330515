"""Find Odoo 19.0, or bring it into the user's cache."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from . import apt
from .project import ADDON, ROOT, SERIES, VENV, cache_folder, digest, exclusive
from .steps import StepError, run, step

# Suites of the distribution's own mirror. Odoo 19 is in unstable only; two fonts have
# other file names there than the ones Odoo links to.
_ODOO_SUITE, _FONT_SUITE = "sid", "bookworm"
_LINKED = (
    "fonts-glyphicons-halflings",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
)
_LINKED_OLD = ("fonts-font-awesome", "fonts-inconsolata")
_UPSTREAM = "https://github.com/odoo/odoo"
# Debian leaves this file out, and the bundle that lists it then logs an error on every
# page. It only blurs the background of video calls; without it one button does nothing.
_MISSING_SCRIPT = "addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
RECORD = VENV / "odoo.json"
_PROBE = """
import importlib.util, json, pathlib
spec = importlib.util.find_spec("odoo.release")
print(json.dumps(str(pathlib.Path(spec.origin).parents[1])))
"""


@dataclass(frozen=True)
class Odoo:
    """A usable Odoo: the folder that holds the package, and a name for its build."""

    root: str
    build: str

    def addons_path(self) -> str:
        """The addons folders of Odoo itself, then ours."""
        root = Path(self.root)
        folders = [root / "odoo" / "addons", ADDON.parent]
        if not (
            folders[0] / "web"
        ).is_dir():  # a checkout keeps the apps apart from base
            folders.insert(1, root / "addons")
        return ",".join(map(str, folders))


def find() -> Odoo:
    """Odoo from ODOO_HOME, Python's path or the cache; else from Debian or upstream."""
    if Path(sys.prefix) == VENV:  # the environment sees the Odoo it was made for
        return Odoo(**json.loads(RECORD.read_text()))
    return from_home() or _from_python() or _from_cache()


def series_of(root: Path) -> tuple[int, ...] | None:
    """The series of the Odoo whose package lies in ``root``."""
    release = root / "odoo" / "release.py"
    if not release.is_file():
        return None
    match = re.search(r"version_info\s*=\s*\((\d+),\s*(\d+)", release.read_text())
    return (int(match[1]), int(match[2])) if match else None


def from_home() -> Odoo | None:
    home = os.environ.get("ODOO_HOME")
    if not home:
        return None
    for root in (Path(home), Path(home) / "usr/lib/python3/dist-packages"):
        if series_of(root) == SERIES:
            return Odoo(str(root.resolve()), _build_of(root))
    raise StepError(
        f"Odoo in ODOO_HOME ({home})",
        f"no odoo/release.py of series 19.0 there (found: {series_of(Path(home))})",
        "Point ODOO_HOME at a checkout of Odoo's branch 19.0, or unset it.",
    )


def _from_python() -> Odoo | None:
    probe = subprocess.run(
        [sys.executable, "-c", _PROBE], capture_output=True, text=True, cwd="/"
    )
    if probe.returncode:
        return None
    root = Path(json.loads(probe.stdout))
    return Odoo(str(root), _build_of(root)) if series_of(root) == SERIES else None


def _from_cache() -> Odoo:
    home = cache_folder() / "odoo-19.0"
    with exclusive(cache_folder() / "odoo.lock"):
        if not home.is_dir():
            _bring(home)
    root = home / "usr/lib/python3/dist-packages"
    root = root if root.is_dir() else home
    return Odoo(str(root), (home / "BUILD").read_text().strip())


def _bring(home: Path) -> None:
    """Make the tree aside and rename it, so that nobody ever sees half a tree."""
    aside = home.with_name(f"{home.name}.part")
    shutil.rmtree(aside, ignore_errors=True)
    source = apt.main_source(
        apt.machine_sources(), apt.os_release().get("VERSION_CODENAME", "")
    )
    if apt.os_release().get("ID") == "debian" and source:
        with step("Odoo 19.0: download and unpack Debian's package (130 MB, once)"):
            build = _from_debian(source, aside)
    else:
        with step("Odoo 19.0: clone the upstream branch (once)"):
            build = from_upstream(aside)
    (aside / "BUILD").write_text(build + "\n")
    aside.rename(home)


def _from_debian(source: apt.Source, home: Path) -> str:
    packages = [f"{name}/{_ODOO_SUITE}" for name in ("odoo-19", *_LINKED)]
    packages += [f"{name}/{_FONT_SUITE}" for name in _LINKED_OLD]
    archives = home.with_name("odoo-debs")
    shutil.rmtree(archives, ignore_errors=True)
    stanza = source.stanza(_ODOO_SUITE, _FONT_SUITE)
    debs = apt.fetch(packages, [stanza], archives, "Odoo 19.0: download")
    home.mkdir(parents=True)
    apt.unpack(debs, home, "Odoo 19.0: unpack")
    shutil.rmtree(archives)
    script = home / "usr/lib/python3/dist-packages/odoo" / _MISSING_SCRIPT
    if not script.exists():
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text(
            "/* Left out by Debian: blurs the background of video calls. */\n"
        )
    return next(deb.name for deb in debs if deb.name.startswith("odoo-19_"))


def from_upstream(home: Path) -> str:
    address = os.environ.get("ODOO_UPSTREAM", _UPSTREAM)
    run(
        ["git", "clone", "--depth", "1", "--branch", "19.0", address, home],
        what="Odoo 19.0: git clone",
        remedy="Check the network, or point ODOO_HOME at a checkout of branch 19.0.",
        log="odoo-clone",
        cwd=ROOT,
    )
    return _build_of(home)


def _build_of(root: Path) -> str:
    """The commit, when there is one; else the age of its main files."""
    head = subprocess.run(
        ["git", "-C", root, "rev-parse", "HEAD"], capture_output=True, text=True
    )
    if head.returncode == 0 and (root / ".git").exists():
        return head.stdout.strip()
    marks = [root / "odoo" / "release.py", root / "odoo" / "addons"]
    return digest(str(root), *(str(mark.stat().st_mtime_ns) for mark in marks))
