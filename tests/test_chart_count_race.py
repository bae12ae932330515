"""A signature and a change of its needles at the same moment, in real transactions."""

from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import mute_logger

from .chart_common import SIGN
from .race_common import RaceCase


@tagged("post_install", "-at_install")
class TestCountRace(RaceCase):
    schema = "acupuncture_count_race"
    triggers = {
        "acupuncture_treatment": "acupuncture_guard",
        "acupuncture_needle": "acupuncture_guard",
        "acupuncture_needle_count": "acupuncture_guard",
        "acupuncture_incident": "acupuncture_guard",
        "acupuncture_needle_removal": "acupuncture_guard",
        "acupuncture_treatment_tongue_rel": "acupuncture_guard",
        "acupuncture_treatment_pulse_rel": "acupuncture_guard",
    }

    def setUp(self):
        super().setUp()
        self.copy_trigger("acupuncture_needle", "acupuncture_needle_guard")
        self.copy_trigger("acupuncture_needle_count", "acupuncture_needle_count_guard")
        self.commit(
            "INSERT INTO acupuncture_treatment (id, name, state) "
            "VALUES (7, 'TR7', 'draft')",
            "INSERT INTO acupuncture_needle (id, treatment_id, zone) "
            "VALUES (1, 7, 'scalp')",
            "INSERT INTO acupuncture_needle_count "
            "(id, treatment_id, zone, counted_out) VALUES (1, 7, 'scalp', 1)",
        )

    def test_a_needle_that_comes_meanwhile_is_not_overlooked(self):
        self.assertLoses(
            "INSERT INTO acupuncture_needle (id, treatment_id, zone) "
            "VALUES (2, 7, 'scalp')",
            SIGN % 7,
        )
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.commit(SIGN % 7)

    def test_a_count_that_changes_meanwhile_is_not_overlooked(self):
        self.assertLoses(
            "UPDATE acupuncture_needle_count SET counted_out = 0 WHERE id = 1",
            SIGN % 7,
        )

    def test_a_signature_given_meanwhile_keeps_rows_out(self):
        self.assertLoses(
            SIGN % 7,
            "INSERT INTO acupuncture_needle (id, treatment_id, zone) "
            "VALUES (2, 7, 'scalp')",
        )

    def test_a_count_and_a_needle_that_stays_in_do_not_cross(self):
        """Whoever counts, counts on it; whoever marks it, finds nothing counted."""
        self.commit(
            "INSERT INTO acupuncture_needle (id, treatment_id, zone) "
            "VALUES (3, 7, 'legs')"
        )
        count = (
            "INSERT INTO acupuncture_needle_count "
            "(id, treatment_id, zone, counted_out) VALUES (3, 7, 'legs', 0)"
        )
        stays = "UPDATE acupuncture_needle SET retained = true WHERE id = 3"
        self.assertLoses(count, stays)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.commit(stays)

    def test_a_needle_that_stays_in_meanwhile_is_not_counted_on(self):
        self.commit(
            "INSERT INTO acupuncture_needle (id, treatment_id, zone) "
            "VALUES (3, 7, 'legs')"
        )
        self.assertLoses(
            "UPDATE acupuncture_needle SET retained = true WHERE id = 3",
            "INSERT INTO acupuncture_needle_count "
            "(id, treatment_id, zone, counted_out) VALUES (3, 7, 'legs', 1)",
        )

    def test_a_needle_that_is_taken_out_meanwhile_stayed_in(self):
        self.commit(
            "INSERT INTO acupuncture_needle (id, treatment_id, zone, retained) "
            "VALUES (3, 7, 'legs', true)"
        )
        taken_out = (
            "INSERT INTO acupuncture_needle_removal (id, treatment_id, needle_id) "
            "VALUES (1, 7, 3)"
        )
        unmarked = "UPDATE acupuncture_needle SET retained = false WHERE id = 3"
        self.assertLoses(taken_out, unmarked)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.commit(unmarked)

    def test_a_signature_without_a_race_is_given(self):
        self.commit(SIGN % 7)

    def test_needles_tapped_out_by_two_are_all_counted(self):
        """Each would count its own needle alone: the later one counts again."""
        self.commit(
            "INSERT INTO acupuncture_needle (id, treatment_id, zone) "
            "VALUES (3, 7, 'legs'), (4, 7, 'legs')"
        )
        out = "UPDATE acupuncture_needle SET out_at = now() WHERE id = %s"
        self.assertLoses(out % 3, out % 4)
        self.assertLoses(out % 4, SIGN % 7)

    def test_a_word_of_the_examination_that_comes_meanwhile_is_not_overlooked(self):
        for table in ("tongue", "pulse"):
            with self.subTest(table):
                self.assertLoses(
                    f"INSERT INTO acupuncture_treatment_{table}_rel VALUES (7, 1)",
                    SIGN % 7,
                )
