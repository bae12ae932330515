"""`make test`: every stage, then one line for each and one for all."""

import os
import re
import subprocess
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from . import apt, checks, hooks, neighbours
from .databases import INSTALL_LOG, Databases
from .project import PYTHON, ROOT, STATE
from .steps import StepError, attached, say

# Folders of tests that bring what they need themselves.
_SERVER = "tests/server"
_PLAIN = ("tests/engine", "tests/tools", _SERVER)
# Skips that are no hole in the tests, each with the reason.
ALLOWED_SKIPS: tuple[tuple[str, str], ...] = ()
_NO_BROWSER = re.compile(r"Chrome|chromium|browser", re.IGNORECASE)


@dataclass
class Result:
    """What one stage found."""

    stage: str
    seconds: float = 0
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    problems: list[str] = field(default_factory=list)
    output: str = ""  # of a stage that ran beside another, told when it fails

    @property
    def ok(self) -> bool:
        """Whether nothing stands against this stage."""
        return not self.problems and not self.failed

    def line(self) -> str:
        """The stage in one line."""
        counts = f"{self.passed} passed" if self.passed or self.failed else ""
        counts += f", {self.failed} failed" if self.failed else ""
        counts += f", {self.skipped} skipped" if self.skipped else ""
        verdict = "ok" if self.ok else "FAILED"
        return f"{self.stage:<14} {verdict:<7} {self.seconds:6.1f} s  {counts}"


def run(databases: Databases, arguments: list[str]) -> int:
    """Run what ``arguments`` name, or everything; return the exit code."""
    began = time.monotonic()
    if arguments:
        results = [_chosen(databases, arguments)]
    else:
        results = _everything(databases)
    return _close(results, time.monotonic() - began)


def run_moved(databases: Databases, arguments: list[str]) -> int:
    """Run the Odoo tests, or those that ``arguments`` name, with clocks as they are."""
    began = time.monotonic()
    with databases.throwaway("test") as name:
        databases.warm(name)  # made while a browser waits, bundles take too long
        results = [_odoo(databases, name, arguments or ["tests"])]
    return _close(results, time.monotonic() - began)


def refuse_plain(arguments: list[str]) -> None:
    """Refuse tests that bring servers and clocks of their own.

    :raises StepError: one of ``arguments`` names such tests
    """
    for argument in arguments:
        if argument.startswith(_PLAIN):
            raise StepError(
                f"CLOCK with {argument}",
                "only the Odoo tests run with moved clocks",
                f"Leave CLOCK out, or name other tests than {', '.join(_PLAIN)}.",
            )


def read_report(report: Path, result: Result) -> None:
    """Count the cases of a JUnit report, and note the skips nobody has explained."""
    for case in ElementTree.parse(report).iter("testcase"):
        skip = case.find("skipped")
        if skip is not None:
            result.skipped += 1
            if not _may_skip(skip.get("message") or ""):
                name = f"{case.get('classname')}.{case.get('name')}"
                result.problems.append(f"skipped: {name}: {skip.get('message')}")
        elif case.find("failure") is not None or case.find("error") is not None:
            result.failed += 1
        else:
            result.passed += 1
    if not result.passed + result.failed:
        result.problems.append("no test ran")


def _everything(databases: Databases) -> list[Result]:
    """Two lines of stages side by side, for most stages keep one core busy.

    The longest two begin; the short ones follow where there is room first.
    """
    with ThreadPoolExecutor(1) as beside:
        install = _check("install", lambda: _install(databases))
        if not install.ok:
            return [install, _check("lint", checks.lint)]
        inside = beside.submit(_inside_odoo, databases)
        server = _plain([_SERVER])
        neighboured = _neighbours(databases)
        others = [_plain([folder]) for folder in _PLAIN if folder != _SERVER]
        checked = [_check("wheel", _wheel), _check("lint", checks.lint)]
        asked = [*inside.result(), neighboured]
        return [install, *others, *checked, *asked, server]


