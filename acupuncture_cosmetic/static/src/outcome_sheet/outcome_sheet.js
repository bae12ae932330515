import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** A sheet of questions: each has its values side by side, one tap answers. */
export class OutcomeSheet extends Component {
    static template = "acupuncture_cosmetic.OutcomeSheet";
    static props = { ...standardFieldProps, rowsField: { type: String, optional: true } };

    setup() {
        this.typing = {}; // numbers that are not yet told to the record
    }

    get rows() {
        return this.props.record.data[this.props.rowsField] || [];
    }

    get answers() {
        return this.props.record.data[this.props.name] || {};
    }

    answer(row, value) {
        const answers = { ...this.answers, [row.key]: value };
        return this.props.record.update({ [this.props.name]: answers });
    }

    /** What is drawn anew while one types keeps what was typed. */
    number(row) {
        return this.typing[row.key] ?? this.answers[row.key] ?? "";
    }

    onInput(row, ev) {
        this.typing[row.key] = ev.target.value;
    }

    onChange(row, ev) {
        delete this.typing[row.key];
        return this.answer(row, ev.target.value);
    }

    /** A second tap takes the answer back. */
    tap(row, value) {
        return this.answer(row, this.answers[row.key] === value ? "" : value);
    }

    range({ minimum, maximum, unit }) {
        const words = _t("%(minimum)s to %(maximum)s", { minimum, maximum });
        return unit ? `${words} ${unit}` : words;
    }

    name(row) {
        return row.area ? `${row.scale}, ${row.area}` : row.scale;
    }
}

registry.category("fields").add("outcome_sheet", {
    component: OutcomeSheet,
    supportedTypes: ["json"],
    extractProps: ({ options }) => ({ rowsField: options.rows || "rows" }),
    fieldDependencies: ({ options }) => [{ name: options.rows || "rows", type: "json" }],
});
