"""Where a marker is looked for by those who may not know it: files, records, pages."""

import io

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user
from odoo.tools.pdf import PdfFileReader

from .test_security_matrix import CLINICAL, SHARED

MARKER = "Zzmarkerzz"
ROLES = ("front_desk", "billing", "marketing", "manager")
# What somebody may be in Odoo without being anything in the clinic.
ODOO_GROUPS = (
    "sales_team.group_sale_manager",
    "account.group_account_manager",
    "mass_mailing.group_mass_mailing_user",
    "base.group_partner_manager",
    "base.group_allow_export",
    "mail.group_mail_template_editor",
)
NEWEST = 80


class MarkerReaders:
    """Reads whatever each role, and people without any role of ours, can reach."""

    def with_open_tasks(self):
        """Return who may follow the client's contact: for tasks that all may read."""
        tasks = self.env["mail.activity"].with_context(active_test=False)
        on_contact = tasks.search([("res_model", "=", "res.partner")])
        self.assertFalse(any(on_contact.acupuncture_followup_id.mapped("sensitive")))
        return on_contact.user_id.partner_id

    def check_files(self):
        """No file outside clinical records holds the marker, printed ones neither."""
        files = self.env["ir.attachment"].search([("id", ">", 0)])
        for file in files:
            clinical = file.res_model in CLINICAL
            with self.subTest(file=file.name, model=file.res_model):
                self.assertNotIn(MARKER, file.index_content or "")
                if clinical:
                    self.assertFalse(file.public or file.access_token)
                else:
                    self.assertNotIn(MARKER, self.text_of(file))

    def text_of(self, file):
        raw = file.raw or b""
        if not raw.startswith(b"%PDF"):
            return raw.decode("utf-8", "ignore")
        try:
            pages = PdfFileReader(io.BytesIO(raw)).pages
            return "".join(page.extract_text() for page in pages)
        except Exception:  # a file that only says it is a PDF
            return raw.decode("utf-8", "ignore")

    def check_what_others_read(self):
        for user in self.readers():
            with self.subTest(user=user.login):
                self.assertEqual(self.models_telling(user), [])
                self.check_prints(user)
                self.check_client_pages(user)

    def readers(self):
        """Return those with a role that is not clinical, or with none of ours."""
        groups = ",".join(ODOO_GROUPS)
        nobody = new_test_user(self.env, "odoo_only", groups=groups)
        return [nobody, self.users["employee"], *(self.users[role] for role in ROLES)]

    def models_telling(self, user):
        return [
            name
            for name, model in self.env.registry.items()
            if not (model._abstract or model._transient)
            and MARKER in str(self.rows(self.env[name].with_user(user)))
        ]

    def rows(self, model):
        """Return the newest rows of a model with every field a user may read."""
        try:
            if not model.has_access("read"):
                return []
            records = model.with_context(active_test=False).search(
                [], limit=NEWEST, order="id desc"
            )
            with self.env.cr.savepoint():
                return records.read(self.names(model))
        except (AccessError, UserError):
            return []

    def names(self, model):
        ours = model._name.startswith("acupuncture.") or model._name in SHARED
        return [
            name
            for name, field in model._fields.items()
            if (field.store or ours)
            and field.type != "binary"
            and model._has_field_access(field, "read")
        ]

    def check_client_pages(self, user):
        """No page of a client tells them, nor has a part that only clinicians read."""
        pages = self.env["acupuncture.client.page"]
        for client in (self.client | self.other_client).exists():
            try:
                told = str(pages.with_user(user).read_page(client.id))
            except AccessError:
                continue
            self.assertNotIn(MARKER, told)
            for part in ("charts", "photos", "ratings", "plan", "consents", "history"):
                self.assertNotIn(f"'{part}'", told)

    def check_prints(self, user):
        """What is printed for the client by those who sell and invoice."""
        orders = self.env["sale.order"].search([("partner_id", "=", self.client.id)])
        for report, records in (
            ("sale.report_saleorder", orders),
            ("account.report_invoice", orders.invoice_ids),
        ):
            self.assertTrue(records)
            if records.with_user(user).has_access("read"):
                reports = self.env["ir.actions.report"].with_user(user)
                html, _kind = reports._render_qweb_html(report, records.ids)
                self.assertNotIn(MARKER.encode(), html)
