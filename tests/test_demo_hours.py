"""The demo clinic loads at any hour of any day, laid out around that hour."""

from datetime import datetime, timedelta
from functools import cache

from freezegun import freeze_time

from odoo.tests import TransactionCase, tagged

from odoo.addons.acupuncture_cosmetic.demo import load_clinic
from odoo.addons.acupuncture_cosmetic.engine import photo_file
from odoo.addons.acupuncture_cosmetic.engine.clinic_clock import to_local, to_utc

VIENNA, AUCKLAND, LOS_ANGELES = (
    "Europe/Vienna",
    "Pacific/Auckland",
    "America/Los_Angeles",
)
CLOCKS = ("00:10", "07:00", "08:59", "10:46", "12:00", "19:30", "23:50")
# clinic time and zone; 30 November 2026 is a Monday
MOMENTS = [
    *((f"2026-11-30 {clock}", VIENNA) for clock in CLOCKS),
    ("2028-02-29 12:00", VIENNA),
    ("2026-12-31 23:50", VIENNA),
    ("2027-01-01 00:10", VIENNA),
    ("2028-02-29 23:50", AUCKLAND),
    ("2026-11-30 17:50", LOS_ANGELES),  # the next day in UTC
]
# UTC; clocks change in Vienna
CHANGES = (
    "2027-03-28 00:30",
    "2027-03-28 02:30",
    "2026-10-25 00:30",
    "2026-10-25 02:30",
)
MAGIC_COLUMNS = {"create_date", "write_date"}
# What may lie ahead: plans, what somebody waits for, what came with the installation,
# which was later than most of these moments. All else has happened.
AHEAD = {
    # of a session that is to come, they are the plan's
    "acupuncture.session": {"start", "stop", "began_at", "ended_at", *MAGIC_COLUMNS},
    "acupuncture.booking": {"start", "stop", *MAGIC_COLUMNS},
    "acupuncture.followup": {"due", "event_at", *MAGIC_COLUMNS},
    "acupuncture.form.link": {"expires_at", *MAGIC_COLUMNS},
    "acupuncture.consent.template": {"published_at", *MAGIC_COLUMNS},
}


@tagged("post_install", "-at_install")
class TestDemoHours(TransactionCase):
    """One clock for Python and for the transaction, moved from hour to hour."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        charts = cls.env["account.chart.template"]
        charts.try_loading("generic_coa", cls.env.company)  # the slow part, once
        cls.classPatch(photo_file, "clean", cache(photo_file.clean))  # same faces
        freezer = freeze_time()
        cls.clock = freezer.start()
        cls.addClassCleanup(freezer.stop)

    def at(self, now):
        """Move both clocks to a UTC moment."""
        self.clock.move_to(now)
        self.env.cr._now = now

    def load(self, now, zone):
        """Return the line that says which hour is shown, of a fresh clinic."""
        self.at(now)
        return load_clinic(self.env, tz=zone)

    def assertLaidOut(self, now, zone, line):
        """Done lies behind, arrived is due, the rest lies ahead; nothing is early."""
        sessions = self.env["acupuncture.session"].search([])
        states = sessions.grouped("state")
        self.assertEqual(
            set(states), {"planned", "confirmed", "arrived", "done", "no_show"}
        )
        over = states["done"] | states["no_show"]
        self.assertLessEqual(max(over.mapped("stop")), now)
        ahead = states["planned"] | states["confirmed"]
        self.assertGreaterEqual(min(ahead.mapped("start")), now)
        self.assertDue(now, zone, states["arrived"], line)
        self.assertNothingFromTomorrow(now)

    def assertDue(self, now, zone, arrived, line):
        """Who has arrived is due within the quarter hour, or the line says why not."""
        local = to_local(now, zone)
        due = {to_local(start, zone) for start in arrived.mapped("start")}
        self.assertEqual(len(due), 1)
        self.assertEqual(len(arrived.practitioner_id), 3)
        [due] = due
        self.assertIn("The clinic as of ", line)
        if local.weekday() != 6 and 8 <= local.hour < 16:
            self.assertTrue(timedelta(0) <= due - local < timedelta(minutes=15))
            self.assertTrue(line.endswith(f"{local:%d %B %Y, %H:%M} ({zone})."), line)
        elif local.weekday() != 6:
            self.assertEqual(due.date(), local.date())
        else:
            self.assertEqual(due.date(), local.date() - timedelta(days=1))
            self.assertIn("closed today, a Sunday", line)
        if local.weekday() != 6 and not 8 <= local.hour < 18:
            self.assertIn(f"now, at {local:%H:%M}, it has", line)

    def assertNothingFromTomorrow(self, now):
        """No time at which something happened lies ahead of now."""
        self.env.flush_all()
        early = {
            f"{name}.{field.name}": latest
            for name, model in self.env.registry.items()
            if name.startswith("acupuncture.") and model._auto
            for field in model._fields.values()
            if field.type == "datetime" and field.store
            if field.name not in AHEAD.get(name, MAGIC_COLUMNS)
            for [latest] in self.env[name]._read_group([], [], [f"{field.name}:max"])
            if latest and latest > now
        }
        self.assertFalse(early)

    def test_clinic_times(self):
        for clock, zone in MOMENTS:
            now = to_utc(datetime.fromisoformat(clock), zone)
            self._check(now, zone)

    def test_sundays_on_which_clocks_change(self):
        for moment in CHANGES:
            self._check(datetime.fromisoformat(moment), VIENNA)

    def _check(self, now, zone):
        with self.subTest(f"{now} UTC, clinic in {zone}"):
            savepoint = self.env.cr.savepoint(flush=True)
            try:
                self.assertLaidOut(now, zone, self.load(now, zone))
            finally:
                savepoint.close(rollback=True)
                self.env.invalidate_all(flush=False)
                self.env.registry.clear_all_caches()
