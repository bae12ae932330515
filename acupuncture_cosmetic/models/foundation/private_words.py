from odoo import models

NAMES = ("acupuncture_url", "acupuncture_code", "acupuncture_minutes")


class PrivateWord(str):
    """What only this process may put into a message of the forms.

    A template finds it in the context. A context that came with a call holds plain
    text, and whoever sent it could put any address into a message of the clinic.
    """


class MailRenderMixin(models.AbstractModel):
    """Messages show addresses and codes that we made, not those of a caller."""

    _inherit = "mail.render.mixin"

    def _render_eval_context(self):
        values = super()._render_eval_context()
        strange = {
            word
            for word in NAMES
            if not isinstance(self.env.context.get(word, PrivateWord()), PrivateWord)
        }
        if strange:
            known = self.env.context.items()
            values["ctx"] = {key: word for key, word in known if key not in strange}
        return values
