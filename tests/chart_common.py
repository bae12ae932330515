"""What the tests of the chart share: a session in treatment with needles in."""

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time
from odoo.tools import SQL, mute_logger

from .common import ClinicCase

NOW = "2026-03-02 08:00:00"  # a Monday, 9:00 in Vienna
SOON = "2026-03-02 09:00:00"
SIGN = """
    UPDATE acupuncture_treatment SET state = 'signed', signed_at = now(),
        signed_by_id = 1, content_hash = 'x' WHERE id = %s
"""


@freeze_time(NOW)
class ChartCase(ClinicCase):
    """A ready client with a course; points of our own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        meridian = cls.env["acupuncture.meridian"].create(
            {"code": "ZZ", "name": "Test channel"}
        )
        cls.brow, cls.jaw, cls.crown = cls.env["acupuncture.point"].create(
            [
                {
                    "code": f"ZZ{number}",
                    "name": name,
                    "meridian_id": meridian.id,
                    "region": region,
                    "zone": zone,
                    "laterality": laterality,
                    "depth_max_mm": 10,
                }
                for number, (name, region, zone, laterality) in enumerate(
                    [
                        ("Brow", "face", "face_upper", "bilateral"),
                        ("Jaw", "face", "face_lower", "bilateral"),
                        ("Crown", "head", "scalp", "midline"),
                    ]
                )
            ]
        )
        with freeze_time(NOW):
            cls.course = cls.sell_course()
            cls.make_ready()

    def as_role(self, record, role="practitioner"):
        return record.with_user(self.users[role])

    @classmethod
    def make_colleague(cls, role="clinical_lead"):
        """Return a second practitioner, the user of that role."""
        return cls.env["resource.resource"].create(
            {
                "name": "Carl Colleague",
                "acupuncture_role": "practitioner",
                "user_id": cls.users[role].id,
                "licence_number": "L-2",
                "cosmetic_certified": True,
                "tz": "Europe/Vienna",
            }
        )

    def colleague(self, chart):
        """Return the chart as a colleague who has said that they treat too."""
        self.make_colleague()
        chart = self.as_role(chart, "clinical_lead")
        chart.action_treat()
        return chart

    def started(self, start=SOON, role="practitioner", **values):
        """Return a session whose treatment has begun."""
        session = self.book(start, course_id=self.course.id, **values)
        with self.at_its_hour(session):
            session.action_arrive()
            self.ask_again(session)
            self.as_role(session, role).action_start()
        return session

    def needled(self, session=None, points=None):
        """Return an open record, as the practitioner, with needles in: 2 + 2 + 1."""
        chart = self.as_role(self.chart(session or self.started()))
        rows = [
            (point, side)
            for point in points or (self.brow, self.jaw, self.crown)
            for side in (("mid",) if point == self.crown else ("left", "right"))
        ]
        chart.needle_ids = [
            Command.create(
                {
                    "point_id": point.id,
                    "side": side,
                    "gauge_mm": 0.18,
                    "length_mm": 13,
                    "depth_mm": 3,
                }
            )
            for point, side in rows
        ]
        return chart

    def counted(self, chart=None, **differing):
        """Return a record whose zones are counted out, ``differing`` by zone."""
        chart = chart or self.needled()
        if not chart._is_timed():
            chart.retention_minutes = chart.retention_target
        for row in chart.count_data:
            zone = row["zone"]
            chart.action_count_zone(zone, differing.get(zone, row["expected"]))
        return chart

    def signed(self):
        """Return a signed record."""
        chart = self.counted()
        chart.action_sign()
        return chart


class CountCase(ChartCase):
    """What holds a record open, and who tries to sign it all the same."""

    def sign_by_sql(self, chart):
        self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.env.cr.execute(SQL(SIGN, chart.id))

    def assertOpen(self, chart):
        """Assert that neither button, superuser nor SQL signs this record."""
        for who in (chart, chart.sudo()):
            with self.assertRaisesRegex(UserError, "not every needle is out"):
                who.action_sign()
        with self.assertRaises(IntegrityError):
            self.sign_by_sql(chart)
        chart.invalidate_recordset()
        self.assertEqual(chart.state, "draft")
        self.assertEqual(chart.session_id.state, "in_treatment")
        self.assertEqual(chart.session_id.credit_id.state, "reserved")

    def search_in(self, chart, zone, **values):
        action = chart.action_search_zone(zone)
        searches = self.env["acupuncture.needle.search"].with_user(
            self.users["practitioner"]
        )
        return searches.with_context(**action["context"]).create(values)

    def stay(self, needle, **values):
        needle.write(
            {
                "retained": True,
                "removal_due": "2026-03-05",
                "client_agreed": True,
                **values,
            }
        )
