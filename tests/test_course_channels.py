"""However an order is confirmed, the course is the same."""

from odoo import Command
from odoo.tests import HttpCase, tagged

from .common import ClinicCase

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAA"
    "BJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestChannels(HttpCase, ClinicCase):
    def assertOneCourse(self, order):
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.course_ids.client_id, self.client)
        self.assertEqual(order.course_ids.available_count, 12)

    def test_a_client_signs_in_the_portal(self):
        order = self.sell(self.product_course, confirm=False)
        order.write({"require_signature": True, "require_payment": False})
        order.action_quotation_sent()
        answer = self.make_jsonrpc_request(
            f"/my/orders/{order.id}/accept",
            {
                "access_token": order._portal_ensure_token(),
                "name": "Clara Client",
                "signature": PIXEL,
            },
        )
        self.assertTrue(answer.get("force_refresh"), answer)
        self.assertOneCourse(order)

    def test_a_client_pays_online(self):
        order = self.sell(self.product_course, confirm=False)
        method = self.env.ref("payment.payment_method_unknown")
        provider = self.env["payment.provider"].create(
            {
                "name": "Bank at the corner",
                "code": "none",
                "state": "test",
                "payment_method_ids": [Command.set(method.ids)],
            }
        )
        method.active = True
        payment = self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "reference": order.name,
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": self.client.id,
                "sale_order_ids": [Command.set(order.ids)],
                "operation": "online_direct",
            }
        )
        payment._set_done()
        payment._check_amount_and_confirm_order()
        self.assertOneCourse(order)

    def test_an_optional_course_accepted_later(self):
        order = self.sell(self.product_course)
        order.order_line = [
            Command.create({"product_id": self.product_course.id, "product_uom_qty": 0})
        ]
        self.assertEqual(len(order.course_ids), 1)
        order.order_line[1].product_uom_qty = 1
        self.assertEqual(len(order.course_ids), 2)

    def test_locked_orders_sell_courses_too(self):
        self.env["res.config.settings"].create(
            {"group_auto_done_setting": True}
        ).execute()
        order = self.sell(self.product_course)
        self.assertTrue(order.locked)
        self.assertOneCourse(order)
