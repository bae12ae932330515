import { describe, expect, test } from "@odoo/hoot";
import {
    nearest,
    neighbour,
    placeWords,
    spotsOf,
    WINDOWS,
} from "@acupuncture_cosmetic/face_chart/geometry";
import {
    countByZone,
    placeCommands,
    removeCommands,
    rowsByKey,
    settingsFor,
} from "@acupuncture_cosmetic/face_chart/needles";
import { folded, rank } from "@acupuncture_cosmetic/face_chart/point_search";
import { spaced } from "@acupuncture_cosmetic/face_chart/words";

describe.current.tags("headless", "acupuncture");

const ST6 = { id: 6, code: "ST6", name: "ST 6 Jiache", zone: "face_lower", needles: 1, depth_max: 13, angle: "perpendicular", facts: [] };
const ST4 = { id: 4, code: "ST4", name: "ST 4 Dicang", zone: "face_lower", needles: 1, depth_max: 25, angle: "transverse", facts: [] };
const SISHENCONG = { id: 9, code: "EX-HN1", name: "EX-HN 1", zone: "scalp", needles: 4, depth_max: 25, facts: [] };
const NEEDLES = {
    face_lower: { gauge_mm: 0.16, length_mm: 15 },
    scalp: { gauge_mm: 0.16, length_mm: 15 },
};

function row(id, point, side, values = {}) {
    const data = { point_id: { id: point.id }, side, zone: point.zone, sequence: id, ...values };
    return { resId: id, data };
}

function chart(rows = [], values = {}) {
    return { rows, byKey: rowsByKey(rows), ghosts: [], needles: NEEDLES, isPlan: false, dropped: [], ...values };
}

const grid = (places) => spotsOf(places, new Map([[4, ST4], [6, ST6], [9, SISHENCONG]]));

test("the nearest spot within reach is hit, others are not", () => {
    const spots = grid([[4, "left", 100, 100], [6, "left", 130, 100]]);
    expect(nearest(spots, 112, 100, 20).point).toBe(ST4);
    expect(nearest(spots, 118, 100, 20).point).toBe(ST6);
    expect(nearest(spots, 160, 100, 20)).toBe(null);
});

test("a point in several places is one point with several spots", () => {
    const spots = grid([[9, "mid", 10, 10], [9, "mid", 30, 10]]);
    expect(spots.map((spot) => spot.key)).toEqual(["9:mid", "9:mid"]);
    expect(new Set(spots.map((spot) => spot.id)).size).toBe(2);
});

test("arrow keys go to what lies that way, and stay at the rim", () => {
    const spots = grid([[4, "left", 100, 100], [6, "left", 130, 110], [9, "mid", 105, 160]]);
    const [here, right, below] = spots;
    expect(neighbour(spots, here, "ArrowRight")).toBe(right);
    expect(neighbour(spots, here, "ArrowDown")).toBe(below);
    expect(neighbour(spots, below, "ArrowUp")).toBe(here);
    expect(neighbour(spots, here, "ArrowLeft")).toBe(here);
});

test("words stand outward from the face and off the dots and each other", () => {
    const spots = grid([[4, "left", 400, 300], [4, "right", 200, 300], [6, "left", 412, 300]]);
    const words = placeWords(spots, spots, WINDOWS.face_front);
    expect(words[1].anchor).toBe("end");
    expect(words[2].anchor).toBe("start");
    expect(words[0].y === words[2].y && words[0].anchor === "start").toBe(false);
});

test("a row for both sides is found on each", () => {
    const both = row(1, ST6, "both");
    expect([...rowsByKey([both]).keys()]).toEqual(["6:left", "6:right"]);
});

test("a tap places what is missing, one needle a row", () => {
    const commands = placeCommands(ST6, ["left", "right"], chart([row(1, ST6, "left")]));
    expect(commands.length).toBe(1);
    expect(commands[0][0]).toBe(0);
    expect(commands[0][2]).toMatchObject({
        point_id: { id: 6, display_name: "ST 6 Jiache" },
        side: "right",
        zone: "face_lower",
        sequence: 2,
        gauge_mm: 0.16,
        angle: "perpendicular",
    });
});

test("a group of points takes all its needles at once", () => {
    const commands = placeCommands(SISHENCONG, ["mid"], chart());
    expect(commands.map(([, , values]) => values.sequence)).toEqual([1, 2, 3, 4]);
});

