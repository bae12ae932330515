"""The sets of states of a session, see ``acupuncture.session``."""

OCCUPYING = ("planned", "confirmed", "arrived", "in_treatment", "done", "no_show")
UPCOMING = ("planned", "confirmed", "arrived")
AHEAD = ("planned", "confirmed")  # the client is not here yet
OPEN = (*UPCOMING, "in_treatment")  # neither over nor cancelled
EXPECTED = (*OPEN, "done")  # came, or is to come
PAST = ("done", "no_show")
CANCELLED = ("cancelled", "late_cancelled")
CHARGED = ("done", "no_show", "late_cancelled")
WAIVABLE = ("no_show", "late_cancelled")
