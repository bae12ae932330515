"""The checks see what they must, and nothing that only changes with the clock."""

from tools import checks, testing
from tools.testing import Result, read_report

LOG = """\
2026-01-01 10:00:00,000 12 INFO db odoo.modules.loading: fine
2026-01-01 10:00:00,000 12 WARNING db odoo.registry: The model x has no access rules
2026-01-01 10:00:00,000 12 ERROR ? odoo.sql_db: bad query
Traceback that belongs to the line above
"""
POT = """\
msgid ""
msgstr ""
"POT-Creation-Date: %s\\n"

#. module: acupuncture_cosmetic
#: model:ir.model.fields,field_description:acupuncture_cosmetic.%s
msgid "%s"
msgstr ""
"""
REPORT = """\
<testsuites><testsuite>
<testcase classname="a" name="fine"/>
<testcase classname="a" name="wrong"><failure message="x"/></testcase>
<testcase classname="a" name="broken"><error message="x"/></testcase>
<testcase classname="a" name="left_out"><skipped message="%s"/></testcase>
</testsuite></testsuites>
"""


def test_warnings_and_errors_of_a_log_are_found(tmp_path):
    log = tmp_path / "install.log"
    log.write_text(LOG)
    assert [line.split()[3] for line in checks.unexpected_log_lines(log)] == [
        "WARNING",
        "ERROR",
    ]


def test_the_template_differs_by_its_strings_alone(tmp_path):
    def strings(*parts):
        path = tmp_path / "x.pot"
        path.write_text(POT % parts)
        return checks.strings_of(path)

    assert strings("2026", "a", "Course") == strings("2027", "b", "Course")
    assert strings("2026", "a", "Course") != strings("2026", "a", "Session")


def test_a_skip_without_a_listed_reason_fails_the_stage(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text(REPORT % "because")
    result = Result("x")
    read_report(report, result)
    assert (result.passed, result.failed, result.skipped) == (1, 2, 1)
    assert "a.left_out" in result.problems[0] and not result.ok


def test_a_stage_without_tests_fails(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text("<testsuites><testsuite/></testsuites>")
    result = Result("x")
    read_report(report, result)
    assert result.problems == ["no test ran"]


def test_a_missing_browser_excuses_nothing_in_ci(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    report = tmp_path / "report.xml"
    report.write_text(REPORT % "Chrome executable not found")
    verdicts = {}
    for ci in ("", "1"):
        monkeypatch.setenv("CI", ci)
        result = Result("x")
        testing.read_report(report, result)
        verdicts[ci] = len(result.problems)
    assert verdicts == {"": 0, "1": 1}
