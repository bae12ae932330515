"""`make release ARGS=19.0.1.4.0`: version, section of the changelog, commit and tag."""

import ast
import re
import subprocess
from datetime import date
from pathlib import Path

from .project import ADDON, ROOT, SERIES
from .steps import StepError, say

_WHAT = "Release"
_FORM = re.compile(r"%d\.%d\.\d+\.\d+\.\d+" % SERIES)
_AGAIN = "make release ARGS=19.0.1.4.0"


def release(arguments: list[str], day: date, root: Path = ROOT) -> str:
    """Write the version that ``arguments`` names, date its changes, commit, tag.

    :return: the version
    :raises StepError: nothing was written; it says why
    """
    face = root / ADDON.name / "__manifest__.py"
    now = str(ast.literal_eval(face.read_text())["version"])
    version = _version(arguments, now)
    if _git(root, "status", "--porcelain"):
        raise StepError(_WHAT, "the tree has changes", "Commit them first.")
    if _git(root, "tag", "--list", version):
        raise StepError(_WHAT, f"{version} is out already", "Choose the next one.")
    changelog = root / "CHANGELOG.md"
    written = dated(changelog.read_text(), version, day)
    said = face.read_text()
    face.write_text(said.replace(f'"version": "{now}"', f'"version": "{version}"'))
    changelog.write_text(written)
    _git(root, "add", str(changelog), str(face))
    _git(root, "commit", "--allow-empty", "-m", f"[REL] {ADDON.name}: {version}")
    _git(root, "tag", "-a", version, "-m", version)
    say(f"{version} is committed and tagged. Send it: git push --follow-tags")
    return version


def dated(changelog: str, version: str, day: date) -> str:
    """The changelog with the day on which the section of ``version`` came out.

    :raises StepError: it has no such section, or one without a line
    """
    head = f"## {version}, unreleased\n"
    section = changelog.partition(head)[2].partition("\n## ")[0]
    if not section.strip():
        raise StepError(
            _WHAT, f"CHANGELOG.md says nothing under '{head.strip()}'", "Write it."
        )
    return changelog.replace(head, f"## {version}, {day.isoformat()}\n")


def _version(arguments: list[str], now: str) -> str:
    if len(arguments) != 1 or not _FORM.fullmatch(arguments[0]):
        raise StepError(_WHAT, f"no version in {arguments}", _AGAIN)
    version = arguments[0]
    if _numbers(version) < _numbers(now):
        raise StepError(_WHAT, f"{version} is older than {now}", _AGAIN)
    return version


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True)
    if done.returncode:
        why = done.stderr.strip() or done.stdout.strip()
        raise StepError(f"git {arguments[0]}", why, "Mend it, then try again.")
    return done.stdout.strip()
