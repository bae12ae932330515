"""The form of a session on a phone: what comes next stays in sight."""

from odoo.tests import HttpCase, tagged

from .common import ClinicCase

STILL_THERE = """
    const wait = setInterval(() => {
        const bar = document.querySelector(".o_acu_session_form .o_form_statusbar");
        const last = document.querySelector(".o_acu_session_form .o-mail-Chatter");
        if (!bar || !last) return;
        clearInterval(wait);
        last.scrollIntoView({ block: "end" });
        setTimeout(() => {
            const button = bar.querySelector("button:not([disabled])");
            const { left, top, width, height } = button.getBoundingClientRect();
            const seen = document.elementFromPoint(left + width / 2, top + height / 2);
            const there = button.contains(seen);
            console[there ? "log" : "error"](there ? "test successful" : "not seen");
        }, 300);
    }, 50);
"""


@tagged("post_install", "-at_install")
class TestSessionPhone(HttpCase, ClinicCase):
    browser_size = "390x844"

    def test_the_next_step_stays_while_scrolling(self):
        session = self.book("2036-03-03 09:00:00", kind="consultation")
        self.browser_js(
            f"/odoo/acupuncture.session/{session.id}",
            STILL_THERE,
            login=self.users["front_desk"].login,
        )
