import { describe, expect, test } from "@odoo/hoot";
import { press, queryFirst } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    clickSave,
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { WINDOWS } from "@acupuncture_cosmetic/face_chart/geometry";
import { inside } from "@acupuncture_cosmetic/face_site/face_site";

describe.current.tags("desktop", "acupuncture");

const MAPS = [["face_front", "Face, front"], ["face_left", "Face, left side"], ["face_right", "Face, right side"], ["body_front", "Body, front"], ["body_back", "Body, back"]];

class Spot extends models.Model {
    _name = "spot";
    map = fields.Selection({ selection: MAPS });
    x = fields.Float();
    y = fields.Float();
    _records = [{ id: 1, map: false, x: 0, y: 0 }, { id: 2, map: "face_left", x: 200, y: 300 }];
}

defineMailModels();
defineModels([Spot]);

async function mountSite(resId, readonly = false) {
    onRpc("acupuncture.point", "chart_map", () => ({
        points: [], places: Object.fromEntries(MAPS.map(([map]) => [map, []])), labels: { map: MAPS }, needles: {},
    }));
    await mountView({
        type: "form",
        resModel: "spot",
        resId,
        arch: `<form><field name="map" widget="face_site" readonly="${readonly ? 1 : 0}" options="{'x': 'x', 'y': 'y'}"/></form>`,
    });
    queryFirst("svg.o_face_drawing").focus();
}

test("a dot stays inside the drawing", () => {
    const frame = { x: 30, y: 40, width: 500, height: 700 };
    expect(inside(frame, 5, 900)).toEqual({ x: 30, y: 740 });
    expect(inside(frame, 100.4, 99.6)).toEqual({ x: 100, y: 100 });
});

test("arrow keys place and move the dot, Delete takes it away", async () => {
    onRpc("spot", "web_save", ({ args }) => expect.step(args[1]));
    await mountSite(1);
    expect(".o_site_dot").toHaveCount(0);
    await press("ArrowDown");
    await animationFrame();
    expect(".o_site_dot").toHaveCount(1);
    const before = queryFirst(".o_site_dot").getAttribute("transform");
    await press("ArrowRight");
    await animationFrame();
    expect(queryFirst(".o_site_dot").getAttribute("transform")).not.toBe(before);
    await clickSave();
    const { x, y, width, height } = WINDOWS.face_front;
    await expect.waitForSteps([{ map: "face_front", x: x + width / 2 + 10, y: y + height / 2 + 10 }]);
    queryFirst("svg.o_face_drawing").focus();
    await press("Delete");
    await animationFrame();
    expect(".o_site_dot").toHaveCount(0);
});

test("it opens on its own drawing and tells which one is marked", async () => {
    await mountSite(2);
    expect("button[data-map=face_left]").toHaveClass("active");
    expect(".o_site_dot").toHaveCount(1);
    await contains("button[data-map=face_front]").click();
    expect(".o_site_dot").toHaveCount(0);
    expect("button[data-map=face_left] .fa-map-marker").toHaveCount(1);
});

test("what is readonly does not move", async () => {
    await mountSite(2, true);
    const before = queryFirst(".o_site_dot").getAttribute("transform");
    await press("ArrowRight");
    await animationFrame();
    expect(queryFirst(".o_site_dot").getAttribute("transform")).toBe(before);
    expect(".o_site_clear").toHaveCount(0);
});
