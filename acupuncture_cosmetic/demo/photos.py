"""Photos of two demo clients: drawn faces, no real person."""

import base64
import io
from datetime import time
from functools import cache

from PIL import Image, ImageDraw, ImageFilter

SKIN = {
    "Mia Wolf": ((236, 200, 178), (96, 62, 40)),
    "Eva Eilig": ((214, 170, 140), (40, 32, 30)),
}
# client -> days ago, phase and how tired the face is drawn
TIMES = {
    "Mia Wolf": [(-21, "baseline", 1.0), (-7, "mid", 0.6)],
    "Eva Eilig": [(-20, "baseline", 0.9), (-6, "mid", 0.7)],
}
# how far the head is turned, from -1 (left) to 1
TURNS = {"front": 0.0, "left_45": -0.5, "right_45": 0.5}
MIDDLE, SHIFT = 450, 90  # of the picture; how far a whole turn moves the features


def take_photos(env, company, day, practitioner_user):
    """Take a short set of each client, twice."""
    photos = env["acupuncture.photo"].with_user(practitioner_user)
    values = []
    for name, times in TIMES.items():
        client = env["res.partner"].search([("name", "=", name)], limit=1)
        course = env["acupuncture.course"].search(
            [("client_id", "=", client.id)], limit=1
        )
        for days, phase, tired in times:
            for minute, (angle, turn) in enumerate(TURNS.items()):
                values.append(
                    {
                        "client_id": client.id,
                        "course_id": course.id,
                        "company_id": company.id,
                        "phase": phase,
                        "angle": angle,
                        "taken_at": day.moment(days, time(9, minute)),
                        "image": draw_face(*SKIN[name], turn, tired),
                    }
                )
    return photos.create(values)


@cache
def draw_face(skin, hair, turn, tired):
    """Return a drawn face as base64 of a JPEG.

    :param tired: how dark the lines are drawn, 0 to 1
    """
    picture = Image.new("RGB", (2 * MIDDLE, 1200), (226, 230, 233))
    pen = ImageDraw.Draw(picture)
    shade = tuple(int(value * 0.9) for value in skin)
    line = tuple(int(value * (0.9 - 0.22 * tired)) for value in skin)
    draw_head(pen, skin, hair, shade)
    for side in (-1, 1):
        draw_half(pen, side, turn, hair, line)
    draw_middle(pen, int(turn * SHIFT), shade, line)
    file = io.BytesIO()
    picture.filter(ImageFilter.GaussianBlur(1.2)).save(file, "JPEG", quality=90)
    return base64.b64encode(file.getvalue()).decode()


def draw_head(pen, skin, hair, shade):
    """Draw shoulders, neck, face and hair."""
    pen.rounded_rectangle((150, 1020, 750, 1400), 160, fill=(120, 138, 150))
    pen.rectangle((MIDDLE - 85, 860, MIDDLE + 85, 1080), fill=shade)
    pen.ellipse((190, 130, 710, 800), fill=hair)
    pen.ellipse((235, 210, 665, 930), fill=skin)
    pen.chord((215, 150, 685, 480), 180, 360, fill=hair)


def draw_half(pen, side, turn, hair, line):
    """Draw brow, eye and the lines of one side."""
    shift = int(turn * SHIFT)
    eye = MIDDLE + side * 95 + shift
    squeeze = int(46 * (1 - 0.3 * max(0, side * -turn)))
    pupil = eye + shift // 6
    pen.arc((eye - 60, 455, eye + 60, 520), 200, 340, fill=hair, width=11)
    pen.ellipse((eye - squeeze, 530, eye + squeeze, 574), fill=(250, 250, 248))
    pen.ellipse((pupil - 19, 532, pupil + 19, 572), fill=hair)
    pen.arc((eye - 55, 540, eye + 55, 610), 25, 155, fill=line, width=7)
    outer = eye + side * 62
    for step in (-16, 0, 16):
        end = outer + side * 30, 548 + step
        pen.line((outer, 550 + step // 2, *end), fill=line, width=4)
    fold = MIDDLE + side * 70 + shift
    pen.line((fold, 690, fold + side * 30, 775), fill=line, width=8)


def draw_middle(pen, shift, shade, line):
    """Draw the lines of the forehead, nose and mouth."""
    for place in (400, 425):
        box = 330 + shift, place, 570 + shift, place + 40
        pen.arc(box, 200, 340, fill=line, width=5)
    ridge = MIDDLE + shift, 560, MIDDLE - 18 + int(shift * 1.4), 690
    pen.line(ridge, fill=shade, width=10)
    tip = MIDDLE + int(shift * 1.3)
    pen.arc((tip - 42, 660, tip + 42, 712), 20, 160, fill=line, width=8)
    lips = MIDDLE + shift
    pen.ellipse((lips - 78, 770, lips + 78, 820), fill=(196, 112, 108))
    pen.line((lips - 74, 796, lips + 74, 796), fill=(150, 76, 76), width=5)
