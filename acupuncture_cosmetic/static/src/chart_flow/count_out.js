import { Component, onPatched, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { useRecordVerb } from "./record_verb";

/** What the count reads beside the field that it stands for. */
export const COUNT_FIELDS = [
    { name: "is_writable", type: "boolean" },
    { name: "count_way", type: "selection" },
];

/** Guided removal: one large button for each zone, a stepper when the number differs. */
export class CountOut extends Component {
    static template = "acupuncture_cosmetic.CountOut";
    static props = { ...standardFieldProps };

    setup() {
        this.verb = useRecordVerb();
        this.root = useRef("root");
        this.state = useState({ chosen: {} });
        this.moveOn = false;
        onPatched(() => this.focusNext());
    }

    get zones() {
        return this.props.record.data[this.props.name] || [];
    }

    get isOpen() {
        return this.props.record.data.is_writable;
    }

    get next() {
        return this.zones.find((zone) => zone.out === null || zone.out === false);
    }

    /** Whether the numbers stand ready, or whoever counts types them. */
    get isTyped() {
        return this.props.record.data.count_way === "typed";
    }

    get isTapped() {
        return this.props.record.data.count_way === "dots";
    }

    get summary() {
        const left = this.zones.filter((zone) => !zone.settled).length;
        if (left === 1) {
            return _t("1 zone to count");
        }
        return left ? _t("%s zones to count", left) : _t("All needles are accounted for");
    }

    isCounted(zone) {
        return zone.out !== null && zone.out !== false;
    }

    number(zone) {
        const stored = this.isCounted(zone) ? zone.out : this.isTyped ? null : zone.expected;
        return this.state.chosen[zone.zone] ?? (this.isTappedInPart(zone) ? zone.expected : stored);
    }

    /** Some of its needles were tapped out on the drawing, the others are still to come. */
    isTappedInPart(zone) {
        return zone.out > 0 && zone.out === zone.tapped && zone.out < zone.expected && !zone.settled && !zone.incident;
    }

    isChanged(zone) {
        return this.isCounted(zone) && this.number(zone) !== zone.out;
    }

    label(zone) {
        const number = this.number(zone);
        if (number === null) {
            return _t("%s: how many are out?", zone.label);
        }
        if (this.isTappedInPart(zone)) {
            return _t("%(zone)s: %(out)s of %(in)s out", { zone: zone.label, out: zone.out, in: zone.expected });
        }
        if (this.isCounted(zone) && !this.isChanged(zone)) {
            return _t("%(zone)s: %(out)s of %(in)s out", {
                zone: zone.label,
                out: zone.out,
                in: zone.expected,
            });
        }
        return _t("%(zone)s: %(out)s out", { zone: zone.label, out: number });
    }

    stepWords(zone, by) {
        return by < 0
            ? _t("%s: one less", zone.label)
            : _t("%s: one more", zone.label);
    }

    retainedWords(zone) {
        return zone.retained === 1
            ? _t("1 stays in by choice")
            : _t("%s stay in by choice", zone.retained);
    }

    look(zone) {
        if (this.isTappedInPart(zone)) {
            return "btn-outline-primary";
        }
        if (zone.differs) {
            return zone.settled ? "btn-warning" : "btn-danger";
        }
        if (this.isCounted(zone)) {
            return "btn-success";
        }
        return zone === this.next ? "btn-primary o_count_next" : "btn-outline-primary";
    }

    sign(zone) {
        const isOpen = this.isTappedInPart(zone) || !this.isCounted(zone);
        return isOpen ? "fa-circle-o" : zone.differs ? "fa-exclamation-triangle" : "fa-check";
    }

    onType(zone, ev) {
        const number = parseInt(ev.target.value, 10);
        this.state.chosen[zone.zone] = number >= 0 ? number : null;
    }

    onTypeKey(zone, ev) {
        if (ev.key === "Enter" && this.number(zone) !== null) {
            ev.preventDefault();
            ev.stopPropagation();
            this.count(zone);
        }
    }

    step(zone, by) {
        this.state.chosen[zone.zone] = Math.max(0, this.number(zone) + by);
    }

    async count(zone) {
        if (await this.verb.run("action_count_zone", zone.zone, this.number(zone))) {
            delete this.state.chosen[zone.zone];
            this.moveOn = true;
        }
    }

    async search(zone) {
        await this.verb.run("action_search_zone", zone.zone);
    }

    async openIncident(zone) {
        await this.verb.run("action_open_incident", zone.zone);
    }

    /** With the keyboard the next zone is one key away. */
    focusNext() {
        if (this.moveOn) {
            this.moveOn = false;
            const next = this.root.el?.querySelector(".o_count_next");
            (next?.parentElement.querySelector(".o_count_number") || next)?.focus();
        }
    }
}

registry.category("fields").add("acupuncture_count_out", {
    component: CountOut,
    supportedTypes: ["json"],
    fieldDependencies: COUNT_FIELDS,
});
