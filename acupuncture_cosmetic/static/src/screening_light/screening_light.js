import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** How each light looks, for whoever shows one. */
export const LOOKS = {
    green: { icon: "fa-check-circle", colour: "text-bg-success", label: _t("Green") },
    noted: { icon: "fa-sticky-note-o", colour: "text-bg-success", label: _t("Green, noted") },
    amber: { icon: "fa-exclamation-triangle", colour: "text-bg-warning", label: _t("Amber") },
    red: { icon: "fa-ban", colour: "text-bg-danger", label: _t("Red") },
};

/** The screening light: colour, icon and words, so that no colour has to be seen. */
export class ScreeningLight extends Component {
    static template = "acupuncture_cosmetic.ScreeningLight";
    static props = { ...standardFieldProps, textField: { type: String, optional: true } };

    get look() {
        return LOOKS[this.props.record.data[this.props.name]];
    }

    get text() {
        return this.props.record.data[this.props.textField] || "";
    }
}

registry.category("fields").add("acupuncture_light", {
    component: ScreeningLight,
    supportedTypes: ["selection"],
    extractProps: ({ options }) => ({ textField: options.text || "screening_text" }),
    fieldDependencies: ({ options }) => [
        { name: options.text || "screening_text", type: "char" },
    ],
});
