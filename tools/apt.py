"""Debian packages: read the machine's own mirrors, fetch without installing.

A private apt state (own source list, own package lists) lets an ordinary user fetch
packages of any suite from the mirror the machine already trusts.
"""

import ctypes.util
import os
import re
import shlex
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from .project import cache_folder
from .steps import StepError, is_root, run, say

_ETC = Path("/etc/apt")
_ONE_LINE = re.compile(r"^deb\s+(?:\[(?P<options>[^]]*)\]\s+)?(?P<rest>\S.*)$")
_CHROME_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
_TOOLS = {"chromium": _CHROME_NAMES, "wkhtmltopdf": ("wkhtmltopdf",)}
# The program that drives the browser in tests is linked to it.
_LIBRARIES = {"libatomic1": "atomic"}
BROWSER = ("chromium", "libatomic1")


@dataclass(frozen=True)
class Source:
    """One source of packages, as apt's own files describe it."""

    uris: tuple[str, ...]
    suites: tuple[str, ...]
    components: tuple[str, ...]
    options: tuple[tuple[str, str], ...] = ()

    def stanza(self, *suites: str) -> str:
        """The source in deb822 form, for ``suites`` when given."""
        fields = {
            "Types": "deb",
            "URIs": " ".join(self.uris),
            "Suites": " ".join(suites or self.suites),
            "Components": "main" if suites else " ".join(self.components),
            **dict(self.options),
        }
        return "".join(f"{name}: {value}\n" for name, value in fields.items() if value)


def os_release(path: Path = Path("/etc/os-release")) -> dict[str, str]:
    """Name and code name of the system."""
    if not path.is_file():
        return {}
    pairs = (line.partition("=") for line in path.read_text().splitlines())
    return {
        name: "".join(shlex.split(value)) for name, _, value in pairs if name.strip()
    }


def parse_deb822(text: str) -> list[Source]:
    """Read the text of a ``.sources`` file."""
    sources = []
    for paragraph in re.split(r"\n\s*\n", text):
        fields = _fields(paragraph)
        if (
            "deb" not in fields.get("types", "").split()
            or fields.get("enabled") == "no"
        ):
            continue
        options = (
            ("Signed-By", fields.get("signed-by")),
            ("Trusted", fields.get("trusted")),
        )
        sources.append(
            Source(
                tuple(fields.get("uris", "").split()),
                tuple(fields.get("suites", "").split()),
                tuple(fields.get("components", "").split()),
                tuple((name, value) for name, value in options if value),
            )
        )
    return sources


def parse_one_line(text: str) -> list[Source]:
    """Read the text of a ``sources.list`` file."""
    sources = []
    for line in text.splitlines():
        match = _ONE_LINE.match(line.split("#")[0].strip())
        if not match:
            continue
        uri, suite, *components = match["rest"].split()
        pairs = (part.partition("=") for part in (match["options"] or "").split())
        names = {"signed-by": "Signed-By", "trusted": "Trusted"}
        options = ((names.get(name), value) for name, _, value in pairs)
        kept = tuple((name, value) for name, value in options if name)
        sources.append(Source((uri,), (suite,), tuple(components), kept))
    return sources


def machine_sources(etc: Path = _ETC) -> list[Source]:
    """Every source the machine's apt uses."""
    sources = []
    for path in [etc / "sources.list", *sorted((etc / "sources.list.d").glob("*"))]:
        if path.is_file() and path.suffix in (".list", ".sources"):
            parse = parse_deb822 if path.suffix == ".sources" else parse_one_line
            sources += parse(path.read_text())
    return [source for source in sources if not source.uris[0].startswith("cdrom")]


def main_source(sources: list[Source], codename: str) -> Source | None:
    """The distribution's own source: other suites lie on the same mirror."""
    suites = {codename, "stable", "oldstable", "testing", "sid", "unstable"}
    for source in sources:
        if suites & set(source.suites) and "main" in source.components:
            return source
    return None


def fetch(
    packages: list[str], stanzas: list[str], folder: Path, what: str
) -> list[Path]:
    """Download ``packages`` (``name`` or ``name/suite``) into ``folder``."""
    state = cache_folder() / "apt"
    for inner in ("lists/partial", "cache/archives/partial"):
        (state / inner).mkdir(parents=True, exist_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    (state / "private.sources").write_text("\n".join(stanzas))
    options = {
        "Dir::Etc::sourcelist": state / "private.sources",
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::State::Lists": state / "lists",
        "Dir::State::status": "/dev/null",
        "Dir::Cache": state / "cache",
        "Acquire::Languages": "none",
        "APT::Sandbox::User": "",
    }
    apt: list[str | Path] = ["apt-get"]
    for name, value in options.items():
        apt += ["-o", f"{name}={value}"]
    remedy = "Check the network and the machine's apt sources, then try again."
    run([*apt, "update"], what=f"{what}: package lists", remedy=remedy, log="apt")
    run(
        [*apt, "download", *packages],
        what=what,
        remedy=remedy,
        log="apt",
        cwd=folder,
        append=True,
    )
    return sorted(folder.glob("*.deb"))


def unpack(archives: list[Path], folder: Path, what: str) -> None:
    """Unpack ``archives`` into ``folder`` without installing them."""
    for archive in archives:
        command: list[str | Path] = ["dpkg-deb", "-x", archive, folder]
        run(command, what=what, remedy="Free disk space, then try again.", log="unpack")


def ensure_tools(*packages: str) -> list[str]:
    """Have the named system tools; root installs them, others are told what to ask for.

    :return: the packages that are still missing
    """
    missing = [package for package in packages if not find_tool(package)]
    if missing and is_root() and shutil.which("apt-get"):
        _install(missing)
        missing = [package for package in missing if not find_tool(package)]
    if missing:
        say(f"Going on without {' and '.join(missing)}. Root can change that:")
        say(f"    apt-get install {' '.join(missing)}")
    return missing


def find_tool(package: str) -> str | None:
    """The program of ``package`` that is on PATH, or its library; None without it."""
    if package not in _LIBRARIES:
        return next(filter(None, map(shutil.which, _TOOLS[package])), None)
    if sys.platform != "linux":
        return package  # comes with the system
    return ctypes.util.find_library(_LIBRARIES[package])


def has_browser() -> bool:
    """Whether a browser and what drives it are here."""
    return all(map(find_tool, BROWSER))


def _install(packages: list[str]) -> None:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    commands = [["apt-get", "update"]]
    # One by one: a release that dropped one of them must not cost us the others.
    for package in packages:
        commands.append(
            ["apt-get", "install", "-y", "--no-install-recommends", package]
        )
    for command in commands:
        what = f"System packages ({command[-1]})"
        say(f"{what} ...")
        try:
            run(command, what=what, remedy="", log="apt-install", env=env, append=True)
        except StepError as error:
            say(f"{what} failed: {error.why}")


def _fields(paragraph: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    name = ""
    for line in paragraph.splitlines():
        if line.startswith("#"):
            continue
        if line[:1].isspace() and name:
            fields[name] += "\n" + line
        elif ":" in line:
            name, _, value = line.partition(":")
            name = name.strip().lower()
            fields[name] = value.strip()
    return fields
