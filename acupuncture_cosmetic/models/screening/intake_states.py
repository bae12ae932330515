"""The sets of states of a health history, see ``acupuncture.intake``."""

LIVE = ("submitted", "reviewed")  # it counts now
