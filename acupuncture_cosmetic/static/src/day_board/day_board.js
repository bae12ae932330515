import { Component, onMounted, useRef, useState } from "@odoo/owl";
import { localization } from "@web/core/l10n/localization";
import { useDraggable } from "@web/core/utils/draggable";
import { useService } from "@web/core/utils/hooks";
import { DayCard } from "./day_card";
import { LEAST_MINUTES, inLanes, shownColumns, shownHours, snapped } from "./day_layout";

const { DateTime } = luxon;
const HERE = ["arrived", "in_treatment"];
const ARROWS = { ArrowDown: 1, ArrowUp: -1 };

/** The day itself: columns with a clock, or on a phone one list in order of time. */
export class DayBoard extends Component {
    static template = "acupuncture_cosmetic.DayBoard";
    static components = { DayCard };
    static props = { model: Object, actions: Object };

    setup() {
        this.ui = useState(useService("ui"));
        this.drag = useState({ column: null, minute: 0 });
        this.root = useRef("root");
        this.scroll = useRef("scroll");
        useDraggable({
            ref: this.root,
            elements: ".o_acu_column .o_acu_movable",
            ignore: "button",
            enable: () => this.day.can_book && !this.model.busy,
            cursor: "grabbing",
            tolerance: 8,
            edgeScrolling: { speed: 20, threshold: 40 },
            onDrag: (dragged) => Object.assign(this.drag, this.placeOf(dragged)),
            onDrop: (dragged) => this.drop(dragged),
            onDragEnd: () => (this.drag.column = null),
        });
        onMounted(() => this.scrollToNow());
    }

    get model() {
        return this.props.model;
    }

    get day() {
        return this.model.data;
    }

    get hasNow() {
        return this.model.isToday;
    }

    get columns() {
        const { by, mine } = this.model;
        return shownColumns(this.day, by, mine);
    }

    get cards() {
        const shown = new Set(this.columns.map((column) => column.id));
        return this.day.cards.filter((card) => shown.has(card[this.model.by]));
    }

    get hours() {
        return shownHours(this.columns, this.cards);
    }

    get hourLines() {
        const [first, last] = this.hours;
        return Array.from({ length: last - first }, (_each, at) => first + at);
    }

    placed(column) {
        return inLanes(this.day.cards.filter((card) => card[this.model.by] === column.id));
    }

    /** On the phone: everybody in order of time, with the line of now between. */
    get list() {
        const cards = this.cards;
        const next = cards.findIndex((card) => card.start > this.model.now);
        const now = this.hasNow ? (next < 0 ? cards.length : next) : -1;
        return { before: cards.slice(0, Math.max(now, 0)), after: cards.slice(Math.max(now, 0)) };
    }

    nameOf(id, role) {
        return this.day.columns.find((one) => one.role === role && one.id === id)?.name || "";
    }

    /** Where else: the room in a column of a person, the person in one of a room. */
    otherOf(card) {
        const other = this.model.by === "room" ? "practitioner" : "room";
        return this.nameOf(card[other], other);
    }

    bothOf(card) {
        const names = ["practitioner", "room"].map((role) => this.nameOf(card[role], role));
        return names.filter(Boolean).join(" · ");
    }

    clock(minute) {
        const at = DateTime.fromObject({ hour: Math.floor(minute / 60) % 24, minute: minute % 60 });
        return at.toFormat(localization.timeFormat.replace(/.ss/, ""));
    }

    span(card) {
        return `${this.clock(card.start)} – ${this.clock(card.stop)}`;
    }

    /** A place in the day as the style sheet reads it, in hours. */
    at(start, stop = start, lane = 0, lanes = 1) {
        const top = (start - this.hours[0] * 60) / 60;
        return `--start: ${top}; --length: ${(stop - start) / 60}; --lane: ${lane}; --lanes: ${lanes}`;
    }

    get nowOrNone() {
        return this.hasNow ? this.model.now : false;
    }

    get isNowShown() {
        const [first, last] = this.hours;
        return this.hasNow && this.model.now >= first * 60 && this.model.now <= last * 60;
    }

