"""The light: what desk and clinicians see, when it changes, and what it hides."""

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged, users

from .screening_common import ScreeningCase


@freeze_time("2026-03-02 09:00:00")
@tagged("post_install", "-at_install")
class TestScreeningAlert(ScreeningCase):
    def light(self, client=None):
        alert = self.alert(client)
        return alert.level, alert.code

    def review(self, intake):
        findings = intake.finding_ids.with_user(self.users["practitioner"])
        findings.filtered(lambda f: f.effect == "caution").action_accept()
        intake.with_user(self.users["practitioner"]).action_mark_reviewed()

    def test_the_light_follows_the_history(self):
        intake = self.submit({"LATEX": "yes"})
        self.assertEqual(self.light(), ("amber", "review"))
        self.review(intake)
        self.assertEqual(self.light(), ("green", "ok"))
        self.finding(intake, "LATEX").action_reopen()
        self.assertEqual(self.light(), ("amber", "caution"))
        self.finding(intake, "LATEX").action_decline()
        self.assertEqual(self.light(), ("red", "stop"))

    def test_a_deferral_ends_by_itself(self):
        self.review(self.submit({"BOTOX": {"value": "yes", "on": "2026-02-25"}}))
        self.assertEqual(self.light(), ("red", "deferred"))
        self.assertEqual(self.alert().not_before, date(2026, 3, 11))
        sessions = [
            self.book(f"2026-03-{day} 09:00:00", course_id=self.sell_course().id)
            for day in (12, 17)
        ]
        alerts = self.env["acupuncture.client.alert"]
        level, text = alerts._lights(
            [(self.client, self.company, date(2026, 3, 10))]
        ).popitem()[1]
        self.assertEqual((level, text), ("red", "Not before March 11, 2026"))
        self.assertEqual({s.screening_light for s in sessions}, {"green"})
        with freeze_time("2026-03-11 09:00:00"):
            self.pass_night()
            self.assertEqual(self.light(), ("green", "ok"))
            self.assertFalse(self.alert().not_before)

    @users("test_front_desk")
    def test_the_desk_lists_the_lights(self):
        self.submit({"BOTOX": {"value": "yes", "on": "2026-02-25"}})
        alert = self.alert().with_env(self.env)
        self.assertEqual(alert.text, "Not before March 11, 2026")
        self.assertEqual(alert.action_open_client()["res_id"], self.client.id)
        names = ("menu_client_alerts", "menu_form_links", "menu_intakes_review")
        shown = self.env["ir.ui.menu"]._visible_menu_ids()
        seen = [self.env.ref(f"acupuncture_cosmetic.{n}").id in shown for n in names]
        self.assertEqual(seen, [True, True, False])

    def test_clinicians_open_the_history_from_the_light(self):
        history = self.submit({"NICKEL": {"value": "yes"}})
        alert = self.alert().with_user(self.users["practitioner"])
        action = alert.action_open_history()
        self.assertEqual(
            (action["res_model"], action["res_id"]), (history._name, history.id)
        )
        with self.assertRaises(AccessError):
            alert.with_user(self.users["front_desk"]).action_open_history()

    def test_a_quiet_night_writes_nothing(self):
        self.review(self.submit({"BOTOX": {"value": "yes", "on": "2026-02-25"}}))
        self.env.flush_all()
        stamp = "UPDATE acupuncture_client_alert SET write_date = '2020-01-01'"
        self.env.cr.execute(stamp)
        with freeze_time("2026-03-04 09:00:00"):
            self.pass_night()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.alert().write_date.year, 2020)

    def test_history_missing_and_out_of_date(self):
        session = self.book("2026-03-03 09:00:00", course_id=self.sell_course().id)
        self.assertEqual(session.screening_light, "amber")
        self.assertEqual(session.screening_text, "Health history missing")
        self.assertEqual(session.course_id.screening_light, "amber")
        self.assertEqual(self.client.screening_light, "none")
        self.review(self.submit())
        self.env.invalidate_all()
        self.assertEqual(session.screening_light, "green")
        with freeze_time("2027-03-03 09:00:00"):
            self.pass_night()
            self.env.invalidate_all()
            self.assertEqual(self.light(), ("amber", "expired"))
            self.assertEqual(
                self.client.screening_text, "Health history is out of date"
            )

    def test_only_sessions_ahead_have_a_light(self):
        session = self.book("2026-03-03 09:00:00", course_id=self.sell_course().id)
        session.action_cancel()
        self.assertEqual(session.screening_light, "none")
        visit = self.book("2026-03-04 09:00:00", kind="consultation")
        self.assertEqual(visit.screening_light, "none")

    def test_one_closed_technique_is_amber(self):
        techniques = self.env["acupuncture.technique"]
        self.product_course.technique_ids = techniques.search(
            [("code", "in", ("needling", "topical"))]
        )
        self.review(self.submit({"NUT_OIL": "yes"}))
        self.assertEqual(self.light(), ("green", "ok"))
        course = self.sell_course()
        self.assertEqual(self.light(), ("amber", "caution"))
        self.assertEqual(course.screening_light, "amber")

    def test_what_the_clinic_sets_reaches_the_lights(self):
        self.review(self.submit({"BOTOX": {"value": "yes", "on": "2026-02-25"}}))
        cron = self.env.ref("acupuncture_cosmetic.ir_cron_screening_lights")
        self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]).unlink()
        setting = self.env["acupuncture.contraindication.setting"].with_user(
            self.users["clinical_lead"]
        )
        setting.create(
            {
                "item_id": self.item("BOTOX").id,
                "use_own_days": True,
                "defer_days": 60,
            }
        )
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertTrue(triggers)
        self.pass_night()
        self.assertEqual(self.alert().not_before, date(2026, 4, 26))

    @users("test_front_desk")
    def test_the_desk_sees_a_light_and_no_cause(self):
        course = self.sell_course()
        self.book("2026-03-03 09:00:00", course_id=course.id)
        self.submit({"SKIN_LESION": "yes"}, medicines="Zzmarker")
        client = self.client.with_env(self.env)
        self.assertEqual(client.screening_light, "red")
        self.assertEqual(client.screening_text, "Ask the practitioner before booking")
        alert = self.env["acupuncture.client.alert"].search([])
        told = str(alert.read())
        for word in ("lesion", "LESION", "Zzmarker"):
            self.assertNotIn(word, told)
        with Form(self.env["acupuncture.session"].search([], limit=1)) as form:
            self.assertEqual(form.screening_light, "red")
        for vals in ({"level": "green"}, {"timeline": []}):
            with self.subTest(vals), self.assertRaises(UserError):
                alert.write(vals)
        with self.assertRaises(AccessError):
            alert.unlink()

    def test_nobody_types_a_light(self):
        self.submit()
        for vals in ({"level": "green"}, {"client_id": self.other_client.id}):
            with self.subTest(vals), self.assertRaises(UserError):
                self.alert().write(vals)

    def test_who_watches_no_lights_gets_no_field(self):
        for role in ("billing", "marketing", "employee"):
            fields = self.env["res.partner"].with_user(self.users[role]).fields_get()
            with self.subTest(role):
                self.assertNotIn("screening_light", fields)
                self.assertNotIn("screening_text", fields)
        with self.assertRaises(AccessError):
            self.client.with_user(self.users["marketing"]).read(["screening_light"])

    @users("test_practitioner")
    def test_the_practitioner_finds_histories_by_light(self):
        intake = self.submit({"SKIN_LESION": "yes"}).with_env(self.env)
        other = self.submit(client=self.other_client).with_env(self.env)
        found = self.intakes.with_env(self.env).search
        self.assertEqual(found([("light", "=", "red")]), intake)
        self.assertEqual(found([("light", "in", ("red", "amber"))]), intake | other)
        self.assertFalse(found([("is_mine", "=", True)]))
        self.book("2026-03-03 09:00:00", kind="consultation")
        self.assertEqual(found([("is_mine", "=", True)]), intake)
        self.assertEqual(intake.next_session_date.isoformat(), "2026-03-03T09:00:00")
        self.book("2026-03-04 09:00:00", self.other_client, kind="consultation")
        soonest_first = self.intakes.with_env(self.env).search(
            [("id", "in", (intake | other).ids)], order="next_session_date"
        )
        self.assertEqual(list(soonest_first), [intake, other])
        for record in (self.client, self.client.with_env(self.env)):
            action = record.with_user(self.env.user).action_review()
            self.assertEqual(action["res_id"], intake.id)


