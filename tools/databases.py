"""Databases: a template with our dependencies, one with the addon, and clones of it."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .odoo import Runtime, printed_json
from .project import (
    ADDON_NAME,
    DATA,
    DEMO_DB,
    LOCK,
    LOGS,
    STATE,
    addon_fingerprint,
    checkout_id,
    digest,
    exclusive,
    manifest,
)
from .steps import say, step

INSTALL_LOG = LOGS / "install.log"
_RECIPE = "2"  # raise it when the way a template is made changes
# Apps whose own tests run too, though we do not depend on them.
_NEIGHBOURS = ("base_automation", "privacy_lookup")
_WARM_ASSETS = "env['ir.qweb']._pregenerate_assets_bundles()\nenv.cr.commit()\n"
_LOAD_DEMO = """
import json
from odoo.addons.acupuncture_cosmetic.demo import LOGINS, load_clinic

day = load_clinic(env)
env.cr.commit()
print(json.dumps({"day": day, "logins": [list(login) for login in LOGINS]}))
"""


class Databases:
    """The databases of this checkout on one server."""

    def __init__(self, runtime: Runtime, age: str = "") -> None:
        """:param age: of which moment the templates are, where clocks are moved"""
        self.runtime = runtime
        self.age = age
        self.server = runtime.server
        self.prefix = f"acu_{checkout_id()}{'_clock' if self.server.clock else ''}"

    def dependencies_key(self) -> str:
        """Changes with everything the template of dependencies is made from."""
        depends = json.dumps(sorted(manifest()["depends"]))
        build = self.runtime.odoo.build
        parts = (_RECIPE, build, depends, LOCK.read_bytes(), str(STATE))
        return digest(*parts, *filter(None, [self.age]))

    def addon_key(self) -> str:
        """Changes with everything an installed addon is made from."""
        return digest(self.dependencies_key(), addon_fingerprint())

    # --- templates ---

    def dependencies(self) -> str:
        """The template in which all our dependencies are installed."""
        name = f"{self.prefix}_deps_{self.dependencies_key()}"
        if not self._is_ready(name):
            with step("Database template: install our dependencies (once)"):
                modules = sorted(manifest()["depends"])
                self._make(name, None, modules, "template", warm=True)
        return name

    def with_addon(self) -> str:
        """The template in which the addon, as it is now, is installed too."""
        name = f"{self.prefix}_addon_{self.addon_key()}"
        with exclusive(STATE / "template.lock"):
            if not self._is_ready(name) or not INSTALL_LOG.is_file():
                source = self.dependencies()
                with step("Addon: install it in a clone of the template"):
                    self._make(name, source, [ADDON_NAME], INSTALL_LOG.stem)
        return name

    def neighbours(self, *, ours: bool) -> str:
        """The template for Odoo's own tests: our dependencies, some apps; and us."""
        bare = f"{self.prefix}_bare_{digest(self.dependencies_key(), *_NEIGHBOURS)}"
        beside = f"{self.prefix}_beside_{digest(bare, self.addon_key())}"
        with exclusive(STATE / "template.lock"):
            if not self._is_ready(bare):
                with step("Odoo's own tests: install the apps beside us"):
                    self._make(
                        bare, self.dependencies(), [*_NEIGHBOURS], "bare", warm=True
                    )
            if ours and not self._is_ready(beside):
                with step("Odoo's own tests: install the addon too"):
                    self._make(beside, bare, [ADDON_NAME], "beside", warm=True)
        return beside if ours else bare

    def _make(
        self,
        name: str,
        source: str | None,
        modules: list[str],
        log: str,
        *,
        warm: bool = False,
    ) -> None:
        """Build under another name first, so that a broken build is never used."""
        draft = f"{self.prefix}_draft"
        self.drop(draft)
        if source:
            self.clone(source, draft)
        self.runtime.run(
            *("-d", draft, "-i", ",".join(modules), "--stop-after-init", "--no-http"),
            what=f"Install {', '.join(modules)}",
            log=log,
        )
        if warm:
            self.warm(draft)
        self._drop_stale(name)
        self.server.sql(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')
        self._filestore(draft).rename(self._filestore(name))
        self._set_note(name, "ready")
        # Nobody may connect to a template, or cloning it would have to wait for them.
        self.server.sql(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')

    def _drop_stale(self, name: str) -> None:
        kind = name.rsplit("_", 1)[0]
        for other in self._named(f"{kind}_"):
            self.drop(other)

    # --- clones ---

    def clone(self, source: str, name: str) -> None:
        """Make ``name`` a copy of ``source``, files included."""
        self.drop(name)
        self.server.sql(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
        shutil.copytree(self._filestore(source), self._filestore(name))

    def warm(self, name: str) -> None:
        """Make the asset bundles, so that the first page does not wait for them."""
        self.runtime.shell(name, _WARM_ASSETS, "Prepare asset bundles")

    def drop(self, name: str) -> None:
        """Remove a database and its files, if they exist."""
        self.server.drop(name)
        shutil.rmtree(self._filestore(name), ignore_errors=True)

    @contextmanager
    def throwaway(self, purpose: str, source: str = "") -> Iterator[str]:
        """A fresh database with the addon installed, dropped at the end."""
        name = f"{self.prefix}_{purpose}"
        self.clone(source or self.with_addon(), name)
        # Nobody misses it after a crash, so its commits need not wait for the disk.
        self.server.sql(f'ALTER DATABASE "{name}" SET synchronous_commit TO off')
        try:
            yield name
        finally:
            self.drop(name)

    def drop_all(self) -> None:
        """Remove every database this checkout made."""
        names = self._named(f"{self.prefix}_")
        if self._note(DEMO_DB).startswith(checkout_id()):
            names.append(DEMO_DB)
        for name in names:
            self.drop(name)

    # --- the demo clinic ---

    def demo(self, *, update: bool = False, fresh: bool = False) -> None:
        """Have the demo database, made anew or updated when that is needed."""
        base = f"{checkout_id()} {self.dependencies_key()}"
        wanted = f"{base} {addon_fingerprint()}"
        found = self._note(DEMO_DB)
        usable = found.startswith(base) and self._filestore(DEMO_DB).is_dir()
        if fresh or not usable:
            self._make_demo(DEMO_DB)
        elif update or found != wanted:
            with step(f"Demo clinic: update the addon in {DEMO_DB}"):
                self._update(DEMO_DB)
        self._set_note(DEMO_DB, wanted)

    @contextmanager
    def moved_demo(self) -> Iterator[str]:
        """A demo clinic around the moved clock's now, dropped at the end.

        Kept for another start at that moment, it would come from the future.
        """
        with self.throwaway("demo") as name:
            with step("Demo clinic: load it as it is at that moment"):
                self._furnish(name)
            yield name

    def load_demo(self, name: str) -> dict[str, Any]:
        """Load the demo clinic.

        :return: ``day`` and hour that it shows; ``logins``: role, login and password
        """
        output = self.runtime.shell(name, _LOAD_DEMO, "Load the demo clinic")
        told: dict[str, Any] = printed_json(output)
        return told

    def set_url(self, name: str, url: str) -> None:
        """Say where the database answers: links in mails and styles of PDFs need it."""
        self.server.sql(
            f"UPDATE ir_config_parameter SET value = '{url}'"
            " WHERE key = 'web.base.url'",
            name,
        )

    def print_logins(self) -> None:
        """Show who can sign in to the demo clinic, and which day they will see."""
        later = "FRESH=1 lays it out around now."
        if self.server.clock:
            later = "It is gone when it closes."
        if self._day().is_file():
            say(f"{self._day().read_text()} {later}")
        for role, login, password in json.loads(self._logins().read_text()):
            say(f"    {role:<16} login {login:<14} password {password}")

    def _make_demo(self, name: str) -> None:
        source = self.with_addon()
        with step("Demo clinic: load it into a fresh database"):
            self.clone(source, name)
            self._furnish(name)

    def _furnish(self, name: str) -> None:
        """Load the demo clinic, and note who may sign in and what they will see."""
        told = self.load_demo(name)
        self.warm(name)
        admin = ["Administrator", "admin", "admin"]
        self._logins().write_text(json.dumps([*told["logins"], admin]))
        self._day().write_text(told["day"])

    def _update(self, name: str) -> None:
        self.runtime.run(
            *("-d", name, "-u", ADDON_NAME, "--stop-after-init", "--no-http"),
            what=f"Update {ADDON_NAME}",
            log="update",
            remedy="Mend the addon, or start from a fresh clinic: make run FRESH=1",
        )

    # --- helpers ---

    def _logins(self) -> Path:
        return STATE / f"demo_logins{self.server.name}.json"

    def _day(self) -> Path:
        return STATE / f"demo_day{self.server.name}.txt"

    def _filestore(self, name: str) -> Path:
        return DATA / "filestore" / name

    def _named(self, start: str) -> list[str]:
        found = self.server.sql(
            f"SELECT datname FROM pg_database WHERE starts_with(datname, '{start}')"
        )
        return found.split()

    def _note(self, name: str) -> str:
        """The comment on a database: it lives and dies with the database."""
        return self.server.sql(
            "SELECT shobj_description(oid, 'pg_database')"
            f" FROM pg_database WHERE datname = '{name}'"
        )

    def _set_note(self, name: str, note: str) -> None:
        self.server.sql(f"COMMENT ON DATABASE \"{name}\" IS '{note}'")

    def _is_ready(self, name: str) -> bool:
        return self._note(name) == "ready" and self._filestore(name).is_dir()
