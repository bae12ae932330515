import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { click, keyDown, press, queryAll, queryAllTexts, queryFirst, queryOne } from "@odoo/hoot-dom";
import { Deferred, advanceTime, animationFrame } from "@odoo/hoot-mock";
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

describe.current.tags("desktop", "acupuncture");

const SIDES = [["left", "Left"], ["right", "Right"], ["mid", "Midline"], ["both", "Both sides"]];
const ZONES = [["scalp", "Scalp"], ["face_upper", "Upper face"], ["face_middle", "Middle face"], ["face_lower", "Lower face"], ["legs", "Legs and feet"]];
const ANGLES = [["perpendicular", "Perpendicular"], ["oblique", "Oblique"], ["transverse", "Transverse"]];

function point(id, code, plain, zone, values = {}) {
    return {
        id, code, plain, pinyin: plain, zone, name: `${code} ${plain}`, hanzi: "", english: "",
        keys: ` ${code.toLowerCase()} ${plain.toLowerCase()} `, midline: false, needles: 1, depth_min: 8, depth_max: 13, angle: "perpendicular",
        pregnancy: "ok", note: "", cosmetic: true, facts: [], supervised: false, ...values,
    };
}

function fact(kind, danger, limit = 0) {
    return { kind, label: kind, danger, limit, words: `${kind}: ${danger}` };
}

const ST6 = point(6, "ST6", "Jiache", "face_lower");
const MAP = {
    points: [
        ST6,
        point(14, "GB14", "Yangbai", "face_upper", { angle: "transverse" }),
        point(3, "EX-HN3", "Yintang", "face_upper", { midline: true }),
        point(1, "EX-HN1", "Sishencong", "scalp", { midline: true, needles: 4 }),
        point(36, "ST36", "Zusanli", "legs", { pregnancy: "avoid" }),
        point(21, "ST21", "Liangmen", "legs", { cosmetic: false }),
        point(17, "ST17", "Ruzhong", "legs", { facts: [fact("forbidden", "The nipple.")] }),
        point(81, "LU1", "Zhongfu", "legs", {
            angle: false, depth_max: 13, supervised: true, facts: [fact("over_lung", "The lung lies there.", 13)],
        }),
        point(9, "ST9", "Renying", "face_lower", {
            facts: [fact("experienced", "The carotid artery."), fact("one_side", "Both sinuses.")],
        }),
        point(90, "ASHI", "Ashi", "face_middle", { free: true }),
        point(91, "LINE", "Wrinkle line", "face_middle", { free: true, angle: "transverse" }),
        point(92, "MOTOR", "Motor point", "face_middle", { free: true }),
    ],
    places: {
        face_front: [
            [6, "left", 415, 500], [6, "right", 185, 500], [14, "left", 372, 254], [14, "right", 228, 254],
            [9, "left", 350, 690], [9, "right", 250, 690], [3, "mid", 300, 316], [1, "mid", 276, 74], [1, "mid", 324, 74],
        ],
        face_left: [[6, "left", 290, 536]],
        face_right: [[6, "right", 310, 536]],
        body_front: [[36, "left", 357, 772], [36, "right", 243, 772]],
        body_back: [],
    },
    labels: {
        side: SIDES,
        zone: ZONES,
        angle: ANGLES,
        stimulation: [["none", "None"], ["manual", "By hand"]],
        response: [["none", "None"], ["de_qi", "De qi"]],
        map: [["face_front", "Face, front"], ["face_left", "Face, left side"], ["face_right", "Face, right side"], ["body_front", "Body, front"], ["body_back", "Body, back"]],
    },
    needles: Object.fromEntries(ZONES.map(([zone]) => [zone, { gauge_mm: 0.16, length_mm: 15 }])),
};

class Point extends models.Model {
    _name = "acupuncture.point";
    name = fields.Char();
    _records = MAP.points.map(({ id, name }) => ({ id, name }));
}

class Lot extends models.Model {
    _name = "acupuncture.supply.lot";
    name = fields.Char();
    _records = [{ id: 1, name: "LOT-7" }];
}

