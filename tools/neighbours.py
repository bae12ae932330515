"""Odoo's own tests beside us: what passes without the addon passes with it too.

They run by pytest-odoo after the whole registry is loaded, from an empty folder, so
that no setting of this project reaches them. What does not pass with us runs once more,
alone, and then without us: what fails there as well is known and no fault of ours; what
fails only with us is new.
"""

import os
import re
import shutil
import subprocess
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .databases import Databases
from .project import LOGS, PYTHON, STATE
from .steps import StepError, say, step, stop

SUITES = (
    *("resource", "product", "portal", "privacy_lookup", "base_automation"),
    *("calendar", "crm", "sale_crm", "sale_management", "sale", "mail"),
    *("mass_mailing", "account"),
)
# The half that is part of `make test`: quick ones that walk the models we add to.
QUICK = (
    "resource/tests",
    "privacy_lookup/tests",
    "sale_crm/tests",
    "crm/tests/test_crm_lead_merge.py",
    "crm/tests/test_crm_lead_convert.py",
    "calendar/tests/test_access_rights.py",
    "calendar/tests/test_event_recurrence.py",
    "product/tests/test_common.py",
    "product/tests/test_variants.py",
)
# What fails with us on purpose -> why. At most three.
ON_PURPOSE = {
    "mail/tests/discuss/test_ui.py::TestUi::test_01_mail_tour": (
        "takes Discuss for the first app; who manages a clinic lands in the clinic"
    ),
}
_FOLDER = STATE / "neighbours"
_HANGS_SECONDS = 3600
_WORST_FIRST = ("failed", "skipped", "passed")


@dataclass(frozen=True)
class Sides:
    """The databases that the tests run on copies of."""

    with_us: str
    without: str


@dataclass
class Comparison:
    """What a suite came to with us, beside what it comes to without us."""

    new: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    passed: int = 0
    skipped: int = 0


def run(databases: Databases, suites: list[str]) -> int:
    """Compare ``suites``, or all of them; print new failures; return the exit code.

    :param suites: apps, or files of their tests as ``sale/tests/test_sale_order.py``
    """
    unknown = sorted(name for name in suites if name.split("/")[0] not in SUITES)
    if unknown:
        remedy = f"Choose from: {', '.join(SUITES)}, or name a file of their tests."
        raise StepError("Odoo's own tests", f"no suite {unknown[0]}", remedy)
    sides = Sides(databases.neighbours(ours=True), databases.neighbours(ours=False))
    neighbours = Neighbours(databases, sides)
    new = []
    for suite in suites or SUITES:
        began = time.monotonic()
        with step(f"Odoo's tests {suite}"):
            tests = [suite if "/" in suite else f"{suite}/tests"]
            found = neighbours.compare(suite, tests)
        new += found.new
        say(_line(suite, found, time.monotonic() - began))
        for name in found.known:
            why = ON_PURPOSE.get(name, "fails without us too")
            _tell(f"known, {why}", [name])
        _tell("NEW", found.new)
    print(f"\n{len(new)} new failures" if new else "\nNo new failure")
    print("\n".join(new))
    return 1 if new else 0


def quick(databases: Databases) -> Comparison:
    """Compare the quick half.

    No test of it needs a browser, nor an app that we do not depend on.
    """
    sides = Sides(databases.with_addon(), databases.dependencies())
    return Neighbours(databases, sides).compare("quick", QUICK)


def compare(bare: dict[str, str], ours: dict[str, str]) -> Comparison:
    """Set the outcomes of both sides beside each other, test by test.

    A test that passes without us and is skipped, or gone, with us has failed too.
    """
    found = Comparison()
    for name in sorted(bare.keys() | ours.keys()):
        without, with_us = bare.get(name), ours.get(name)
        if with_us == "failed":
            known = without == "failed" or name in ON_PURPOSE
            (found.known if known else found.new).append(name)
        elif without == "passed" and with_us != "passed":
            found.new.append(f"{name} ({with_us or 'not run'})")
        else:
            found.passed += with_us == "passed"
            found.skipped += with_us == "skipped"
    return found


def read_outcomes(report: Path) -> dict[str, str]:
    """The outcome of each test of a JUnit report; the worst one of its parts counts."""
    outcomes: dict[str, str] = {}
    for case in ElementTree.parse(report).iter("testcase"):
        outcome = "passed"
        if case.find("failure") is not None or case.find("error") is not None:
            outcome = "failed"
        elif case.find("skipped") is not None:
            outcome = "skipped"
        name = _node(case.get("classname") or "", case.get("name") or "")
        both = (outcome, outcomes.get(name, outcome))
        outcomes[name] = min(both, key=_WORST_FIRST.index)
    return outcomes


