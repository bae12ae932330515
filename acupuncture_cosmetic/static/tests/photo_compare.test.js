import { describe, expect, test } from "@odoo/hoot";
import { press, queryAll, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, getService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import { pan, zoom } from "@acupuncture_cosmetic/photo_compare/view_state";

describe.current.tags("desktop", "acupuncture");
defineMailModels();

const photo = (id, day, phase) => ({ id, day, phase, angle: "front", expression: "neutral", name: `P${id}` });

async function open() {
    onRpc("acupuncture.photo", "compare_data", () => ({
        client: "Clara",
        phases: { baseline: "Before the course", mid: "Mid-course" },
        angles: { front: "Front" },
        expressions: { neutral: "Neutral" },
        photos: [photo(1, "2026-03-02", "baseline"), photo(2, "2026-03-16", "mid")],
    }));
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "acupuncture_photo_compare" });
    await animationFrame();
}

const views = () => queryAll(".o_compare_stage img").map((image) => image.style.transform);

function finger(type, pointerId, x, y, target = ".o_compare_stage figure") {
    const { left, top, width, height } = queryOne(`${target}:first`).getBoundingClientRect();
    const at = { clientX: left + width * x, clientY: top + height * y };
    queryOne(`${target}:first`).dispatchEvent(
        new PointerEvent(`pointer${type}`, { bubbles: true, pointerId, pointerType: "touch", ...at })
    );
}

test("what lies under the fingers stays there while one zooms", () => {
    const view = zoom({ scale: 1, x: 0, y: 0 }, 2, { x: 25, y: -10 });
    expect(view).toEqual({ scale: 2, x: -25, y: 10 });
    // the place at 25 % was 25 % of the picture before, and is still
    expect((25 - view.x) / view.scale).toBe(25);
    expect(pan({ scale: 2, x: 40, y: 0 }, 40, 0).x).toBe(50);
});

test("the slider is a slider, the photos keep their names", async () => {
    await open();
    expect(".o_compare_handle[role=slider][tabindex='0']").toHaveAttribute("aria-valuenow", "50");
    expect("[role=slider] img").toHaveCount(0);
    expect(".o_compare_first img").toHaveAttribute("alt", /Before the course/);
    queryOne(".o_compare_handle").focus();
    await press("ArrowLeft");
    await press("=");
    await animationFrame();
    expect(".o_compare_handle").toHaveAttribute("aria-valuenow", "48");
    expect(views()).toEqual(Array(2).fill("translate(0%, 0%) scale(1.25)"));
});

test("side by side a finger pulls the picture as far as it goes, arrows pull it too", async () => {
    await open();
    await contains(".o_compare_side").click();
    expect(".o_compare_handle").toHaveCount(0);
    const stage = queryOne(".o_compare_stage");
    stage.setPointerCapture = () => {};
    stage.focus();
    await press("=");
    await press("=");
    await press("ArrowLeft");
    await animationFrame();
    const [first] = views();
    expect(first).toMatch(/^translate\(2%, 0%\)/);
    finger("down", 1, 0.5, 0.5);
    finger("move", 1, 0.6, 0.5);
    finger("up", 1, 0.6, 0.5);
    await animationFrame();
    const [moved, along] = views();
    expect(Math.round(parseFloat(moved.slice(10)))).toBe(12);
    expect(along).toBe(moved);
});

test("two fingers zoom, a third changes nothing", async () => {
    await open();
    queryOne(".o_compare_stage").setPointerCapture = () => {};
    finger("down", 1, 0.4, 0.5);
    finger("down", 2, 0.6, 0.5);
    finger("move", 2, 0.8, 0.5);
    await animationFrame();
    const [zoomed, along] = views();
    expect(zoomed).toMatch(/scale\((1\.99|2)/);
    expect(along).toBe(zoomed);
    finger("down", 3, 0.1, 0.1);
    finger("move", 3, 0.9, 0.9);
    await animationFrame();
    expect(views()[0]).toBe(zoomed);
});
