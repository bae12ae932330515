"""Run Odoo: its configuration, its commands, its servers."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

from .odoo_source import Odoo
from .postgres import Server
from .project import DATA, LOGS, PYTHON, STATE, VENV
from .steps import StepError, run, stop, undisturbed

LAUNCHER = VENV / "bin" / "odoo"
_START_SECONDS = 120


@dataclass(frozen=True)
class Runtime:
    """An Odoo and a database server that fit together."""

    odoo: Odoo
    server: Server

    @property
    def conf(self) -> Path:
        """The configuration file: another server, another file."""
        return STATE / f"odoo{self.server.name}.conf"

    def configure(self) -> None:
        """Write the configuration file that every command uses."""
        options = {
            "addons_path": self.odoo.addons_path(),
            "data_dir": DATA,
            "db_host": self.server.host,
            "db_port": self.server.port,
            "db_user": self.server.user,
            "db_password": self.server.password or "False",
            "http_interface": "127.0.0.1",
            "list_db": "False",
            "screenshots": STATE / "screenshots",
        }
        text = "[options]\n" + "".join(f"{k} = {v}\n" for k, v in options.items())
        DATA.mkdir(parents=True, exist_ok=True)
        self.conf.touch(mode=0o600)
        if self.conf.read_text() != text:  # another Odoo may be reading it right now
            self.conf.write_text(text)

    def command(self, *arguments: str) -> list[str | Path]:
        """An Odoo command line; a subcommand's words come first in ``arguments``."""
        words = list(takewhile(lambda word: not word.startswith("-"), arguments))
        return [PYTHON, LAUNCHER, *words, "-c", self.conf, *arguments[len(words) :]]

    def run(self, *arguments: str, what: str, log: str, remedy: str = "") -> Path:
        """Run an Odoo command to its end and return its log."""
        remedy = remedy or "Read the log; mend the addon; try again."
        command = self.command(*arguments)
        env = self.server.environ()
        return run(command, what=what, remedy=remedy, log=log, env=env)

    def shell(self, database: str, script: str, what: str = "Odoo shell script") -> str:
        """Run ``script`` in an Odoo shell on ``database`` and return what it prints."""
        done = subprocess.run(
            [str(part) for part in self.command("shell", "-d", database, "--no-http")],
            input=script,
            env=self.server.environ(),
            capture_output=True,
            text=True,
        )
        if done.returncode:
            log = LOGS / "shell.log"
            log.write_text(done.stderr)
            tail = "\n        ".join(done.stderr.splitlines()[-15:])
            raise StepError(what, f"see {log}:\n        {tail}", "Mend the script.")
        return done.stdout

    @contextmanager
    def serve(
        self, database: str, *options: str, port: int = 0, log: str = "server"
    ) -> Iterator["Running"]:
        """A server for ``database`` alone, ready to answer, on any free ``port``."""
        port = port or free_port()
        arguments = ["-d", database, f"--db-filter=^{database}$", f"--http-port={port}"]
        path = LOGS / f"{log}.log"
        LOGS.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as output:
            process = subprocess.Popen(
                [str(part) for part in self.command(*arguments, *options)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self.server.environ(),
                start_new_session=True,
            )
            running = Running(process, f"http://127.0.0.1:{port}", path)
            try:
                running.wait_ready()
                yield running
            finally:
                with undisturbed():
                    running.stop()


@dataclass(frozen=True)
class Running:
    """A started Odoo server."""

    process: subprocess.Popen[bytes]
    url: str
    log: Path

    def wait_ready(self) -> None:
        """Return when the login page answers.

        :raises StepError: the server ended, or took too long
        """
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            if _answers(f"{self.url}/web/login"):
                return
            time.sleep(0.2)
        tail = "\n        ".join(
            self.log.read_text(errors="replace").splitlines()[-15:]
        )
        raise StepError(
            f"Odoo server on {self.url}",
            f"no answer, see {self.log}:\n        {tail}",
            "Read the log; mend the addon; try again.",
        )

    def wait_end(self) -> int:
        """Return when the server ends by itself."""
        return self.process.wait()

    def stop(self) -> None:
        """End the server and whatever it started."""
        stop(self.process)
        self.kill()

    def kill(self) -> None:
        """End the server and its workers at once, as a power cut would."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def free_port() -> int:
    """A port on this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def check_port(port: int) -> None:
    """Refuse a port that somebody listens on, before any work is done.

    :raises StepError: the port is taken
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise StepError(
                f"Port {port} on this machine",
                error.strerror or str(error),
                f"Stop the program that uses it, or: make run PORT={port + 1}",
            ) from error


def printed_json(output: str) -> Any:
    """The value that a shell script printed last, as JSON, among other output."""
    return json.loads(output.strip().splitlines()[-1])


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=30) as reply:
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False
