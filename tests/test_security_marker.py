"""What a client told stays in the clinical tables: a marker is looked for elsewhere."""

import base64
import logging
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from .consent_common import ConsentCase
from .marker_common import MARKER, MarkerReaders
from .photo_common import picture
from .screening_common import ScreeningCase
from .test_security_matrix import CLINICAL

_logger = logging.getLogger(__name__)

FOLLOWUPS = "acupuncture_followup"


@tagged("post_install", "-at_install")
class TestMarkerNeverLeaves(MarkerReaders, ScreeningCase, ConsentCase):
    """Extend the journey with every room that learns something about health."""

    def test_the_marker_is_nowhere_else(self):
        with self.assertLogs("odoo", level="INFO") as logs:
            _logger.warning("the journey begins")  # an empty log would be a failure
            before = self.client.message_partner_ids
            self.walk()
            self.env.flush_all()
            self.env.cr.precommit.run()
        self.assertTrue(self.tables_with_marker() & self.clinical_tables())
        self.assertEqual(self.tables_with_marker() - self.clinical_tables(), set())
        self.assertFalse([line for line in logs.output if MARKER in line])
        self.assertLessEqual(
            self.client.message_partner_ids - before, self.with_open_tasks()
        )
        self.check_files()
        self.check_what_others_read()

    def walk(self):
        """History, decisions, letters, consents, sessions, messages, a merge."""
        self.client.action_send_forms()
        course = self.sell_course()
        # before the history is known: it closes every day
        session, held, late, after = (
            self.book(start, course_id=course.id)
            for start in (
                "2026-03-03 09:00:00",
                "2026-03-04 14:00:00",
                "2026-03-05 14:00:00",
                "2026-03-05 09:00:00",
            )
        )
        intake = self.history()
        practitioner = self.users["practitioner"]
        for finding in intake.finding_ids.with_user(practitioner):
            if finding.asks:
                self.tell(finding, note=f"{MARKER} the card was seen")
            verb = {
                "caution": finding.action_accept,
                "clearance": finding.action_ask_clearance,
            }.get(finding.effect, finding.action_decline)
            verb(f"{MARKER} note")
        intake.with_user(practitioner).action_mark_reviewed()
        clearances = self.env["acupuncture.clearance"].with_user(practitioner)
        clearance = clearances.search([("client_id", "=", self.client.id)])
        self.correspond(clearance)
        self.consent_and_withdraw()
        self.override(session)
        self.plan(session.with_user(practitioner))
        self.results(course)
        self.chart_a_session(held, late)
        self.react(after)
        intake._confirm_unchanged("tablet", session)
        self.history()
        course.order_id._create_invoices().action_post()
        session.message_subscribe(self.users["marketing"].partner_id.ids)
        session.action_cancel()
        self.send_everything()
        self.end_tasks()
        self.pass_night()
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge((self.client | self.other_client).ids, self.client)

    def chart_a_session(self, held, late):
        """Treat, lose a needle, sign, and say more; an evening without a signature."""
        for session in (held, late):
            with session._transition("arrived"), session._transition("in_treatment"):
                pass
        texts = (
            "subjective",
            "objective",
            "assessment",
            "next_plan",
            "tongue",
            "pulse",
            "note",
        )
        treatments = self.chart(held) | self.chart(late)
        treatments.write({name: f"{MARKER} {name}" for name in texts})
        treatments.sign_reason = f"{MARKER} was ill"
        chart = treatments[0]
        staying = self.needle_with_incident(chart)
        chart.write(
            {"retention_reason": "other", "retention_note": f"{MARKER} asked to stop"}
        )
        chart.action_begin_removal()
        with self.assertRaises(UserError):
            held.action_finish()
        chart.action_sign()
        with self.assertRaises(UserError):
            chart.write({"subjective": f"{MARKER} later"})
        self.env["acupuncture.addendum"].create(
            {"treatment_id": chart.id, "text": f"{MARKER} added"}
        )
        self.take_out(staying)
        treatments._cron_remind_unsigned()

    def needle_with_incident(self, chart):
        """Lose one needle and leave one in; return the latter."""
        point = self.env["acupuncture.point"].search([], limit=1)
        chart.needle_ids.unlink()
        told = {"danger_accepted": True, "danger_reason": f"{MARKER} all the same"}
        chart.needle_ids = [
            Command.create({"point_id": point.id, "side": "left", **told})
        ]
        first = chart.needle_ids
        chart.needle_ids = [
            Command.create(
                {
                    "point_id": point.id,
                    "side": "right",
                    **told,
                    "retained": True,
                    "removal_due": fields.Date.today() + timedelta(days=3),
                    "client_agreed": True,
                }
            )
        ]
        chart.action_begin_retention()
        incident = self.env["acupuncture.incident"].create(
            {
                "treatment_id": chart.id,
                "zone": point.zone,
                "needles_in": 1,
                "description": f"{MARKER} happened",
                "search_done": f"{MARKER} searched",
            }
        )
        places = ("hair", "bedding", "floor", "clothing", "bin", "palpated")
        incident.write(dict.fromkeys(places, True))
        incident.write({"outcome": "referred", "resolution": f"{MARKER} resolved"})
        incident.action_resolve()
        return chart.needle_ids - first

    def take_out(self, needles):
        """What stayed in is out, as the practitioner says."""
        needles = needles.with_user(self.users["practitioner"])
        dialogs = needles.env["acupuncture.needle.remove"]
        context = needles.action_take_out()["context"]
        dialogs.with_context(**context).create(
            {"removed_by": "client", "note": f"{MARKER} whole"}
        ).action_apply()

    def correspond(self, clearances):
        """Ask the doctor, tell the client, file the answer."""
        clearances.write({"recipient": f"Dr. {MARKER}", "note": f"{MARKER} asked"})
        self.sign_form("doctor")
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

    def plan(self, session):
        """Fit the protocol to the client, agree on it, print it, tell the desk."""
        plans = session.env["acupuncture.plan"]
        plan = plans.browse(session.action_plan()["res_id"])
        self.assertIn(MARKER, plan.goals)
        plan.expectations = f"{MARKER} expects"
        plan.point_ids[0].write({"dropped": True, "reason": f"{MARKER} dislikes it"})
        plan.action_agree()
        plan.action_print()
        session.env["ir.actions.report"]._render_qweb_html(
            "acupuncture_cosmetic.report_treatment_plan", plan.ids
        )
        plan.action_revise()

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

    def results(self, course):
        """Rate, correct, let the client rate, review: every text holds the marker."""
        practitioner = self.users["practitioner"]
        dialogs = self.env["acupuncture.outcome.rate"].with_user(practitioner)
        action = dialogs._open(self.client, course)
        dialog = dialogs.browse(action["res_id"])
        dialog.rater, dialog.note = "client", f"{MARKER} rated"
        dialog.answers = {dialog.rows[0]["key"]: "3"}
        dialog.action_save()
        outcomes = self.env["acupuncture.outcome"].with_user(practitioner)
        rating = outcomes.search([("note", "=", f"{MARKER} rated")])
        dialog = dialogs.browse(rating.action_correct()["res_id"])
        dialog.reason = f"{MARKER} mistyped"
        dialog.answers = {dialog.rows[0]["key"]: "4"}
        dialog.action_save()
        links = self.env["acupuncture.form.link"]
        links._count_as_known(self.client, course.company_id)
        course.action_send_self_rating()
        own = {"sent_to": self.client.email_normalized}
        clinic = course.company_id
        link, _url = links._make(self.client, clinic, "outcome", course, **own)
        for step in link._bundle().steps:
            bundle = link._bundle({"key": "a visit"})
            names = dict.fromkeys(bundle.part(step).lengths(step), "2")
            if "words" in names:
                names["words"] = f"{MARKER} in my words"
            bundle.save(step, names)
        self.assertTrue(outcomes.search([("note", "=", f"{MARKER} in my words")]))
        review = self.env["acupuncture.review"].with_user(practitioner)
        opened = course.with_user(practitioner).action_open_review()
        review = review.browse(opened["res_id"])
        review.note = f"{MARKER} wants to stop"
        review.action_stop()
        course.with_user(practitioner).action_view_results()

    def react(self, session):
        """Something was used and did not go down well; it is told to others."""
        session._sealed_write({"state": "in_treatment"})
        chart = self.chart(session)
        oil = self.env.ref("acupuncture_cosmetic.supply_oil_almond")
        self.env["acupuncture.treatment.supply"].create(
            {
                "treatment_id": chart.id,
                "supply_id": oil.id,
                "note": f"{MARKER} on the cheek",
            }
        )
        reactions = self.env["acupuncture.reaction"]
        for kind in ("bruise", "swelling", "infection"):
            reaction = reactions.with_user(self.users["practitioner"]).create(
                {
                    "treatment_id": chart.id,
                    "kind": kind,
                    "description": f"{MARKER} two cm",
                    "action_taken": f"{MARKER} cooled",
                    "reported_to": f"{MARKER} Insurance",
                }
            )
        reaction.action_stable()

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

    def end_tasks(self):
        """Write into sensitive tasks, hand them on, end them, plan the next."""
        tasks = self.env["mail.activity"].search(
            [
                ("acupuncture_followup_id.sensitive", "=", True),
                ("acupuncture_followup_id.trigger", "!=", "needle_due"),
            ]
        )
        self.assertGreater(len(tasks), 3)
        lead = self.users["clinical_lead"]
        for task in tasks.with_user(lead):
            task.write({"note": f"<p>{MARKER} note</p>", "summary": f"{MARKER} call"})
            task.user_id = self.users["practitioner"]
            task.action_reschedule_tomorrow()
        tasks[0].with_user(lead).action_feedback_schedule_next(f"{MARKER} better")
        tasks[1].with_user(lead).action_feedback(f"{MARKER} well")
        followup = tasks[2].acupuncture_followup_id.with_user(lead)
        followup.action_done(f"{MARKER} gone")
        tasks[3].with_user(lead).unlink()
        tasks.create(
            {
                "res_model_id": self.env["ir.model"]._get_id(followup._name),
                "res_id": followup.id,
                "summary": f"{MARKER} next",
                "user_id": lead.id,
            }
        )

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
        # what came of a sensitive follow-up is clinical, of the others it is not
        open_rows = SQL("sensitive IS NOT TRUE" if table == FOLLOWUPS else "TRUE")
        query = SQL(
            "SELECT 1 FROM %s WHERE (%s) AND %s LIMIT 1",
            SQL.identifier(table),
            found,
            open_rows,
        )
        return bool(self.env.execute_query(query))
