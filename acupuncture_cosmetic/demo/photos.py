"""Photos of two demo clients: drawn faces, no real person."""

import base64
import io
from datetime import time

from PIL import Image, ImageDraw, ImageFilter

from .journeys import at

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


def take_photos(env, company, practitioner_user):
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
                        "taken_at": at(days, time(9, minute)),
                        "image": draw_face(*SKIN[name], turn, tired),
                    }
                )
    return photos.create(values)


def draw_face(skin, hair, turn, tired):
    """Return a drawn face as base64 of a JPEG.

    :param tired: how dark the lines are drawn, 0 to 1
    """
    width, height = 900, 1200
    picture = Image.new("RGB", (width, height), (226, 230, 233))
    pen = ImageDraw.Draw(picture)
    middle = width // 2
    shift = int(turn * 90)
    shade = tuple(int(value * 0.9) for value in skin)
    line = tuple(int(value * (0.9 - 0.22 * tired)) for value in skin)
    pen.rounded_rectangle((150, 1020, 750, 1400), 160, fill=(120, 138, 150))
    pen.rectangle((middle - 85, 860, middle + 85, 1080), fill=shade)
    pen.ellipse((190, 130, 710, 800), fill=hair)
    pen.ellipse((235, 210, 665, 930), fill=skin)
    pen.chord((215, 150, 685, 480), 180, 360, fill=hair)
    for side in (-1, 1):
        eye = middle + side * 95 + shift
        squeeze = int(46 * (1 - 0.3 * max(0, side * -turn)))
        pen.arc((eye - 60, 455, eye + 60, 520), 200, 340, fill=hair, width=11)
        pen.ellipse((eye - squeeze, 530, eye + squeeze, 574), fill=(250, 250, 248))
        pen.ellipse((eye - 19 + shift // 6, 532, eye + 19 + shift // 6, 572), fill=hair)
        pen.arc((eye - 55, 540, eye + 55, 610), 25, 155, fill=line, width=7)
        outer = eye + side * 62
        for step in (-16, 0, 16):
            pen.line(
                (outer, 550 + step // 2, outer + side * 30, 548 + step),
                fill=line,
                width=4,
            )
        fold = middle + side * 70 + shift
        pen.line((fold, 690, fold + side * 30, 775), fill=line, width=8)
    for place in (400, 425):
        pen.arc(
            (330 + shift, place, 570 + shift, place + 40), 200, 340, fill=line, width=5
        )
    pen.line(
        (middle + shift, 560, middle - 18 + int(shift * 1.4), 690), fill=shade, width=10
    )
    pen.arc(
        (middle - 42 + int(shift * 1.3), 660, middle + 42 + int(shift * 1.3), 712),
        20,
        160,
        fill=line,
        width=8,
    )
    lips = middle + shift
    pen.ellipse((lips - 78, 770, lips + 78, 820), fill=(196, 112, 108))
    pen.line((lips - 74, 796, lips + 74, 796), fill=(150, 76, 76), width=5)
    file = io.BytesIO()
    picture.filter(ImageFilter.GaussianBlur(1.2)).save(file, "JPEG", quality=90)
    return base64.b64encode(file.getvalue()).decode()
