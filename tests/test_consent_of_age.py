"""The 18th birthday: a parent's word ends for everything, the person is asked anew."""

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.acupuncture_cosmetic.demo.ready import fill_history
from odoo.addons.acupuncture_cosmetic.models.foundation.form_errors import (
    FormErrors,
)

from .photo_common import PhotoCase, picture
from .test_photo_consent import INSERT, USE

BEFORE = "2026-02-20 08:00:00"
EVE = "2026-03-01 22:30:00"  # half past eleven in Vienna
BIRTHDAY = "2026-03-01 23:30:00"  # past midnight in Vienna
BORN = "2008-03-02"
PARENT = {"name": "Gerda", "role": "guardian", "relation": "mother"}
# every kind of consent there is; news are refused to minors at the opt-in
KINDS = (
    ("treatment", False),
    ("data", False),
    ("photo_record", False),
    ("photo_teaching", False),
    ("photo_publicity", "website"),
    ("photo_publicity", "social"),
)


@tagged("post_install", "-at_install")
class TestOfAge(PhotoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.child = cls.other_client
        cls.child.email = "otto@example.com"
        with freeze_time(BEFORE):
            fill_history(cls.child, cls.company, birth_date=BORN)
            forms = [cls.form(kind, channel=channel) for kind, channel in KINDS]
            forms.append(cls.form("technique", technique="electroacupuncture"))
            given = [cls.answer(form, client=cls.child) for form in forms]
            cls.signed = cls.sign(*given, client=cls.child, **PARENT)
            cls.shot = cls.shoot(client=cls.child)

    def standing(self):
        return self.Consent._standings(self.child, self.company)[self.child]

    def test_it_ends_for_every_kind_on_the_day(self):
        for moment, status in ((EVE, "valid"), (BIRTHDAY, "outdated")):
            with self.subTest(moment), freeze_time(moment):
                self.env.invalidate_all()
                self.assertEqual(len(self.standing()), len(KINDS) + 1)
                self.assertEqual(set(self.standing().values()), {status})
                self.assertEqual(set(self.signed.mapped("status")), {status})

    def test_a_no_of_the_parent_binds_nobody_either(self):
        with freeze_time("2026-02-21 08:00:00"):
            form = self.form("photo_publicity", channel="social")
            given = self.answer(form, "declined", self.child)
            self.sign(given, client=self.child, **PARENT)
        with freeze_time(BIRTHDAY):
            status = self.status("photo_publicity", "social", self.child)
            self.assertEqual(status, "outdated")

    def test_the_link_asks_the_person(self):
        for moment, asked in ((EVE, False), (BIRTHDAY, True)):
            with self.subTest(moment), freeze_time(moment):
                forms = self.Consent._bundle(self.child, self.company)
                kinds = {(form.kind, form.channel) for form in forms}
                self.assertEqual(set(KINDS) <= kinds, asked)

    def test_the_person_signs_and_it_counts(self):
        with freeze_time(BIRTHDAY):
            given = self.answer(self.form("treatment"), client=self.child)
            self.sign(given, client=self.child)
            self.assertEqual(self.status("treatment", client=self.child), "valid")

    def test_an_adult_with_a_guardian_keeps_the_guardian(self):
        """Who was of age when a guardian signed needs the guardian on every day."""
        with freeze_time(BIRTHDAY):
            given = self.answer(self.form("treatment"), client=self.child)
            self.sign(given, client=self.child, **PARENT)
            self.assertEqual(self.status("treatment", client=self.child), "valid")

    def test_a_child_that_signed_before_it_told_its_age_signed_nothing(self):
        client = self.env["res.partner"].create({"name": "Kim"})
        with freeze_time(BEFORE):
            given = self.answer(self.form("treatment"), client=client)
            self.sign(given, client=client)
            self.assertEqual(self.status("treatment", client=client), "valid")
            fill_history(client, self.company, birth_date=BORN)
            self.assertEqual(self.status("treatment", client=client), "outdated")
        with freeze_time(BIRTHDAY):
            self.assertEqual(self.status("treatment", client=client), "outdated")

    # photos

    def test_no_photo_is_taken_or_published_on_a_parents_word(self):
        """At the moment of use, without any job."""
        with freeze_time(EVE):
            self.shoot(client=self.child)
            self.publish(self.shot)
        with freeze_time(BIRTHDAY):
            for photos in (self.photos, self.photos.sudo()):
                with self.assertRaises(UserError):
                    self.shoot(photos, self.child)
            for uses in (self.uses, self.uses.sudo()):
                with self.assertRaises(UserError):
                    self.publish(self.shot, uses=uses)

    def test_postgresql_asks_for_the_age(self):
        record = self.signed.filtered(lambda c: c.kind == "photo_record")
        website = self.signed.filtered(lambda c: c.channel == "website")
        photo = (self.company.id, self.child.id, record.id, "2026-03-05 08:00:00")
        self.assertSqlRefused(INSERT, *photo)
        use = (self.company.id, self.shot.id, website.id, "website", "2026-03-05")
        self.assertSqlRefused(USE, *use)
        early = (self.company.id, self.child.id, record.id, "2026-02-25 08:00:00")
        self.env.cr.execute(INSERT, early)

    def run_job(self):
        cron = self.env.ref("acupuncture_cosmetic.ir_cron_of_age")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def test_photos_come_down_on_the_birthday(self):
        with freeze_time(EVE):
            use = self.publish(self.shot)
            self.run_job()
            self.assertEqual(use.state, "live")
        with freeze_time(BIRTHDAY):
            self.run_job()
            self.assertEqual(use.state, "to_take_down")
            self.assertIn("no longer speaks", use.reason)
            tasks = self.child.activity_ids
            self.run_job()
            self.assertEqual(self.child.activity_ids, tasks, "asked once")

    def test_what_the_person_confirmed_stays(self):
        with freeze_time(EVE):
            use = self.publish(self.shot)
        with freeze_time(BIRTHDAY):
            form = self.form("photo_publicity", channel="website")
            self.sign(self.answer(form, client=self.child), client=self.child)
            self.run_job()
            self.assertEqual(use.state, "live")

    def test_photos_of_others_stay(self):
        with freeze_time("2026-03-02 08:30:00"):
            self.sign_form("photo_publicity", channel="website")
            use = self.publish(self.shoot())
            self.run_job()
            self.assertEqual(use.state, "live")

    # asked anew

    def test_the_link_goes_out_on_the_birthday(self):
        self.sell_course(client=self.child)
        followup = self.env["acupuncture.followup"].search(
            [("client_id", "=", self.child.id), ("trigger", "=", "came_of_age")]
        )
        self.assertEqual(str(followup.due), "2026-03-02 08:00:00")
        self.assertTrue(followup.sensitive)
        with freeze_time("2026-03-02 08:00:00"):
            followup._run()
        link = self.env["acupuncture.form.link"].search(
            [("client_id", "=", self.child.id)]
        )
        self.assertEqual(link.purpose, "consent")
        with freeze_time("2026-03-02 08:00:00"):
            self.assertFalse(link._bundle().is_minor)

    # news

    def test_no_news_to_a_minor_whoever_agrees(self):
        form = self.form("marketing", channel="email")
        with freeze_time(EVE):
            forms = self.Consent._bundle(self.child, self.company)
            self.assertNotIn("marketing", {form.kind for form in forms})
            given = self.answer(form, client=self.child)
            for signer in ({}, PARENT):
                with self.assertRaises(FormErrors):
                    self.sign(given, client=self.child, **signer)
        with freeze_time(BIRTHDAY):
            self.sign(self.answer(form, client=self.child), client=self.child)
            self.assertEqual(self.status("marketing", "email", self.child), "valid")

    def test_mailings_leave_minors_and_who_were_out(self):
        """As if they had opted out: nobody learns why by counting."""
        mailing = self.env["mailing.mailing"].create(
            {
                "subject": "News",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                "mailing_domain": f"[('id', 'in', {(self.client | self.child).ids})]",
            }
        )
        with freeze_time(EVE):
            self.assertIn("otto@example.com", mailing._get_opt_out_list())
            self.assertNotIn("clara@example.com", mailing._get_opt_out_list())
            self.assertEqual(len(mailing._get_recipients()), 2)
        with freeze_time("2026-03-02 08:00:00"):
            self.assertNotIn("otto@example.com", mailing._get_opt_out_list())
            self.env["acupuncture.consent"]._keep(
                [self.of_parent("marketing", "email")]
            )
            self.assertIn("otto@example.com", mailing._get_opt_out_list())
            form = self.form("marketing", channel="email")
            self.sign(self.answer(form, client=self.child), client=self.child)
            self.assertNotIn("otto@example.com", mailing._get_opt_out_list())

    def of_parent(self, kind, channel):
        """Return a parent's signature from before news to minors were refused."""
        form = self.form(kind, channel=channel)
        with freeze_time(BEFORE):
            signer = self.signer(**PARENT)
            evidence = self.Consent._prepare_signer(self.child, self.company, signer)
        given = self.answer(form, client=self.child)
        answer = self.Consent._prepare_answer(self.child, self.company, given)
        return evidence | answer

    def test_a_camera_of_a_grown_up_says_what_to_do(self):
        with freeze_time(BIRTHDAY), self.assertRaisesRegex(UserError, "Send Forms"):
            self.photos.create({"client_id": self.child.id, "image": picture()})
