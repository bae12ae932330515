import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** One circle per credit of a course, coloured and named by its state. */
export class CreditProgress extends Component {
    static template = "acupuncture_cosmetic.CreditProgress";
    static props = { ...standardFieldProps };

    get credits() {
        return this.props.record.data[this.props.name] || [];
    }

    get summary() {
        const counts = new Map();
        for (const { label } of this.credits) {
            counts.set(label, (counts.get(label) || 0) + 1);
        }
        return [...counts].map(([label, count]) => `${count} ${label}`).join(", ");
    }
}

registry.category("fields").add("acupuncture_credit_progress", {
    component: CreditProgress,
    supportedTypes: ["json"],
});