class Needle extends models.Model {
    _name = "acupuncture.needle";
    treatment_id = fields.Many2one({ relation: "acupuncture.treatment" });
    sequence = fields.Integer();
    point_id = fields.Many2one({ relation: "acupuncture.point" });
    side = fields.Selection({ selection: SIDES });
    zone = fields.Selection({ selection: ZONES });
    gauge_mm = fields.Float();
    length_mm = fields.Float();
    depth_mm = fields.Float();
    angle = fields.Selection({ selection: ANGLES });
    stimulation = fields.Selection({ selection: MAP.labels.stimulation });
    response = fields.Selection({ selection: MAP.labels.response });
    lot_id = fields.Many2one({ relation: "acupuncture.supply.lot" });
    retained = fields.Boolean();
    removal_due = fields.Date();
    client_agreed = fields.Boolean();
    kind = fields.Selection({ selection: [["press", "Press needle"], ["intradermal", "Intradermal needle"]] });
    map = fields.Selection({ selection: [["face_front", "Face, front"], ["face_left", "Left"], ["face_right", "Right"]] });
    map_x = fields.Float();
    map_y = fields.Float();
    site = fields.Char();
    line_no = fields.Integer();
    in_at = fields.Datetime();
    out_at = fields.Datetime();
    danger_accepted = fields.Boolean();
    danger_reason = fields.Char();
    _records = [
        { id: 1, treatment_id: 1, point_id: 14, side: "left", zone: "face_upper", depth_mm: 5 },
        { id: 2, treatment_id: 1, point_id: 14, side: "right", zone: "face_upper", depth_mm: 5 },
    ];
}

class Treatment extends models.Model {
    _name = "acupuncture.treatment";
    needle_ids = fields.One2many({ relation: "acupuncture.needle", relation_field: "treatment_id" });
    ghost_data = fields.Json();
    closed_data = fields.Json();
    learns = fields.Boolean();
    signed = fields.Boolean();
    needles_in_at = fields.Datetime();
    removal_at = fields.Datetime();
    retention_target = fields.Integer();
    retention_minutes = fields.Integer();
    is_open = fields.Boolean();
    is_writable = fields.Boolean();
    count_data = fields.Json();
    count_way = fields.Selection({ selection: [["ready", "Ready"], ["dots", "Dots"]] });
    _records = [{ id: 1, needle_ids: [1, 2], ghost_data: [{ point_id: 6, side: "left", depth_mm: 4 }] }];
}

defineMailModels();
defineModels([Point, Lot, Needle, Treatment]);

beforeEach(() => onRpc("acupuncture.point", "chart_map", () => MAP));

const LIST = `<field name="needle_ids"><list editable="bottom" limit="500"><field name="point_id"/><field name="side"/><field name="depth_mm"/></list></field>`;

async function open(options = "{'ghosts': 'ghost_data', 'closed': 'closed_data'}", list = LIST) {
    await mountView({
        type: "form",
        resModel: "acupuncture.treatment",
        resId: 1,
        arch: `<form><field name="signed" invisible="1"/><field name="needle_ids" widget="face_chart" options="${options}" readonly="signed"/>${list}</form>`,
    });
    await animationFrame();
}

const spot = (code, side) => queryFirst(`.o_spot[data-code="${code}"][data-side="${side}"]`);
const total = () => queryOne(".o_needles_in").textContent.replace(/\D/g, "");

async function tap(code, side, options) {
    await click(spot(code, side), options);
    await animationFrame();
}

function finger(type, code, side, values = {}) {
    const { x, y } = spot(code, side).getBoundingClientRect();
    const at = { clientX: x + 11, clientY: y + 11, button: 0, pointerType: "touch", isPrimary: true };
    const ev = new PointerEvent(type, { bubbles: true, cancelable: true, ...at, ...values });
    spot(code, side).dispatchEvent(ev);
}

test("shows the needles of the record by zone, and last time's as ghosts", async () => {
    await open();
    expect(".o_spot.o_needled").toHaveCount(2);
    expect(spot("GB14", "left")).toHaveAttribute("aria-label", "GB 14 Yangbai, left, needled");
    expect(spot("ST6", "left")).toHaveClass("o_ghost");
    expect(spot("ST6", "left")).toHaveAttribute("aria-label", "ST 6 Jiache, left, needled last time");
    expect(total()).toBe("2");
    expect(".o_zone_count[data-zone=face_upper] b").toHaveText("2");
});

test("a tap places both sides as rows of the list, another takes them back", async () => {
    await open();
    await tap("ST6", "left");
    expect(total()).toBe("4");
    expect(".o_list_renderer .o_data_row").toHaveCount(4);
    expect(spot("ST6", "right")).toHaveAttribute("aria-pressed", "true");
    await tap("ST6", "right");
    expect(total()).toBe("2");
    expect(".o_list_renderer .o_data_row").toHaveCount(2);
});

test("a row deleted in the list leaves the drawing", async () => {
    await open();
    await contains(".o_data_row:first .o_list_record_remove").click();
    expect(spot("GB14", "left")).not.toHaveClass("o_needled");
    expect(spot("GB14", "right")).toHaveClass("o_needled");
    expect(total()).toBe("1");
});

test("one side alone: by the switch, or for once with shift", async () => {
    await open();
    await keyDown("Shift");
    await tap("ST6", "left");
    expect(spot("ST6", "right")).not.toHaveClass("o_needled");
    expect(total()).toBe("3");
});

