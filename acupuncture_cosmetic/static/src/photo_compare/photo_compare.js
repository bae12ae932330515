import { Component, onWillStart, useState } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { STEP, clamp, defaultPair, kinds, pan, zoom } from "./view_state";

const MODEL = "acupuncture.photo";

/** Two photos of the same angle and expression: slider or side by side, zoomed together. */
export class PhotoCompare extends Component {
    static template = "acupuncture_cosmetic.PhotoCompare";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({
            data: null,
            kind: "",
            before: 0,
            after: 0,
            mode: "slider",
            split: 50,
            view: { scale: 1, x: 0, y: 0 },
        });
        this.fingers = new Map();
        const { default_client_id, default_course_id, default_treatment_id, photo_kind } =
            this.props.action.context || {};
        onWillStart(async () => {
            this.state.data = await this.orm.call(MODEL, "compare_data", [], {
                client_id: default_client_id || false,
                course_id: default_course_id || false,
                treatment_id: default_treatment_id || false,
            });
            this.kinds = kinds(this.state.data.photos);
            const first =
                this.kinds.find((kind) => kind.key === photo_kind) || this.kinds[0];
            if (first) {
                this.choose(first.key);
            }
        });
    }

    get photos() {
        return this.kinds.find((kind) => kind.key === this.state.kind)?.photos || [];
    }

    get transform() {
        const { scale, x, y } = this.state.view;
        return `transform: translate(${x}%, ${y}%) scale(${scale})`;
    }

    get percent() {
        return Math.round(this.state.view.scale * 100);
    }

    photo(id) {
        return this.photos.find((photo) => photo.id === id);
    }

    kindLabel({ angle, expression, photos }) {
        const { angles, expressions } = this.state.data;
        return `${angles[angle]}, ${expressions[expression]} (${photos.length})`;
    }

    label(photo) {
        return `${formatDate(deserializeDate(photo.day))} · ${this.state.data.phases[photo.phase]}`;
    }

    url(id) {
        return `/web/image/${MODEL}/${id}/image`;
    }

    choose(key) {
        this.state.kind = key;
        const [before, after] = defaultPair(this.photos);
        Object.assign(this.state, { before, after });
        this.reset();
    }

    reset() {
        Object.assign(this.state, { split: 50, view: { scale: 1, x: 0, y: 0 } });
    }

    zoomBy(factor, at) {
        this.state.view = zoom(this.state.view, factor, at);
    }

    panBy(x, y) {
        this.state.view = pan(this.state.view, x, y);
    }

    /** Sideways: the slider, or the pictures where there is none. */
    step(by) {
        if (this.state.mode === "slider") {
            this.state.split = clamp(this.state.split + by, 0, 100);
        } else {
            this.panBy(-by, 0);
        }
    }

    onKeydown(ev) {
        if (ev.altKey || ev.ctrlKey || ev.metaKey) {
            return;
        }
        const move = ev.shiftKey ? 10 : 2;
        const keys = {
            ArrowLeft: () => this.step(-move),
            ArrowRight: () => this.step(move),
            ArrowUp: () => this.panBy(0, 5),
            ArrowDown: () => this.panBy(0, -5),
            "+": () => this.zoomBy(STEP),
            "=": () => this.zoomBy(STEP),
            "-": () => this.zoomBy(1 / STEP),
            0: () => this.reset(),
        };
        if (keys[ev.key]) {
            ev.preventDefault();
            keys[ev.key]();
        }
    }

    onWheel(ev) {
        ev.preventDefault();
        this.measure(ev);
        this.zoomBy(ev.deltaY < 0 ? STEP : 1 / STEP, this.inFrame(ev.clientX, ev.clientY));
    }

    /** One finger pulls the picture, or the slider where it is; two fingers zoom. */
    onPointerdown(ev) {
        if (!this.fingers.size) {
            this.measure(ev);
            this.dragsSlider = Boolean(ev.target.closest(".o_compare_handle"));
        }
        ev.currentTarget.setPointerCapture(ev.pointerId);
        this.fingers.set(ev.pointerId, { x: ev.clientX, y: ev.clientY });
    }

    onPointermove(ev) {
        if (!this.fingers.has(ev.pointerId)) {
            return;
        }
        const before = this.hand();
        this.fingers.set(ev.pointerId, { x: ev.clientX, y: ev.clientY });
        const now = this.hand();
        if (now.spread) {
            this.zoomBy(now.spread / (before.spread || now.spread), this.inFrame(before.x, before.y));
        } else if (this.dragsSlider) {
            const place = (ev.clientX - this.stage.left) / this.stage.width;
            this.state.split = clamp(place * 100, 0, 100);
            return;
        }
        this.panBy(
            ((now.x - before.x) / this.frame.width) * 100,
            ((now.y - before.y) / this.frame.height) * 100
        );
    }

    onPointerup(ev) {
        this.fingers.delete(ev.pointerId);
    }

    /** Side by side, a picture's frame is but half of the stage. */
    measure(ev) {
        const figure = ev.target.closest("figure") || ev.currentTarget.querySelector("figure");
        this.stage = ev.currentTarget.getBoundingClientRect();
        this.frame = figure.getBoundingClientRect();
    }

    inFrame(clientX, clientY) {
        const { left, top, width, height } = this.frame;
        return {
            x: ((clientX - left) / width - 0.5) * 100,
            y: ((clientY - top) / height - 0.5) * 100,
        };
    }

    /** Where the fingers are: their middle, and how far apart the first two lie. */
    hand() {
        const [one, two = one] = this.fingers.values();
        return {
            x: (one.x + two.x) / 2,
            y: (one.y + two.y) / 2,
            spread: Math.hypot(one.x - two.x, one.y - two.y),
        };
    }

    close() {
        return this.env.config.historyBack();
    }
}

registry.category("actions").add("acupuncture_photo_compare", PhotoCompare);
