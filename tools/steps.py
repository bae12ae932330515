"""Progress on the terminal, and failures that say which, why and the remedy."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from .project import LOGS

_BEGAN = time.monotonic()
_HEARTBEAT_SECONDS = 20
_TAIL_LINES = 25


class StepError(Exception):
    """A step failed: what was tried, why it failed, what to do about it."""

    def __init__(self, what: str, why: str, remedy: str) -> None:
        super().__init__(what)
        self.what, self.why, self.remedy = what, why, remedy

    def __str__(self) -> str:
        return f"FAILED  {self.what}\nwhy     {self.why}\nremedy  {self.remedy}"


def say(text: str) -> None:
    """Print one line of progress; standard output stays free for results."""
    print(f"[{time.monotonic() - _BEGAN:6.1f} s] {text}", file=sys.stderr, flush=True)


@contextmanager
def step(label: str) -> Iterator[None]:
    """Announce a step and the seconds it took."""
    say(f"{label} ...")
    began = time.monotonic()
    yield
    say(f"{label}: done in {time.monotonic() - began:.1f} s")


def run(
    command: Sequence[str | Path],
    *,
    what: str,
    remedy: str,
    log: str,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdin: str | None = None,
    append: bool = False,
) -> Path:
    """Run ``command`` with its output in a log file, which is returned.

    :raises StepError: the command could not start or failed
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    path = LOGS / f"{log}.log"
    with path.open("ab" if append else "wb") as output:
        try:
            process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=env,
                cwd=cwd,
            )
        except OSError as error:
            raise StepError(what, str(error), remedy) from error
        if stdin is not None and process.stdin:
            process.stdin.write(stdin.encode())
            process.stdin.close()
        code = _wait(process, what, path)
    if code:
        tail = "\n        ".join(
            path.read_text(errors="replace").splitlines()[-_TAIL_LINES:]
        )
        raise StepError(what, f"exit code {code}, see {path}:\n        {tail}", remedy)
    return path


def attached(
    command: Sequence[str | Path],
    env: Mapping[str, str],
    cwd: Path | None = None,
    *,
    prompt: bool = False,
) -> int:
    """Run ``command`` on this terminal; a ``prompt`` has Ctrl-C for itself."""
    before = signal.getsignal(signal.SIGINT)
    if prompt:
        signal.signal(signal.SIGINT, lambda number, frame: None)
    process = subprocess.Popen([str(part) for part in command], env=env, cwd=cwd)
    try:
        return process.wait()
    except KeyboardInterrupt:
        with undisturbed(), contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(5)  # the terminal sent it the same Ctrl-C
        with undisturbed():
            stop(process)
        raise
    finally:
        signal.signal(signal.SIGINT, before)


def stop(process: subprocess.Popen[bytes], patience: float = 15) -> None:
    """End ``process``: politely, then firmly."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        if process.poll() is not None:
            return
        process.send_signal(number)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            continue


def stop_on_signals() -> None:
    """Let a closed terminal or a ``kill`` clean up as Ctrl-C does.

    SIGINT is named too: a shell starts its background jobs with it ignored.
    """
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let no second Ctrl-C break off a clean-up."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, signal.SIG_IGN) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def is_root() -> bool:
    """Whether system packages may be installed and PostgreSQL needs another user."""
    return os.geteuid() == 0


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _wait(process: subprocess.Popen[bytes], what: str, log: Path) -> int:
    began = time.monotonic()
    try:
        while True:
            try:
                return process.wait(_HEARTBEAT_SECONDS)
            except subprocess.TimeoutExpired:
                seconds = time.monotonic() - began
                say(f"    {what}: still working after {seconds:.0f} s (log: {log})")
    except KeyboardInterrupt:
        with undisturbed():
            stop(process)
        raise
