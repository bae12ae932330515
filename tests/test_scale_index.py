"""Nothing that is done all day reads a table of 100,000 rows from end to end."""

from datetime import timedelta

from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

from .scale_common import LARGE, NOW, READ_AT_MOST, ScaleCase

NAMED = (
    ("acupuncture.session", "front_desk", "SS0000317"),
    ("acupuncture.session", "front_desk", "client 000012"),
    ("acupuncture.course", "front_desk", "SC00001"),
    ("acupuncture.course", "front_desk", "client 000012"),
    ("acupuncture.consent", "practitioner", "SN12/"),
    ("acupuncture.intake", "practitioner", "SH12"),
    ("acupuncture.treatment", "practitioner", "ST0000012"),
    ("res.partner", "front_desk", "client 000012"),
)


@tagged("post_install", "-at_install")
class TestScaleIndex(ScaleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        sessions = cls.env["acupuncture.session"]
        ahead = [("name", "=like", "SS%"), ("start", ">", NOW + timedelta(days=2))]
        cls.planned, cls.other = sessions.search(ahead, limit=2, order="start, id")
        cls.free = NOW + timedelta(days=60)

    def own(self, record, role="front_desk"):
        return record.with_user(self.users[role])

    def test_no_order_joins_a_large_table(self):
        """``parent_id`` alone sorts by the order of the parent: by a join with it."""
        joining = [
            f"{name}: {model._order}"
            for name, model in self.env.items()
            if name.startswith("acupuncture.") and model._auto and not model._abstract
            for term in model._order.split(",")
            if (field := model._fields.get(term.split()[0]))
            and field.type == "many2one"
            and self.env[field.comodel_name]._order != "id"
            and self.env[field.comodel_name]._table.removeprefix("acupuncture_")
            in (*LARGE, "plan")
        ]
        self.assertEqual(joining, [])

    def test_opening_a_planned_session(self):
        for role in ("front_desk", "practitioner"):
            with self.reading_little(f"opening as {role}"):
                Form(self.own(self.planned, role))

    def test_changing_its_time(self):
        with self.reading_little("typing another time"):
            form = Form(self.own(self.planned))
            form.start = self.free
            form.save()

    def test_a_refusal_with_the_next_free_times(self):
        with (
            self.reading_little("a refused time"),
            self.assertRaisesRegex(UserError, "is already booked"),
        ):
            self.own(self.planned).write(
                {"start": self.other.start, "room_id": self.other.room_id.id}
            )

    def test_planning_twelve_sessions(self):
        # all that twenty people have ahead of them
        with self.reading_little("planning twelve", at_most=8_000):
            action = self.own(self.course).action_plan_sessions()
            plan = self.own(self.env[action["res_model"]]).browse(action["res_id"])
            plan.action_confirm()
        self.assertEqual(self.course.reserved_count, 12)

    def test_a_visit_from_its_arrival_to_its_signature(self):
        session = self.book(NOW, course_id=self.course.id)
        with self.reading_little("arriving"):
            self.own(session).action_arrive()
        self.ask_again(session)
        session = self.own(session, "practitioner")
        with self.reading_little("the gate"):
            session._gate_checks()
            session.action_start()
        with self.reading_little("opening the chart"):
            chart = self.own(self.chart(session), "practitioner")
            Form(chart)
        with self.reading_little("signing"):
            self.sign_chart(session)
        self.assertEqual(session.state, "done")

    def test_cancelling(self):
        with self.reading_little("cancelling"):
            self.own(self.planned).action_cancel()

    def test_a_course(self):
        for role in ("front_desk", "practitioner"):
            with self.reading_little(f"opening as {role}"):
                Form(self.own(self.planned.course_id, role))
        with self.reading_little("its journal"):
            self.screen("credit_move_action", domain=self.journal())

    def journal(self):
        return self.planned.course_id.action_view_journal()["domain"]

    def test_expiring(self):
        with freeze_time(NOW + timedelta(days=32)):
            with self.reading_little("the job"):
                courses = self.env["acupuncture.course"]
                over = courses._lock_over(courses, 20)
                over._expire_credits()
            self.assertTrue(over)

    def test_following_up(self):
        with freeze_time(NOW + timedelta(days=2)):
            with self.reading_little("the job"):
                due = self.env["acupuncture.followup"]._lock_due(20)
                due._run()
            self.assertTrue(due)

    def test_selling_and_cancelling_an_order(self):
        with self.reading_little("selling"):
            order = self.sell(self.product_course)
        with self.reading_little("cancelling"):
            order.with_context(disable_cancel_warning=True).action_cancel()

    def test_a_history_and_its_light(self):
        with self.reading_little("the history"):
            self.make_ready(self.other_client)
        with self.reading_little("the lights of a few"):
            clients = self.planned.client_id + self.other.client_id
            self.env["acupuncture.intake"]._refresh_alerts(clients, self.company)

    def test_lists(self):
        for name, role in (
            ("session_action_today", "front_desk"),
            ("followup_action", "front_desk"),
            ("needle_action_staying", "practitioner"),
            ("intake_action_review", "practitioner"),
            ("treatment_action_open", "practitioner"),
            ("treatment_action_cosign", "practitioner"),
            ("incident_action", "practitioner"),
            ("clearance_action", "practitioner"),
            ("reaction_action_open", "practitioner"),
            ("credit_move_action", "billing"),
            ("course_action", "front_desk"),
            ("session_action", "front_desk"),
            ("consent_action", "practitioner"),
        ):
            # the journal counts what its thirty days hold
            at_most = 30_000 if name == "credit_move_action" else READ_AT_MOST
            with self.subTest(name), self.reading_little(name, at_most):
                self.screen(name, role)

    def screen(self, name, role="front_desk", domain=None):
        """Read the first page of a screen as it opens."""
        action = self.env.ref(f"acupuncture_cosmetic.{name}")
        model = self.own(self.env[action.res_model], role)
        asked = list(safe_eval(action.domain or "[]"))
        arch = model.get_view(view_type="search")["arch"]
        for key in safe_eval(action.context or "{}"):
            if found := self.filter_domain(arch, key.removeprefix("search_default_")):
                asked += safe_eval(found, {"uid": model.env.uid})
        names = [n for n in ("display_name", "client_id") if n in model._fields]
        model.web_search_read(
            domain or asked,
            {name: {} for name in names},
            limit=80,
            order=self.first_order(model, action),
            count_limit=1000,
        )

    def first_order(self, model, action):
        """Return the order in which the list of a screen opens."""
        arch = model.get_view(action.view_id.id or None, "list")["arch"]
        return etree.fromstring(arch).get("default_order")

    def filter_domain(self, arch, name):
        found = etree.fromstring(arch).xpath(f"//filter[@name='{name}']/@domain")
        return found and found[0]

    def test_filters_of_the_day(self):
        followups = self.own(self.env["acupuncture.followup"])
        for name in ("mine", "todo", "overdue", "coming", "filter_activities_my"):
            arch = followups.get_view(view_type="search")["arch"]
            domain = safe_eval(
                self.filter_domain(arch, name), {"uid": followups.env.uid}
            )
            with self.subTest(name), self.reading_little(name):
                followups.search(domain, limit=80)

    def test_names_and_numbers(self):
        for model, role, text in NAMED:
            with self.subTest(f"{model} {text}"), self.reading_little(text):
                self.assertTrue(self.own(self.env[model], role).name_search(text))

    def test_search_boxes(self):
        for model, role in (
            ("acupuncture.session", "front_desk"),
            ("acupuncture.course", "front_desk"),
            ("acupuncture.intake", "practitioner"),
            ("acupuncture.treatment", "practitioner"),
            ("acupuncture.reaction", "practitioner"),
        ):
            model = self.own(self.env[model], role)
            domain = [("display_name", "ilike", "client 000012")]
            with self.subTest(model._name), self.reading_little(model._name):
                model.search(domain, limit=80)
