"""The sets of states of a session, see ``acupuncture.session``."""

OCCUPYING = ("planned", "confirmed", "arrived", "in_treatment", "done", "no_show")
UPCOMING = ("planned", "confirmed", "arrived")
AHEAD = ("planned", "confirmed")  # the client is not here yet
PAST = ("done", "no_show")
CHARGED = ("done", "no_show", "late_cancelled")
WAIVABLE = ("no_show", "late_cancelled")
