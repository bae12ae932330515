"""Doors to scripts of other folders: pictures, benchmarks, the wheel."""

from pathlib import Path

from .databases import Databases
from .project import ADDON, PYTHON, ROOT
from .steps import StepError, attached, run

_BUILD = "import sys; from whool.buildapi import build_wheel; build_wheel(sys.argv[1])"
_BENCHMARKS = ROOT / "benchmarks" / "run.py"


def screenshots(databases: Databases, arguments: list[str]) -> int:
    """Take every picture: of a first day from nothing, then of a fresh demo clinic."""
    with databases.throwaway("pictures") as name:
        databases.warm(name)
        if code := _pictures(databases, name, "first_day", arguments):
            return code
    with databases.throwaway("pictures") as name:
        databases.load_demo(name)
        databases.warm(name)
        return _pictures(databases, name, "screenshots", arguments)


def _pictures(databases: Databases, name: str, walk: str, arguments: list[str]) -> int:
    """Call ``main(url, db)`` of docs/``walk``.py with the database served."""
    _require(ROOT / "docs" / f"{walk}.py")
    call = (
        f"import sys; from docs.{walk} import main; "
        "sys.exit(main(sys.argv[1], sys.argv[2]))"
    )
    with databases.runtime.serve(name, *arguments, log="pictures") as up:
        env = databases.server.environ()
        return attached([PYTHON, "-c", call, up.url, name], env, ROOT)


def clicks(databases: Databases, arguments: list[str]) -> int:
    """Print clicks and seconds of a first day, then of a day of the demo clinic."""
    failed = 0
    for part in ("begin", "go_on"):
        with databases.throwaway("clicks") as name:
            if part == "go_on":
                databases.load_demo(name)
            databases.warm(name)
            with databases.runtime.serve(name, *arguments, log="clicks") as up:
                env = databases.server.environ()
                walk = ("-m", "docs.clicks", up.url, part)
                failed |= attached([PYTHON, *walk], env, ROOT)
    return failed


def bench(databases: Databases, parts: list[str]) -> int:
    """Run benchmarks/run.py in an Odoo shell on a fresh database without demo data.

    :param parts: ``operations``, ``screens``, ``scale``; empty: the first two
    """
    known = ("operations", "screens", "scale")
    if unknown := [part for part in parts if part not in known]:
        raise StepError(
            "Benchmarks",
            f"there is no part {unknown[0]!r}",
            f"Choose from {', '.join(known)}.",
        )
    _require(_BENCHMARKS)
    with databases.throwaway("bench") as name:
        script = f"PARTS = {parts!r}\n{_BENCHMARKS.read_text()}"
        print(databases.runtime.shell(name, script, "Benchmarks"))
    return 0


def build_wheel() -> Path:
    """Build the addon's wheel into dist/."""
    target = ROOT / "dist"
    target.mkdir(exist_ok=True)
    run(
        [PYTHON, "-c", _BUILD, target],
        what="Build the wheel",
        remedy="Read the log; mend the addon's manifest or pyproject.toml.",
        log="wheel",
        cwd=ADDON,
    )
    return max(target.glob("*.whl"), key=lambda wheel: wheel.stat().st_mtime)


def _require(script: Path) -> None:
    if not script.is_file():
        where = script.relative_to(ROOT)
        raise StepError(f"Script {where}", "it does not exist yet", f"Write {where}.")
