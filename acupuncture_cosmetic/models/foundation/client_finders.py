"""Ways to find a client, beside the names and numbers that Odoo looks in.

A room adds one under ``@finds_clients`` in its ``client_part.py``: it gets the contacts
as the user and the text, and returns ids. Who is meant is looked up first, way by way,
because PostgreSQL reads a whole table where one *or* the other is asked for.
"""

from odoo.fields import Domain

from ...engine import client_search

AT_MOST = 200
_FINDERS = []


def finds_clients(finder):
    """Register the function below it as a way to find clients."""
    _FINDERS.append(finder)
    return finder


def found_clients(partners, text):
    """Return the ids of the contacts that a text may mean."""
    return {found for finder in _FINDERS for found in finder(partners, text)}


@finds_clients
def by_beginnings(partners, text):
    """Return who has names that begin like this: "an be" is Anna Berger."""
    begun = client_search.beginnings(text)
    if not begun:
        return ()
    named = Domain.AND(_begins(word) for word in begun)
    return partners.search(named, limit=AT_MOST, order="id").ids


def _begins(word):
    for sign in "\\%_":
        word = word.replace(sign, f"\\{sign}")
    places = (f"{word}%", f"% {word}%", f"%-{word}%")
    return Domain.OR(Domain("complete_name", "=ilike", place) for place in places)


@finds_clients
def by_phone(partners, text):
    """Return whose number this is, with or without zeros, country and spaces."""
    digits = client_search.phone_digits(text)
    if not digits:
        return ()
    called = [("phone_mobile_search", "ilike", digits)]
    return partners.search(called, limit=AT_MOST, order="id").ids
