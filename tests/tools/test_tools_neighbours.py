"""Odoo's own tests beside us: what is new, what is known, what got lost."""

import sys

import pytest

from tools import neighbours
from tools.neighbours import QUICK, SUITES, Neighbours, Sides, compare, read_outcomes
from tools.odoo_source import find
from tools.steps import StepError

REPORT = """<testsuites><testsuite>
<testcase classname="crm.tests.test_lead.TestLead" name="test_merge"/>
<testcase classname="crm.tests.test_lead.TestLead" name="test_copy"/>
<testcase classname="crm.tests.test_lead.TestLead" name="test_copy">
<failure message="a part"/></testcase>
<testcase classname="crm.tests.test_lead.TestLead" name="test_setup"><error/></testcase>
<testcase classname=".....addons.crm.tests.test_tour.TestTour" name="test_tour">
<skipped/></testcase>
<testcase classname="crm.tests.test_alone" name="test_function"><error/></testcase>
</testsuite></testsuites>"""


def test_the_worst_part_of_a_test_counts(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text(REPORT)
    lead, tour = "crm/tests/test_lead.py::TestLead", "crm/tests/test_tour.py::TestTour"
    assert read_outcomes(report) == {
        f"{lead}::test_merge": "passed",
        f"{lead}::test_copy": "failed",
        f"{lead}::test_setup": "failed",
        f"{tour}::test_tour": "skipped",
        "crm/tests/test_alone.py::test_function": "failed",
    }


def test_only_what_fails_with_us_alone_is_new():
    bare = {"a": "passed", "b": "failed", "c": "failed", "d": "passed"}
    found = compare(bare, {"a": "passed", "b": "failed", "c": "passed", "d": "failed"})
    assert (found.new, found.known, found.passed) == (["d"], ["b"], 2)


def test_a_test_that_is_gone_or_skipped_with_us_is_a_failure():
    found = compare({"a": "passed", "b": "passed", "c": "skipped"}, {"b": "skipped"})
    assert found.new == ["a (not run)", "b (skipped)"]


def test_what_fails_on_purpose_is_told_with_its_reason():
    name, why = next(iter(neighbours.ON_PURPOSE.items()))
    found = compare({name: "passed"}, {name: "failed"})
    assert (found.new, found.known) == ([], [name]) and why
    assert len(neighbours.ON_PURPOSE) <= 3


def test_a_test_that_runs_with_us_alone_counts():
    assert compare({}, {"a": "failed", "b": "passed"}).new == ["a"]


class Rehearsed(Neighbours):
    """Comes to the outcomes it is told, run by run."""

    def __init__(self, *outcomes):
        self.sides = Sides("with us", "without")
        self.outcomes = list(outcomes)
        self.asked = []

    def run(self, label, tests, source):
        self.asked.append((source, list(tests)))
        return self.outcomes.pop(0)


def test_what_passes_with_us_is_run_once():
    rehearsed = Rehearsed({"a": "passed", "b": "passed"})
    assert rehearsed.compare("crm", ["crm/tests"]).passed == 2
    assert rehearsed.asked == [("with us", ["crm/tests"])]


def test_what_does_not_pass_is_run_alone_and_then_without_us():
    rehearsed = Rehearsed(
        {"a": "failed", "b": "failed", "c": "skipped", "d": "failed", "e": "skipped"},
        {"a": "passed", "b": "failed", "d": "failed"},
        {"b": "passed", "c": "passed", "d": "failed", "e": "skipped"},
    )
    found = rehearsed.compare("crm", ["crm/tests"])
    assert rehearsed.asked[1:] == [
        ("with us", ["a", "b", "d"]),
        ("without", ["b", "c", "d", "e"]),
    ]
    assert (found.new, found.known) == (["b", "c (skipped)"], ["d"])
    assert (found.passed, found.skipped) == (1, 1)


def test_tests_that_hang_are_no_success(monkeypatch, tmp_path):
    monkeypatch.setattr(neighbours, "_HANGS_SECONDS", 0.1)
    sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
    assert not neighbours._run_for_a_while(sleep, {}, tmp_path, tmp_path / "log")


def test_a_suite_that_is_not_there_is_named(monkeypatch):
    with pytest.raises(StepError) as refused:
        neighbours.run(None, ["crm", "sale/tests/test_sale_order.py", "hr"])
    assert "hr" in refused.value.why and "crm" in refused.value.remedy


@pytest.mark.parametrize("path", [*(f"{suite}/tests" for suite in SUITES), *QUICK])
def test_what_is_named_is_there(path):
    folders = find().addons_path().split(",")[:-1]
    assert any((neighbours.Path(folder) / path).exists() for folder in folders)
