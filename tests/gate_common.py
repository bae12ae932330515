"""What the tests of gate, clearance and deferral share."""

from odoo import Command, fields
from odoo.exceptions import UserError

from odoo.addons.acupuncture_cosmetic.demo.ready import fill_history, sign_forms

from .common import ClinicCase

NOW = "2026-03-02 08:00:00"  # a Monday, 9:00 in Vienna
SOON = "2026-03-02 09:00:00"


class GateCase(ClinicCase):
    """A client with a course; histories and signatures are made as they are needed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client.email = "clara@example.com"
        cls.course = cls.sell_course()

    @classmethod
    def answer(cls, client=None, review=True, yes=(), **values):
        """Return the history of a client who says yes to some items.

        :param yes: code -> values of the answer
        """
        history = fill_history(client or cls.client, cls.company, yes, **values)
        if review:
            cls.settle(history)
        return history

    @classmethod
    def settle(cls, history):
        """Decide what is left to decide, as a careful practitioner would; review."""
        for finding in history.finding_ids.filtered("asks"):
            cls.tell(finding, ongoing=finding.needs_date)
        for finding in history.finding_ids.filtered("to_decide"):
            if finding.effect == "clearance":
                finding.action_ask_clearance()
            else:
                finding.action_accept()
        history.action_mark_reviewed()

    @classmethod
    def sign(cls, client=None, techniques=("needling",), **signer):
        """Return the consents to all that these techniques need."""
        return sign_forms(client or cls.client, cls.company, techniques, **signer)

    @classmethod
    def days_ago(cls, days):
        return fields.Date.subtract(cls.company._clinic_today(), days=days)

    def arrived(self, start=SOON, course=None, **values):
        """Return a session whose client is here."""
        course = self.course if course is None else course
        session = self.book(start, course_id=course.id, **values)
        session.action_arrive()
        return session

    def red(self, session, role="practitioner"):
        """Return code -> line of what is red for a role."""
        seen = session.with_user(self.users[role])
        return {
            check.code: check for check in seen._gate_checks()[seen] if not check.ok
        }

    def finding(self, history, code):
        return history.finding_ids.filtered(lambda f: f.item_id.code == code)

    def as_role(self, record, role):
        return record.with_user(self.users[role])

    def start(self, session, role="practitioner"):
        self.as_role(session, role).action_start()
        self.assertEqual(session.state, "in_treatment")

    def assertShut(self, session, *codes):
        """Assert that exactly these lines are red, and that no caller gets past."""
        self.assertEqual(set(self.red(session)), set(codes))
        with self.assertRaises(UserError):
            self.as_role(session, "practitioner").action_start()
        self.assertEqual(session.state, "arrived")

    def electro_course(self):
        techniques = self.env["acupuncture.technique"].search(
            [("code", "in", ("needling", "electroacupuncture"))]
        )
        product = self.make_product(
            "With current",
            list_price=100,
            session_count=5,
            technique_ids=[Command.set(techniques.ids)],
        )
        return self.sell_course(product)

    def override(self, session, role="clinical_lead", **values):
        rows = self.env["acupuncture.override"].with_user(self.users[role])
        shown = rows.with_context(default_session_id=session.id).default_get(
            ["session_id", "codes"]
        )
        return rows.create({"reason": "Seen together, safe.", **shown, **values})
