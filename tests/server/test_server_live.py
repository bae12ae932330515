"""The server of these tests is what it claims to be."""

import time
from urllib.request import urlopen


def test_four_workers_answer(live_clinic):
    with urlopen(f"{live_clinic.url}/web/login", timeout=30) as reply:
        assert reply.status == 200
    log = live_clinic.server.log.read_text()
    assert log.count("Worker WorkerHTTP") >= 4


def test_shell_and_connection_see_the_same_database(live_clinic):
    script = "print(env['ir.module.module'].search_count([('state','=','installed')]))"
    with live_clinic.connect() as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM ir_module_module WHERE state = 'installed'"
        )
        assert int(live_clinic.shell(script)) == cursor.fetchone()[0]


def test_a_killed_server_leaves_no_worker(clinic):
    with clinic.serve("--workers=2", "--max-cron-threads=1") as server:
        connection = clinic.connect()
        connection.autocommit = True  # else it would see one moment only
        assert _others(connection) > 0
        server.kill()
        deadline = time.monotonic() + 10
        while (left := _others(connection)) and time.monotonic() < deadline:
            time.sleep(0.1)
        connection.close()
        assert left == 0


def _others(connection):
    """Count who else is connected to this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        return cursor.fetchone()[0]
