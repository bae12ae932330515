"""The disk is full while a file is stored: words, nothing left, and the next try works.

A small file system of its own is filled where this process may mount one; elsewhere
the size of files is limited, which cuts a file as well.
"""

import base64
import io
import os
import resource
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from PIL import Image

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .photo_common import NOW, PhotoCase

ROOM = 48 * 1024  # bytes that the disk still takes
CONTENT = os.urandom(4 * ROOM)
WORDS = "could not be stored"


@contextmanager
def small_disk():
    """Yield a folder and a function that makes room in it."""
    with tempfile.TemporaryDirectory() as folder:
        size = f"size={ROOM}"
        mounted = (
            hasattr(os, "geteuid")
            and os.geteuid() == 0
            and not subprocess.run(
                ["mount", "-t", "tmpfs", "-o", size, "tmpfs", folder],
                capture_output=True,
                check=False,
            ).returncode
        )
        if mounted:
            enlarge = ["mount", "-o", "remount,size=64M", folder]
            try:
                yield Path(folder), lambda: subprocess.run(enlarge, check=True)
            finally:
                subprocess.run(["umount", folder], check=True)
            return
        usual = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, usual[1]))

        def enlarge():
            resource.setrlimit(resource.RLIMIT_FSIZE, usual)

        try:
            yield Path(folder), enlarge
        finally:
            enlarge()


@tagged("post_install", "-at_install")
class TestFullDisk(PhotoCase):
    @contextmanager
    def filled(self):
        """Let files be stored on a disk that is full; yield how to make room."""
        files = type(self.env["ir.attachment"])
        with (
            small_disk() as (folder, enlarge),
            patch.object(files, "_full_path", lambda _self, name: str(folder / name)),
        ):
            self.folder = folder
            yield enlarge

    def stored(self):
        """Return the files on the disk, without the list for Odoo's cleaning."""
        return [
            path
            for path in self.folder.rglob("*")
            if path.is_file() and "checklist" not in path.parts
        ]

    def attach(self, **values):
        return self.env["ir.attachment"].create(
            {"name": "A letter", "raw": CONTENT, **values}
        )

    @freeze_time(NOW)
    def test_a_photo_says_so_and_is_taken_once_there_is_room(self):
        file = io.BytesIO()
        Image.effect_noise((600, 600), 60).save(file, "PNG")
        image = base64.b64encode(file.getvalue())
        with self.filled() as enlarge:
            with self.assertRaisesRegex(UserError, WORDS), self.env.cr.savepoint():
                self.shoot(image=image)
            self.assertFalse(self.stored())
            enlarge()
            photo = self.shoot(image=image)
            self.assertTrue(photo.image)
            self.assertTrue(self.stored())

    def test_so_does_every_other_file(self):
        client = self.client
        for values in (
            {},
            {"res_model": "res.partner", "res_id": client.id},
            {"res_model": "acupuncture.consent", "res_id": self.consent.id},
        ):
            with self.subTest(**values), self.filled() as enlarge:
                with self.assertRaisesRegex(UserError, WORDS), self.env.cr.savepoint():
                    self.attach(**values)
                self.assertFalse(self.stored())
                enlarge()
                self.assertEqual(self.attach(**values).raw, CONTENT)

    def test_what_was_cut_before_does_not_stand_in_the_way(self):
        files = self.env["ir.attachment"]
        checksum = files._compute_checksum(CONTENT)
        with self.filled() as enlarge:
            enlarge()
            for length in (0, 1, len(CONTENT) - 1):
                with self.subTest(length=length):
                    cut = self.folder / checksum[:2] / checksum
                    cut.parent.mkdir(exist_ok=True)
                    cut.write_bytes(CONTENT[:length])
                    self.assertEqual(self.attach().raw, CONTENT)
                    cut.unlink()

    def test_another_content_under_that_name_is_still_refused(self):
        checksum = self.env["ir.attachment"]._compute_checksum(CONTENT)
        with self.filled() as enlarge:
            enlarge()
            other = self.folder / checksum[:2] / checksum
            other.parent.mkdir()
            other.write_bytes(b"forged" + CONTENT[6:100])
            with self.assertRaisesRegex(UserError, "collides"):
                self.attach()
            self.assertTrue(other.exists())

    def test_not_even_a_folder_can_be_made(self):
        with (
            self.filled(),
            patch("os.makedirs", side_effect=OSError(28, "No space left on device")),
            self.assertRaisesRegex(UserError, WORDS),
        ):
            self.attach()
