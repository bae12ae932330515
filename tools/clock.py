"""A moved clock for PostgreSQL and Python, which goes on from there: libfaketime.

The library is Debian's, installed or fetched and unpacked. Time is moved by an offset,
so that all programs of a run agree. Two of its functions are taken out of our copy,
for they break what they stand in for: a signal that comes during ``epoll_wait`` sees
the real time, so no timeout of PostgreSQL ever fires; ``clock_nanosleep`` refuses
Python's sleep. Without them the functions of the C library wait, as they should.
"""

import math
import subprocess
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from . import apt
from .project import PYTHON, STATE, cache_folder, exclusive
from .steps import StepError

_PACKAGE = "libfaketime"
_PATTERN = "usr/lib/*/faketime/libfaketimeMT.so.1"
_TAKEN_OUT = (b"epoll_wait", b"clock_nanosleep")
_PROBE = "import time; time.sleep(0.01); print(int(time.time()))"
_WITHOUT = "Run it on Debian or Ubuntu, or leave CLOCK out."


@dataclass(frozen=True)
class Clock:
    """By how many seconds the clock is moved, and the library that does it."""

    offset: int
    library: Path

    def environ(self) -> dict[str, str]:
        """What moves the clock of a program; it measures intervals as ever."""
        return {
            "LD_PRELOAD": str(self.library),
            "FAKETIME": f"{self.offset:+d}s",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",  # what older versions call it
            "NO_FAKE_STAT": "1",  # compiled Python is compared with its source
        }


def parse(text: str) -> datetime:
    """The UTC moment that ``text`` names.

    :raises StepError: it names none
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise StepError(
            f"CLOCK={text}", str(error), 'Write UTC: CLOCK="2027-03-28 00:30"'
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def moved_to(moment: datetime, folder: Path) -> Clock:
    """A clock that shows ``moment`` now.

    :param folder: where the library is kept, open to the user PostgreSQL runs as
    :raises StepError: no clock can be moved on this machine
    """
    library = folder / "libfaketime.so"
    with exclusive(STATE / "faketime.lock"):
        if not library.is_file():
            library.write_bytes(without_waits(_found().read_bytes()))
            library.chmod(0o644)
    # in whole seconds, and never before the moment
    offset = math.ceil((moment - datetime.now(timezone.utc)).total_seconds())
    clock = Clock(offset, library)
    _check(clock, moment)
    return clock


def without_waits(library: bytes) -> bytes:
    """The library, with two names that nobody looks up in its table of symbols.

    The table comes before every other use of the names in the file.
    """
    for name in _TAKEN_OUT:
        library = library.replace(b"\0%b\0" % name, b"\0_%b\0" % name[1:], 1)
    return library


def _found() -> Path:
    """The library of the machine, else one of our own."""
    own = cache_folder() / _PACKAGE
    if not list(own.glob(_PATTERN)) and not list(Path("/").glob(_PATTERN)):
        stanzas = [source.stanza() for source in apt.machine_sources()]
        if not stanzas:
            raise _refusal("this machine has no Debian packages")
        debs = apt.fetch(
            [_PACKAGE], stanzas, cache_folder() / f"{_PACKAGE}-debs", "CLOCK: download"
        )
        apt.unpack(debs, own, "CLOCK: unpack")
    for root in (Path("/"), own):
        for library in root.glob(_PATTERN):
            return library
    raise _refusal(f"the package {_PACKAGE} holds no library that fits")


def _check(clock: Clock, moment: datetime) -> None:
    """Refuse to go on with a clock that was not moved."""
    done = subprocess.run(
        [PYTHON, "-c", _PROBE], env=clock.environ(), capture_output=True, text=True
    )
    shown = done.stdout.strip()
    if not shown.isdecimal() or abs(int(shown) - moment.timestamp()) > 60:
        reason = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise _refusal(f"Python's clock did not move ({''.join(reason)})")


def _refusal(why: str) -> StepError:
    return StepError("CLOCK: move the clock", why, _WITHOUT)
