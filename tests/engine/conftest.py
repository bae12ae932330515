"""The engine is plain Python: tested without Odoo, imported from the addon's folder."""

import sys
from pathlib import Path

from hypothesis import settings

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "acupuncture_cosmetic"))

# A deadline measures how busy the machine is, and no rule of ours.
settings.register_profile("engine", deadline=None)
settings.load_profile("engine")
