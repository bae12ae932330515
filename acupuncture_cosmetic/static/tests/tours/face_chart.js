import { neighbour, spotsOf } from "@acupuncture_cosmetic/face_chart/geometry";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";
import { patiently } from "./patiently";

const tours = registry.category("web_tour.tours");
const ARROWS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];

function spot(code, side) {
    return `.o_face_drawing .o_spot[data-code="${code}"][data-side="${side}"]`;
}

function needlesIn(count) {
    return { content: `${count} needles are in`, trigger: `.o_needles_in:contains('${count}')` };
}

/** Walk the arrows from one spot and fail where they never lead. */
async function checkArrows() {
    const { points, places } = await rpc("/web/dataset/call_kw/acupuncture.point/chart_map", {
        model: "acupuncture.point",
        method: "chart_map",
        args: [],
        kwargs: {},
    });
    const byId = new Map(points.map((point) => [point.id, point]));
    for (const [map, rows] of Object.entries(places)) {
        const spots = spotsOf(rows, byId);
        const reached = new Set([spots[0]]);
        for (const from of reached) {
            ARROWS.forEach((arrow) => reached.add(neighbour(spots, from, arrow)));
        }
        if (!spots.length || reached.size < spots.length) {
            throw new Error(`The arrow keys do not reach every point of ${map}`);
        }
    }
}

/** Mouse or finger: place, take back, set a depth, find a point, save. */
tours.add("acupuncture_face_chart", {
    steps: () => patiently([
        {
            content: "One tap needles both sides",
            trigger: spot("ST6", "left"),
            run: "click",
        },
        { content: "also the other side", trigger: `${spot("ST6", "right")}.o_needled` },
        { content: "The list shows them", trigger: ".o_data_row:contains('Jiache')" },
        {
            content: "Four needles for the four points around GV 20",
            trigger: spot("EX-HN1", "mid"),
            run: "click",
        },
        needlesIn(6),
        {
            content: "Another tap takes them back",
            trigger: `${spot("EX-HN1", "mid")}.o_needled`,
            run: "click",
        },
        needlesIn(2),
        {
            content: "Right click, as a long hold does, opens the details",
            trigger: spot("ST6", "left"),
            run() {
                this.anchor.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true }));
            },
        },
        {
            content: "Too deep",
            trigger: ".o_needle_form #o_needle_depth",
            run: "edit 20 && press Tab",
        },
        { content: "A warning", trigger: ".o_face_warning:contains('limit of 13 mm')" },
        {
            content: "Six millimetres are fine",
            trigger: ".o_needle_form #o_needle_depth",
            run: "edit 6 && press Tab",
        },
        {
            content: "The warning is gone",
            trigger: ".o_face_chart:not(:has(.o_face_warning))",
        },
        { content: "Close", trigger: ".o_needle_done", run: "click" },
        {
            content: "Find a point of the body",
            trigger: ".o_point_search input",
            run: "edit zusanli && press Enter",
        },
        { content: "on its own drawing", trigger: `${spot("ST36", "right")}.o_needled` },
        needlesIn(4),
        ...stepUtils.saveForm(),
    ]),
});

/** Keys alone, from the tab of the drawing to the saved needle. */
tours.add("acupuncture_face_chart_keys", {
    steps: () => patiently([
        {
            content: "Every point of every drawing is reached by arrow keys",
            trigger: spot("ST6", "left"),
            run: checkArrows,
        },
        {
            content: "The drawing has one tab stop; go there",
            trigger: ".o_face_drawing .o_spot[tabindex='0']",
            run() {
                this.anchor.focus();
            },
        },
        {
            content: "Arrows move on",
            trigger: ".o_face_drawing .o_spot:focus",
            run: "press ArrowUp && press ArrowUp",
        },
        {
            content: "Enter needles the point",
            trigger: ".o_face_drawing .o_spot:focus",
            run: "press Enter",
        },
        {
            content: "E opens its details",
            trigger: ".o_face_drawing .o_spot.o_needled[aria-pressed='true']:focus",
            run: "press e",
        },
        {
            content: "The depth has the focus",
            trigger: ".o_needle_form #o_needle_depth:focus",
            run: "edit 3 && press Enter",
        },
        {
            content: "The focus is back on the point",
            trigger: "body:not(:has(.o_needle_form)) .o_face_drawing .o_spot.o_needled:focus",
            run: "press Space",
        },
        needlesIn(0),
        {
            content: "Find a point by its name, with keys",
            trigger: ".o_point_search input",
            run: "edit yintang && press Enter",
        },
        needlesIn(1),
        ...stepUtils.saveForm(),
    ]),
});
