import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { useAutofocus } from "@web/core/utils/hooks";
import { SLANTS, isSlanted } from "./needles";

/** Thinking about what a needle could hurt; the server thinks the same and refuses. */

export const FORBIDDEN = "forbidden";
const TOLD_ALWAYS = ["experienced", "over_lung"];
const ASKED_WHY = ["experienced", "one_side"];

export function factOf(point, kind) {
    return point.facts.find((fact) => fact.kind === kind);
}

/** The facts of a point that are told before needles go in on these sides. */
export function factsToTell(point, sides, byKey) {
    const after = new Set([
        ...sides,
        ...["left", "right"].filter((side) => byKey.has(`${point.id}:${side}`)),
    ]);
    return point.facts.filter(
        ({ kind }) =>
            TOLD_ALWAYS.includes(kind) || (kind === "one_side" && after.has("left") && after.has("right"))
    );
}

/** Whether the practitioner has to say why, or only to have read it. */
export function asksWhy(facts) {
    return facts.some(({ kind }) => ASKED_WHY.includes(kind));
}

/** The facts that angle or depth of a needle break. */
export function factsBroken(point, { angle, depth_mm: depth }) {
    return point.facts.filter(
        (fact) =>
            isSlanted({ facts: [fact] }) &&
            (!SLANTS.includes(angle) || (fact.limit && depth > fact.limit))
    );
}

/** Names the danger; goes on only by a tap, and where it must with a reason. */
export class DangerDialog extends Component {
    static template = "acupuncture_cosmetic.DangerDialog";
    static components = { Dialog };
    static props = {
        title: String,
        facts: Array,
        why: Boolean,
        confirm: Function,
        close: Function,
    };

    setup() {
        this.state = useState({ reason: "" });
        useAutofocus({ refName: this.props.why ? "reason" : "leave" });
    }

    get isTold() {
        return !this.props.why || Boolean(this.state.reason.trim());
    }

    goOn() {
        if (this.isTold) {
            this.props.confirm(this.state.reason.trim());
            this.props.close();
        }
    }
}