test("without the switch a tap speaks of its own side", async () => {
    await open();
    await contains(".o_both_sides").click();
    await tap("GB14", "left");
    expect(total()).toBe("1");
    expect(spot("GB14", "right")).toHaveClass("o_needled");
});

test("a group of points takes four needles", async () => {
    await open();
    await tap("EX-HN1", "mid");
    expect(total()).toBe("6");
    await tap("EX-HN1", "mid");
    expect(total()).toBe("2");
});

test("needles are saved with the form", async () => {
    onRpc("acupuncture.treatment", "web_save", ({ args }) => {
        expect.step("save");
        const [one, other] = args[1].needle_ids;
        expect(one[0]).toBe(0);
        expect(one[2]).toMatchObject({ point_id: 6, side: "left", zone: "face_lower", depth_mm: 4, gauge_mm: 0.16 });
        expect(other[2]).toMatchObject({ point_id: 6, side: "right" });
    });
    await open();
    await tap("ST6", "left");
    await clickSave();
    await expect.waitForSteps(["save"]);
});

test("a closed point is placed only when the practitioner says so", async () => {
    Treatment._records[0].closed_data = { 6: "Not needled at present" };
    await open();
    expect(spot("ST6", "left")).toHaveClass("o_closed");
    await tap("ST6", "left");
    expect(".modal").toHaveText(/Not needled at present/);
    await contains(".modal .btn-secondary").click();
    expect(total()).toBe("2");
    await tap("ST6", "left");
    await contains(".modal .btn-primary").click();
    expect(total()).toBe("4");
    expect(".o_face_warning").toHaveText(/ST 6 Jiache is closed/);
});

test("hold opens the details; a depth beyond the limit is warned about", async () => {
    onRpc("acupuncture.supply.lot", "web_search_read", () => ({ length: 0, records: [] }));
    await open();
    finger("pointerdown", "GB14", "left");
    await advanceTime(600);
    await animationFrame();
    expect(".o_needle_form").toHaveCount(1);
    await contains("#o_needle_depth").edit("20", { confirm: "tab" });
    await animationFrame();
    expect(".o_needle_deep").toHaveText(/13 mm/);
    expect(".o_face_warning").toHaveCount(2);
    expect(spot("GB14", "left")).toHaveClass("o_deep");
    await contains(".o_needle_done").click();
    expect(queryAllTexts(".o_data_row [name=depth_mm]")).toEqual(["20.00", "20.00"]);
});

test("a depth is not lost when the form is drawn anew under the typing hand", async () => {
    const lots = new Deferred();
    onRpc("acupuncture.supply.lot", "web_search_read", () => ({ length: 0, records: [] }));
    onRpc("acupuncture.treatment", "onchange", () => lots);
    Treatment._onChanges = { needle_ids() {} };
    await open();
    await click(spot("GB14", "left"), { button: 2 });
    await animationFrame();
    await click(".o_needle_form .btn-group .btn:first"); // still on its way to the server
    await contains("#o_needle_depth").edit("7", { confirm: false });
    lots.resolve({ value: {} });
    await animationFrame();
    await animationFrame();
    expect(".o_needle_form .btn-group .btn:first").toHaveAttribute("aria-pressed", "true");
    expect("#o_needle_depth").toHaveValue(7);
    await contains(".o_needle_done").click();
    expect(queryAllTexts(".o_data_row [name=depth_mm]")).toEqual(["7.00"]);
});

test("the menu that browsers open for fingers is no second hold", async () => {
    onRpc("acupuncture.supply.lot", "web_search_read", () => ({ length: 0, records: [] }));
    await open();
    finger("pointerdown", "ST6", "left");
    finger("contextmenu", "ST6", "left"); // sooner than our own hold
    await animationFrame();
    expect(".o_needle_form").toHaveCount(1);
    expect(total()).toBe("4");
    await contains(".o_needle_remove").click();
    finger("pointerup", "ST6", "left");
    finger("contextmenu", "ST6", "left"); // and once more when it is lifted
    finger("click", "ST6", "left");
    await advanceTime(600);
    await animationFrame();
    expect(".o_needle_form").toHaveCount(0);
    expect(total()).toBe("2");
});

test("a second finger anywhere takes back what the first one meant", async () => {
    await open();
    for (const second of [spot("GB14", "left"), document.body]) {
        finger("pointerdown", "ST6", "left");
        second.dispatchEvent(
            new PointerEvent("pointerdown", { bubbles: true, pointerId: 2, pointerType: "touch", isPrimary: false })
        );
        await advanceTime(600);
        finger("pointerup", "ST6", "left");
        finger("contextmenu", "ST6", "left"); // two fingers ask for a menu
        finger("click", "ST6", "left");
        await animationFrame();
        expect(".o_needle_form").toHaveCount(0);
        expect(total()).toBe("2");
    }
});