test("a needle is set as last time, else as the one before it, never too deep", () => {
    const before = [row(1, ST4, "left", { depth_mm: 20, gauge_mm: 0.14, stimulation: "manual" })];
    expect(settingsFor(ST6, "left", chart(before))).toMatchObject({
        depth_mm: 13,
        gauge_mm: 0.14,
        stimulation: "manual",
        angle: "perpendicular",
    });
    const ghosts = [{ point_id: 6, side: "left", depth_mm: 4, angle: "oblique" }];
    expect(settingsFor(ST6, "left", chart(before, { ghosts }))).toMatchObject({
        depth_mm: 4,
        angle: "oblique",
        gauge_mm: 0.14,
    });
});

test("the lot of the needle before it goes along", () => {
    const lot = { id: 3, display_name: "L1" };
    const before = [row(1, ST4, "left", { lot_id: lot })];
    expect(settingsFor(ST6, "left", chart(before)).lot_id).toBe(lot);
});

test("a plan has one row for both sides, which can lose a side and get it back", () => {
    const empty = chart([], { isPlan: true });
    const [create] = placeCommands(ST6, ["left", "right"], empty);
    expect(create[2].side).toBe("both");
    const both = chart([row(1, ST6, "both")], { isPlan: true });
    expect(removeCommands(ST6, ["left"], both)).toEqual([[1, 1, { side: "right" }]]);
    expect(removeCommands(ST6, ["left", "right"], both)).toEqual([[2, 1, false]]);
    const half = chart([row(1, ST6, "right")], { isPlan: true });
    expect(placeCommands(ST6, ["left"], half)).toEqual([[1, 1, { side: "both" }]]);
});

test("a plan keeps what it drops, and a tap takes it up again", () => {
    const values = { isPlan: true, dropField: "dropped" };
    const inPlan = chart([row(1, ST6, "both")], values);
    expect(removeCommands(ST6, ["left", "right"], inPlan)).toEqual([[1, 1, { dropped: true }]]);
    const unsaved = { ...row(0, ST6, "both"), _virtualId: "virtual_1" };
    expect(removeCommands(ST6, ["left", "right"], chart([unsaved], values))).toEqual([
        [2, "virtual_1", false],
    ]);
    const left = chart([], { ...values, dropped: [row(1, ST6, "both", { dropped: true })] });
    expect(placeCommands(ST6, ["right"], left)).toEqual([[1, 1, { side: "right", dropped: false }]]);
});

test("taking away removes every needle of the spot", () => {
    const rows = [1, 2, 3, 4].map((id) => row(id, SISHENCONG, "mid"));
    expect(removeCommands(SISHENCONG, ["mid"], chart(rows)).length).toBe(4);
});

test("needles are counted by zone, plans by what they will take", () => {
    const points = new Map([[6, ST6], [9, SISHENCONG]]);
    const zones = [["scalp", "Scalp"], ["face_lower", "Lower face"], ["legs", "Legs"]];
    const needles = [row(1, ST6, "left"), row(2, ST6, "right"), row(3, SISHENCONG, "mid")];
    expect(countByZone(needles, points, zones, false)).toEqual([["scalp", 1], ["face_lower", 2]]);
    const plan = [row(1, ST6, "both"), row(2, SISHENCONG, "mid")];
    expect(countByZone(plan, points, zones, true)).toEqual([["scalp", 4], ["face_lower", 2]]);
});

test("a point is found by code, pinyin with or without tones, hanzi and English", () => {
    const point = { keys: " st6 jiache st6jiache 颊车 頰車 jawbone jaw bone ", english: "Kiefer" };
    for (const typed of ["st6", "ST 6", "st-6", "jiache", "Jiáchē", "jia che", "颊车", "頰車"]) {
        expect(rank(point, folded(typed))).toBe(0);
    }
    expect(rank(point, folded("jia"))).toBe(1);
    expect(rank(point, folded("kiefer"))).toBe(2);
    expect(rank(point, folded("st7"))).toBe(Infinity);
});

test("codes are spoken as they are printed", () => {
    expect(["ST6", "EX-HN3", "M-HN-18"].map(spaced)).toEqual(["ST 6", "EX-HN 3", "M-HN-18"]);
});
