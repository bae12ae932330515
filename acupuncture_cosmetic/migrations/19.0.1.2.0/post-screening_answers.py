from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """What was accepted while nobody knew whether it applies is looked at again.

    An acceptance of something unclear, of a running wait or of a stop opens nothing
    any more. It is taken back, and the note says so. Waits that nobody dated have not
    begun, so every light is written anew.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    accepted = env["acupuncture.finding"].search(
        [
            ("decision", "=", "accepted"),
            ("intake_id.state", "in", ("submitted", "reviewed")),
        ]
    )
    for finding in accepted:
        if finding.effect in ("stop", "defer", "clearance", "unclear"):
            words = f"Accepted by {finding.decided_by_id.name}; to be looked at again."
            finding._sealed_write(
                {
                    "decision": "open",
                    "decided_by_id": False,
                    "decided_at": False,
                    "decision_note": " ".join(
                        filter(None, (words, finding.decision_note))
                    ),
                }
            )
    lights = env["acupuncture.client.alert"]
    lights._add_missing()
    env["acupuncture.intake"]._refresh_due(lights.search([]))
