from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ..foundation.setup import setup_step
from ..foundation.windows import dialog

_lt = LazyTranslate(__name__)

# What a clinic sells courses with.
COURSES = [("service_tracking", "=", "treatment_course"), ("sale_ok", "=", True)]


class Setup(models.AbstractModel):
    """What the clinic offers."""

    _inherit = "acupuncture.setup"

    @setup_step(
        "treatments",
        order=40,
        verb="_open_treatments",
        label=_lt("Treatments"),
        why=_lt("Ten protocols bring sessions, rhythm and techniques: add a price."),
        without=_lt("Without a treatment there is nothing to sell."),
        button=_lt("Choose Treatments"),
        again=_lt("Offer More"),
    )
    def _step_treatments(self, step):
        courses = self.env["product.template"].search(self._courses(), order="id")
        told = self._shortened(courses.mapped("name"))
        return step._replace(done=bool(courses), told=told)

    @api.model
    def _courses(self):
        """Return the domain of the courses that the user's clinic sells."""
        return [*COURSES, ("company_id", "in", [False, self.env.company.id])]

    @api.model
    def _open_treatments(self):
        return dialog(
            self.env["acupuncture.setup.treatment"], self.env._("What You Offer")
        )
