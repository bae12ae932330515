"""A job that is killed while it carries out follow-ups loses and repeats nothing."""

import random
import time

CLIENTS = 400
KILLS = 3

PREPARE = f"""
rules = env["acupuncture.followup.rule"].with_context(active_test=False)
rules.search([]).active = False
task = rules.search([("code", "=", "STALLED")])
message = rules.search([("code", "=", "PACKAGE_EXPIRY_7")])
(task + message).active = True
message.write({{"send_from": 0.0, "send_to": 23.99}})
product = env["product.product"].create(
    {{
        "name": "Course",
        "type": "service",
        "service_tracking": "treatment_course",
        "session_count": 2,
    }}
)
clients = env["res.partner"].create(
    [
        {{"name": f"Client {{n}}", "email": f"client{{n}}@example.com"}}
        for n in range({CLIENTS})
    ]
)
courses = env["acupuncture.course"].create(
    [
        {{"client_id": client.id, "product_id": product.id, "session_count": 2}}
        for client in clients
    ]
)
courses.action_activate()
followups = env["acupuncture.followup"].search([])
followups._sealed_write({{"due": "2000-01-01 00:00:00"}})
messages = followups.filtered("mail_template_id")
messages._sealed_write({{"due": fields.Datetime.now()}})
env.cr.execute("UPDATE ir_cron SET active = FALSE")
cron = env.ref("acupuncture_cosmetic.ir_cron_followups")
cron.write({{"active": True, "nextcall": "2000-01-01 00:00:00"}})
env.cr.commit()
"""

COUNTS = {
    "waiting": "SELECT count(*) FROM acupuncture_followup WHERE state = 'planned'",
    "open": "SELECT count(*) FROM acupuncture_followup WHERE state = 'open'",
    "sent": "SELECT count(*) FROM acupuncture_followup WHERE state = 'done'",
    "tasks": "SELECT count(*) FROM mail_activity"
    " WHERE acupuncture_followup_id IS NOT NULL",
    "followups with a task": "SELECT count(DISTINCT acupuncture_followup_id)"
    " FROM mail_activity",
    "mails": "SELECT count(*) FROM mail_mail",
    "clients with a mail": "SELECT count(DISTINCT res_partner_id)"
    " FROM mail_mail_res_partner_rel",
}


def test_a_killed_job_resumes_without_loss_or_repeat(clinic):
    clinic.shell("from odoo import fields\n" + PREPARE)
    assert counts(clinic)["waiting"] == 2 * CLIENTS
    chance = random.Random(9)
    for _round in range(KILLS):
        before = counts(clinic)["waiting"]
        with clinic.serve("--max-cron-threads=1") as server:
            wake_cron(clinic)
            wait_until(lambda start=before: counts(clinic)["waiting"] < start)
            time.sleep(chance.uniform(0, 0.3))
            server.kill()
        check_in_step(counts(clinic))
    with clinic.serve("--max-cron-threads=1"):
        wake_cron(clinic)
        wait_until(lambda: not counts(clinic)["waiting"])
    final = counts(clinic)
    check_in_step(final)
    assert final["open"] == final["sent"] == CLIENTS


def check_in_step(now):
    """Effects and records tell the same story, each effect once."""
    assert now["tasks"] == now["followups with a task"] == now["open"]
    assert now["mails"] == now["clients with a mail"] == now["sent"]


def counts(clinic):
    connection = clinic.connect()
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT " + ", ".join(f"({query})" for query in COUNTS.values())
            )
            return dict(zip(COUNTS, cursor.fetchone(), strict=True))
    finally:
        connection.close()


def wake_cron(clinic):
    """Tell the server that a job is due, as Odoo does itself."""
    databases = clinic.databases
    connection = clinic.connect()
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE ir_cron SET nextcall = '2000-01-01' WHERE active")
    finally:
        connection.close()
    databases.server.sql(f"NOTIFY cron_trigger, '{clinic.db}'")


def wait_until(condition, seconds=120):
    """Return when ``condition`` holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the job made no progress"
        time.sleep(0.02)
