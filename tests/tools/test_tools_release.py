"""A release: version, changelog and tag in one commit, or nothing at all."""

import subprocess
from datetime import date

import pytest

from tools.project import ADDON_NAME
from tools.releasing import release
from tools.steps import StepError

DAY = date(2027, 1, 31)
CHANGELOG = """# Changelog

## 19.0.1.5.0, unreleased

- Something that a clinic sees.

## 19.0.1.4.0, 2026-12-01

- Older.
"""


@pytest.fixture
def tree(tmp_path):
    face = tmp_path / ADDON_NAME / "__manifest__.py"
    face.parent.mkdir()
    face.write_text('{\n    "name": "Clinic",\n    "version": "19.0.1.4.0",\n}\n')
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG)
    git(tmp_path, "init", "-q")
    git(tmp_path, "config", "user.name", "Anna")
    git(tmp_path, "config", "user.email", "anna@example.org")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "begin")
    return tmp_path


def git(folder, *arguments):
    return subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, text=True
    ).stdout


def test_it_writes_commits_and_tags(tree):
    assert release(["19.0.1.5.0"], DAY, tree) == "19.0.1.5.0"
    assert (
        '"version": "19.0.1.5.0"' in (tree / ADDON_NAME / "__manifest__.py").read_text()
    )
    assert "## 19.0.1.5.0, 2027-01-31\n" in (tree / "CHANGELOG.md").read_text()
    assert git(tree, "describe") == "19.0.1.5.0\n"
    assert not git(tree, "status", "--porcelain")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([], "no version"),
        (["18.0.1.5.0"], "no version"),
        (["19.0.1.5"], "no version"),
        (["19.0.1.3.9"], "older than 19.0.1.4.0"),
        (["19.0.1.6.0"], "says nothing under '## 19.0.1.6.0, unreleased'"),
    ],
)
def test_a_wrong_version_changes_nothing(tree, arguments, reason):
    with pytest.raises(StepError, match=reason):
        release(arguments, DAY, tree)
    assert not git(tree, "status", "--porcelain")
    assert not git(tree, "tag")


def test_open_changes_and_taken_tags_are_refused(tree):
    git(tree, "tag", "19.0.1.5.0")
    with pytest.raises(StepError, match="out already"):
        release(["19.0.1.5.0"], DAY, tree)
    (tree / "CHANGELOG.md").write_text(CHANGELOG + "- More.\n")
    with pytest.raises(StepError, match="has changes"):
        release(["19.0.1.5.0"], DAY, tree)
