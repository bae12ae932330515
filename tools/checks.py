"""Checks that read the code or the logs: style, translations template, install log."""

import os
import re
import subprocess
from pathlib import Path

from .odoo import Runtime
from .project import ADDON, ADDON_NAME, PYTHON, ROOT, STATE
from .steps import StepError, run

POT = ADDON / "i18n" / f"{ADDON_NAME}.pot"
# Changes with every export; `#:` lines only repeat where a string stands.
_POT_NOISE = re.compile(r'^("POT-Creation-Date|"PO-Revision-Date|#:)')
_LOG_LINE = re.compile(r"^\d{4}-\d\d-\d\d \S+ \d+ (WARNING|ERROR|CRITICAL) ")
# Lines of Odoo's own that an install may log, each with the reason why it is no fault.
KNOWN_LOG_LINES: tuple[tuple[str, str], ...] = ()
_PYTHON_FOLDERS = (ADDON_NAME, "tests", "tools")
_LINTERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ruff check", ("-m", "ruff", "check", ".")),
    ("ruff format", ("-m", "ruff", "format", "--check", "--diff", ".")),
    ("mypy", ("-m", "mypy")),
    ("pylint-odoo", ("-m", "pylint", "--rcfile=.pylintrc", ADDON_NAME, "tests")),
    ("OCA checks", ("-m", "oca_pre_commit_hooks.cli", ADDON_NAME)),
)


def lint() -> None:
    """Every style check; all of them run, then the failed ones are told.

    :raises StepError: a check found something
    """
    failed = []
    env = {**os.environ, "PYLINTHOME": str(STATE / "pylint")}
    for name, arguments in _LINTERS:
        done = subprocess.run(
            [PYTHON, *arguments], cwd=ROOT, env=env, capture_output=True, text=True
        )
        if done.returncode:
            failed.append(f"{name}:\n{done.stdout}{done.stderr}")
    if failed:
        raise StepError(
            "Lint", "\n".join(failed), "Mend it; `make format` does a part."
        )


def format_code() -> None:
    """Let the checkers lay out the code and mend what they can."""
    for arguments in (
        ("ruff", "check", "--fix", "--exit-zero", "."),
        ("ruff", "format", "."),
        ("oca_pre_commit_hooks.cli", "--fix", "--no-exit", ADDON_NAME),
    ):
        command = [PYTHON, "-m", *arguments]
        run(command, what="Format", remedy="Read the log.", log="format", cwd=ROOT)


def unexpected_log_lines(log: Path) -> list[str]:
    """The warnings and errors of an Odoo log that are not known ones."""
    known = [re.compile(pattern) for pattern, _reason in KNOWN_LOG_LINES]
    return [
        line
        for line in log.read_text(errors="replace").splitlines()
        if _LOG_LINE.match(line) and not any(one.search(line) for one in known)
    ]


def check_log(log: Path, what: str) -> None:
    """Refuse a log with a warning or an error that nobody has explained.

    :raises StepError: there is one
    """
    lines = unexpected_log_lines(log)
    if lines:
        remedy = "Mend the cause. Upstream's own lines go to KNOWN_LOG_LINES."
        raise StepError(what, "\n        ".join([str(log), *lines]), remedy)


def export_pot(runtime: Runtime, database: str, target: Path) -> None:
    """Write the template of translations as the code is now."""
    target.parent.mkdir(parents=True, exist_ok=True)
    runtime.run(
        *("i18n", "export", "-d", database, "-o", str(target), ADDON_NAME),
        what="Export the translations template",
        log="pot",
    )


def check_pot(runtime: Runtime, database: str) -> None:
    """Refuse a committed template that misses the strings of today.

    :raises StepError: it differs
    """
    fresh = STATE / "fresh.pot"
    export_pot(runtime, database, fresh)
    old = strings_of(POT) if POT.is_file() else set()
    new = strings_of(fresh)
    if old != new:
        missing, gone = sorted(new - old)[:10], sorted(old - new)[:10]
        why = f"missing: {missing}\n        gone: {gone}"
        raise StepError(f"Translations template {POT.name}", why, "make pot")


def strings_of(pot: Path) -> set[str]:
    """The entries, without the noise; their order says nothing."""
    entries = pot.read_text().split("\n\n")
    lines = (
        [line for line in entry.splitlines() if not _POT_NOISE.match(line)]
        for entry in entries
    )
    return {"\n".join(entry) for entry in lines if entry}
