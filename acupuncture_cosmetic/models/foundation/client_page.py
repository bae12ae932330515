"""What the page of a client tells, room by room.

To add a part, a room writes one function in its own folder, in ``client_part.py``:

    @client_part("courses", FRONT_DESK, BILLING)
    def courses(page):
        \"\"\"Return what was sold, and what is left of it.\"\"\"
        mine = page.env["acupuncture.course"].search(page.domain())
        return [{"id": course.id, "name": course.name} for course in mine]

Rooms speak in their order, so a part may read in ``page.said`` what was said before it.
It asks with the rights of the user, in the same number of queries for any number of
visits, and returns what JSON can carry, in words that are ready to show.
"""

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import format_datetime

from .days import format_brief
from .groups import BILLING, FRONT_DESK, MARKETING

READERS = (FRONT_DESK, BILLING, MARKETING)
_PARTS = {}  # name -> (groups, function), in the order of the rooms


def client_part(name, *groups):
    """Register the function below it as a part of the page.

    :param groups: who reads it: whoever is in one of these
    """

    def register(tell):
        _PARTS[name] = (groups, tell)
        return tell

    return register


class Page:
    """One client, as one user may know them at the clinic they work in."""

    def __init__(self, client):
        client.ensure_one()
        self.client, self.env = client, client.env
        self.company = client.env.company
        self.today = self.company._clinic_today()
        self.said = {}

    def sees(self, *groups):
        """Tell whether the user is in one of these groups."""
        return any(self.env.user.has_group(group) for group in groups)

    def domain(self):
        """Return what limits records to this client at this clinic."""
        return [
            ("client_id", "=", self.client.id),
            ("company_id", "=", self.company.id),
        ]

    def moment(self, at):
        """Return a moment on the clinic's clock, e.g. "Tue, Mar 3, 10:00"."""
        day = self.company._clinic_date(at)
        this_year = day.year == self.today.year
        tz = self.company._clinic_tz().zone
        hour = format_datetime(self.env, at, tz=tz, dt_format="HH:mm")
        letters = "MMMEd" if this_year else "yMMMEd"
        return f"{format_brief(self.env, day, letters)}, {hour}"

    def day(self, day):
        """Return a day with its month in words, or nothing for none."""
        return format_brief(self.env, day) if day else ""

    def label(self, record, name):
        """Return what the value of a choice is called."""
        return record._fields[name].convert_to_export(record[name], record)


class ClientPage(models.AbstractModel):
    """The one method behind the page of a client; its parts are the rooms'."""

    _name = "acupuncture.client.page"
    _description = "Client Page"

    @api.model
    def read_page(self, client_id):
        """Return what the user may know of a client, part by part.

        :raises AccessError: the user has no role here, or may not read the contact
        """
        page = Page(self.env["res.partner"].browse(client_id))
        page.client.check_access("read")
        if not page.sees(*READERS):
            raise AccessError(
                self.env._("Only who has a role in the clinic opens its client pages.")
            )
        for name, (groups, tell) in _PARTS.items():
            if page.sees(*groups):
                page.said[name] = tell(page)
        return page.said


@client_part("undelivered", FRONT_DESK)
def undelivered(page):
    """Return the messages that did not arrive, each to be sent again from here."""
    failed = page.env["acupuncture.delivery"].search(
        [*page.domain(), ("state", "=", "failed")], limit=3
    )
    return [
        {
            "id": each.id,
            "about": each.about,
            "to": each.sent_to or "",
            "failure": page.label(each, "failure"),
            "remedy": each.remedy or "",
        }
        for each in failed
    ]
