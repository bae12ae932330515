import { describe, expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop", "acupuncture");

class Chart extends models.Model {
    _name = "chart";
    note = fields.Text({ string: "Subjective" });
    pulse = fields.Char();
    minutes = fields.Integer();
    texts_seen = fields.Json();
    _records = [
        { id: 1, note: "Slept well", pulse: "wiry" },
        { id: 2, note: "Another" },
    ];
}

defineMailModels();
defineModels([Chart]);

/** Serve a chart; ``stored`` is what a colleague made of the texts meanwhile. */
async function open(stored = {}) {
    onRpc("chart", "web_save", async ({ args, parent }) => {
        expect.step(args[1].texts_seen || "nothing seen");
        const { texts_seen, ...changes } = args[1];
        args[1] = { ...changes, ...stored };
        return parent();
    });
    await mountView({
        type: "form",
        resModel: "chart",
        resId: 1,
        resIds: [1, 2],
        arch: `<form js_class="acupuncture_chart_form"><field name="texts_seen" invisible="1"/><field name="note"/><field name="pulse"/><field name="minutes"/></form>`,
    });
}

const type = (name, value) => contains(`[name=${name}] :is(input, textarea)`).edit(value);

test("a form tells what it had read of the texts that it changes", async () => {
    await open();
    await type("note", "Slept badly");
    await contains(".o_form_button_save").click();
    await expect.waitForSteps([{ note: "Slept well" }]);
    await type("note", "Slept");
    await contains(".o_form_button_save").click();
    await expect.waitForSteps([{ note: "Slept badly" }]);
    await type("minutes", "3");
    await contains(".o_form_button_save").click();
    await expect.waitForSteps(["nothing seen"]);
    expect(".o_notification").toHaveCount(0);
});

test("who typed learns that a colleague's text is kept too", async () => {
    await open({ note: "Woke twice\n\nMe: Slept badly" });
    await type("note", "Slept badly");
    await type("pulse", "thin");
    await contains(".o_form_button_save").click();
    await animationFrame();
    await expect.waitForSteps([{ note: "Slept well", pulse: "wiry" }]);
    expect("[name=note] textarea").toHaveValue("Woke twice\n\nMe: Slept badly");
    expect(".o_notification").toHaveCount(1);
    expect(".o_notification").toHaveText(/^Subjective: a colleague wrote/);
});

test("also when the next chart is looked at", async () => {
    await open({ note: "Woke twice\n\nMe: Slept badly" });
    await type("note", "Slept badly");
    await contains(".o_pager_next").click();
    await animationFrame();
    await expect.waitForSteps([{ note: "Slept well" }]);
    expect("[name=note] textarea").toHaveValue("Another");
    expect(".o_notification").toHaveText(/^Subjective: a colleague wrote/);
});
