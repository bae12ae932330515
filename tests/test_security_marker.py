"""What a client told stays in the clinical tables: a marker is looked for elsewhere."""

import base64

from odoo.tests import tagged
from odoo.tools import SQL

from .consent_common import ConsentCase
from .photo_common import picture
from .screening_common import ScreeningCase
from .test_security_matrix import CLINICAL

MARKER = "Zzmarkerzz"


@tagged("post_install", "-at_install")
class TestMarkerNeverLeaves(ScreeningCase, ConsentCase):
    """Extend the journey with every room that learns something about health."""

    def test_the_marker_is_nowhere_else(self):
        with self.assertLogs(level="DEBUG") as logs:
            self.walk()
            self.env.flush_all()
            self.env.cr.precommit.run()
        self.assertTrue(self.tables_with_marker() & self.clinical_tables())
        self.assertEqual(self.tables_with_marker() - self.clinical_tables(), set())
        self.assertFalse([line for line in logs.output if MARKER in line])

    def walk(self):
        """History, decisions, letters, consents, sessions, messages, a merge."""
        self.client.action_send_forms()
        course = self.sell_course()
        session = self.book("2026-03-03 09:00:00", course_id=course.id)
        intake = self.history()
        practitioner = self.users["practitioner"]
        for finding in intake.finding_ids.with_user(practitioner):
            verb = {
                "caution": finding.action_accept,
                "unclear": finding.action_accept,
                "clearance": finding.action_ask_clearance,
            }.get(finding.effect, finding.action_decline)
            verb(f"{MARKER} note")
        intake.with_user(practitioner).action_mark_reviewed()
        clearances = self.env["acupuncture.clearance"].with_user(practitioner)
        clearance = clearances.search([("client_id", "=", self.client.id)])
        self.correspond(clearance)
        self.consent_and_withdraw()
        self.override(session)
        intake._confirm_unchanged("tablet", session)
        self.history()
        course.order_id._create_invoices().action_post()
        session.message_subscribe(self.users["marketing"].partner_id.ids)
        session.action_cancel()
        self.send_everything()
        self.intakes._cron_refresh_alerts()
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge((self.client | self.other_client).ids, self.client)

    def correspond(self, clearances):
        """Ask the doctor, tell the client, file the answer."""
        clearances.write({"recipient": f"Dr. {MARKER}", "note": f"{MARKER} asked"})
        clearances.action_mail_client()
        clearances.write(
            {
                "received_from": f"Dr. {MARKER}",
                "file": base64.b64encode(f"%PDF-1.4 {MARKER}".encode()),
                "file_name": "answer.pdf",
            }
        )
        clearances.action_receive()
        clearances.action_print_letter()

    def consent_and_withdraw(self):
        documents = [self.answer(self.form(kind)) for kind in ("treatment", "data")]
        self.sign(*documents, name=f"{MARKER} Client", witness=f"{MARKER} Witness")
        photo = self.sign_form("photo_record")
        self.photos_and_their_use()
        photo._withdraw(f"{MARKER} changed her mind", "client")
        photo._print()

    def photos_and_their_use(self):
        """A photo with a name in its EXIF, published, marked unusable."""
        photos = self.env["acupuncture.photo"].with_user(self.users["practitioner"])
        photo = photos.create(
            {"client_id": self.client.id, "image": picture(marker=MARKER)}
        )
        website = self.sign_form("photo_publicity", channel="website")
        self.env["acupuncture.photo.use"].with_user(self.users["practitioner"]).create(
            {"photo_id": photo.id, "channel": "website", "place": f"{MARKER} page"}
        )
        website._withdraw(f"{MARKER} was recognised", "client")
        photo.write({"unusable": True, "unusable_reason": f"{MARKER} blinked"})

    def override(self, session):
        """The clinical lead answers for a line of the checklist."""
        overrides = self.env["acupuncture.override"]
        overrides.with_user(self.users["clinical_lead"])._append(
            [
                {
                    "kind": "override",
                    "session_id": session.id,
                    "reason": f"{MARKER} agreed",
                    "codes": ["review"],
                }
            ]
        )

    def send_everything(self):
        """Let every follow-up fall due, and a mailing go out."""
        followups = self.env["acupuncture.followup"].search([])
        running = followups.filtered(lambda f: f.state == "planned")
        running._sealed_write({"due": self.env.cr.now()})
        running._run()
        mailing = self.env["mailing.mailing"].create(
            {
                "subject": "News",
                "body_html": "<p>News</p>",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                "mailing_domain": [("id", "=", self.client.id)],
            }
        )
        mailing.action_send_mail()

    def history(self):
        """Return a submitted history in which every text holds the marker."""
        concern = self.env["acupuncture.concern"].search([], limit=1)
        texts = {
            name: f"{MARKER} {name}"
            for name in (
                "goals",
                "medicines",
                "allergies",
                "lifestyle",
                "emergency_name",
                "emergency_phone",
            )
        }
        draft = self.fill(
            self.start(),
            {
                "SKIN_LESION": "yes",
                "IMMUNOSUPP": "yes",
                "MIGRAINE": "yes",
                "PACEMAKER": "unknown",
                "BOTOX": {"value": "yes", "on": "2026-01-02"},
            },
            concerns=[concern.code],
            **texts,
        )
        draft._submit(f"{MARKER} Client", self.signature)
        return draft

    def clinical_tables(self):
        return {
            self.env[name]._table for name in CLINICAL & set(self.env.registry.models)
        }

    def tables_with_marker(self):
        """Return the tables that hold the marker in a text or json column."""
        self.env.flush_all()
        columns = self.env.execute_query(
            SQL(
                """
                SELECT table_name, column_name FROM information_schema.columns
                JOIN information_schema.tables USING (table_schema, table_name)
                WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'
                AND data_type IN ('text', 'character varying', 'json', 'jsonb')
                """
            )
        )
        by_table = {}
        for table, column in columns:
            by_table.setdefault(table, []).append(column)
        return {table for table, names in by_table.items() if self.holds(table, names)}

    def holds(self, table, names):
        found = SQL(" OR ").join(
            SQL("%s::text ILIKE %s", SQL.identifier(name), f"%{MARKER}%")
            for name in names
        )
        query = SQL("SELECT 1 FROM %s WHERE %s LIMIT 1", SQL.identifier(table), found)
        return bool(self.env.execute_query(query))
