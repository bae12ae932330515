import { describe, expect, test } from "@odoo/hoot";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop", "acupuncture");

class Session extends models.Model {
    _name = "session";
    name = fields.Char();
    _records = [{ id: 1, name: "Clara Client" }];
}

defineMailModels();
defineModels([Session]);

const ACTION = { type: "ir.actions.act_window", res_model: "ir.cron" };
const TOLD = "Clinic: carry out due follow-ups: since 10:15";

async function open(late, manager = true) {
    onRpc("has_group", ({ args }) => {
        return args[1] === "acupuncture_cosmetic.group_manager" && manager;
    });
    onRpc("res.company", "acupuncture_late_jobs", () => {
        expect.step("asked");
        return late;
    });
    await mountView({
        type: "kanban",
        resModel: "session",
        arch: `<kanban js_class="acupuncture_clinic_board"><templates>
            <t t-name="card"><field name="name"/></t></templates></kanban>`,
    });
    expect(".o_kanban_record:contains(Clara Client)").toHaveCount(1);
}

test("an administrator reads which jobs are late and opens them", async () => {
    mockService("action", {
        doAction(action) {
            expect.step(action.res_model);
        },
    });
    await open({ told: TOLD, remedy: false, action: ACTION });
    expect(".o_late_jobs").toHaveText(new RegExp(TOLD));
    await contains(".o_late_jobs a").click();
    await expect.waitForSteps(["asked", "ir.cron"]);
});

test("another manager reads whom to ask", async () => {
    await open({ told: TOLD, remedy: "Ask Marc.", action: false });
    expect(".o_late_jobs").toHaveText(/Ask Marc\.$/);
    expect(".o_late_jobs a").toHaveCount(0);
    await expect.waitForSteps(["asked"]);
});

test("where nothing is late, no line stands", async () => {
    await open(false);
    expect(".o_late_jobs").toHaveCount(0);
    await expect.waitForSteps(["asked"]);
});

test("nobody else is asked for, or shown, anything", async () => {
    await open({ told: TOLD, remedy: "Ask Marc.", action: false }, false);
    expect(".o_late_jobs").toHaveCount(0);
    expect.verifySteps([]);
});
