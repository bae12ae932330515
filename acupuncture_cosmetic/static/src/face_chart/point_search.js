import { Component, useRef, useState } from "@odoo/owl";
import { spaced } from "./words";

const SHOWN = 8;

/** A text without tones, spaces and case: "Jiáchē" and "jia che" are the same. */
export function folded(text) {
    return text
        .normalize("NFD")
        .replace(/\p{Diacritic}/gu, "")
        .replace(/[\s-]/g, "")
        .toLowerCase();
}

/** How well a point answers what was typed; 0 is best, Infinity is no answer. */
export function rank({ keys, english }, wanted) {
    if (keys.includes(` ${wanted} `)) {
        return 0;
    }
    if (keys.includes(` ${wanted}`)) {
        return 1;
    }
    return keys.includes(wanted) || folded(english).includes(wanted) ? 2 : Infinity;
}

/** Find a point by code, pinyin, hanzi or English, and needle it. */
export class PointSearch extends Component {
    static template = "acupuncture_cosmetic.PointSearch";
    static props = { points: Map, onFound: Function };

    setup() {
        this.input = useRef("input");
        this.state = useState({ text: "", at: 0, open: false });
        this.spaced = spaced;
    }

    get found() {
        const wanted = folded(this.state.text);
        if (!wanted) {
            return [];
        }
        return [...this.props.points.values()]
            .map((point) => ({ point, rank: rank(point, wanted) }))
            .filter((row) => row.rank < Infinity)
            .sort((a, b) => a.rank - b.rank || b.point.cosmetic - a.point.cosmetic)
            .slice(0, SHOWN)
            .map((row) => row.point);
    }

    onInput(ev) {
        Object.assign(this.state, { text: ev.target.value, at: 0, open: true });
    }

    /** The list lies over the drawing: it goes when one turns to something else. */
    onBlur() {
        this.state.open = false;
    }

    onKeydown(ev) {
        const { found } = this;
        if (ev.key === "Enter") {
            if (found.length) {
                this.pick(found[this.state.at]);
            }
        } else if (ev.key === "ArrowDown") {
            this.state.at = Math.min(this.state.at + 1, found.length - 1);
        } else if (ev.key === "ArrowUp") {
            this.state.at = Math.max(this.state.at - 1, 0);
        } else if (ev.key === "Escape" && this.state.text) {
            this.state.text = "";
        } else {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
    }

    pick(point) {
        this.state.text = "";
        this.state.at = 0;
        this.props.onFound(point);
        this.input.el.focus();
    }
}
