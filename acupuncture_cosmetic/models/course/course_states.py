"""Which states of a course mean what; those of credits: ``engine/credit_states.py``."""

OPEN_STATES = ("draft", "active", "on_hold")  # something may still come of it
RUNNING_STATES = ("active", "on_hold")  # sold, and not over