@freeze_time("2026-03-02 09:00:00")
@tagged("post_install", "-at_install")
class TestScreeningMerge(ScreeningCase):
    def merge(self):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.client | self.other_client).ids, self.client)
        self.env.invalidate_all()

    def test_the_stricter_answer_counts(self):
        mild = self.submit()
        strict = self.submit({"SKIN_LESION": "yes"}, client=self.other_client)
        (mild | strict).with_user(self.users["practitioner"]).action_mark_reviewed()
        self.assertEqual(self.alert().level, "green")
        self.start(self.other_client)
        self.start(self.client)
        self.merge()
        self.assertEqual(self.intakes._heads(self.client, self.company), mild | strict)
        self.assertTrue(strict._is_intact())
        self.assertEqual(strict.finding_ids.client_id, self.client)
        self.assertEqual(self.alert().level, "red")
        draft = self.start()
        row = draft.answer_ids.filtered(lambda r: r.item_id.code == "SKIN_LESION")
        self.assertEqual(row.value, "yes")
        third = self.submit()
        self.assertEqual((mild | strict).mapped("state"), ["superseded"] * 2)
        self.assertEqual(third.version, 2)

    def test_who_had_none_inherits_the_light(self):
        self.submit({"LATEX": "yes"}, client=self.other_client)
        self.merge()
        self.assertEqual(self.alert().level, "amber")
        self.assertEqual(len(self.alert()), 1)
