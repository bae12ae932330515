import { describe, expect, test } from "@odoo/hoot";
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

describe.current.tags("desktop", "acupuncture");

class Defer extends models.Model {
    _name = "acupuncture.defer";
    until = fields.Date({ string: "Defer Until", required: true });
    note = fields.Char({ string: "Why" });
    row_ids = fields.One2many({ string: "Needles", relation: "acupuncture.row" });
    _records = [{ id: 1, row_ids: [1] }];
}

class Row extends models.Model {
    _name = "acupuncture.row";
    name = fields.Char();
    stays = fields.Boolean({ string: "Stays In" });
    due = fields.Date({ string: "Out On" });
    _records = [{ id: 1, name: "ST 6" }];
}

defineMailModels();
defineModels([Defer, Row]);

const ROWS = `<field name="row_ids"><list editable="bottom">
    <field name="name"/><field name="stays" widget="boolean_toggle" options="{'autosave': False}"/>
    <field name="due" optional="hide" required="stays"/>
</list></field>`;

async function open(fields) {
    onRpc("web_save", () => expect.step("saved"));
    await mountView({
        type: "form",
        resModel: "acupuncture.defer",
        resId: 1,
        arch: `<form>${fields}</form>`,
    });
}

test("what is missing is named and marked", async () => {
    await open(`<field name="until" required="1"/><field name="note"/>`);
    await contains("[name=note] input").edit("later");
    await clickSave();
    expect(".o_notification_content").toHaveText("Please fill in: Defer Until");
    expect("[name=until].o_field_invalid").toHaveCount(1);
    expect.verifySteps([]);
});

test("a column that a row needs is shown and named", async () => {
    await open(ROWS);
    expect("th[data-name=due]").toHaveCount(0);
    await contains(".o_data_cell[name=stays] input").click();
    await animationFrame();
    expect("th[data-name=due]").toHaveCount(1);
    await clickSave();
    expect(".o_notification_content").toHaveText("Please fill in: ST 6: Out On");
    expect(".o_data_cell[name=due] .o_field_invalid, .o_data_cell[name=due].o_invalid_cell").toHaveCount(1);
    expect.verifySteps([]);
});
