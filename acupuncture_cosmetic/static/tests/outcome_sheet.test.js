import { describe, expect, test } from "@odoo/hoot";
import { Deferred, animationFrame } from "@odoo/hoot-mock";
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

const CHOICES = [["1", "A little"], ["2", "Much"]];
const row = (key, values) => ({ key, scale: key, area: "", direction: "Higher is better", choices: [], ...values });

class Sheet extends models.Model {
    _name = "sheet";
    rows = fields.Json();
    answers = fields.Json({ onChange: () => {} });
    _records = [
        {
            id: 1,
            rows: [row("gais", { choices: CHOICES }), row("width", { minimum: 0, maximum: 40, step: 1, unit: "mm" })],
            answers: {},
        },
    ];
}

defineMailModels();
defineModels([Sheet]);

test("a number is not lost when the answer before it comes back from the server", async () => {
    const slow = new Deferred();
    onRpc("sheet", "onchange", () => slow);
    onRpc("sheet", "web_save", ({ args }) => expect.step(args[1].answers));
    await mountView({
        type: "form",
        resModel: "sheet",
        resId: 1,
        arch: `<form><field name="answers" widget="outcome_sheet"/></form>`,
    });
    expect(".o_outcome_number").toHaveText("0 to 40 mm");
    await contains(".o_outcome_chips label:last").click();
    await contains(".o_outcome_number input").edit("12", { confirm: false });
    slow.resolve({ value: {} });
    await animationFrame();
    await animationFrame();
    expect(".o_outcome_number input").toHaveValue(12);
    await contains(".o_outcome_number input").press("Tab");
    await clickSave();
    await expect.waitForSteps([{ gais: "2", width: "12" }]);
});
