"""A tablet for the tests: Chromium with fingers and a camera, driven step by step."""

import json
from unittest.mock import patch

from odoo.tests import HttpCase
from odoo.tests.common import ChromeBrowser, ChromeBrowserException

# key -> its place, its number, what it types
KEYS = {
    "Tab": ("Tab", 9, ""),
    "Enter": ("Enter", 13, "\r"),
    "Escape": ("Escape", 27, ""),
    " ": ("Space", 32, " "),
}
FARTHEST = 150  # steps of the tabulator; nobody goes on for longer
PATIENCE = 20  # seconds; a condition that holds is seen in the next frame
# Looks in each frame, so no step waits longer than the screen needs.
UNTIL = """
new Promise((done) => {
    const began = performance.now();
    const look = () => {
        let value = null;
        try { value = (%s); } catch { /* not there yet */ }
        if (value || performance.now() - began > %d) {
            done(value);
        } else {
            setTimeout(look, 16);
        }
    };
    look();
})
"""


class Tablet(ChromeBrowser):
    """Odoo's headless browser with a touch screen, walked with in Python."""

    def _spawn_chrome(self, cmd):
        return super()._spawn_chrome([*cmd[:-1], *self.test_case.switches, cmd[-1]])

    def navigate_to(self, url, wait_stop=False):
        self._websocket_request(
            "Emulation.setTouchEmulationEnabled",
            params={"enabled": True, "maxTouchPoints": 5},
        )
        return super().navigate_to(url, wait_stop)

    def _wait_code_ok(self, code, timeout, error_checker=None):
        try:
            self.test_case.walk(self)
        except Exception:  # fails as before, with what could be seen then
            self.take_screenshot().result(timeout=10)
            raise
        self._raise_what_went_wrong()

    def _raise_what_went_wrong(self):
        if self._result.done():
            self._result.result()

    # ------------------------------------------------------------------
    # Looking
    # ------------------------------------------------------------------

    def ask(self, expression):
        """Return the value of a JavaScript expression, or of its promise."""
        answer = self._websocket_request(
            "Runtime.evaluate",
            params={
                "expression": expression,
                "awaitPromise": True,
                "returnByValue": True,
            },
            timeout=PATIENCE + 10,
        )
        if "exceptionDetails" in answer:
            raise ChromeBrowserException(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def until(self, expression):
        """Return the value of an expression as soon as it is true."""
        value = self.ask(UNTIL % (expression, PATIENCE * 1000))
        self._raise_what_went_wrong()
        if not value:
            raise AssertionError(f"Never came true: {expression}")
        return value

    def see(self, selector):
        """Wait until something is there."""
        return self.until(f"Boolean({element(selector)})")

    def gone(self, selector):
        """Wait until something is no longer there."""
        return self.until(f"!{element(selector)}")

    def text(self, selector):
        """Return what an element says."""
        return self.ask(f"{element(selector)}.innerText.trim()")

    def middle(self, selector):
        """Return where an element is once it stands still, brought into view."""
        found = element(selector)
        self.see(selector)
        return self.ask(
            f"""(async () => {{
                {found}.scrollIntoView({{ block: "center", behavior: "instant" }});
                const where = () => {found}.getBoundingClientRect();
                const frame = () => new Promise((done) => requestAnimationFrame(done));
                let last = null, still = 0, box;
                while (still < 3) {{
                    await frame();
                    box = where();
                    const now = [box.x, box.y, box.width].join();
                    still = now === last ? still + 1 : 0;
                    last = now;
                }}
                return [box.x + box.width / 2, box.y + box.height / 2];
            }})()"""
        )

    def place(self, selector):
        """Return where the middle of an element is, wherever that is."""
        return self.ask(
            f"""(() => {{
                const box = {element(selector)}.getBoundingClientRect();
                return [box.x + box.width / 2, box.y + box.height / 2];
            }})()"""
        )

    def after(self, milliseconds):
        """Let timers that were set before now run out, and draw what they changed."""
        self.ask(
            f"""new Promise((done) => setTimeout(() => requestAnimationFrame(
                () => setTimeout(done)), {milliseconds}))"""
        )

    # ------------------------------------------------------------------
    # Fingers
    # ------------------------------------------------------------------

    def touch(self, *moments):
        """Tell the browser which fingers touch it, moment by moment.

        A moment is what happens ("Start", "Move", "End") and every finger's (x, y). All
        are sent at once: on a busy machine, waiting for each would be a long hold.
        """
        sent = [
            self._websocket_send(
                "Input.dispatchTouchEvent",
                params={
                    "type": f"touch{kind}",
                    "touchPoints": [
                        {"x": x, "y": y, "id": id_}
                        for id_, (x, y) in enumerate(fingers)
                    ],
                },
                with_future=True,
            )
            for kind, *fingers in moments
        ]
        for answer in sent:
            answer.result(timeout=PATIENCE)

    def tap(self, selector):
        """Touch the middle of an element and let go."""
        self.touch(("Start", self.middle(selector)), ("End",))

    def drag(self, *paths, steps=6):
        """Move fingers, each from where it starts to where it ends."""
        starts, ends = zip(*paths, strict=True)
        path = [
            [
                (x + (to_x - x) * step / steps, y + (to_y - y) * step / steps)
                for (x, y), (to_x, to_y) in zip(starts, ends, strict=True)
            ]
            for step in range(1, steps + 1)
        ]
        self.touch(("Start", *starts), ("Move", *path[0]))
        for places in path[1:]:
            self.touch(("Move", *places))
        self.touch(("End",))

    def type(self, text):
        """Type over what is in the field that has the focus."""
        self.ask("document.activeElement.select()")
        self._websocket_request("Input.insertText", params={"text": text})

    # ------------------------------------------------------------------
    # Keys
    # ------------------------------------------------------------------

    def press(self, key, shift=False):
        """Press a key and let go, as a keyboard does it."""
        code, number, text = KEYS[key]
        down = {"key": key, "code": code, "windowsVirtualKeyCode": number}
        down["modifiers"] = 8 if shift else 0
        for kind in ("keyDown" if text else "rawKeyDown", "keyUp"):
            typed = {"text": text} if text and kind == "keyDown" else {}
            self._websocket_request(
                "Input.dispatchKeyEvent", params={"type": kind, **down, **typed}
            )

    def reach(self, selector, back=False):
        """Go to an element with the tabulator, as whoever has no mouse does.

        :raises AssertionError: it is not reached that way
        """
        self.see(selector)
        here = f"document.activeElement.matches({json.dumps(selector)})"
        for _step in range(FARTHEST):
            if self.ask(here):
                return
            self.press("Tab", shift=back)
        raise AssertionError(f"Not reached by the keyboard: {selector}")

    def open_action(self, tag, **context):
        """Open a client action as a button would."""
        action = {"type": "ir.actions.client", "tag": tag, "context": context}
        self.ask(
            "odoo.__WOWL_DEBUG__.root.env.services.action.doAction"
            f"({json.dumps(action)})"
        )

    def permit_camera(self, setting):
        """Answer for the person whom the browser asks: granted or denied."""
        self._websocket_request(
            "Browser.setPermission",
            params={"permission": {"name": "camera"}, "setting": setting},
        )

    def choose_file(self, selector, path):
        """Tap what asks for a file, and answer with this one."""
        self._handlers["Page.fileChooserOpened"] = lambda backendNodeId, **_rest: (
            self._websocket_send(
                "DOM.setFileInputFiles",
                params={"backendNodeId": backendNodeId, "files": [str(path)]},
            )
        )
        self._websocket_request(
            "Page.setInterceptFileChooserDialog", params={"enabled": True}
        )
        self.tap(selector)

    def unzoom(self):
        """Show the page as it was before a pinch."""
        self._websocket_request(
            "Emulation.setPageScaleFactor", params={"pageScaleFactor": 1}
        )
        self.until("visualViewport.scale === 1")


def element(selector):
    return f"document.querySelector({json.dumps(selector)})"


class TabletCase(HttpCase):
    """Walks of a role through a screen on a tablet held upright."""

    browser_size = "820x1180"
    touch_enabled = True
    switches = ()

    def on_tablet(self, url, role, walk, switches=()):
        """Open a page as a role and hand the tablet to ``walk``."""
        self.walk, self.switches = walk, switches
        with patch("odoo.tests.common.ChromeBrowser", Tablet):
            self.browser_js(
                url, "", "odoo.isReady === true", login=self.users[role].login
            )
