"""A needle that stayed in comes out: by whom, on which day, once, beside the seal."""

from datetime import date, datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .reaction_common import ReactionCase


class TestChartRemoval(ReactionCase):
    def setUp(self):
        super().setUp()
        self.needles = self.staying("2026-05-07") | self.staying("2026-05-09")

    def staying(self, day):
        return self.needle(
            point=self.other_point,
            retained=True,
            removal_due=day,
            client_agreed=True,
        ).with_user(self.users["practitioner"])

    def take_out(self, needles, **values):
        """Take needles out as the dialog does."""
        action = needles.action_take_out()
        dialogs = needles.env[action["res_model"]].with_context(**action["context"])
        with Form(dialogs) as form:
            for name, value in values.items():
                form[name] = value
        form.record.action_apply()
        return needles.removal_ids

    def followup(self):
        return self.Followup.search(
            [("anchor", "=", f"needles:{self.treatment.id}")]
        ).with_user(self.users["practitioner"])

    def test_a_signed_chart_keeps_its_seal(self):
        self.needle()
        self.sign()
        with self.at(days=3):
            removal = self.take_out(self.needles[0], removed_by="client", note="Whole")
        self.assertRecordValues(
            removal,
            [
                {
                    "treatment_id": self.treatment.id,
                    "removed_on": date(2026, 5, 7),
                    "removed_by": "client",
                    "user_id": self.users["practitioner"].id,
                    "at": datetime(2026, 5, 7, 8),
                }
            ],
        )
        self.assertEqual(self.needles.mapped("is_still_in"), [False, True])
        self.assertEqual(self.treatment.still_in_count, 1)
        self.assertEqual(self.treatment.retained_count, 2)
        self.treatment.invalidate_recordset()
        self.assertTrue(self.treatment._is_intact())

    def test_the_follow_up_goes_to_the_next_needle_and_ends_with_the_last(self):
        self.sign()
        followup = self.followup()
        self.run_due(days=3)
        self.assertEqual(followup.state, "open")
        task = followup.activity_ids
        with self.at(days=3):
            self.take_out(self.needles[0])
        self.assertEqual((followup.state, followup.due.day), ("planned", 9))
        self.run_due(days=5)
        self.assertEqual(followup.state, "open")
        with self.at(days=5):
            self.take_out(self.needles[1])
        self.assertEqual(followup.state, "done")
        self.assertFalse(task.exists() and task.active)
        self.assertFalse(followup.result, "no health data leaves the chart")

    def test_what_came_out_before_its_day_is_done_not_cancelled(self):
        self.sign()
        followup = self.followup()
        colleague = self.users["clinical_lead"]
        followup.sudo()._sealed_write({"assigned_id": colleague.id})
        self.assertEqual(followup.state, "planned")
        self.take_out(self.needles)
        self.assertEqual(followup.state, "done")

    def test_no_task_is_ticked_off_while_a_needle_is_in(self):
        self.sign()
        followup = self.followup()
        self.run_due(days=3)
        for attempt in (
            followup.action_done,
            followup.sudo().action_done,
            followup.activity_ids.action_feedback,
        ):
            with self.assertRaisesRegex(UserError, "Taken Out"):
                attempt()
        self.assertEqual(followup.state, "open")
        for dialog in (followup.action_close_dialog(), followup.action_take_out()):
            self.assertEqual(dialog["res_model"], "acupuncture.needle.remove")
        followup.action_skip("Moved away, cannot be reached")
        self.assertEqual(followup.state, "skipped")
        self.assertEqual(self.treatment.still_in_count, 2, "the list still has them")

    def test_what_was_never_in_does_not_come_out(self):
        plain = self.needle().with_user(self.users["practitioner"])
        removals = plain.env["acupuncture.needle.removal"]
        values = {"removed_on": "2026-05-04"}
        for who in (removals, removals.sudo()):
            with self.assertRaisesRegex(UserError, "did not stay in"):
                who.create({**values, "needle_id": plain.id})
        with self.assertRaisesRegex(UserError, "nothing to take out"):
            plain.action_take_out()
        insert = (
            "INSERT INTO acupuncture_needle_removal (treatment_id, needle_id, "
            "company_id, removed_on, removed_by, at, user_id) "
            "VALUES (%s, %s, 1, '2026-05-04', 'client', now(), 1)"
        )
        self.assertSqlRefused(insert, self.treatment.id, plain.id, words="stay in")
        other = self.open_chart(self.book_in(0, start=datetime(2026, 5, 4, 11)))
        self.assertSqlRefused(insert, other.id, self.needles[0].id, words="stay in")

    def test_a_needle_comes_out_once_and_stays_out(self):
        needle = self.needles[0]
        removal = self.take_out(needle)
        with self.assertRaisesRegex(UserError, "taken out on May 4, 2026"):
            removal.create({"needle_id": needle.id, "removed_on": "2026-05-04"})
        self.assertSqlRefused(
            "INSERT INTO acupuncture_needle_removal (treatment_id, needle_id, "
            "removed_on, removed_by, at, user_id) SELECT treatment_id, needle_id, "
            "removed_on, removed_by, at, user_id FROM acupuncture_needle_removal "
            "WHERE id = %s",
            removal.id,
            words="once",
        )
        for query in (
            "UPDATE acupuncture_needle_removal SET removed_on = now() WHERE id = %s",
            "DELETE FROM acupuncture_needle_removal WHERE id = %s",
        ):
            self.assertSqlRefused(query, removal.id, words="append-only")
        for who in (needle, needle.sudo()):
            with self.assertRaisesRegex(UserError, "stays written down"):
                who.retained = False
        self.assertSqlRefused(
            "UPDATE acupuncture_needle SET retained = false WHERE id = %s",
            needle.id,
            words="taken out",
        )

    def test_the_day_is_between_insertion_and_today(self):
        removals = self.needles.env["acupuncture.needle.removal"]
        for day in ("2026-05-03", "2026-05-05"):
            with (
                self.subTest(day),
                self.assertRaisesRegex(UserError, "Correct the day"),
                self.cr.savepoint(),
            ):
                removals.create({"needle_id": self.needles[0].id, "removed_on": day})

    def test_a_default_of_the_caller_is_no_way_around_the_day(self):
        """Any caller sets a context; the day that is stored is the one that counts."""
        removals = self.needles.env["acupuncture.needle.removal"]
        for day in ("2026-05-03", "2026-05-05"):
            sly = removals.with_context(default_removed_on=day)
            with (
                self.subTest(day),
                self.assertRaisesRegex(UserError, "Correct the day"),
                self.cr.savepoint(),
            ):
                sly.create({"needle_id": self.needles[0].id})

    def test_a_chart_is_completed_after_a_needle_came_out(self):
        """It fell out before the chart was signed: lots and notes are still written."""
        needle = self.needles[0]
        self.take_out(needle)
        needle.treatment_id.action_set_needle_lot(self.lot.id, 0.16, 15)
        needle.write({"depth_mm": 1, "removal_due": "2026-05-08"})
        self.env.flush_all()
        self.assertEqual(needle.lot_id, self.lot)
        other = self.open_chart(self.book_in(0, start=datetime(2026, 5, 4, 11)))
        self.assertSqlRefused(
            f"UPDATE acupuncture_needle SET treatment_id = {other.id} WHERE id = %s",
            needle.id,
            words="taken out",
        )

    def test_what_came_out_is_not_deleted(self):
        needle = self.needles[0]
        self.take_out(needle)
        for who in (needle, needle.sudo()):
            with self.assertRaisesRegex(UserError, "stays written down"):
                who.unlink()

    def test_many_needles_come_out_with_few_questions(self):
        """What is asked of PostgreSQL does not grow with the needles."""
        removals = self.needles.env["acupuncture.needle.removal"]

        def queries(needles):
            needles = needles.with_user(self.users["practitioner"])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            removals.create(
                [{"needle_id": one.id, "removed_on": "2026-05-04"} for one in needles]
            )
            return self.env.cr.sql_log_count - before

        stays = {"removal_due": "2026-05-09", "client_agreed": True}
        few = self.needle(count=2, retained=True, **stays)
        many = self.needle(count=12, retained=True, **stays)
        queries(self.needle(retained=True, **stays))
        self.assertLessEqual(queries(many), queries(few) + 2)

    def test_the_task_names_the_client_whose_needle_is_in(self):
        client = self.other_client
        self.make_ready(client)
        course = self.sell_course(client=client)
        later = datetime(2026, 5, 4, 11)
        chart = self.open_chart(self.book_in(0, course, start=later, client=client))
        stays = {"removal_due": "2026-05-07", "client_agreed": True}
        self.needle(chart, retained=True, **stays)
        self.take_out(self.needles)
        anchors = [f"needles:{one.id}" for one in self.treatment | chart]
        both = self.Followup.search([("anchor", "in", anchors)], order="id")
        self.assertEqual(both.client_id, self.client | client)
        with self.assertRaisesRegex(UserError, client.name):
            both._check_needles_out()

    def test_nobody_dates_or_signs_it_for_another(self):
        removals = self.needles.env["acupuncture.needle.removal"]
        for values in (
            {"at": "2026-01-01 10:00:00"},
            {"user_id": self.users["clinical_lead"].id},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                removals.create(
                    {
                        "needle_id": self.needles[0].id,
                        "removed_on": "2026-05-04",
                        **values,
                    }
                )
        for role in ("front_desk", "manager", "billing"):
            needles = self.needles.with_user(self.users[role])
            with self.subTest(role), self.assertRaises(AccessError):
                needles.env["acupuncture.needle.removal"].create(
                    {"needle_id": needles[0].id, "removed_on": "2026-05-04"}
                )
            with self.subTest(role), self.assertRaises(AccessError):
                needles.action_take_out()

    def test_the_list_has_those_that_are_still_in(self):
        self.take_out(self.needles[0])
        action = self.treatment.action_view_staying()
        needles = self.needles.env["acupuncture.needle"]
        self.assertEqual(needles.search(action["domain"]), self.needles)
        still = [*action["domain"], ("removal_ids", "=", False)]
        self.assertEqual(needles.search(still), self.needles[1])
        for kind in ("list", "search"):
            self.assertTrue(needles.get_view(view_type=kind)["arch"])
        dialog = self.needles.action_take_out()["context"]
        self.assertEqual(dialog["default_needle_ids"][0][2], self.needles[1].ids)
        opened = self.needles[1].action_view_treatment()
        self.assertEqual(opened["res_id"], self.treatment.id)