test("details: side, lot with its needle, angle; then removed", async () => {
    onRpc("acupuncture.supply.lot", "web_search_read", ({ kwargs }) => {
        expect(kwargs.domain[0]).toEqual(["supply_id.kind", "=", "needle"]);
        const supply_id = { id: 1, display_name: "J15", gauge_mm: 0.14, length_mm: 15 };
        return { length: 1, records: [{ id: 1, name: "LOT-7", expiry: false, supply_id }] };
    });
    await open();
    await click(spot("GB14", "left"), { button: 2 });
    await animationFrame();
    await contains(".o_needle_form .btn-group .btn:first").click();
    expect(spot("GB14", "right")).not.toHaveClass("o_needled");
    await contains("#o_needle_lot").select("1");
    await animationFrame();
    expect("#o_needle_gauge").toHaveValue("0.14");
    await contains("#o_needle_angle").select("oblique");
    await animationFrame();
    expect("#o_needle_angle").toHaveValue("oblique");
    await contains(".o_needle_remove").click();
    expect(total()).toBe("0");
});

test("keyboard alone: arrows, enter, e and escape", async () => {
    onRpc("acupuncture.supply.lot", "web_search_read", () => ({ length: 0, records: [] }));
    await open();
    expect(queryAll(".o_spot[tabindex='0']")).toHaveLength(1);
    spot("GB14", "left").focus();
    await animationFrame();
    await press("ArrowDown");
    await animationFrame();
    expect(document.activeElement).toHaveAttribute("data-code", "ST6");
    await press("Enter");
    await animationFrame();
    expect(spot("ST6", "left")).toHaveAttribute("aria-pressed", "true");
    expect(document.activeElement).toHaveAttribute("data-code", "ST6");
    await press("e");
    await animationFrame();
    expect(".o_needle_form").toHaveCount(1);
    await press("Escape");
    await animationFrame();
    expect(".o_needle_form").toHaveCount(0);
    expect(document.activeElement).toHaveAttribute("data-code", "ST6");
    await press(" ");
    await animationFrame();
    expect(total()).toBe("2");
});

test("the search box finds a point, needles it and turns to its drawing", async () => {
    await open();
    await contains(".o_point_search input").edit("zusan", { confirm: "enter" });
    await animationFrame();
    expect(total()).toBe("4");
    expect("[data-map=body_front]").toHaveAttribute("aria-pressed", "true");
    expect(spot("ST36", "left")).toHaveClass("o_needled");
    expect(".o_face_chart").toHaveText(/avoid in pregnancy: ST 36/);
});

test("what was found leaves the drawing free when one turns away, not when one taps it", async () => {
    await open();
    await contains(".o_point_search input").edit("jiache", { confirm: false });
    await animationFrame();
    expect(".o_point_found[role=listbox] [role=option]").toHaveCount(1);
    spot("GB14", "left").focus();
    await animationFrame();
    expect(".o_point_found").toHaveCount(0);
    expect(".o_point_search input").toHaveAttribute("aria-expanded", "false");
    await contains(".o_point_search input").focus();
    await contains(".o_point_found [role=option]").click();
    expect(total()).toBe("4");
    await contains(".o_point_search input").edit("nonsense", { confirm: false });
    await animationFrame();
    expect(".o_point_search [role=status]").toHaveText("No point has this name.");
});

test("each drawing says how many needles it has", async () => {
    await open();
    expect("[data-map=face_front]").toHaveAttribute("aria-label", "Face, front, 2");
    expect("[data-map=face_left]").toHaveAttribute("aria-label", "Face, left side");
});

test("a point that is on no drawing is needled all the same", async () => {
    await open();
    await contains(".o_point_search input").edit("liangmen", { confirm: "enter" });
    await animationFrame();
    expect(total()).toBe("4");
    expect("[data-map=face_front]").toHaveAttribute("aria-pressed", "true");
});

test("what is signed is only shown", async () => {
    Treatment._records[0].signed = true;
    await open();
    await tap("ST6", "left");
    await tap("GB14", "left");
    expect(total()).toBe("2");
    expect(".o_point_search").toHaveCount(0);
    expect(".o_both_sides").toHaveCount(0);
    expect(".o_spot.o_ghost").toHaveCount(0);
});

test("rows of a plan speak of both sides", async () => {
    Needle._records = [{ id: 1, treatment_id: 1, point_id: 14, side: "both", zone: "face_upper" }];
    Treatment._records[0].needle_ids = [1];
    await open("{'plan': true}", "");
    expect(total()).toBe("2");
    expect(spot("GB14", "right")).toHaveClass("o_needled");
    await tap("ST6", "left");
    expect(total()).toBe("4");
    await tap("EX-HN1", "mid");
    expect(total()).toBe("8");
});

async function find(name) {
    await contains(".o_point_search input").edit(name, { confirm: "enter" });
    await animationFrame();
}

