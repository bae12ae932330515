import { describe, expect, test } from "@odoo/hoot";
import { press, queryAllTexts, queryOne } from "@odoo/hoot-dom";
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
import {
    insertPhrase,
    namesSomebody,
    notYetWritten,
} from "@acupuncture_cosmetic/chart_words/phrases";
import { pulse, tongue } from "@acupuncture_cosmetic/chart_examination/pictures";

describe.current.tags("desktop", "acupuncture");

const PHRASES = ["Skin calm", "Skin dry", "Jaw firm", "Pale", "Warm"];
const BEFORE = {
    day: "March 2, 2026",
    texts: { subjective: "Slept badly", objective: "Jaw firm on the right", next_plan: "Add ST6" },
    terms: { tongue_ids: [{ id: 1, name: "Pale" }] },
};

class Term extends models.Model {
    _name = "term";
    name = fields.Char();
    kind = fields.Char();
    code = fields.Char();
    company_id = fields.Many2one({ relation: "res.company" });
    _records = [
        { id: 1, name: "Pale", kind: "tongue_color", code: "pale" },
        { id: 2, name: "Thin white", kind: "tongue_coat", code: "thin_white" },
        { id: 3, name: "Our own", kind: "tongue_coat", code: false },
    ];
}

class Chart extends models.Model {
    _name = "chart";
    client_id = fields.Many2one({ relation: "res.partner" });
    company_id = fields.Many2one({ relation: "res.company" });
    subjective = fields.Text({ string: "Subjective" });
    objective = fields.Text({ string: "Objective" });
    tongue_ids = fields.Many2many({ relation: "term", string: "Tongue" });
    phrase_data = fields.Json();
    words_before = fields.Json();
    _records = [{ id: 1, company_id: 1, phrase_data: { objective: PHRASES }, words_before: BEFORE }];
}

defineMailModels();
defineModels([Term, Chart]);

const ARCH = `<form>
    <field name="client_id"/>
    <field name="company_id" invisible="1"/>
    <widget name="acupuncture_as_last_time"/>
    <field name="subjective" widget="acupuncture_words"/>
    <field name="objective" widget="acupuncture_words"/>
    <field name="tongue_ids" widget="acupuncture_examination"/>
</form>`;

const open = () => mountView({ type: "form", resModel: "chart", resId: 1, arch: ARCH });
const text = (name = "objective") => queryOne(`[name=${name}] textarea`);

test("a phrase becomes a sentence where the cursor stands", () => {
    const put = (...args) => insertPhrase(...args).text;
    expect(put("", 0, 0, "Skin calm")).toBe("Skin calm.");
    expect(put("Pale", 4, 4, "Skin calm")).toBe("Pale. Skin calm.");
    expect(put("Pale.", 5, 5, "Skin calm")).toBe("Pale. Skin calm.");
    expect(put("Pale.\n", 6, 6, "Skin calm")).toBe("Pale.\nSkin calm.");
    expect(put("Pale. Warm.", 5, 5, "Dry")).toBe("Pale. Dry. Warm.");
    expect(put("Pale. Warm.", 6, 11, "Dry")).toBe("Pale. Dry.");
    expect(insertPhrase("Pale. Warm.", 5, 5, "Dry").caret).toBe(10);
});

test("a phrase names nobody", () => {
    expect(namesSomebody("Anna slept well", "Anna Muster")).toBe(true);
    expect(namesSomebody("Annas jaw", "Anna Muster")).toBe(false);
    expect(namesSomebody("Slept well", "")).toBe(false);
});

test("what stands already is not taken over", () => {
    const data = { objective: "Calm", tongue_ids: { currentIds: [] } };
    const names = ["objective", "tongue_ids"];
    const { texts, terms } = notYetWritten(BEFORE, data, names);
    expect([texts, terms]).toEqual([{}, BEFORE.terms]);
    expect(notYetWritten(false, data, names)).toEqual({ texts: {}, terms: {} });
});

