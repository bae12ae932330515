"""Steps fail loudly, locks free themselves, nothing that was started stays."""

import signal
import subprocess
import sys
import time

import pytest

from tools.project import ROOT, exclusive
from tools.steps import StepError, run, stop

STUBBORN = """
import signal, time
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, signal.SIG_IGN)
print("ready", flush=True)
time.sleep(60)
"""
HOLDER = """
import sys, time
from pathlib import Path
from tools.project import exclusive
with exclusive(Path(sys.argv[1])):
    print("ready", flush=True)
    time.sleep(60)
"""


def _start(script, *arguments):
    process = subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    process.stdout.readline()
    return process


def test_a_failure_carries_the_end_of_its_log():
    command = [sys.executable, "-c", "print('the cause'); raise SystemExit(3)"]
    with pytest.raises(StepError) as caught:
        run(command, what="A step", remedy="Do this.", log="tools-test")
    told = str(caught.value)
    assert "A step" in told and "exit code 3" in told
    assert "the cause" in told and "Do this." in told


def test_a_missing_program_is_a_failed_step():
    with pytest.raises(StepError) as caught:
        run(["no-such-program"], what="A step", remedy="Get it.", log="tools-test")
    assert "no-such-program" in caught.value.why


def test_standard_input_reaches_the_program():
    command = [sys.executable, "-c", "print(input() * 2)"]
    log = run(command, what="A step", remedy="", log="tools-test", stdin="ab\n")
    assert log.read_text() == "abab\n"


def test_stop_ends_a_program_that_ignores_polite_signals():
    process = _start(STUBBORN)
    stop(process, patience=0.3)
    assert process.returncode == -signal.SIGKILL


def test_a_killed_holder_frees_its_lock(tmp_path):
    lock = tmp_path / "lock"
    holder = _start(HOLDER, str(lock))
    second = subprocess.Popen([sys.executable, "-c", HOLDER, str(lock)], cwd=ROOT)
    time.sleep(0.5)
    second.kill()
    second.wait()
    holder.kill()
    holder.wait()
    with exclusive(lock):
        pass
