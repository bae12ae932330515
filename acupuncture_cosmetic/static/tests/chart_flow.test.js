import { describe, expect, test } from "@odoo/hoot";
import { queryAllAttributes, queryOne } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { RetentionTimer } from "@acupuncture_cosmetic/chart_flow/retention_timer";

describe.current.tags("desktop", "acupuncture");

const zone = (name, values = {}) => ({
    zone: name, label: name, expected: 4, out: null, settled: false, points: "", ...values,
});

class Chart extends models.Model {
    _name = "chart";
    title = fields.Char({ required: true });
    is_open = fields.Boolean();
    is_writable = fields.Boolean();
    needles_in_at = fields.Datetime();
    removal_at = fields.Datetime();
    retention_target = fields.Integer();
    retention_minutes = fields.Integer();
    count = fields.Json();
    count_way = fields.Selection({ selection: [["ready", "Ready"], ["typed", "Typed"], ["dots", "Dots"]] });
    _records = [
        {
            id: 1, title: "T1", is_open: true, is_writable: true, needles_in_at: "2026-03-02 08:00:00", retention_target: 20,
            count: [zone("Scalp", { retained: 1 }), zone("Legs", { expected: 0 })],
        },
    ];
}

defineMailModels();
defineModels([Chart]);

async function open() {
    mockDate("2026-03-02 08:05:00", 0);
    await mountView({
        type: "form",
        resModel: "chart",
        resId: 1,
        arch: `<form><field name="title"/><field name="needles_in_at" widget="acupuncture_retention"/><field name="count" widget="acupuncture_count_out"/></form>`,
    });
}

/** Return how often the timer is drawn while seconds go by. */
async function drawn() {
    let count = 0;
    patchWithCleanup(RetentionTimer.prototype, {
        get words() {
            count++;
            return super.words;
        },
    });
    for (let second = 0; second < 3; second++) {
        await advanceTime(1000);
        await animationFrame();
    }
    return count;
}

test("the clock runs while the needles are in", async () => {
    await open();
    expect(".o_retention_clock").toHaveText(/^5:\d\d$/);
    expect(await drawn()).toBeGreaterThan(2);
});

test("nothing is drawn anew once the needles are out", async () => {
    Chart._records[0].removal_at = "2026-03-02 08:04:00";
    await open();
    expect(".o_retention_clock").toHaveCount(0);
    expect(await drawn()).toBe(0);
});

test("buttons of few signs have words", async () => {
    await open();
    expect(".o_retention_sound[aria-label=Sound]").toHaveAttribute("title", "Silent");
    expect(queryAllAttributes(".o_count_zone button[aria-label]", "aria-label")).toEqual([
        "Scalp: one less", "Scalp: one more", "Legs: one less", "Legs: one more",
    ]);
    expect(".o_count_zone:first").toHaveText(/1 stays in by choice/);
    expect("[data-zone=Legs] .o_count_less").not.toBeEnabled();
});

test("an open incident is one tap away from its zone", async () => {
    Chart._records[0].count = [
        zone("Scalp", { out: 3, differs: true, incident: "IN00001", incident_open: true }),
        zone("Legs", { out: 4, settled: true, differs: true, incident: "IN00002", incident_open: false }),
    ];
    onRpc("chart", "action_open_incident", ({ args }) => {
        expect.step(args[1]);
        return false;
    });
    await open();
    expect("[data-zone=Legs]").toHaveText(/IN00002 is resolved/);
    expect(".o_count_incident").toHaveCount(1);
    await contains("[data-zone=Scalp] .o_count_incident").click();
    await expect.waitForSteps(["Scalp"]);
});

test("a number that was not counted stays as it was set", async () => {
    onRpc("chart", "action_count_zone", () => expect.step("counted"));
    await open();
    await contains("[data-zone=Scalp] .o_count_less").click();
    await contains("[name=title] input").edit("");
    await contains("[data-zone=Scalp] .o_count_button").click();
    await animationFrame();
    expect.verifySteps([]); // the form cannot be saved like this
    expect(queryOne("[data-zone=Scalp] .o_count_button").textContent.trim()).toBe("Scalp: 3 out");
});

test("a number that does not stand ready is typed, and Enter counts it", async () => {
    Chart._records[0].count_way = "typed";
    Chart._records[0].count = [zone("Scalp"), zone("Legs")];
    onRpc("chart", "action_count_zone", ({ args }) => {
        expect.step(args.slice(1).join(" "));
        return false;
    });
    await open();
    expect("[data-zone=Scalp] .o_count_button").toHaveText("Scalp: how many are out?");
    expect("[data-zone=Scalp] .o_count_button").not.toBeEnabled();
    expect(queryOne("[data-zone=Scalp] .o_count_number").value).toBe("");
    await contains("[data-zone=Scalp] .o_count_number").edit("4", { confirm: "enter" });
    await animationFrame();
    await expect.waitForSteps(["Scalp 4"]);
});

test("a zone that is tapped out in part is no alarm yet, and a whole zone is still one tap", async () => {
    Chart._records[0].count_way = "dots";
    Chart._records[0].count = [zone("Scalp", { out: 1, tapped: 1, differs: true })];
    onRpc("chart", "action_count_zone", ({ args }) => {
        expect.step(args.slice(1).join(" "));
        return false;
    });
    await open();
    expect(".o_count_button").toHaveText("Scalp: 1 of 4 out");
    expect(".o_count_button").not.toHaveClass("btn-danger");
    await contains(".o_count_button").click();
    await expect.waitForSteps(["Scalp 4"]);
});

test("a timer forgotten overnight says so and takes the true time", async () => {
    Chart._records[0].needles_in_at = "2026-03-01 14:00:00";
    onRpc("chart", "action_tell_minutes", ({ args }) => {
        expect.step(args.slice(1).join(", "));
        return false;
    });
    await open();
    expect(".o_retention_forgotten [role=status]").toHaveText(/has run since .*Mar 1.*forgotten/);
    expect(".o_retention_clock").toHaveCount(0);
    expect(".o_begin_removal").toHaveCount(0);
    await contains(".o_retention_told input[type=number]").edit("25", { confirm: false });
    await contains(".o_retention_told input:last").edit("Seen by the desk", { confirm: false });
    await contains(".o_retention_told button").click();
    await expect.waitForSteps(["25, Seen by the desk"]);
});
