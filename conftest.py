"""Import the root tests under the name Odoo's test classes require.

Without a database only the tests that need no Odoo of their own process are collected:
``tests/engine``, ``tests/tools`` and ``tests/server``.

``make test CLOCK=...`` moves the clock of this process before it begins. Browsers bear
no such library: their pages get a moved ``Date``.
"""

import os
from pathlib import Path

import _pytest.pathlib as pathlib_
import pytest

_TESTS = Path(__file__).resolve().parent / "tests"
_PLAIN = ("engine", "tools", "server")
_resolve = pathlib_.resolve_pkg_root_and_module_name


def resolve_pkg_root_and_module_name(path, **kwargs):
    if path.parent == _TESTS:
        return path.parent, f"odoo.addons.acupuncture_cosmetic.tests.{path.stem}"
    return _resolve(path, **kwargs)


pathlib_.resolve_pkg_root_and_module_name = resolve_pkg_root_and_module_name


def _has_database(config):
    return bool(config.getoption("--odoo-database", None))


class _WithoutDatabase:
    """Empty forms of the fixtures with which pytest-odoo would open one."""

    @pytest.fixture(scope="session", autouse=True)
    @classmethod
    def load_registry(cls):
        pass

    @pytest.fixture(scope="session", autouse=True)
    @classmethod
    def load_http(cls):
        pass

    @pytest.fixture(scope="module", autouse=True)
    @classmethod
    def enable_odoo_test_flag(cls):
        pass


def pytest_configure(config):
    if not _has_database(config):
        config.pluginmanager.register(_WithoutDatabase())


def pytest_collection_finish(session):
    if "FAKETIME" in os.environ and _has_database(session.config):
        del os.environ["LD_PRELOAD"]  # this process keeps it, browsers start without
        _move_browsers(1000 * int(os.environ["FAKETIME"].rstrip("s")))


def _move_browsers(milliseconds):
    """Let every page of a test's browser see the time of this process."""
    from odoo.tests.common import ChromeBrowser

    start = ChromeBrowser.__init__
    source = f"""globalThis.Date = new Proxy(Date, {{
        construct: (real, given, as) =>
            Reflect.construct(real, given.length ? given : [Date.now()], as),
        apply: () => new Date().toString(),
        get: (real, name) =>
            name === "now" ? () => real.now() + {milliseconds} : real[name],
    }});"""

    def __init__(self, *args, **kwargs):
        start(self, *args, **kwargs)
        self._websocket_request(
            "Page.addScriptToEvaluateOnNewDocument", params={"source": source}
        )

    ChromeBrowser.__init__ = __init__


def pytest_ignore_collect(collection_path, config):
    if _TESTS not in collection_path.parents:
        return None
    plain = collection_path.relative_to(_TESTS).parts[0] in _PLAIN
    return True if plain == _has_database(config) else None
