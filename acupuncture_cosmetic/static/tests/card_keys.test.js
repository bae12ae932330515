import { describe, expect, test } from "@odoo/hoot";
import { press, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

describe.current.tags("desktop", "acupuncture");

class Line extends models.Model {
    _name = "acupuncture.line";
    name = fields.Char();
    _records = [{ id: 1, name: "Consent" }];
}

defineMailModels();
defineModels([Line]);

test("a button in a card is pressed with Enter", async () => {
    onRpc("acupuncture.line", "action_mend", () => {
        expect.step("mended");
        return false;
    });
    await mountView({
        type: "kanban",
        resModel: "acupuncture.line",
        arch: `<kanban><templates><t t-name="card">
            <field name="name"/><button name="action_mend" type="object">Mend</button>
        </t></templates></kanban>`,
    });
    queryOne("button[name=action_mend]").focus();
    await press("Enter");
    await animationFrame();
    await expect.waitForSteps(["mended"]);
});