    /** Show the hour that it is, and above it who is here already. */
    scrollToNow() {
        const line = this.root.el?.querySelector(".o_acu_now, .o_acu_list_now");
        const scroller = this.scroll.el;
        if (!line || !scroller) {
            return;
        }
        const topOf = (el) => el.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
        const now = topOf(line);
        const here = this.cards.filter((card) => HERE.includes(card.state)).map((card) => card.id);
        const cards = [...scroller.querySelectorAll(".o_acu_card")];
        const waiting = cards.filter((card) => here.includes(Number(card.dataset.id))).map(topOf);
        const margin = scroller.clientHeight / 4;
        const first = Math.min(now - margin, ...waiting.map((top) => top - margin / 2));
        scroller.scrollTop += Math.max(first, now - 3 * margin);
    }

    get hourHeight() {
        const body = this.root.el?.querySelector(".o_acu_column");
        return body ? body.offsetHeight / this.hourLines.length : 0;
    }

    // ------------------------------------------------------------------
    // Moving and booking
    // ------------------------------------------------------------------

    minuteAt(column, y) {
        const from = y - column.getBoundingClientRect().top;
        return this.hours[0] * 60 + (from / this.hourHeight) * 60;
    }

    placeOf({ element, x }) {
        const bodies = [...this.root.el.querySelectorAll(".o_acu_column")];
        const found = bodies.find((body) => {
            const { left, right } = body.getBoundingClientRect();
            return x >= left && x < right;
        });
        const column = found ? Number(found.dataset.id) || false : null;
        const minute = found ? this.minuteAt(found, element.getBoundingClientRect().top) : 0;
        return { column, minute: snapped(Math.max(minute, this.hours[0] * 60)) };
    }

    async drop(dragged) {
        const { column, minute } = this.placeOf(dragged);
        const card = this.day.cards.find((each) => each.id === Number(dragged.element.dataset.id));
        if (column === null || !card) {
            return;
        }
        const who = column !== card[this.model.by] && column;
        if (who || minute !== card.start) {
            await this.props.actions.move(card, minute, who || false);
        }
    }

    onColumnClick(column, ev) {
        if (this.day.can_book && !ev.target.closest(".o_acu_card")) {
            const minute = Math.floor(this.minuteAt(ev.currentTarget, ev.clientY) / 15) * 15;
            const resource = column.id ? { [`${column.role}_id`]: column.id } : {};
            this.props.actions.book({ day: this.day.day, minute, ...resource });
        }
    }

    // ------------------------------------------------------------------
    // By keyboard
    // ------------------------------------------------------------------

    onKeydown(ev) {
        const card = ev.target.closest(".o_acu_card");
        if (!card || ev.target !== card || !ev.key.startsWith("Arrow") || ev.altKey || ev.ctrlKey) {
            return;
        }
        ev.preventDefault();
        const next = ARROWS[ev.key] ? this.besides(card, ARROWS[ev.key]) : this.across(card, ev.key);
        next?.focus();
        next?.scrollIntoView({ block: "nearest", inline: "nearest" });
    }

    besides(card, step) {
        const place = card.closest(".o_acu_column, .o_acu_list");
        const cards = [...place.querySelectorAll(".o_acu_card")];
        return cards[cards.indexOf(card) + step];
    }

    /** The card of the next column that stands nearest to this one in time. */
    across(card, key) {
        const columns = [...this.root.el.querySelectorAll(".o_acu_column")].filter((column) =>
            column.querySelector(".o_acu_card")
        );
        const here = columns.indexOf(card.closest(".o_acu_column"));
        const column = columns[here + (key === "ArrowRight" ? 1 : -1)];
        const top = (each) => Math.abs(each.offsetTop - card.offsetTop);
        const cards = here < 0 || !column ? [] : [...column.querySelectorAll(".o_acu_card")];
        return cards.sort((a, b) => top(a) - top(b))[0];
    }

    lengthClass(card) {
        const minutes = Math.max(card.stop - card.start, LEAST_MINUTES);
        return minutes < 45 ? "o_acu_short" : "";
    }

    stopOf(card) {
        return Math.max(card.stop, card.start + LEAST_MINUTES);
    }
}
