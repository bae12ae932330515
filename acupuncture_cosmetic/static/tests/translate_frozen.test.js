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
    serverState,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop", "acupuncture");

class Protocol extends models.Model {
    _name = "protocol";
    name = fields.Char();
    goal = fields.Char();
    aftercare = fields.Html();
    _records = [{ id: 1, name: "Classic", goal: false, aftercare: "<p>Rest</p>" }];
}

defineMailModels();
defineModels([Protocol]);

test("texts in force are put into another language", async () => {
    serverState.lang = "en_US";
    serverState.multiLang = true;
    onRpc("res.lang", "get_installed", () => [["en_US", "English"], ["fr_FR", "French"]]);
    onRpc("protocol", "get_field_translations", ({ args }) => [
        ["en_US", "fr_FR"].map((lang) => ({ lang, source: "x", value: "<p>Rest</p>" })),
        { translation_type: args[1] === "name" ? "char" : "text", translation_show_source: false },
    ]);
    onRpc("protocol", "update_field_translations", ({ args }) => {
        expect.step(args.slice(1));
        return true;
    });
    await mountView({
        type: "form",
        resModel: "protocol",
        resId: 1,
        arch: `<form><field name="name" readonly="1"/><field name="goal" readonly="1"/><field name="aftercare" readonly="1"/>
            <widget name="acupuncture_translate" options="{'fields': ['name', 'goal', 'aftercare']}"/></form>`,
    });
    expect(".o_translate_frozen").toHaveCount(2); // there is no goal to translate
    await contains(".o_translate_frozen:last").click();
    await contains(".o_translation_dialog textarea:last").edit("<p>Repos</p>");
    await contains(".modal footer .btn-primary").click();
    await animationFrame();
    await expect.waitForSteps([["aftercare", { fr_FR: "<p>Repos</p>" }]]);
});
