"""A start, and a change of what its gate has read, at the same moment.

The gate reads by its own snapshot: a consent may be withdrawn, and committed, while it
reads. So a start and every change of such a fact write one row of the client's, and
PostgreSQL refuses the later of both; Odoo tries that one again, which then sees the
other. What counts for all clients, such as how grave an item is, is one row that starts
only share: they do not wait for each other.

One order of locks: what counts for all, the client, the course, the practitioner; then
the session.
"""

from .guard import ALL, hang_trigger


def hang_gate_fact(model, *whose, writes=ALL, when="TRUE", links=()):
    """Let changes of a table conflict with starts.

    :param whose: the column of the client; or a column and the table it leads to, which
        has the client; nothing: it counts for all clients
    :param when: SQL on OLD and NEW
    :param links: many2many fields whose rows count as well
    """
    for table in (model._table, *(model._fields[name].relation for name in links)):
        hang_trigger(
            model, "gate_fact", f"AFTER {writes}", whose, table, condition=when
        )
