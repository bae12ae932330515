from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class MailingMailing(models.Model):
    """Odoo evaluates a mailing's domain as superuser; here its authors' rights count.

    Otherwise a marketer learns by counting recipients what no access right shows.
    """

    _inherit = "mailing.mailing"

    @api.constrains("mailing_model_id")
    def _check_mailing_model(self):
        for mailing in self:
            model = mailing.mailing_model_real or ""
            if model.startswith("acupuncture.") and not getattr(
                self.env[model], "_mailing_enabled", False
            ):
                raise ValidationError(
                    self.env._(
                        "A mailing cannot be sent to “%(model)s”. Choose contacts or a "
                        "mailing list.",
                        model=self.env[model]._description,
                    )
                )

    def _get_opt_out_list(self):
        """Children get no news, nor who came of age since a parent agreed.

        They count as opted out when it is sent, so that no number tells who they are.
        """
        # sudo: whoever sends may not see ages; addresses to leave out do not leave here
        young = self.env["acupuncture.consent"].sudo()._left_alone_by_age()
        return young.union(super()._get_opt_out_list())

    def _get_recipients_domain(self):
        domain = Domain(super()._get_recipients_domain())
        model = self.env[self.mailing_model_real]
        # Whoever of them may see least decides.
        for author in self.user_id | self.create_uid | self.write_uid:
            visible = model.with_user(author).sudo(False)._search(domain)
            domain &= Domain("id", "in", visible)
        return domain
