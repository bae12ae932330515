import { useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { TextField, textField } from "@web/views/fields/text/text_field";
import { insertPhrase, namesSomebody } from "./phrases";

const SHOWN = 4; // phrases before "More"
const WHOLE = 80; // characters: of a longer text one selects what to keep

/** A text of the chart with last time's words and the clinic's phrases at hand. */
export class ChartWords extends TextField {
    static template = "acupuncture_cosmetic.ChartWords";

    setup() {
        super.setup();
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.words = useState({ all: false, kept: null, typed: this.value, selected: false });
        this.caret = null;
    }

    get minimumHeight() {
        return 0;
    }

    get value() {
        return this.props.record.data[this.props.name] || "";
    }

    get label() {
        return this.props.record.fields[this.props.name].string;
    }

    get phrases() {
        return this.words.kept || this.props.record.data.phrase_data?.[this.props.name] || [];
    }

    get shown() {
        return this.words.all ? this.phrases : this.phrases.slice(0, SHOWN);
    }

    get rest() {
        return this.phrases.length - SHOWN;
    }

    get before() {
        const before = this.props.record.data.words_before;
        const text = before?.texts?.[this.props.name];
        return text && text !== this.value ? { text, day: before.day } : null;
    }

    get beforeTitle() {
        return _t("Take over what was written on %s", this.before.day);
    }

    get chipsLabel() {
        return _t("Phrases: %s", this.label);
    }

    /** Whether there is something to keep that is no phrase yet. */
    get isNew() {
        const typed = (this.words.typed || this.value).trim().replace(/\.$/, "").toLowerCase();
        return (
            this.words.selected ||
            (typed.length > 0 &&
                typed.length <= WHOLE &&
                !this.phrases.some((each) => each.toLowerCase() === typed))
        );
    }

    onInput(ev) {
        this.words.typed = ev.target.value;
        this.words.selected = false;
    }

    onSelect(ev) {
        const { selectionStart, selectionEnd } = ev.target;
        this.words.selected = selectionStart < selectionEnd;
    }

    async onBlur() {
        const { selectionStart, selectionEnd } = this.textareaRef.el;
        this.caret = [selectionStart, selectionEnd];
        await super.onBlur();
    }

    /** Put a phrase at the cursor, at the end where nobody was in the text yet. */
    insert(phrase) {
        const el = this.textareaRef.el;
        const [start, end] = this.caret || [el.value.length, el.value.length];
        this.write(insertPhrase(el.value, Math.min(start, el.value.length), end, phrase));
    }

    takeOver() {
        const el = this.textareaRef.el;
        const { text } = this.before;
        this.write(
            el.value.trim()
                ? insertPhrase(el.value, el.value.length, el.value.length, text)
                : { text, caret: text.length }
        );
    }

    /**
     * As if it was typed; the keyboard of a tablet stays where it is. The text counts as
     * being typed until the record has it, or a drawing in between would take it away.
     */
    async write({ text, caret }) {
        const { name, record } = this.props;
        const el = this.textareaRef.el;
        el.value = text;
        el.setSelectionRange(caret, caret);
        this.caret = [caret, caret];
        el.dispatchEvent(new InputEvent("input", { bubbles: true }));
        await record.update({ [name]: this.parse(text) });
        if (this.textareaRef.el?.value === text) {
            this.textareaRef.el.dispatchEvent(new Event("change", { bubbles: true }));
        }
    }

    /** Keep what is selected, or all of a short text, as a phrase of the clinic. */
    async keep() {
        const el = this.textareaRef.el;
        const [start, end] = this.caret || [0, 0];
        const text = (start < end ? el.value.slice(start, end) : el.value).trim();
        const client = this.props.record.data.client_id?.display_name || "";
        if (namesSomebody(text, client)) {
            this.notification.add(
                _t("A phrase is offered for every client: select words without the name."),
                { type: "warning" }
            );
            return;
        }
        this.words.kept = await this.orm.call("acupuncture.phrase", "action_keep", [
            this.props.name,
            text.replace(/\.$/, ""),
            this.props.record.data.company_id?.id,
        ]);
        this.words.all = true;
        this.words.selected = false;
        this.notification.add(_t("Kept as a phrase of the clinic."), { type: "success" });
    }
}

export const chartWords = {
    ...textField,
    component: ChartWords,
    displayName: _t("Words of a Chart"),
    supportedTypes: ["text"],
    fieldDependencies: [
        { name: "phrase_data", type: "json" },
        { name: "words_before", type: "json" },
    ],
};

registry.category("fields").add("acupuncture_words", chartWords);
