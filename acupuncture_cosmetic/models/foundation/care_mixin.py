from odoo import models


class CareMixin(models.AbstractModel):
    """What a client comes for: a course, or one session of it.

    Empty on purpose. What both offer alike is said here once by the room it belongs
    to, which extends this model: the light, the plan, the client's forms, follow-ups.
    An heir has ``client_id`` and ``company_id``.
    """

    _name = "acupuncture.care.mixin"
    _description = "A Course or a Session"
