import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { LOOKS } from "../screening_light/screening_light";

const MISSING = {
    forms: "fa-file-text-o",
    consent: "fa-pencil-square-o",
    balance: "fa-credit-card",
    check: "fa-list-ul",
};
const LONG_WAIT = 15;
const SOON = 30;

/** One visit: who, how it stands, what it still lacks, and the one next step. */
export class DayCard extends Component {
    static template = "acupuncture_cosmetic.DayCard";
    static props = {
        card: Object,
        time: String,
        who: { type: String, optional: true },
        since: Number,
        now: [Number, Boolean],
        busy: Boolean,
        open: Function,
        doStep: Function,
        showUndelivered: Function,
    };

    get light() {
        const look = LOOKS[this.props.card.light];
        const words = this.props.card.light_text;
        return (
            look && {
                icon: look.icon,
                colour: look.colour.replace("text-bg-", "text-"),
                words: words ? `${look.label}: ${words}` : look.label,
            }
        );
    }

    get missing() {
        return this.props.card.missing.map((lack) => ({ ...lack, icon: MISSING[lack.kind] }));
    }

    get waited() {
        const { waiting } = this.props.card;
        return waiting === false ? false : waiting + this.props.since;
    }

    get waitsLong() {
        return this.waited >= LONG_WAIT;
    }

    /** How it stands, in words; who only waits for the hour needs none. */
    get standing() {
        const { state, state_label: label, needles_in: needles } = this.props.card;
        if (this.waited !== false) {
            return this.waited
                ? _t("waiting %s min", this.waited)
                : _t("just arrived");
        }
        if (needles) {
            return _t("needles in");
        }
        return state === "confirmed" ? "" : state === "planned" ? _t("not confirmed") : label;
    }

    get spoken() {
        const { client, visit, state_label: label } = this.props.card;
        const lacks = this.props.card.missing.map((lack) => lack.text);
        return [this.props.time, client, this.props.who, visit, label, ...lacks]
            .filter(Boolean)
            .join(", ");
    }

    get style() {
        const { state, overdue } = this.props.card;
        return `o_acu_state_${state}${overdue ? " o_acu_overdue" : ""}`;
    }

    /** Only what is due stands out: who is here, and who should be soon. */
    get isDue() {
        const { state, start, step } = this.props.card;
        if (state === "planned" || state === "confirmed") {
            return this.props.now !== false && start <= this.props.now + SOON;
        }
        return ["arrived", "in_treatment"].includes(state) && step.verb !== "action_view_gate";
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && ev.target === ev.currentTarget) {
            ev.preventDefault();
            this.props.open(this.props.card);
        }
    }
}
