import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { serializeDate } from "@web/core/l10n/dates";
import { kindsOfNeedles, usualStay } from "./marks";
import { spaced } from "./words";

const GAUGES = [0.1, 0.12, 0.14, 0.16, 0.18, 0.2, 0.22, 0.25, 0.3];
const LENGTHS = [0.6, 0.9, 1.2, 1.5, 3, 5, 7, 13, 15, 20, 25, 30, 40, 50];

/** Side, depth, needle, angle and stimulation of what is in one spot. */
export class NeedlePopover extends Component {
    static template = "acupuncture_cosmetic.NeedlePopover";
    static props = {
        spot: Object,
        catalogue: Object,
        readonly: Boolean,
        isPlan: Boolean,
        companyId: { type: Number, optional: true },
        rows: Function,
        change: Function,
        setSides: Function,
        remove: Function,
        removeLine: { optional: true },
        close: { type: Function, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ lots: [], turn: 0 });
        this.kinds = kindsOfNeedles();
        this.typing = null; // a depth that is not yet told to the rows
        useAutofocus({ refName: "first" });
        onWillStart(async () => {
            if (!this.props.isPlan && !this.props.readonly) {
                this.state.lots = await this.loadLots();
            }
        });
    }

    /** Needles in date, first the ones that expire first. */
    loadLots() {
        const domain = [
            ["supply_id.kind", "=", "needle"],
            "|",
            ["expiry", "=", false],
            ["expiry", ">=", "today"], // the clinic's
        ];
        if (this.props.companyId) {
            domain.push(["company_id", "=", this.props.companyId]);
        }
        return this.orm.webSearchRead("acupuncture.supply.lot", domain, {
            specification: {
                name: {},
                expiry: {},
                supply_id: { fields: { display_name: {}, gauge_mm: {}, length_mm: {} } },
            },
            limit: 40,
        }).then(({ records }) => records);
    }

    get title() {
        const { point } = this.props.spot;
        if (point.free) {
            return point.plain;
        }
        return `${spaced(point.code)} ${point.pinyin} ${point.hanzi}`;
    }

    /** What all the needles share; a field in which they differ is empty. */
    get data() {
        this.state.turn; // read, so that a change renders this form anew
        const rows = this.props.rows();
        const shared = { ...rows[0]?.data };
        for (const row of rows.slice(1)) {
            for (const name of Object.keys(shared)) {
                if (idOf(row.data[name]) !== idOf(shared[name])) {
                    shared[name] = false;
                }
            }
        }
        return shared;
    }

    get sides() {
        const sides = new Set(this.props.rows().map((row) => row.data.side));
        return sides.size > 1 || sides.has("both") ? "both" : [...sides][0];
    }

    get deep() {
        const { depth_max: limit } = this.props.spot.point;
        return limit && this.data.depth_mm > limit;
    }

    get limit() {
        return _t("Limit at this point: %s mm", this.props.spot.point.depth_max);
    }

    options(known, value) {
        return value && !known.includes(value) ? [...known, value].sort((a, b) => a - b) : known;
    }

    get gauges() {
        return this.options(GAUGES, this.data.gauge_mm);
    }

    get lengths() {
        return this.options(LENGTHS, this.data.length_mm);
    }

    lotName(lot) {
        const until = lot.expiry ? ` · ${lot.expiry}` : "";
        return `${lot.supply_id.display_name} · ${lot.name}${until}`;
    }

    async change(values) {
        await this.props.change(values);
        this.state.turn++;
    }

    onNumber(name, ev) {
        return this.change({ [name]: numberOf(ev.target.value) });
    }

    /** What is drawn anew while one types keeps what was typed. */
    get depth() {
        return this.typing ?? (this.data.depth_mm || "");
    }

    onDepthInput(ev) {
        this.typing = ev.target.value;
    }

    async onDepth(ev) {
        const { value } = ev.target;
        await this.props.change({ depth_mm: numberOf(value) });
        if (this.typing === value) {
            this.typing = null;
        }
        this.state.turn++;
    }

    onChoice(name, ev) {
        return this.change({ [name]: ev.target.value || false });
    }

    /** Until when it stays in; none while it comes out today. */
    get until() {
        const { retained, removal_due: due } = this.data;
        return retained && due ? serializeDate(due) : "";
    }

    /** It stays in until a day, by consent, or comes out today: one answer, three facts. */
    onStay(until) {
        const stays = Boolean(until);
        return this.change({ retained: stays, client_agreed: stays, removal_due: until || false });
    }

    onAgreed(ev) {
        return this.onStay(ev.target.checked ? usualStay() : "");
    }

    async removeLine() {
        await this.props.removeLine();
        this.props.close();
    }

    onLot(ev) {
        const lot = this.state.lots.find(({ id }) => id === Number(ev.target.value));
        if (!lot) {
            return this.change({ lot_id: false });
        }
        const { gauge_mm, length_mm } = lot.supply_id;
        return this.change({
            lot_id: { id: lot.id, display_name: lot.name },
            ...(gauge_mm ? { gauge_mm } : {}),
            ...(length_mm ? { length_mm } : {}),
        });
    }

    async onSides(sides) {
        await this.props.setSides(sides);
        if (this.props.rows().length) {
            this.state.turn++;
        } else {
            this.props.close();
        }
    }

    async remove() {
        await this.props.remove();
        this.props.close();
    }
}

function numberOf(text) {
    return Math.max(0, Number(text.replace(",", "."))) || 0;
}

function idOf(value) {
    return value?.id || value;
}
