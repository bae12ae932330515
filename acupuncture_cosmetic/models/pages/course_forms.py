from odoo import models


class Course(models.Model):
    _name = "acupuncture.course"
    _inherit = ["acupuncture.course", "acupuncture.forms.subject"]
