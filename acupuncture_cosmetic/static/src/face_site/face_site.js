import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { WINDOWS, nearest, spotsOf } from "../face_chart/geometry";

const STEPS = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
};
const STEP = 10;
const NEAR = 30;

/** A place kept on the drawing, rounded to what a finger can mean. */
export function inside(frame, x, y) {
    const within = (value, least, size) => Math.round(Math.min(Math.max(value, least), least + size));
    return { x: within(x, frame.x, frame.width), y: within(y, frame.y, frame.height) };
}

/**
 * One dot on a drawing of face or body. The field holds the drawing; two numbers of the
 * same record hold the place. The nearest point goes with it while none is chosen.
 */
export class FaceSite extends Component {
    static template = "acupuncture_cosmetic.FaceSite";
    static props = {
        ...standardFieldProps,
        xField: String,
        yField: String,
        pointField: { type: String, optional: true },
        sideField: { type: String, optional: true },
    };

    setup() {
        this.drawing = useRef("drawing");
        this.pointService = useService("acupuncture_points");
        this.state = useState({ map: this.value || "face_front" });
        onWillStart(async () => {
            this.catalogue = await this.pointService.load();
            this.state.map = this.value || this.mapOfPoint() || "face_front";
        });
    }

    get data() {
        return this.props.record.data;
    }

    get value() {
        return this.data[this.props.name];
    }

    get maps() {
        return this.catalogue.choices.map.map(([map, name]) => ({ map, name }));
    }

    get box() {
        const { x, y, width, height } = WINDOWS[this.state.map];
        return [x, y, width, height].join(" ");
    }

    get spots() {
        const { places, points } = this.catalogue;
        return spotsOf(places[this.state.map], points);
    }

    /** Where the chosen point lies on this drawing: a hint, not yet the place. */
    get hints() {
        const side = this.data[this.props.sideField];
        return this.spots.filter(
            (spot) => spot.point.id === this.pointId && (!side || spot.side === side)
        );
    }

    get pointId() {
        const { pointField } = this.props;
        return pointField ? this.data[pointField]?.id : false;
    }

    get dot() {
        const shown = this.value && this.value === this.state.map;
        return shown && { x: this.data[this.props.xField], y: this.data[this.props.yField] };
    }

    get label() {
        return this.dot ? _t("The place is marked on this drawing.") : _t("No place is marked here.");
    }

    mapOfPoint() {
        const { places } = this.catalogue;
        return Object.keys(places).find((map) => places[map].some(([id]) => id === this.pointId));
    }

    onClick(ev) {
        if (this.props.readonly) {
            return;
        }
        const onScreen = this.drawing.el.getScreenCTM();
        const { x, y } = new DOMPoint(ev.clientX, ev.clientY).matrixTransform(onScreen.inverse());
        this.put(x, y);
    }

    onKeydown(ev) {
        const step = STEPS[ev.key];
        const clears = ["Delete", "Backspace"].includes(ev.key);
        if (this.props.readonly || !(step || clears)) {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
        if (clears) {
            this.clear();
        } else {
            const { x, y, width, height } = WINDOWS[this.state.map];
            const from = this.dot || this.hints[0] || { x: x + width / 2, y: y + height / 2 };
            this.put(from.x + step[0] * STEP, from.y + step[1] * STEP);
        }
    }

    put(rawX, rawY) {
        const { name, xField, yField, pointField, sideField, record } = this.props;
        const { x, y } = inside(WINDOWS[this.state.map], rawX, rawY);
        const values = { [name]: this.state.map, [xField]: x, [yField]: y };
        const spot = nearest(this.spots, x, y, NEAR);
        if (spot && pointField && !this.pointId) {
            values[pointField] = { id: spot.point.id, display_name: spot.point.name };
            if (sideField && !this.data[sideField]) {
                values[sideField] = spot.side;
            }
        }
        return record.update(values);
    }

    clear() {
        const { name, xField, yField, record } = this.props;
        return record.update({ [name]: false, [xField]: 0, [yField]: 0 });
    }
}

/**
 * Options: ``x`` and ``y`` name the numbers of the place; ``point`` and ``side``, if
 * given, the fields that take the nearest point.
 */
export const faceSiteField = {
    component: FaceSite,
    supportedTypes: ["selection"],
    extractProps: ({ options }) => ({
        xField: options.x,
        yField: options.y,
        pointField: options.point,
        sideField: options.side,
    }),
    fieldDependencies: ({ options }) => [
        { name: options.x, type: "float", readonly: false },
        { name: options.y, type: "float", readonly: false },
    ],
};

registry.category("fields").add("face_site", faceSiteField);