test("what is never needled is refused, by search and Enter too", async () => {
    await open();
    await find("ruzhong");
    expect(".modal").toHaveText(/ST 17 Ruzhong is not needled/);
    expect(".modal").toHaveText(/The nipple/);
    await contains(".modal .btn-primary").click();
    expect(total()).toBe("2");
});

test("over the lung: the danger is told, and the needle is set slanted", async () => {
    onRpc("acupuncture.treatment", "web_save", ({ args }) => {
        expect(args[1].needle_ids[0][2]).toMatchObject({ point_id: 81, angle: "oblique" });
        expect.step("save");
    });
    await open();
    await find("zhongfu");
    expect(".o_danger_dialog").toHaveText(/The lung lies there/);
    await contains(".o_danger_leave").click();
    expect(total()).toBe("2");
    await find("zhongfu");
    await contains(".o_danger_place").click();
    expect(total()).toBe("4");
    await clickSave();
    await expect.waitForSteps(["save"]);
});

test("experienced hands say why, and only one side is set", async () => {
    onRpc("acupuncture.treatment", "web_save", ({ args }) => {
        expect(args[1].needle_ids).toHaveLength(1);
        expect(args[1].needle_ids[0][2]).toMatchObject({
            point_id: 9, side: "right", danger_accepted: true, danger_reason: "Pulse felt",
        });
        expect.step("save");
    });
    await open();
    await tap("ST9", "right");
    expect(".o_danger_place").not.toBeEnabled();
    await contains("#o_danger_reason").edit("Pulse felt", { confirm: false });
    await contains(".o_danger_place").click();
    expect(total()).toBe("3");
    await clickSave();
    await expect.waitForSteps(["save"]);
    await tap("ST9", "left");
    expect(".o_danger_dialog").toHaveText(/Both sinuses/);
    await contains(".o_danger_leave").click();
    expect(total()).toBe("3");
});

test("a needle is not turned straight over the lung without a reason", async () => {
    onRpc("acupuncture.supply.lot", "web_search_read", () => ({ length: 0, records: [] }));
    Needle._records = [{ id: 1, treatment_id: 1, point_id: 81, side: "left", zone: "legs", angle: "oblique", depth_mm: 5 }];
    Treatment._records[0].needle_ids = [1];
    MAP.places.body_front.push([81, "left", 200, 200]);
    await open();
    await contains("[data-map=body_front]").click();
    await click(spot("LU1", "left"), { button: 2 });
    await animationFrame();
    await contains("#o_needle_angle").select("perpendicular");
    await contains(".o_danger_leave").click();
    expect(".o_face_warning").toHaveCount(0);
    MAP.places.body_front.pop();
});

test("who learns waits for the supervisor at eye, neck and chest", async () => {
    Treatment._records[0].learns = true;
    await open("{'learns': 'learns'}");
    await find("zhongfu");
    expect(".modal").toHaveText(/waits for your supervisor/);
    await contains(".modal .btn-primary").click();
    await tap("ST6", "left");
    expect(total()).toBe("4");
});

const CTRL_Z = ["Control", "z"];
const undo = async () => {
    await press(CTRL_Z);
    await animationFrame();
};

test("what the drawing placed, changed and removed is taken back step by step", async () => {
    onRpc("acupuncture.supply.lot", "web_search_read", () => ({ length: 0, records: [] }));
    await open();
    expect(".o_face_undo").not.toBeEnabled();
    await tap("ST6", "left");
    await click(spot("ST6", "left"), { button: 2 });
    await animationFrame();
    await contains("#o_needle_depth").edit("7", { confirm: "tab" });
    await contains(".o_needle_done").click();
    await tap("GB14", "left");
    expect(total()).toBe("2");
    await contains(".o_face_undo").click();
    expect(total()).toBe("4");
    expect(spot("GB14", "right")).toHaveClass("o_needled");
    document.activeElement.blur();
    await undo();
    const depths = () => queryAll(".o_data_row:has([name=point_id]:contains('Jiache')) [name=depth_mm]").map((cell) => cell.textContent);
    expect(depths()).toEqual(["4.00", "4.00"]);
    await undo();
    expect(total()).toBe("2");
    expect(spot("ST6", "left")).not.toHaveClass("o_needled");
    expect(".o_face_undo").not.toBeEnabled();
    await undo();
    expect(total()).toBe("2");
});

test("a step is taken back after it was saved, too", async () => {
    await open();
    await tap("ST6", "left");
    await clickSave();
    document.activeElement.blur();
    await undo();
    expect(total()).toBe("2");
    expect(spot("ST6", "left")).not.toHaveClass("o_needled");
});

test("what was discarded is no step any more", async () => {
    await open();
    await tap("GB14", "left");
    expect(total()).toBe("0");
    await contains(".o_form_button_cancel").click();
    expect(total()).toBe("2");
    await undo();
    expect(total()).toBe("2");
});

