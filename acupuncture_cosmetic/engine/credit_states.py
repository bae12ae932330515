"""The life of a credit: its states and the only ways between them."""

STATES = (
    "available",
    "reserved",
    "used",
    "forfeited",
    "expired",
    "refunded",
    "transferred",
)
OPEN = frozenset({"available", "reserved"})
CHARGED = frozenset({"used", "forfeited"})
BOOKED = CHARGED | {"reserved"}  # each stands for a session, held or to come
GIVEN_BACK = frozenset({"refunded", "transferred"})

TRANSITIONS = frozenset(
    {
        ("available", "reserved"),
        ("reserved", "available"),
        ("reserved", "used"),
        ("reserved", "forfeited"),
        ("available", "expired"),
        ("available", "refunded"),
        ("available", "transferred"),
        # voiding: a new move, never an edit
        ("used", "available"),
        ("forfeited", "available"),
        ("expired", "available"),
    }
)
