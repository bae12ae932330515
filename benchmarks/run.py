"""Run by ``make bench`` in an Odoo shell: prints tables, asserts no times.

``PARTS`` is what was asked for: nothing is all but the part that takes minutes.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path.cwd()))

from benchmarks.clinic import BenchClinic
from benchmarks.measure import SCALE_HEADINGS, table
from benchmarks.operations import OPERATIONS
from benchmarks.scale import grow
from benchmarks.screens import SCREENS

parts = {"operations": OPERATIONS, "screens": SCREENS}
asked = globals().get("PARTS") or list(parts)
for part in asked:
    clinic = BenchClinic(env)  # noqa: F821
    print(f"\n{part}\n")
    if part == "scale":
        print(table(grow(clinic), SCALE_HEADINGS))
    else:
        print(table([row for each in parts[part] for row in each(clinic)]))
    env.cr.rollback()  # noqa: F821
    env.invalidate_all()  # noqa: F821