test("each picture is drawn, one of the clinic's own as well", () => {
    for (const code of ["wiry", "irregular", false]) {
        expect(pulse(code).path).not.toInclude("NaN");
    }
    expect(tongue("thick_yellow").coat).toBe("#dcae2c");
    expect(tongue(false).body).toBe(tongue("pale").body);
});

test("taps put phrases into the note, one after the other", async () => {
    onRpc("chart", "web_save", ({ args }) => expect.step(args[1].objective));
    await open();
    expect(queryAllTexts("[name=objective] .o_phrase")).toEqual(PHRASES.slice(0, 4));
    await contains("[name=objective] .o_phrases_more").click();
    expect("[name=objective] .o_phrase").toHaveCount(5);
    await contains("[name=objective] .o_phrase:contains(Warm)").click();
    await contains("[name=objective] .o_phrase:contains(Jaw firm)").click();
    expect(text()).toHaveValue("Warm. Jaw firm.");
    await contains(".o_form_button_save").click();
    await expect.waitForSteps(["Warm. Jaw firm."]);
});

test("with the keyboard, and where the cursor was left", async () => {
    await open();
    await contains("[name=objective] textarea").edit("Left. Right.");
    text().focus();
    text().setSelectionRange(5, 5);
    queryOne("[name=objective] .o_phrase:contains(Pale)").focus();
    await press("Enter");
    await animationFrame();
    expect(text()).toHaveValue("Left. Pale. Right.");
});

test("discarded, a tapped phrase is gone", async () => {
    await open();
    await contains("[name=objective] .o_phrase:contains(Pale)").click();
    await contains(".o_form_button_cancel").click();
    expect(text()).toHaveValue("");
});

test("last time's words are one tap away", async () => {
    await open();
    expect(".o_meant_for_today").toHaveText("Meant for today: Add ST6");
    await contains("[name=subjective] .o_words_before").click();
    expect(text("subjective")).toHaveValue("Slept badly");
    expect("[name=subjective] .o_words_before").toHaveCount(0);
});

test("as last time fills in what is empty, but not what the client says", async () => {
    await open();
    await contains(".o_as_last_time button").click();
    expect(text("objective")).toHaveValue("Jaw firm on the right");
    expect(text("subjective")).toHaveValue("");
    expect(".o_examination_chosen").toHaveText("Pale");
    expect(".o_as_last_time button").toHaveCount(0);
});

test("words are kept as a phrase of the clinic", async () => {
    onRpc("acupuncture.phrase", "action_keep", ({ args }) => {
        expect.step(args.join(": "));
        return [...PHRASES, "Brow tense"];
    });
    await open();
    expect("[name=objective] .o_phrase_keep").toHaveCount(0);
    await contains("[name=objective] textarea").edit("Brow tense.");
    await contains("[name=objective] .o_phrase_keep").click();
    await expect.waitForSteps(["objective: Brow tense: 1"]);
    expect("[name=objective] .o_phrase").toHaveCount(6);
    expect("[name=objective] .o_phrase_keep").toHaveCount(0);
});

test("several pictures are chosen, and one is taken back", async () => {
    await open();
    await contains(".o_examination_open").click();
    expect(queryAllTexts(".o_examination_panel legend")).toEqual(["Colour", "Coating"]);
    await contains(".o_examination_term[data-code=pale]").click();
    await contains(".o_examination_term:contains(Our own)").click();
    expect(queryAllTexts(".o_examination_chosen")).toEqual(["Pale", "Our own"]);
    expect(".o_examination_term[aria-pressed=true]").toHaveCount(2);
    await contains(".o_examination_term[data-code=pale]").click();
    expect(queryAllTexts(".o_examination_chosen")).toEqual(["Our own"]);
    await press("Escape");
    await animationFrame();
    expect(".o_examination_panel").toHaveCount(0);
    expect(".o_examination_open").toBeFocused();
});
