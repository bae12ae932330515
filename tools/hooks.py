"""Doors to scripts of other folders: pictures, benchmarks, the wheel."""

from pathlib import Path

from .databases import Databases
from .project import ADDON, PYTHON, ROOT
from .steps import StepError, attached, run

_PICTURES = ROOT / "docs" / "screenshots.py"
_BUILD = "import sys; from whool.buildapi import build_wheel; build_wheel(sys.argv[1])"
_BENCHMARKS = ROOT / "benchmarks" / "run.py"


def screenshots(databases: Databases, arguments: list[str]) -> int:
    """Call ``main(url, db)`` of docs/screenshots.py with a fresh demo clinic up."""
    _require(_PICTURES)
    with databases.throwaway("pictures") as name:
        databases.load_demo(name)
        with databases.runtime.serve(name, *arguments, log="pictures") as up:
            call = (
                "import sys; from docs.screenshots import main; "
                "sys.exit(main(sys.argv[1], sys.argv[2]))"
            )
            env = databases.server.environ()
            return attached([PYTHON, "-c", call, up.url, name], env, ROOT)


def bench(databases: Databases) -> int:
    """Run benchmarks/run.py in an Odoo shell on a fresh database without demo data."""
    _require(_BENCHMARKS)
    with databases.throwaway("bench") as name:
        script = _BENCHMARKS.read_text()
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