test("Ctrl+Z in a text is the text's own", async () => {
    await open();
    await tap("ST6", "left");
    await contains(".o_point_search input").focus();
    await undo();
    expect(total()).toBe("4");
});

test("the drawing fills the screen by button and key, and Escape leaves", async () => {
    await open();
    await contains(".o_face_full").click();
    expect(".o_face_chart").toHaveClass("o_face_focus");
    expect(".o_face_full").toHaveAttribute("aria-pressed", "true");
    document.activeElement.blur();
    await press("Escape");
    await animationFrame();
    expect(".o_face_chart").not.toHaveClass("o_face_focus");
    await press("f");
    await animationFrame();
    expect(".o_face_chart").toHaveClass("o_face_focus");
    await tap("ST6", "left");
    await undo();
    expect(total()).toBe("2");
    await contains(".o_point_search input").edit("f", { confirm: false });
    expect(".o_face_chart").toHaveClass("o_face_focus");
    await contains(".o_face_full").click();
    expect(".o_face_chart").not.toHaveClass("o_face_focus");
});

test("a question over the full screen keeps its own Escape", async () => {
    Treatment._records[0].closed_data = { 6: "Not needled at present" };
    await open();
    await contains(".o_face_full").click();
    await tap("ST6", "left");
    expect(".modal").toHaveCount(1);
    await press("Escape");
    await animationFrame();
    expect(".modal").toHaveCount(0);
    expect(".o_face_chart").toHaveClass("o_face_focus");
});

test("on the full screen a swipe turns to the next drawing and needles nothing", async () => {
    await open();
    const swipe = async (by) => {
        const { x, y } = spot("ST6", "left")?.getBoundingClientRect() || { x: 200, y: 200 };
        const at = { bubbles: true, pointerType: "touch", isPrimary: true, button: 0, clientY: y };
        const fire = (type, clientX) => queryFirst(".o_face_drawing").dispatchEvent(new PointerEvent(type, { ...at, clientX }));
        fire("pointerdown", x);
        fire("pointermove", x + by);
        fire("pointerup", x + by);
        fire("click", x);
        await animationFrame();
    };
    await swipe(-90);
    expect("[data-map=face_front]").toHaveAttribute("aria-pressed", "true");
    expect(total()).toBe("2");
    await contains(".o_face_full").click();
    await swipe(-90);
    expect("[data-map=face_left]").toHaveAttribute("aria-pressed", "true");
    await swipe(90);
    await swipe(90);
    expect("[data-map=body_back]").toHaveAttribute("aria-pressed", "true");
    expect(total()).toBe("2");
});

const FLOW = "{'time': 'needles_in_at', 'count': 'count_data'}";

function comingOut(values = {}) {
    Object.assign(Treatment._records[0], {
        needles_in_at: "2026-03-02 08:00:00", removal_at: "2026-03-02 08:20:00", retention_target: 20, is_open: true, is_writable: true,
        count_data: [{ zone: "face_upper", label: "Upper face", expected: 2, out: null, tapped: 0 }], ...values,
    });
}

/** The server's part of tapping out. */
function takeTaps(answers = []) {
    onRpc("acupuncture.treatment", "action_tap_out", async function ({ args }) {
        expect.step(`${args[1]} out, ${args[2]} in`);
        await answers.shift();
        const needles = this.env["acupuncture.needle"];
        needles.write(args[1], { out_at: "2026-03-02 08:21:00" });
        needles.write(args[2], { out_at: false });
        const out = needles.search_count([["out_at", "!=", false]]);
        const zone = { zone: "face_upper", label: "Upper face", expected: 2, out, tapped: out };
        this.env["acupuncture.treatment"].write([1], { count_data: [zone] });
        return {};
    });
}

test("where the clinic counts so, each tap takes one needle out, and another puts it back", async () => {
    comingOut({ count_way: "dots" });
    takeTaps();
    await open(FLOW);
    await tap("GB14", "left");
    await expect.waitForSteps(["1 out,  in"]);
    expect(spot("GB14", "left")).toHaveClass("o_out");
    expect(spot("GB14", "left")).toHaveAttribute("aria-label", "GB 14 Yangbai, left, out");
    expect(spot("GB14", "right")).not.toHaveClass("o_out");
    await tap("ST6", "left"); // nothing is in there
    expect(total()).toBe("2");
    await contains(".o_face_full").click();
    expect(".o_tally_out").toHaveText("1");
    await tap("GB14", "left");
    await expect.waitForSteps([" out, 1 in"]);
    expect(".o_tally_out").toHaveText("0");
});

