"""A start, and a change of what its gate has read, at the same moment.

The gate reads by its own snapshot: a consent may be withdrawn, and committed, while it
reads. So a start and every change of such a fact write one row of the client's, and
PostgreSQL refuses the later of both; Odoo tries that one again, which then sees the
other. What counts for all clients, such as how grave an item is, is one row that starts
only share: they do not wait for each other.

One order of locks: what counts for all, the client, the course, the practitioner; then
the session.
"""

from odoo.tools import SQL

_EVERYBODY = 0
FUNCTIONS = f"""
    CREATE TABLE IF NOT EXISTS acupuncture_gate_mark (
        client_id integer NOT NULL,
        company_id integer NOT NULL
    );
    CREATE UNIQUE INDEX IF NOT EXISTS acupuncture_gate_mark_once
        ON acupuncture_gate_mark (client_id, company_id);
    INSERT INTO acupuncture_gate_mark VALUES ({_EVERYBODY}, {_EVERYBODY})
        ON CONFLICT DO NOTHING;

    -- Rows of one transaction touch once.
    CREATE OR REPLACE FUNCTION acupuncture_gate_touch(
        client integer, company integer
    ) RETURNS void LANGUAGE sql AS $$
        INSERT INTO acupuncture_gate_mark AS mark VALUES (client, company)
        ON CONFLICT (client_id, company_id) DO UPDATE SET client_id = client
        WHERE mark.xmin <> pg_current_xact_id()::xid
    $$;

    -- The arguments name the column of the client, or that of a row that has one and
    -- its table. Without arguments the fact counts for all clients.
    CREATE OR REPLACE FUNCTION acupuncture_gate_fact() RETURNS trigger
    LANGUAGE plpgsql AS $$
    DECLARE
        versions jsonb[] := ARRAY[
            CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END,
            CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END];
        version jsonb;
        whose record;
    BEGIN
        IF TG_NARGS = 0 THEN
            PERFORM acupuncture_gate_touch({_EVERYBODY}, {_EVERYBODY});
            RETURN NULL;
        END IF;
        FOREACH version IN ARRAY versions LOOP
            IF version IS NULL THEN CONTINUE; END IF;
            IF TG_NARGS = 1 THEN
                PERFORM acupuncture_gate_touch(
                    (version ->> TG_ARGV[0])::integer,
                    (version ->> 'company_id')::integer);
            ELSE
                EXECUTE format(
                    'SELECT client_id, company_id FROM %I WHERE id = $1', TG_ARGV[1])
                    INTO whose USING (version ->> TG_ARGV[0])::integer;
                PERFORM acupuncture_gate_touch(whose.client_id, whose.company_id);
            END IF;
        END LOOP;
        RETURN NULL;
    END $$;
"""
HOLD = f"""
    CREATE OR REPLACE FUNCTION acupuncture_gate_hold(
        client integer, company integer, course integer, practitioner integer
    ) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM 1 FROM acupuncture_gate_mark
            WHERE client_id = {_EVERYBODY} AND company_id = {_EVERYBODY} FOR SHARE;
        PERFORM acupuncture_gate_touch(client, company);
        UPDATE acupuncture_course SET id = id
            WHERE id = course AND xmin <> pg_current_xact_id()::xid;
        PERFORM 1 FROM resource_resource WHERE id = practitioner FOR SHARE;
    END $$;
    CREATE OR REPLACE FUNCTION acupuncture_gate_start() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM acupuncture_gate_hold(
            NEW.client_id, NEW.company_id, NEW.course_id, NEW.practitioner_id);
        RETURN NEW;
    END $$;
    CREATE OR REPLACE TRIGGER acupuncture_gate_start
    BEFORE UPDATE OF state ON acupuncture_session FOR EACH ROW
    WHEN (NEW.kind = 'treatment' AND NEW.state = 'in_treatment'
        AND OLD.state <> 'in_treatment')
    EXECUTE FUNCTION acupuncture_gate_start();
"""


def hang_gate_fact(
    model, *whose, writes="INSERT OR UPDATE OR DELETE", when="TRUE", links=()
):
    """Let changes of a table conflict with starts.

    :param whose: the column of the client; or a column and the table it leads to, which
        has the client; nothing: it counts for all clients
    :param when: SQL on OLD and NEW
    :param links: many2many fields whose rows count as well
    """
    tables = [model._table, *(model._fields[name].relation for name in links)]
    model.env.cr.execute(SQL(FUNCTIONS.replace("%", "%%")))
    for table in tables:
        model.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE TRIGGER acupuncture_gate_fact
                AFTER %s ON %s FOR EACH ROW WHEN (%s)
                EXECUTE FUNCTION acupuncture_gate_fact(%s)
                """,
                SQL(writes),
                SQL.identifier(table),
                SQL(when),
                SQL(", ").join(SQL("%s", name) for name in whose),
            )
        )
