"""Run by ``make bench`` in an Odoo shell: prints a table, asserts no times."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path.cwd()))

from benchmarks.clinic import BenchClinic
from benchmarks.measure import table
from benchmarks.operations import OPERATIONS

clinic = BenchClinic(env)  # noqa: F821
print(table([row for operation in OPERATIONS for row in operation(clinic)]))
env.cr.rollback()  # noqa: F821