test("what is tapped while the server is asked is not lost", async () => {
    comingOut();
    const first = new Deferred();
    takeTaps([first]);
    await open(FLOW);
    await contains(".o_tap_out").click();
    await tap("GB14", "left");
    await tap("GB14", "right");
    expect(spot("GB14", "right")).toHaveClass("o_out");
    await expect.waitForSteps(["1 out,  in"]);
    first.resolve();
    await animationFrame();
    await animationFrame();
    await expect.waitForSteps(["2 out,  in"]);
    expect(".o_spot.o_out").toHaveCount(2);
});

test("what was placed a moment ago is still there when another needle is tapped out", async () => {
    comingOut();
    takeTaps();
    await open(FLOW);
    await tap("ST6", "left");
    expect(total()).toBe("4");
    await contains(".o_tap_out").click();
    await tap("GB14", "left");
    await expect.waitForSteps(["1 out,  in"]);
    expect(total()).toBe("4");
    expect(spot("GB14", "left")).toHaveClass("o_out");
});

test("what was placed while the server was asked is still there", async () => {
    comingOut();
    const answer = new Deferred();
    takeTaps([answer]);
    await open(FLOW);
    await contains(".o_tap_out").click();
    await tap("GB14", "left");
    await contains(".o_tap_out").click();
    await tap("ST6", "left");
    expect(total()).toBe("4");
    answer.resolve();
    await animationFrame();
    await animationFrame();
    expect(total()).toBe("4");
    expect.verifySteps(["1 out,  in"]);
    await contains(".o_tap_out").click();
    expect(spot("GB14", "left")).toHaveClass("o_out");
});

test("a needle that stays in is not tapped out", async () => {
    comingOut({ count_way: "dots" });
    Needle._records[0].retained = true;
    takeTaps();
    await open(FLOW);
    expect(spot("GB14", "left")).toHaveClass("o_stays");
    await tap("GB14", "left");
    expect.verifySteps([]);
    expect(total()).toBe("2");
});

test("time and next step stand on the rim of the full screen", async () => {
    comingOut({ removal_at: false });
    onRpc("acupuncture.treatment", "action_begin_removal", () => {
        expect.step("removal");
        return false;
    });
    await open(FLOW);
    expect(".o_tap_out").toHaveCount(0);
    await contains(".o_face_full").click();
    expect(".o_face_rim .o_retention_clock").toHaveCount(1);
    expect(".o_tally_in").toHaveText("2");
    expect(".o_face_rim .o_count_zone").toHaveCount(1);
    await contains(".o_face_rim .o_begin_removal").click();
    await expect.waitForSteps(["removal"]);
});

/** Press, drag and let go on places of the drawing. */
async function draw(...places) {
    const drawing = queryFirst(".o_face_drawing");
    const onScreen = drawing.getScreenCTM();
    const fire = (type, [x, y]) => {
        const { x: clientX, y: clientY } = new DOMPoint(x, y).matrixTransform(onScreen);
        const values = { bubbles: true, cancelable: true, isPrimary: true, button: 0, pointerType: "mouse", clientX, clientY };
        const at = document.elementFromPoint(clientX, clientY);
        (drawing.contains(at) ? at : drawing).dispatchEvent(new PointerEvent(type, values));
    };
    fire("pointerdown", places[0]);
    places.slice(1).forEach((place) => fire("pointermove", place));
    fire("pointerup", places.at(-1));
    fire("click", places.at(-1));
    await animationFrame();
    await animationFrame();
}

test("a mark goes anywhere, on both sides, and counts where the near point does", async () => {
    onRpc("acupuncture.treatment", "web_save", ({ args }) => {
        const [one, other] = args[1].needle_ids.map(([, , values]) => values);
        expect(one).toMatchObject({ point_id: 92, side: "left", zone: "face_lower", map: "face_front", kind: false });
        expect(Math.abs(one.map_x - 380) < 2 && Math.abs(one.map_y - 450) < 2).toBe(true);
        expect(other).toMatchObject({ side: "right", map_x: 600 - one.map_x, map_y: one.map_y });
        expect.step("save");
    });
    await open();
    await contains(".o_place_mark").click();
    await contains(".o_mark_point").select("92");
    await draw([380, 450]);
    expect(total()).toBe("4");
    expect(".o_spot.o_free").toHaveCount(2);
    expect("[data-map=face_front]").toHaveAttribute("aria-label", "Face, front, 4");
    await clickSave();
    await expect.waitForSteps(["save"]);
    await draw([380, 450]); // a tap on a mark takes it back
    expect(total()).toBe("3");
    await undo();
    expect(total()).toBe("4");
});

test("a mark is moved by dragging it, and the move is taken back", async () => {
    await open();
    await contains(".o_both_sides").click();
    await contains(".o_place_mark").click();
    const place = () => queryOne(".o_spot.o_free").getAttribute("transform");
    await draw([380, 450]);
    const before = place();
    await draw([380, 450], [390, 440], [400, 430]);
    expect(total()).toBe("3");
    expect(place()).not.toBe(before);
    document.activeElement.blur();
    await undo();
    expect(place()).toBe(before);
});

