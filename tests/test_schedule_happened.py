"""What happened is told by when it happened, not by what was planned."""

from datetime import date, datetime, timedelta

from odoo import fields
from odoo.tests import freeze_time
from odoo.tools import SQL

from .chart_common import NOW, ChartCase

PLANNED = datetime(2026, 3, 2, 9)  # Monday, 10:00 in Vienna
HELD = datetime(2026, 3, 9, 12, 20)  # a week later, at another hour
OVER = HELD + timedelta(minutes=75)
DAY = HELD.date()


@freeze_time(NOW)
class TestHappened(ChartCase):
    """A visit planned for a Monday that took place a week later."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lot = cls.env["acupuncture.supply.lot"].create(
            {
                "name": "LOT-1",
                "supply_id": cls.env["acupuncture.supply"]
                .create(
                    {"name": "N", "kind": "needle", "gauge_mm": 0.18, "length_mm": 13}
                )
                .id,
                "company_id": cls.company.id,
            }
        )
        with freeze_time(NOW):
            cls.session = cls.book(PLANNED, course_id=cls.course.id)
        cls.held(cls.session)

    @classmethod
    def begin(cls, session, moment):
        """Start as old rows did: without asking for the day."""
        session.action_arrive()
        session._begin(moment)

    @classmethod
    def held(cls, session, begun=HELD, over=OVER):
        """Return the record of a session that took place as old rows did: ungated."""
        with freeze_time(begun):
            cls.begin(session, begun)
            chart = cls.chart(session)
            chart.needle_ids = [
                fields.Command.create(
                    {
                        "point_id": cls.brow.id,
                        "side": "left",
                        "gauge_mm": 0.18,
                        "length_mm": 13,
                        "depth_mm": 3,
                        "lot_id": cls.lot.id,
                    }
                )
            ]
        with freeze_time(over):
            cls.sign_chart(session)
        return chart

    def readers(self):
        """Yield what reads a visit, and the day of which it speaks."""
        session, course = self.session, self.course
        chart = self.chart(session)
        company = self.company
        yield "took place", session.began_at
        yield "over", session.ended_at
        yield "session of the chart", chart.session_start
        yield "day of the chart", chart._day()
        yield "credit", session.credit_id.session_start
        yield "first session", course.first_session_date
        yield "last session", course.last_session_date
        for model, field in (
            ("acupuncture.lot.use", "used_at"),
            ("acupuncture.reaction.report", "date"),
            ("acupuncture.reaction.point.report", "date"),
        ):
            rows = self.env[model].search([("treatment_id", "=", chart.id)])
            yield model, rows[:1][field]
        yield "end report", course._end_report()["days"][-1]
        events = session._followup_events() + course._followup_events()
        for event in events:
            if not event.trigger.startswith("course_expiry"):
                yield event.trigger, event.at
        page = self.env["ir.qweb"]._render(
            "acupuncture_cosmetic.aftercare_document",
            {"chart": chart, "docs": chart, "company": company},
        )
        yield "aftercare page", DAY if "March 9, 2026" in page else None

    def test_who_reads_a_visit_speaks_of_the_day_it_took_place(self):
        self.env.flush_all()
        told = dict(self.readers())
        for name in ("session_done", "course_stalled", "session_booked"):
            self.assertIn(name, told)
        for name, moment in told.items():
            with self.subTest(name):
                self.assertEqual(fields.Date.to_date(moment), DAY)

    def test_what_follows_a_visit_counts_from_its_real_end(self):
        done = self.env["acupuncture.followup"].search(
            [("session_id", "=", self.session.id), ("trigger", "=", "session_done")]
        )
        self.assertEqual(set(done.mapped("event_at")), {OVER})

    def test_the_plan_stays_readable(self):
        self.assertEqual(self.session.start, PLANNED)
        self.assertEqual(self.session.planned_start, PLANNED)
        self.assertEqual(self.chart(self.session).planned_start, PLANNED)

    def test_visits_are_numbered_as_they_took_place(self):
        other = self.book("2026-03-04 09:00:00", course_id=self.course.id)
        self.assertEqual((other.number, self.session.number), (1, 2))
        self.assertEqual(self.course._live_sessions(), other | self.session)

    def test_validity_from_first_use_counts_from_the_first_use(self):
        product = self.make_product(
            "From first use",
            list_price=100,
            session_count=2,
            validity_basis="first_session",
            validity_length=10,
            validity_unit="day",
        )
        course = self.sell_course(product)
        session = self.book("2026-03-03 09:00:00", course_id=course.id)
        self.held(
            session, begun=HELD + timedelta(days=1), over=OVER + timedelta(days=1)
        )
        self.assertEqual(course.expiry_date, date(2026, 3, 20))

    def test_last_time_is_the_visit_that_really_came_before(self):
        planned_first = self.book("2026-03-03 09:00:00", course_id=self.course.id)
        begun = HELD + timedelta(days=2)
        with freeze_time(begun):
            self.begin(planned_first, begun)
            latest = self.chart(planned_first)
        self.assertEqual(latest.last_treatment_id, self.chart(self.session))
        # a start that was undone made its record before the other visit
        with freeze_time(NOW):
            early = self.book("2026-03-04 09:00:00", course_id=self.course.id)
            self.begin(early, datetime(2026, 3, 2, 8))
            first = self.chart(early)
            early.action_reset()
        early._begin(HELD + timedelta(days=3))
        self.assertEqual(first.last_treatment_id, self.chart(self.session))

    def test_a_chart_signed_in_the_evening_does_not_end_the_visit_in_the_evening(self):
        session = self.book("2026-03-10 09:00:00", course_id=self.course.id)
        begun = datetime(2026, 3, 10, 9, 5)
        self.held(session, begun=begun, over=begun + timedelta(hours=9))
        self.assertEqual(session.ended_at, begun + timedelta(minutes=60))

    def test_a_visit_is_over_when_its_last_needle_came_out(self):
        session = self.book("2026-03-10 09:00:00", course_id=self.course.id)
        begun = datetime(2026, 3, 10, 9, 5)
        out = begun + timedelta(minutes=95)
        with freeze_time(begun):
            self.begin(session, begun)
            chart = self.chart(session)
        with freeze_time(begun + timedelta(hours=9)):
            chart.write(
                {
                    "needles_in_at": out - timedelta(minutes=25),
                    "removal_at": out,
                    "retention_minutes": 25,
                }
            )
            self.sign_chart(session)
        self.assertEqual(session.ended_at, out)

    def test_undoing_a_start_brings_the_plan_back(self):
        session = self.book("2026-03-10 09:00:00", course_id=self.course.id)
        self.begin(session, HELD + timedelta(days=5))
        session.action_reset()
        self.assertEqual(
            (session.began_at, session.ended_at), (session.start, session.stop)
        )

    def test_old_rows_learn_from_their_charts(self):
        self.env.flush_all()
        chart = self.chart(self.session)
        self.env.cr.execute(
            "ALTER TABLE acupuncture_session DROP COLUMN began_at, DROP COLUMN ended_at"
        )
        self.env.cr.execute(
            SQL(
                "UPDATE acupuncture_session SET started_at = NULL, finished_at = %s"
                " WHERE id = %s",
                OVER + timedelta(days=2),
                self.session.id,
            )
        )
        self.env.cr.execute(
            SQL(
                "ALTER TABLE acupuncture_treatment DISABLE TRIGGER USER;"
                "UPDATE acupuncture_treatment SET create_date = %s, signed_at = %s"
                " WHERE id = %s;"
                "ALTER TABLE acupuncture_treatment ENABLE TRIGGER USER",
                HELD,
                OVER + timedelta(days=2),
                chart.id,
            )
        )
        self.env.invalidate_all()
        self.migrate("1.3.0/pre-visit-happened")
        self.assertEqual(self.session.began_at, HELD)
        self.assertEqual(self.session.ended_at, HELD + timedelta(minutes=60))
        self.migrate("1.3.0/post-visit-happened")
        self.assertEqual(self.course.first_session_date, DAY)
