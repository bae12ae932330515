from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ..foundation.days import format_day
from ..foundation.setup import setup_step
from ..foundation.windows import dialog

_lt = LazyTranslate(__name__)


class Setup(models.AbstractModel):
    """The one step that nobody can work out: a lawyer has read the texts."""

    _inherit = "acupuncture.setup"

    @setup_step(
        "texts",
        order=50,
        verb="_open_texts",
        label=_lt("Texts read by a lawyer"),
        why=_lt(
            "Consent forms and privacy notes are a start; the law differs by country."
        ),
        without=_lt(
            "Until then clients sign texts that nobody has checked for your country."
        ),
        button=_lt("Read, and Say Who Did"),
        again=_lt("Read Again"),
    )
    def _step_texts(self, step):
        company = self.env.company
        if not company.acupuncture_texts_read_at:
            return step
        words = self.env._(
            "Read by %(lawyer)s, entered by %(user)s on %(day)s",
            lawyer=company.acupuncture_texts_read_by,
            user=company.acupuncture_texts_user_id.name,
            day=format_day(
                self.env, company._clinic_date(company.acupuncture_texts_read_at)
            ),
        )
        newer = self._newer_texts()
        lacks = [self.env._("New since then: %(text)s", text=one.name) for one in newer]
        return step._replace(done=not lacks, told=(words,), lacks=tuple(lacks))

    @api.model
    def _newer_texts(self):
        """Return the forms in use that were published after a lawyer had read them."""
        return self.env["acupuncture.consent.template"].search(
            [
                ("state", "=", "published"),
                ("company_id", "in", [False, self.env.company.id]),
                ("published_at", ">", self.env.company.acupuncture_texts_read_at),
            ]
        )

    @api.model
    def _open_texts(self):
        title = self.env._("Texts Read by a Lawyer")
        return dialog(self.env["acupuncture.setup.texts"], title)