test("needles stand evenly along a line that is drawn, and go with it", async () => {
    onRpc("acupuncture.supply.lot", "web_search_read", () => ({ length: 0, records: [] }));
    await open();
    await contains(".o_both_sides").click();
    await contains(".o_place_line").click();
    await contains(".o_line_count").edit("4", { confirm: "tab" });
    await draw([320, 200], [350, 205], [410, 230]);
    const across = queryAll(".o_spot.o_free").map((dot) => Number(dot.getAttribute("transform").match(/[\d.]+/)[0]));
    expect(across.map((x) => Math.round(x / 10))).toEqual([32, 35, 38, 41]);
    expect(".o_mark_line").toHaveCount(1);
    expect(total()).toBe("6");
    await draw([300, 400], [305, 402]); // too short to mean a line
    expect(total()).toBe("6");
    await contains(".o_place_points").click();
    await click(queryFirst(".o_spot.o_free"), { button: 2 });
    await animationFrame();
    await contains("#o_needle_site").edit("frown line", { confirm: "tab" });
    await contains(".o_line_remove").click();
    expect(total()).toBe("2");
    document.activeElement.blur();
    await undo();
    expect(total()).toBe("6");
});

test("a press needle has its own shape, and stays in only by consent until a day", async () => {
    onRpc("acupuncture.supply.lot", "web_search_read", () => ({ length: 0, records: [] }));
    onRpc("acupuncture.treatment", "web_save", ({ args }) => {
        const [one, other] = args[1].needle_ids.map(([, , values]) => values);
        expect(one).toMatchObject({ kind: "press", retained: false, depth_mm: 0, gauge_mm: 0 });
        expect(other).toMatchObject({ kind: "press", retained: true, client_agreed: true, removal_due: "2026-03-09" });
        expect.step("save");
    });
    await open();
    await contains(".o_both_sides").click();
    await contains(".o_mark_kind").select("press");
    await tap("ST6", "left");
    expect(spot("ST6", "left")).toHaveClass("o_kind_press");
    expect(queryAll("path.o_spot_dot", { root: spot("ST6", "left") })).toHaveLength(1);
    await contains(".o_mark_agreed").click();
    queryOne(".o_mark_until").value = "2026-03-09";
    queryOne(".o_mark_until").dispatchEvent(new Event("input"));
    await animationFrame();
    await tap("ST6", "right");
    expect(spot("ST6", "right")).toHaveClass("o_stays");
    await clickSave();
    await expect.waitForSteps(["save"]);
    await click(spot("ST6", "right"), { button: 2 });
    await animationFrame();
    expect(queryOne("#o_needle_until").value).toBe("2026-03-09");
    await contains(".o_needle_agreed").click();
    expect("#o_needle_until").toHaveCount(0);
    await contains(".o_needle_done").click();
    expect(spot("ST6", "right")).not.toHaveClass("o_stays");
});

test("close to a point, what is known of it is told first", async () => {
    MAP.places.face_front.push([17, "left", 350, 600]);
    await open();
    await contains(".o_place_mark").click();
    await draw([354, 604]);
    expect(".modal").toHaveText(/ST 17 Ruzhong is not needled/);
    await contains(".modal .btn-primary").click();
    expect(total()).toBe("2");
    MAP.places.face_front.pop();
});

test("the search for a free point turns to marking", async () => {
    await open();
    await contains(".o_point_search input").edit("ashi", { confirm: "enter" });
    await animationFrame();
    expect(total()).toBe("2");
    expect(".o_place_mark").toHaveAttribute("aria-pressed", "true");
    expect(".o_mark_point").toHaveValue("90");
    spot("ST6", "left").focus();
    await animationFrame();
    await press("Enter"); // by keyboard: at the place of a point
    await animationFrame();
    expect(".o_spot.o_free").toHaveCount(2);
});

test("over the lung a mark is told of it, and set slanted", async () => {
    MAP.places.body_front.push([81, "left", 330, 200]);
    onRpc("acupuncture.treatment", "web_save", ({ args }) => {
        expect(args[1].needle_ids[0][2]).toMatchObject({ point_id: 90, zone: "legs", angle: "oblique" });
        expect.step("save");
    });
    await open();
    await contains("[data-map=body_front]").click();
    await contains(".o_both_sides").click();
    await contains(".o_place_mark").click();
    await draw([340, 260]);
    expect(".o_danger_dialog").toHaveText(/The lung lies there/);
    await contains(".o_danger_place").click();
    expect(total()).toBe("3");
    await clickSave();
    await expect.waitForSteps(["save"]);
    MAP.places.body_front.pop();
});
