"""The engine is plain Python: tested without Odoo, imported from the addon's folder."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "acupuncture_cosmetic"))
