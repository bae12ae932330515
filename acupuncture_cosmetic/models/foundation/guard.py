"""How tables are guarded in PostgreSQL. What is refused stands in the rooms' ``sql``.

``models/<room>/sql/<name>.sql`` makes the function ``acupuncture_<name>``; what a room
refuses about a table is one function of it. A model hangs it on its table in ``init``,
which an installation and every update pass through. A function that is given up, or
that takes other arguments, needs a migration that drops it.
"""

import re
from functools import cache
from pathlib import Path

from odoo.tools import SQL

ALL = "INSERT OR UPDATE OR DELETE"
_NAMED = re.compile(r"\bacupuncture_(\w+)")


@cache
def sql_files():
    """Return name -> text of the SQL files of all rooms."""
    rooms = Path(__file__).parents[1]
    return {path.stem: path.read_text() for path in sorted(rooms.glob("*/sql/*.sql"))}


def run_sql_file(cr, name):
    """Make what a SQL file says, after what it names: the functions that it calls."""
    files = sql_files()
    for other in dict.fromkeys(_NAMED.findall(files[name])):
        if other != name and other in files:
            run_sql_file(cr, other)
    cr.execute(files[name])


def hang_trigger(
    model, function, when, arguments=(), table=None, name=None, condition="TRUE"
):
    """Call a function of ours for each row of a table.

    :param function: the name of its file
    :param when: as in ``BEFORE INSERT OR UPDATE``
    :param arguments: what the function is given, mostly columns that may still change
    :param table: a table of a many2many, instead of that of ``model``
    :param name: the trigger's, if not the function's; by it triggers are in order
    :param condition: SQL on OLD and NEW
    """
    run_sql_file(model.env.cr, function)
    model.env.cr.execute(
        SQL(
            """
            CREATE OR REPLACE TRIGGER %(name)s %(when)s ON %(table)s
            FOR EACH ROW WHEN (%(condition)s) EXECUTE FUNCTION %(function)s(%(given)s)
            """,
            name=SQL.identifier(f"acupuncture_{name or function}"),
            when=SQL(when),
            table=SQL.identifier(table or model._table),
            condition=SQL(condition),
            function=SQL.identifier(f"acupuncture_{function}"),
            given=SQL(", ").join(SQL("%s", value) for value in arguments),
        )
    )


def guard_table(model, function, operations=ALL, arguments=(), table=None):
    """Let a function of ours refuse what happens to rows; TRUNCATE is refused.

    :param operations: those that it is asked about
    """
    when = f"BEFORE {operations}"
    hang_trigger(model, function, when, arguments, table, name="guard")
    refuse_truncate(model, table)


def guard_links(model, function, names, *more):
    """Guard the tables of many2many fields, see ``guard_table``.

    The function is given the column that names the record of ``model``, and ``more``.
    """
    for name in names:
        field = model._fields[name]
        arguments = (field.column1, *more)
        guard_table(model, function, arguments=arguments, table=field.relation)


def refuse_truncate(model, table=None):
    """Let PostgreSQL refuse to empty a table."""
    run_sql_file(model.env.cr, "refuse_change")
    model.env.cr.execute(
        SQL(
            """
            CREATE OR REPLACE TRIGGER acupuncture_refuse_truncate BEFORE TRUNCATE
            ON %s FOR EACH STATEMENT EXECUTE FUNCTION acupuncture_refuse_change()
            """,
            SQL.identifier(table or model._table),
        )
    )


def check_at_commit(model, function, operations, table=None):
    """Let a function of ours judge rows at the end of the transaction."""
    run_sql_file(model.env.cr, function)
    model.env.cr.execute(
        SQL(
            """
            DROP TRIGGER IF EXISTS %(function)s ON %(table)s;
            CREATE CONSTRAINT TRIGGER %(function)s AFTER %(operations)s ON %(table)s
            DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION %(function)s();
            """,
            function=SQL.identifier(f"acupuncture_{function}"),
            operations=SQL(operations),
            table=SQL.identifier(table or model._table),
        )
    )
