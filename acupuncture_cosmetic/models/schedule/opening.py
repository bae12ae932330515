from datetime import date
from typing import NamedTuple


class Opening(NamedTuple):
    """When a treatment is possible, for whoever books: days, never a cause.

    :param closed: what the plan cannot do without is closed on the day asked about
    :param day: the first day on which it is open; None while ``closed``: nobody knows
    :param later: (code, first day) of planned techniques that open after ``day``;
        those that never will are left out, as that would tell of a lasting cause
    """

    closed: bool = False
    day: date | None = None
    later: tuple[tuple[str, date], ...] = ()

    @classmethod
    def of(cls, result, day):
        """Return what whoever books learns of a result of the engine.

        :param day: the day that was asked about
        """
        closed = result.light == "red"
        first = result.not_before if closed else day
        later = [
            (code, opens)
            for code, opens in sorted(result.opens.items())
            if first and opens and opens > first
        ]
        return cls(closed, first, tuple(later))

    def whole(self):
        """Return the first day on which everything is open that ever will be."""
        return max((day for _code, day in self.later), default=self.day)
