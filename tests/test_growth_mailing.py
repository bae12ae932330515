"""A mailing counts only what its author may see."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ClinicCase


@tagged("post_install", "-at_install")
class TestMailing(ClinicCase):
    def mailing(self, model, domain):
        return (
            self.env["mailing.mailing"]
            .with_user(self.users["marketing"])
            .create(
                {
                    "subject": "News",
                    "mailing_model_id": self.env["ir.model"]._get_id(model),
                    "mailing_domain": domain,
                }
            )
        )

    def test_no_mailing_on_sessions_or_courses(self):
        self.sell_course()
        for model in ("acupuncture.session", "acupuncture.course"):
            with self.subTest(model), self.assertRaises(UserError):
                self.mailing(model, "[]").flush_recordset()

    def test_what_the_author_may_not_read_is_no_oracle(self):
        self.sell_course()
        for model, domain in (
            ("sale.order", "[]"),
            ("res.partner", "[('sale_order_ids.course_ids.state', '=', 'active')]"),
        ):
            with self.subTest(model), self.assertRaises(AccessError):
                self.mailing(model, domain).sudo()._get_recipients()

    def test_contacts_are_mailed_as_ever(self):
        mailing = self.mailing("res.partner", f"[('id', '=', {self.client.id})]")
        self.assertEqual(mailing.sudo()._get_recipients(), self.client.ids)
