"""A clinician's picture does not slip into what the whole desk reads."""

import base64
from email.message import EmailMessage

from odoo.exceptions import ValidationError
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .common import ClinicCase
from .photo_common import picture

JPEG = base64.b64decode(picture())
PDF = b"%PDF-1.4 a scanned letter"


@tagged("post_install", "-at_install")
class TestChartDeskFiles(HttpCase, ClinicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.course = cls.sell_course()
        cls.visit = cls.book("2026-03-02 09:00:00", course_id=cls.course.id)

    def files(self, role):
        return self.env["ir.attachment"].with_user(self.users[role])

    def attach(self, role, record, raw=JPEG):
        return self.files(role).create(
            {
                "name": "IMG_1",
                "raw": raw,
                "res_model": record._name,
                "res_id": record.id,
            }
        )

    def test_clinicians_are_sent_to_the_chart(self):
        for role, record in (
            ("practitioner", self.visit),
            ("practitioner", self.course),
            ("practitioner", self.visit.event_id),
            ("clinical_lead", self.visit),
        ):
            with (
                self.subTest(role=role, model=record._name),
                self.assertRaisesRegex(ValidationError, "IMG_1.*Photos"),
            ):
                self.attach(role, record)

    def test_the_name_of_a_field_is_no_way_around(self):
        picture = {"name": "IMG_1", "raw": JPEG, "res_id": self.visit.id}
        with self.assertRaisesRegex(ValidationError, "Photos"):
            self.files("practitioner").sudo().create(
                {**picture, "res_model": self.visit._name, "res_field": "note"}
            )

    def test_a_picture_does_not_come_with_a_message_either(self):
        waiting = self.files("practitioner").create(
            {
                "name": "IMG_1",
                "raw": JPEG,
                "res_model": "mail.compose.message",
                "res_id": 0,
            }
        )
        session = self.visit.with_user(self.users["practitioner"])
        with self.assertRaises(ValidationError):
            session.message_post(body="See", attachment_ids=waiting.ids)
        with self.assertRaises(ValidationError):
            session.message_post(body="See", attachments=[("IMG_1.jpg", JPEG)])

    def test_the_desk_goes_on_as_ever(self):
        for role in ("front_desk", "manager"):
            self.assertTrue(self.attach(role, self.visit))
        self.assertTrue(self.attach("practitioner", self.visit, PDF))

    def test_what_a_mail_brings_is_not_lost(self):
        mail = EmailMessage()
        mail["From"] = self.users["practitioner"].email
        mail["To"] = "clinic@example.com"
        mail["Subject"] = "Hi"
        mail["Message-Id"] = "<hi@example.com>"
        mail.set_content("See the picture")
        mail.add_attachment(JPEG, "image", "jpeg", filename="IMG_1.jpg")
        self.env["mail.thread"].message_process(
            self.visit._name, mail.as_bytes(), thread_id=self.visit.id
        )
        self.assertTrue(self.visit.message_ids[0].attachment_ids)
        forged = self.visit.with_user(self.users["practitioner"]).with_context(
            attachments_mime_plainxml=True, acupuncture_by_mail=True
        )
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            forged.message_post(body="Hi", attachments=[("IMG_1.jpg", JPEG)])
        clinicians = self.env.ref("acupuncture_cosmetic.group_practitioner")
        self.env.user.group_ids += clinicians  # a job writes as somebody of every group
        bot = self.visit.message_post(body="Hi", attachments=[("IMG_1.jpg", JPEG)])
        self.assertTrue(bot.attachment_ids)

    def test_an_own_event_is_nobodys_business(self):
        practitioner = self.users["practitioner"]
        event = (
            self.env["calendar.event"]
            .with_user(practitioner)
            .create(
                {
                    "name": "Dinner",
                    "start": "2026-03-02 18:00:00",
                    "stop": "2026-03-02 19:00:00",
                }
            )
        )
        self.assertTrue(self.attach("practitioner", event))

    def upload(self, name, content, mimetype):
        return self.url_open(
            "/mail/attachment/upload",
            data={
                "csrf_token": Request.csrf_token(self),
                "thread_id": self.visit.id,
                "thread_model": self.visit._name,
            },
            files={"ufile": (name, content, mimetype)},
        ).json()

    def test_the_chatter_says_it_in_words(self):
        self.authenticate("test_practitioner", "test_practitioner")
        refused = self.upload("a.jpg", JPEG, "image/jpeg")["error"]["message"]
        self.assertIn("Photos", refused)
        self.assertIn("data", self.upload("a.pdf", PDF, "application/pdf"))
        files = self.env["ir.attachment"].search(
            [("res_model", "=", self.visit._name), ("res_id", "=", self.visit.id)]
        )
        self.assertEqual(files.mapped("name"), ["a.pdf"])
