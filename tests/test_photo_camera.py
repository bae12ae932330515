"""Photos on a tablet: the camera with its ghost, then two dates under the fingers."""

import base64
import json
from tempfile import NamedTemporaryFile

from odoo.tests import freeze_time, tagged

from .photo_common import LATELY, PhotoCase, picture
from .tablet_common import TabletCase, element

CAMERA = "acupuncture_photo_capture"
FAKE_CAMERA = ("--use-fake-device-for-media-stream",)
LIVE = ".o_photo_stage video:not([hidden])"
TRACKS = "document.querySelector('.o_photo_stage video').srcObject.getVideoTracks()"
PICTURES = "[...document.querySelectorAll('.o_compare_stage img')]"
VIEW = f"{PICTURES}.map((image) => image.style.transform)"


@tagged("post_install", "-at_install")
class TestCamera(TabletCase, PhotoCase):
    agreed_at = LATELY

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.course = cls.sell_course()
        with freeze_time(LATELY):
            cls.baseline = cls.shoot(course_id=cls.course.id)
        file = cls.enterClassContext(NamedTemporaryFile(suffix=".jpg"))
        file.write(base64.b64decode(picture()))
        file.flush()
        cls.file = file.name

    def test_from_the_camera_to_the_comparison(self):
        def walk(tablet):
            self.no_camera_without_consent(tablet)
            self.refused_camera_leaves_the_file(tablet)
            self.ghost_lies_over_the_camera(tablet)
            self.photo_is_taken(tablet)
            self.camera_is_let_go(tablet)
            self.slider_follows_a_finger(tablet)
            self.pinch_zooms_both(tablet)

        self.on_tablet("/odoo/treatment-photos", "practitioner", walk, FAKE_CAMERA)
        taken = self.photos.search([("id", "!=", self.baseline.id)], order="id")
        facts = ("angle", "expression", "phase", "client_id", "course_id", "user_id")
        whose = (self.client, self.course, self.users["practitioner"])
        self.assertEqual(
            [tuple(photo[fact] for fact in facts) for photo in taken],
            [
                ("front", "smile", "baseline", *whose),
                ("front", "neutral", "follow_up", *whose),
            ],
        )
        from_file, from_camera = taken
        self.assertEqual((from_file.width, from_file.height), (320, 400))
        self.assertGreaterEqual(from_camera.width, 640)

    def no_camera_without_consent(self, tablet):
        tablet.ask(
            "(window.asked = 0, navigator.mediaDevices.getUserMedia = new Proxy("
            "navigator.mediaDevices.getUserMedia, "
            "{ apply: (...call) => (asked++, Reflect.apply(...call)) }))"
        )
        tablet.open_action(CAMERA, default_client_id=self.other_client.id)
        tablet.see(".o_photo_capture .alert-warning")
        self.assertIn("has not yet agreed", tablet.text(".alert-warning"))
        self.assertFalse(tablet.ask(f"Boolean({element('.o_photo_stage')})"))
        self.assertEqual(tablet.ask("asked"), 0)
        values = {"client_id": self.other_client.id, "image": picture()}
        refusal = tablet.ask(
            "odoo.__WOWL_DEBUG__.root.env.services.orm.create('acupuncture.photo', "
            f"[{json.dumps(values)}]).catch((error) => error.data.message)"
        )
        self.assertIn("has not yet agreed", refusal)

    def refused_camera_leaves_the_file(self, tablet):
        tablet.permit_camera("denied")
        tablet.open_action(
            CAMERA, default_client_id=self.client.id, default_course_id=self.course.id
        )
        tablet.see(".o_photo_no_camera[role=alert] .o_photo_choose")
        words = tablet.text(".o_photo_no_camera")
        self.assertIn("may not use the camera", words)
        self.assertIn("Allow the camera in the browser", words)
        tablet.tap(".o_photo_shots li:nth-child(2) button")
        tablet.choose_file(".o_photo_choose", self.file)
        tablet.see(".o_photo_shots li:nth-child(2) .fa-check")
        tablet.permit_camera("granted")
        tablet.tap(".o_photo_again")
        tablet.see(LIVE)
        tablet.gone(".o_photo_no_camera")

    def ghost_lies_over_the_camera(self, tablet):
        tablet.tap(".o_photo_shots li:first-child button")
        ghost = f".o_photo_ghost[src*='/{self.baseline.id}/image']"
        tablet.until(f"{element(ghost)}.naturalWidth > 0")
        self.assertEqual(
            tablet.ask(f"getComputedStyle({element(ghost)}).opacity"), "0.35"
        )
        over = (
            f"(() => {{ const [a, b] = ['{LIVE}', '.o_photo_ghost'].map((one) => "
            "document.querySelector(one).getBoundingClientRect()); return a.x === b.x "
            "&& a.y === b.y && a.width === b.width && a.height === b.height; })()"
        )
        self.assertTrue(tablet.ask(over))

    def photo_is_taken(self, tablet):
        tablet.ask(
            "(() => { const phase = document.querySelector('select[aria-label=Phase]');"
            "phase.value = 'follow_up'; phase.dispatchEvent(new Event('change')); })()"
        )
        tablet.tap(".o_photo_shutter")
        tablet.see(".o_photo_shots li:first-child .fa-check")
        tablet.see(".o_photo_shots li:nth-child(3) [aria-current=step]")
        self.assertEqual(
            tablet.text(".o_photo_capture [role=status]"), "2 of 7 taken today"
        )
        self.assertFalse(
            tablet.ask(f"Boolean({element('.o_photo_ghost')})"), "another angle's ghost"
        )

    def camera_is_let_go(self, tablet):
        tablet.ask(f"window.tracks = {TRACKS}")
        tablet.tap(".o_photo_capture .fa-columns")
        tablet.see(".o_photo_compare .o_compare_handle")
        self.assertEqual(
            tablet.ask("tracks.map((track) => track.readyState)"), ["ended"]
        )

    def slider_follows_a_finger(self, tablet):
        tablet.until(f"{PICTURES}.every((image) => image.naturalWidth)")
        handle = tablet.middle(".o_compare_handle")
        width = tablet.ask(f"{element('.o_compare_stage')}.clientWidth")
        tablet.drag([handle, (width * 0.25, handle[1])])
        tablet.see(".o_compare_handle[aria-valuenow='25']")
        clip = tablet.ask(f"{element('.o_compare_second')}.style.clipPath")
        self.assertRegex(clip, r"inset\(0(px)? 0(px)? 0(px)? 25")
        for view in tablet.ask(VIEW):
            self.assertIn("scale(1)", view, "the slider moved, not the pictures")

    def pinch_zooms_both(self, tablet):
        x, y = tablet.middle(".o_compare_stage")
        tablet.drag([(x - 60, y), (x - 120, y)], [(x + 60, y), (x + 120, y)])
        tablet.until(
            "parseInt(document.querySelector('.o_compare_percent').textContent) > 180"
        )
        first, second = tablet.ask(VIEW)
        self.assertEqual(first, second)
        self.assertEqual(tablet.ask("visualViewport.scale"), 1, "the page stays")
        tablet.drag([(x, y), (x + 80, y + 40)])
        tablet.until(f"{VIEW}.every((view) => view !== '{first}')")
        moved, along = tablet.ask(VIEW)
        self.assertEqual(moved, along)
