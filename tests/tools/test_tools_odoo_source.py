"""Odoo is found where it is, and never half."""

import os
import subprocess

import pytest

from tools import odoo_source
from tools.steps import StepError

RELEASE = "version_info = (%s, 0, 0, FINAL, 0, '')\n"


def _tree(folder, series):
    (folder / "odoo" / "addons").mkdir(parents=True)
    (folder / "odoo" / "release.py").write_text(RELEASE % series)
    return folder


def test_series_is_read_without_importing(tmp_path):
    assert odoo_source.series_of(_tree(tmp_path / "a", 19)) == (19, 0)
    assert odoo_source.series_of(_tree(tmp_path / "b", 18)) == (18, 0)
    assert odoo_source.series_of(tmp_path) is None


def test_odoo_home_of_another_series_is_refused_with_a_remedy(tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_HOME", str(_tree(tmp_path, 18)))
    with pytest.raises(StepError) as caught:
        odoo_source.from_home()
    assert "18" in caught.value.why and "19.0" in caught.value.remedy


def test_odoo_home_is_taken_and_its_build_changes_with_it(tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_HOME", str(_tree(tmp_path, 19)))
    before = odoo_source.from_home()
    assert before.root == str(tmp_path)
    os.utime(tmp_path / "odoo" / "release.py", (1, 1))
    assert odoo_source.from_home().build != before.build


def test_a_checkout_names_both_addons_folders(tmp_path):
    odoo = odoo_source.Odoo(str(_tree(tmp_path, 19)), "x")
    base, apps, _ours = odoo.addons_path().split(",")
    assert base.endswith("/odoo/addons") and apps == str(tmp_path / "addons")
    (tmp_path / "odoo" / "addons" / "web").mkdir()
    assert len(odoo.addons_path().split(",")) == 2


def test_upstream_is_cloned_at_its_branch(tmp_path, monkeypatch):
    upstream = _tree(tmp_path / "upstream", 19)
    git = ["git", "-C", str(upstream), "-c", "user.name=x", "-c", "user.email=x@x"]
    for command in (["init", "-qb", "19.0"], ["add", "."], ["commit", "-qm", "x"]):
        subprocess.run([*git, *command], check=True)
    monkeypatch.setenv("ODOO_UPSTREAM", upstream.as_uri())
    build = odoo_source.from_upstream(tmp_path / "home")
    assert odoo_source.series_of(tmp_path / "home") == (19, 0)
    assert len(build) == 40


def test_a_failed_clone_says_why_and_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_UPSTREAM", (tmp_path / "nowhere").as_uri())
    with pytest.raises(StepError) as caught:
        odoo_source.from_upstream(tmp_path / "home")
    assert "nowhere" in caught.value.why and "ODOO_HOME" in caught.value.remedy
