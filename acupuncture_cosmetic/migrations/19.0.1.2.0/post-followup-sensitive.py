from datetime import timedelta

from odoo import SUPERUSER_ID, api

MINUTE = timedelta(minutes=1)


def migrate(cr, version):
    """Tasks of sensitive follow-ups leave contact, session and course."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    neutral = env.ref("acupuncture_cosmetic.mail_activity_type_followup")
    followups = env["acupuncture.followup"].search([("sensitive", "=", True)])
    forget_followers(env, followups)
    for followup in followups.filtered("closed_at"):
        forget_messages(env, followup, neutral)
    place_tasks(cr, env["ir.model"]._get_id(followups._name), neutral.id)
    env.invalidate_all()
    running = followups.filtered(lambda f: f.state == "open" and f.activity_ids)
    running.filtered(lambda f: not f._may_do(f.assigned_id))._hand_over()


def forget_followers(env, followups):
    """Whoever follows a contact for a sensitive task alone would tell of it."""
    ordinary = env["acupuncture.followup"].search([("sensitive", "=", False)])
    known = {(f._record(), f.assigned_id) for f in ordinary if f.assigned_id}
    for followup in followups.filtered("assigned_id"):
        if (followup._record(), followup.assigned_id) not in known:
            partner = followup.assigned_id.partner_id
            followup._record().message_unsubscribe(partner.ids)


def forget_messages(env, followup, neutral):
    """The words that closed a task stand in its follow-up, no longer beside it."""
    record = followup._record()
    env["mail.message"].search(
        [
            ("model", "=", record._name),
            ("res_id", "=", record.id),
            ("mail_activity_type_id", "=", neutral.id),
            ("date", ">=", followup.closed_at - MINUTE),
            ("date", "<=", followup.closed_at + MINUTE),
        ]
    ).unlink()


def place_tasks(cr, model_id, type_id):
    """Put tasks, also those done, on their follow-ups, without words."""
    cr.execute(
        """
        UPDATE mail_activity
           SET res_model_id = %s, res_model = 'acupuncture.followup',
               res_id = acupuncture_followup_id, res_name = 'Follow-up',
               activity_type_id = %s, summary = 'Follow-up', note = NULL,
               feedback = NULL
          FROM acupuncture_followup AS followup
         WHERE followup.id = acupuncture_followup_id AND followup.sensitive
        """,
        (model_id, type_id),
    )
