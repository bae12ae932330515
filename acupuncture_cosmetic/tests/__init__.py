"""Expose the repository's root ``tests/`` folder as this addon's test package."""

from importlib import import_module
from pathlib import Path

_root = Path(__file__).resolve().parents[2] / "tests"
if _root.is_dir():
    __path__.append(str(_root))
    for _file in sorted(_root.glob("test_*.py")):
        import_module(f"{__name__}.{_file.stem}")