class Neighbours:
    """Runs tests of Odoo with us, and what does not pass there without us."""

    def __init__(self, databases: Databases, sides: Sides) -> None:
        self.databases = databases
        self.sides = sides
        self.addons = [
            Path(folder)
            for folder in databases.runtime.odoo.addons_path().split(",")[:-1]
        ]

    def compare(self, label: str, tests: Iterable[str]) -> Comparison:
        """The comparison of these tests: folders, files or names."""
        ours = self.run(label, tests, self.sides.with_us)
        # on a busy machine a browser may be late: alone it has no excuse
        if again := _named(ours, "failed"):
            ours |= self.run(f"{label} again", again, self.sides.with_us)
        bare: dict[str, str] = {}
        if doubtful := _named(ours, "failed", "skipped"):
            bare = self.run(f"{label} bare", doubtful, self.sides.without)
        return compare(bare, ours)

    def run(self, label: str, tests: Iterable[str], source: str) -> dict[str, str]:
        """The outcomes of ``tests`` on a copy of the database ``source``."""
        label = re.sub(r"\W+", "_", label)
        with self.databases.throwaway(f"odoo{label.replace('_', '')}", source) as name:
            return self._pytest(f"odoo_{label}", name, tests)

    def _pytest(self, label: str, name: str, tests: Iterable[str]) -> dict[str, str]:
        empty = _FOLDER / "empty"
        shutil.rmtree(empty, ignore_errors=True)
        empty.mkdir(parents=True)
        (empty / "pytest.ini").write_text("[pytest]\n")
        report, log = STATE / "reports" / f"{label}.xml", LOGS / f"{label}.log"
        report.unlink(missing_ok=True)
        command: list[str | Path] = [PYTHON, "-m", "pytest", "-ra"]
        command += ["-p", "no:cacheprovider"]
        command += ["-c", empty / "pytest.ini", f"--rootdir={self.addons[0]}"]
        conf = self.databases.runtime.conf
        command += [f"--odoo-config={conf}", f"--odoo-database={name}", "--odoo-http"]
        command += [f"--junitxml={report}", *map(self._path, tests)]
        env = self.databases.server.environ()
        in_time = _run_for_a_while(command, env, empty, log)
        if not in_time or not report.is_file():
            tail = "\n        ".join(log.read_text(errors="replace").splitlines()[-15:])
            lacks = "no report" if in_time else f"not done in {_HANGS_SECONDS} s"
            why = f"{lacks}, see {log}:\n        {tail}"
            raise StepError(f"Odoo's own tests ({label})", why, "Read the log.")
        return read_outcomes(report)

    def _path(self, test: str) -> str:
        """Where a test of Odoo lies on this machine."""
        return next(
            str(folder / test)
            for folder in self.addons
            if (folder / test.split("::")[0]).exists()
        )


def _run_for_a_while(
    command: Sequence[str | Path], env: dict[str, str], folder: Path, log: Path
) -> bool:
    """Run ``command``, or end it when it hangs; tell whether it ended by itself."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            env={**os.environ, **env},
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            process.wait(_HANGS_SECONDS)
        except subprocess.TimeoutExpired:
            return False
        finally:
            stop(process, patience=60)
    return True


def _named(outcomes: dict[str, str], *wanted: str) -> list[str]:
    """The names of the tests that came to one of these outcomes."""
    return sorted(name for name, outcome in outcomes.items() if outcome in wanted)


def _node(classname: str, name: str) -> str:
    """The name pytest takes: ``crm/tests/test_lead.py::TestLead::test_x``."""
    parts = classname.split(".")
    parts = parts[parts.index("tests") - 1 :]  # a checkout of Odoo keeps apps elsewhere
    groups = [parts.pop()] if parts[-1][0].isupper() else []  # else a mere function
    return "::".join([f"{'/'.join(parts)}.py", *groups, name])


def _line(suite: str, found: Comparison, seconds: float) -> str:
    return (
        f"{suite:<20} {seconds:6.0f} s  {found.passed} passed, {found.skipped} skipped,"
        f" {len(found.known)} known, {len(found.new)} new"
    )


def _tell(what: str, names: list[str]) -> None:
    for name in names:
        print(f"    {what}: {name}", flush=True)
