"""How tables are guarded in PostgreSQL. What each room refuses stands in its guard."""

from odoo.tools import SQL

ALL = "INSERT OR UPDATE OR DELETE"
# To be put into a function that declares ``old_id`` and ``new_id``: the parents of a
# row before and after, by the column that its first argument names.
PARENT_IDS = """
            IF TG_OP <> 'INSERT' THEN
                old_id := (to_jsonb(OLD) ->> TG_ARGV[0])::bigint;
            END IF;
            IF TG_OP <> 'DELETE' THEN
                new_id := (to_jsonb(NEW) ->> TG_ARGV[0])::bigint;
            END IF;
"""


# Tells whether a row says the same. Of translated texts, a language may be added.
SAME_WORDS = """
    CREATE OR REPLACE FUNCTION acupuncture_same_words(before jsonb, after jsonb)
    RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
        SELECT NOT EXISTS (
            SELECT 1 FROM jsonb_each(before) AS old
            WHERE (after -> old.key) IS DISTINCT FROM old.value
            AND NOT (jsonb_typeof(old.value) = 'object'
                AND (after -> old.key) @> old.value)
        )
    $$
"""
# The columns that a trigger is given, of the row before and after.
GIVEN_BEFORE = """(
        SELECT jsonb_object_agg(name, to_jsonb(OLD) -> name)
        FROM unnest(TG_ARGV) AS name)"""
GIVEN_AFTER = GIVEN_BEFORE.replace("OLD", "NEW")


def guard_table(functions, model, function, operations=ALL, arguments=(), table=None):
    """Hang one of the ``functions`` on a table; TRUNCATE is refused.

    :param functions: the bodies of trigger functions, by name
    :param arguments: what the function is given, mostly columns that may still change
    :param table: a table of a many2many, instead of that of ``model``
    """
    model.env.cr.execute(
        SQL(
            """
            CREATE OR REPLACE FUNCTION %(function)s() RETURNS trigger
            LANGUAGE plpgsql AS $$ %(body)s $$;
            CREATE OR REPLACE TRIGGER acupuncture_guard BEFORE %(operations)s
            ON %(table)s FOR EACH ROW EXECUTE FUNCTION %(function)s(%(arguments)s);
            CREATE OR REPLACE TRIGGER acupuncture_refuse_truncate BEFORE TRUNCATE
            ON %(table)s FOR EACH STATEMENT
            EXECUTE FUNCTION acupuncture_refuse_change();
            """,
            function=SQL.identifier(function),
            body=SQL(functions[function].replace("%", "%%")),
            operations=SQL(operations),
            table=SQL.identifier(table or model._table),
            arguments=SQL(", ").join(SQL("%s", value) for value in arguments),
        )
    )
