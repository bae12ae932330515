"""The law of photos: none without live consent, none in public without its own."""

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from .photo_common import NOW, PhotoCase, picture

INSERT = """
    INSERT INTO acupuncture_photo (name, company_id, client_id, consent_id, user_id,
        phase, angle, expression, taken_at, sha256)
    VALUES ('x', %s, %s, %s, 1, 'baseline', 'front', 'neutral', %s, repeat('0', 64))
"""
USE = """
    INSERT INTO acupuncture_photo_use
        (name, company_id, photo_id, consent_id, user_id, channel, place, published_on)
    VALUES ('x', %s, %s, %s, 1, %s, 'x', %s)
"""


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPhotoConsent(PhotoCase):
    def assertRefused(self, words, client=None):
        """Assert that neither the practitioner nor the superuser takes a photo."""
        for photos in (self.photos, self.photos.sudo(), self.photos.with_user(1)):
            with self.assertRaisesRegex(UserError, words):
                self.shoot(photos, client)
        self.assertFalse(
            self.photos.search([("client_id", "=", (client or self.client).id)])
        )

    def insert(self, consent, client=None, taken_at=NOW):
        client = client or self.client
        return INSERT, self.company.id, client.id, consent.id, taken_at

    def test_with_consent_a_photo_is_taken(self):
        photo = self.shoot()
        self.assertEqual(photo.consent_id, self.consent)
        self.assertEqual(photo.user_id, self.users["practitioner"])

    def test_without_consent_none_is_taken(self):
        self.assertRefused(
            "Otto Other has not yet.*Send Forms.*Forms on Tablet", self.other_client
        )

    def test_who_declined_is_not_photographed(self):
        self.sign_form("photo_record", "declined")
        self.assertRefused("declined")

    def test_who_withdrew_is_not_photographed(self):
        self.consent._withdraw("", "client")
        self.assertRefused("withdrew")

    def test_an_expired_consent_is_none(self):
        until = self.consent.valid_until
        if not until:
            self.consent.template_id.flush_recordset()
            self.env.cr.execute(
                "UPDATE acupuncture_consent_template SET validity_months = 12"
            )
            self.env.invalidate_all()
            until = self.sign_form("photo_record").valid_until
        with freeze_time(f"{until} 12:00:00"):
            self.shoot().sudo()
        with (
            freeze_time(f"{until} 23:30:00"),
            self.assertRaisesRegex(UserError, "expired"),
        ):
            self.shoot()  # past midnight in Vienna

    def test_a_new_version_must_be_signed_first(self):
        form = self.form("photo_record")
        draft = self.Template.browse(form.action_new_major_revision()["res_id"])
        draft.action_publish()
        self.assertRefused("new version")

    def test_consent_to_other_things_is_no_consent_to_photos(self):
        self.sign_form("photo_publicity", client=self.other_client, channel="website")
        self.sign_form("treatment", client=self.other_client)
        self.assertRefused("has not yet", self.other_client)

    def test_the_day_of_a_photo_lies_after_the_signature(self):
        with self.assertRaisesRegex(UserError, "before that day"):
            self.shoot(taken_at="2026-03-01 08:00:00")
        with self.assertRaisesRegex(UserError, "future"):
            self.shoot(taken_at="2026-03-03 08:00:00")

    def test_no_caller_brings_a_consent_along(self):
        other = self.sign_form("treatment", client=self.other_client)
        for photos in (self.photos, self.photos.sudo()):
            with self.assertRaises(UserError):
                self.shoot(photos, self.other_client, consent_id=other.id)
            with self.assertRaises(UserError):
                self.shoot(
                    photos.with_context(default_consent_id=self.consent.id),
                    self.other_client,
                )

    def test_postgresql_asks_for_the_consent(self):
        treatment = self.sign_form("treatment")
        publicity = self.sign_form("photo_publicity", channel="website")
        for consent in (treatment, publicity):
            self.assertSqlRefused(*self.insert(consent))
        self.assertSqlRefused(*self.insert(self.consent, self.other_client))
        self.assertSqlRefused(
            *self.insert(self.consent, taken_at="2026-03-01 08:00:00")
        )
        declined = self.sign_form("photo_record", "declined", client=self.other_client)
        self.assertSqlRefused(*self.insert(declined, self.other_client))
        self.env.cr.execute(SQL(*self.insert(self.consent)))
        self.consent._withdraw("", "client")
        self.assertSqlRefused(*self.insert(self.consent))

    def test_postgresql_sees_a_later_no(self):
        with freeze_time("2026-03-02 09:00:00"):
            self.sign_form("photo_record", "declined")
        self.assertSqlRefused(
            *self.insert(self.consent, taken_at="2026-03-02 10:00:00")
        )

    def test_the_facts_of_a_photo_stay(self):
        photo = self.shoot()
        facts = {
            "client_id": self.other_client.id,
            "taken_at": "2026-03-02 07:00:00",
            "image": picture(colour=(0, 0, 0)),
            "thumbnail": picture(colour=(0, 0, 0)),
            "sha256": "0" * 64,
            "consent_id": self.consent.id,
            "user_id": self.env.uid,
            "name": "PH1",
        }
        for name, value in facts.items():
            for who in (photo, photo.sudo()):
                with self.subTest(name), self.assertRaises(UserError):
                    who.write({name: value})
        for column in ("sha256 = repeat('0', 64)", "taken_at = now()", "user_id = 1"):
            self.assertSqlRefused(
                f"UPDATE acupuncture_photo SET {column} WHERE id = %s", photo.id
            )
        self.assertSqlRefused("DELETE FROM acupuncture_photo WHERE id = %s", photo.id)
        self.assertSqlRefused("TRUNCATE acupuncture_photo CASCADE")
        photo.write({"angle": "neck", "phase": "end"})

    def test_a_photo_moves_to_another_person_only_with_its_consent(self):
        photo = self.shoot()
        self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.cr.savepoint():
                self.env.cr.execute(
                    SQL(
                        "UPDATE acupuncture_photo SET client_id = %s WHERE id = %s; "
                        "SET CONSTRAINTS acupuncture_photo_same_client IMMEDIATE",
                        self.other_client.id,
                        photo.id,
                    )
                )
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge((self.client | self.other_client).ids, self.other_client)
        self.env.cr.execute("SET CONSTRAINTS acupuncture_photo_same_client IMMEDIATE")
        self.assertEqual(photo.client_id, self.other_client)

    def test_photos_are_kept(self):
        photo = self.shoot()
        with self.assertRaises(AccessError):
            photo.unlink()
        with self.assertRaises(UserError):
            photo.sudo().unlink()
        with self.assertRaisesRegex(UserError, "reason under Why Unusable"):
            photo.unusable = True
        photo.write({"unusable": True, "unusable_reason": "Eyes closed"})

    def test_withdrawal_keeps_the_record_and_locks_it(self):
        photo = self.shoot()
        self.sign_form("photo_publicity", channel="website")
        self.consent._withdraw("", "client")
        self.assertTrue(photo.exists())
        self.assertTrue(photo.is_locked)
        with self.assertRaisesRegex(UserError, "has withdrawn"):
            self.publish(photo)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPhotoUse(PhotoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(NOW):
            cls.photo = cls.photos.create(
                {"client_id": cls.client.id, "image": picture()}
            )

    def tasks(self):
        return self.client.activity_ids.filtered(
            lambda task: (
                task.activity_type_id
                == self.env.ref("acupuncture_cosmetic.mail_activity_type_photo")
            )
        )

    def test_each_channel_needs_a_consent_of_its_own(self):
        consent = self.sign_form("photo_publicity", channel="website")
        for channel in ("social", "print", "teaching", False):
            for uses in (self.uses, self.uses.sudo()):
                with (
                    self.subTest(channel),
                    self.assertRaisesRegex(UserError, "Send Forms"),
                ):
                    self.publish(self.photo, channel, uses=uses)
        use = self.publish(self.photo)
        self.assertEqual((use.consent_id, use.state), (consent, "live"))

    def test_the_day_of_publication_is_the_clinics(self):
        """In the evening west of Greenwich, its day is not yet that of the database."""
        self.company.resource_calendar_id.tz = "America/Los_Angeles"
        with freeze_time("2026-03-06 03:00:00"):
            self.sign_form("photo_publicity", channel="website")
            use = self.publish(self.photo)
            self.env.flush_all()
            self.assertEqual(str(use.published_on), "2026-03-05")

    def test_no_use_lies_before_the_consent_or_in_the_future(self):
        self.sign_form("photo_publicity", channel="website")
        for day in ("2026-03-01", "2025-01-01", "2026-03-03"):
            with (
                self.subTest(day),
                self.assertRaisesRegex(UserError, "agreed on 2026-03-02"),
            ):
                self.publish(self.photo, published_on=day)

    def test_teaching_is_another_matter(self):
        self.sign_form("photo_teaching")
        self.assertEqual(self.publish(self.photo, "teaching").state, "live")
        with self.assertRaises(UserError):
            self.publish(self.photo, "website")

    def test_an_unusable_photo_is_not_published(self):
        self.sign_form("photo_publicity", channel="website")
        self.photo.write({"unusable": True, "unusable_reason": "Blurred"})
        with self.assertRaisesRegex(UserError, "unusable"):
            self.publish(self.photo)

    def test_withdrawal_unpublishes_at_once(self):
        website = self.sign_form("photo_publicity", channel="website")
        self.sign_form("photo_publicity", channel="social")
        use, other = (
            self.publish(self.photo, channel) for channel in ("website", "social")
        )
        website._withdraw("Colleagues saw it", "client")
        self.assertEqual((use.state, other.state), ("to_take_down", "live"))
        self.assertEqual(str(use.unpublished_on), "2026-03-02")
        task = self.tasks()
        self.assertEqual(task.user_id, self.users["practitioner"])
        self.assertEqual((task.summary, task.note), ("Record to review", False))
        use.action_taken_down()
        self.assertEqual(use.state, "over")
        with self.assertRaises(UserError):
            self.publish(self.photo)

    def test_withdrawing_the_record_ends_every_use(self):
        self.sign_form("photo_publicity", channel="website")
        self.sign_form("photo_teaching")
        uses = [self.publish(self.photo, ch) for ch in ("website", "teaching")]
        self.consent._withdraw("", "client")
        self.assertEqual({use.state for use in uses}, {"to_take_down"})
        self.assertEqual(len(self.tasks()), 1)

    def test_a_later_no_ends_the_use(self):
        self.sign_form("photo_publicity", channel="website")
        use = self.publish(self.photo)
        with freeze_time("2026-03-02 10:00:00"):
            self.sign_form("photo_publicity", "declined", channel="website")
        self.assertEqual(use.state, "to_take_down")

    def test_a_merge_ends_what_was_taken_back_on_the_other_contact(self):
        self.sign_form("photo_publicity", channel="website")
        use = self.publish(self.photo)
        with freeze_time("2026-03-02 10:00:00"):
            twin = self.other_client
            self.sign_form("photo_publicity", client=twin, channel="website")
        with freeze_time("2026-03-02 11:00:00"):
            self.Consent.search([("client_id", "=", twin.id)])._withdraw("", "client")
            self.assertEqual(use.state, "live")
            wizards = self.env["base.partner.merge.automatic.wizard"]
            wizards.create({})._merge((self.client | twin).ids, twin)
        self.assertEqual((use.photo_id.client_id, use.state), (twin, "to_take_down"))

    def test_the_facts_of_a_use_stay(self):
        consent = self.sign_form("photo_publicity", channel="website")
        use = self.publish(self.photo)
        use.action_unpublish()
        for values in (
            {"unpublished_on": False},
            {"channel": "print"},
            {"consent_id": self.consent.id},
            {"taken_down_on": NOW[:10]},
            {"place": "Elsewhere"},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                use.sudo().write(values)
        for change in ("unpublished_on = NULL", "channel = 'print'", "place = 'x'"):
            self.assertSqlRefused(f"UPDATE acupuncture_photo_use SET {change}")
        self.assertSqlRefused("DELETE FROM acupuncture_photo_use")
        with self.assertRaises(UserError):
            use.sudo().unlink()
        args = (self.company.id, self.photo.id, consent.id)
        self.assertSqlRefused(USE, *args, "social", NOW[:10])
        self.assertSqlRefused(USE, *args[:2], self.consent.id, "website", NOW[:10])
        self.env.cr.execute(SQL(USE, *args, "website", NOW[:10]))
        consent._withdraw("", "client")
        self.assertSqlRefused(USE, *args, "website", NOW[:10])

    def test_no_form_shows_a_photo_of_another_clinic(self):
        """Related fields are read as superuser unless told otherwise."""
        other = self.env["res.company"].create({"name": "Clinic B"})
        stranger = self.users["practitioner"].copy(
            {
                "login": "stranger",
                "company_id": other.id,
                "company_ids": [Command.set(other.ids)],
            }
        )
        shown = {"photo_id": {}, "thumbnail": {}, "client_id": {}}
        draft = {"photo_id": self.photo.id}
        self.env.invalidate_all()
        uses = self.uses.with_user(stranger)
        with self.assertRaises(AccessError):
            uses.onchange(draft, ["photo_id"], shown)
        found = self.uses.onchange(draft, ["photo_id"], shown)["value"]
        self.assertTrue(found["thumbnail"])

    def test_no_use_is_born_over(self):
        self.sign_form("photo_publicity", channel="website")
        with self.assertRaises(UserError):
            self.publish(self.photo, uses=self.uses.with_context(default_reason="x"))
        with self.assertRaises(UserError):
            self.publish(self.photo, unpublished_on=NOW[:10])

    def test_the_dialog_of_a_withdrawal_says_what_is_in_use(self):
        consent = self.sign_form("photo_publicity", channel="website")
        self.publish(self.photo)
        self.assertIn("Photos in use under this consent: 1", consent._happened())
        self.assertIn("Photos taken: 1", self.consent._happened())
