import { describe, destroy, expect, test } from "@odoo/hoot";
import { Component, xml } from "@odoo/owl";
import { whenClosed } from "@acupuncture_cosmetic/when_closed/when_closed";
import { mountWithCleanup } from "@web/../tests/web_test_helpers";

describe.current.tags("desktop", "acupuncture");

class Screen extends Component {
    static template = xml`<div/>`;
    static props = ["*"];
}

test("a dialog that closes has its screen read anew, and waits for nothing", async () => {
    const screen = await mountWithCleanup(Screen, { noMainContainer: true });
    const close = whenClosed(screen, () => {
        expect.step("read");
        return new Promise(() => {});
    });
    expect(close()).toBe(undefined);
    await expect.waitForSteps(["read"]);
    close({ noReload: true });
    destroy(screen);
    close();
    expect.verifySteps([]);
});