def _inside_odoo(databases: Databases) -> list[Result]:
    with databases.throwaway("test") as name:
        pot = _check("translations", lambda: checks.check_pot(databases.runtime, name))
        databases.warm(name)
        return [pot, _odoo(databases, name, ["tests"], beside=True)]


def _chosen(databases: Databases, arguments: list[str]) -> Result:
    if any(argument.startswith(_PLAIN) for argument in arguments):
        return _plain(arguments)
    with databases.throwaway("test") as name:
        return _odoo(databases, name, arguments)


def _neighbours(databases: Databases) -> Result:
    """The quick half of Odoo's own tests: what fails only with us is a failure."""
    found = neighbours.Comparison()

    def compare() -> None:
        nonlocal found
        found = neighbours.quick(databases)

    result = _check("neighbours", compare)
    result.passed, result.failed = found.passed, len(found.new)
    result.skipped = found.skipped
    result.problems += [f"fails only with us: {name}" for name in found.new]
    return result


def _check(stage: str, check: Callable[[], object]) -> Result:
    """Turn a check that raises into a result."""
    result = Result(stage)
    say(f"{stage} ...")
    began = time.monotonic()
    try:
        check()
    except StepError as error:
        result.problems.append(str(error))
    result.seconds = time.monotonic() - began
    return result


def _wheel() -> None:
    hooks.build_wheel()


def _install(databases: Databases) -> None:
    databases.with_addon()
    checks.check_log(INSTALL_LOG, "Install log")


def _odoo(
    databases: Databases, name: str, arguments: list[str], *, beside: bool = False
) -> Result:
    options = [
        f"--odoo-config={databases.runtime.conf}",
        f"--odoo-database={name}",
        "--odoo-http",
    ]
    env = databases.server.environ()
    return _pytest("odoo", [*options, *arguments], env, beside=beside)


def _plain(arguments: list[str]) -> Result:
    stage = next((a for a in arguments if a.startswith(_PLAIN)), "tests")
    return _pytest(Path(stage).parts[1], arguments, dict(os.environ), beside=False)


def _pytest(
    stage: str, arguments: list[str], env: dict[str, str], *, beside: bool
) -> Result:
    result = Result(stage)
    report = STATE / "reports" / f"{stage}.xml"
    report.unlink(missing_ok=True)
    say(f"{stage} tests ...")
    began = time.monotonic()
    command: list[str | Path] = [PYTHON, "-m", "pytest"]
    command += [f"--junitxml={report}", *arguments]
    if beside:
        done = _captured(command, env)
        code, result.output = done.returncode, done.stdout
    else:
        code = attached(command, env, ROOT)
    result.seconds = time.monotonic() - began
    if report.is_file():
        read_report(report, result)
    if code and not result.failed:
        result.problems.append(f"pytest ended with exit code {code}")
    if beside:
        say(result.line())
    return result


def _captured(
    command: list[str | Path], env: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        env=env,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _may_skip(message: str) -> bool:
    """Whether a skip has a listed reason, or needs the browser this machine lacks."""
    if any(re.search(pattern, message) for pattern, _reason in ALLOWED_SKIPS):
        return True
    lacking = not apt.has_browser() and not os.environ.get("CI")
    return lacking and bool(_NO_BROWSER.search(message))


def _close(results: list[Result], seconds: float) -> int:
    for result in results:
        if not result.ok and result.output:
            print(f"\n{result.stage}:\n{result.output}")
        for problem in result.problems:
            print(f"\n{result.stage}: {problem}")
    print("\n" + "\n".join(result.line() for result in results))
    passed = sum(result.passed for result in results)
    checked = [r for r in results if not r.passed and not r.failed and not r.skipped]
    failed = sum(r.failed or int(not r.ok) for r in results)
    passed += sum(result.ok for result in checked)
    skipped = sum(result.skipped for result in results)
    print(f"\n{passed} passed, {failed} failed, {skipped} skipped in {seconds:.0f} s")
    return 0 if all(result.ok for result in results) else 1
