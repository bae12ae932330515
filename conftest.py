"""Import the root tests under the name Odoo's test classes require."""

from pathlib import Path

import _pytest.pathlib as pathlib_

_TESTS = Path(__file__).resolve().parent / "tests"
_resolve = pathlib_.resolve_pkg_root_and_module_name


def resolve_pkg_root_and_module_name(path, **kwargs):
    if path.parent == _TESTS:
        return path.parent, f"odoo.addons.acupuncture_cosmetic.tests.{path.stem}"
    return _resolve(path, **kwargs)


pathlib_.resolve_pkg_root_and_module_name = resolve_pkg_root_and_module_name
