"""Clients are found by what the desk has at hand; each way asks for its rights."""

from unittest.mock import patch

from odoo.sql_db import Cursor
from odoo.tests import tagged

from .common import ClinicCase

OURS = {"acupuncture_client_search": True}


@tagged("post_install", "-at_install")
class TestClientSearch(ClinicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partners = cls.env["res.partner"]
        cls.anna, cls.bea = partners.create(
            [
                {"name": "Anna Zberger", "phone": "+43 664 7654321"},
                {"name": "Bea Anzengruber-Zbell", "phone": "0664/987 65 43"},
            ]
        )

    def found(self, text, role="front_desk", **context):
        partners = self.env["res.partner"].with_user(self.users[role])
        partners = partners.with_context(**(context or OURS))
        return partners.browse(each for each, _name in partners.name_search(text))

    def test_two_beginnings(self):
        for text in ("an zb", "zb an", "Anna Zb"):
            with self.subTest(text):
                self.assertIn(self.anna, self.found(text))
        self.assertEqual(self.found("be zbe"), self.bea)
        self.assertFalse(self.found("zberger nna"))

    def test_signs_of_a_pattern_are_letters(self):
        self.assertFalse(self.found("zb% an_"))

    def test_a_phone_number_in_every_way(self):
        for text in (
            "0664 7654321",
            "+43 664 76 54 321",
            "0043 664 7654321",
            "664 7654321",
        ):
            with self.subTest(text):
                self.assertEqual(self.found(text), self.anna)
        for text in ("+43 664 9876543", "06649876543"):
            with self.subTest(text):
                self.assertEqual(self.found(text), self.bea)

    def test_a_course_number(self):
        course = self.sell_course(client=self.anna)
        self.assertEqual(self.found(course.name), self.anna)
        self.assertEqual(self.found(course.name, "billing"), self.anna)
        self.assertFalse(self.found(course.name, "marketing"))
        self.assertFalse(self.found(course.name, "employee"))

    def test_a_birth_date_is_for_the_desk(self):
        self.make_ready(self.anna)
        for text in ("5.5.1985", "05/05/1985", "1985-05-05"):
            with self.subTest(text):
                self.assertEqual(self.found(text), self.anna)
        for role in ("billing", "marketing", "employee"):
            with self.subTest(role):
                self.assertFalse(self.found("5.5.1985", role))

    def test_nobody_borrows_the_eyes_of_the_desk(self):
        """A domain that runs as superuser, as those of mailings do, finds no day."""
        self.make_ready(self.anna)
        partners = self.env["res.partner"].with_user(self.users["front_desk"])
        named = [("display_name", "ilike", "5.5.1985")]
        self.assertTrue(partners.with_context(**OURS).search(named))
        self.assertFalse(partners.sudo().with_context(**OURS).search(named))

    def test_another_clinic_finds_none_of_ours(self):
        self.make_ready(self.anna)
        course = self.sell_course(client=self.anna)
        other = self.env["res.company"].create({"name": "Other Clinic"})
        desk = self.users["front_desk"]
        desk.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        for text in ("5.5.1985", course.name):
            with self.subTest(text):
                self.assertFalse(self.found(text))

    def test_odoos_own_search_is_as_it_was(self):
        self.make_ready(self.anna)
        for text in ("an zb", "0664 7654321", "5.5.1985"):
            with self.subTest(text):
                self.assertFalse(self.found(text, lang="en_US"))

    def test_the_list_finds_them_too(self):
        action = self.env.ref("acupuncture_cosmetic.client_action")
        self.assertIn("'acupuncture_client_search': True", action.context)
        partners = self.env["res.partner"].with_user(self.users["front_desk"])
        named = [("display_name", "ilike", "an zb"), ("partner_share", "=", True)]
        found = partners.with_context(**OURS).search(named)
        self.assertEqual(found, self.anna + self.bea)

    def test_no_way_reads_a_whole_table(self):
        """With another way at hand, PostgreSQL needs none of them."""
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        plans, execute = [], Cursor.execute
        asked = ("SELECT", '"res_partner"')

        def explained(cursor, query, params=None, **kwargs):
            text = query if isinstance(query, str) else query.code
            given = params if isinstance(query, str) else query.params
            if text.startswith(asked[0]) and "res_partner" in text:
                cursor._obj.execute("EXPLAIN " + text, given)
                plans.extend(line for (line,) in cursor._obj.fetchall())
            return execute(cursor, query, params, **kwargs)

        for text in ("an zb", "0664 7654321", "5.5.1985", "S00042-1"):
            self.env.invalidate_all()
            with patch.object(Cursor, "execute", explained):
                self.found(text)
        scans = [line for line in plans if "Seq Scan on res_partner" in line]
        self.assertTrue(plans)
        self.assertEqual(scans, [])
