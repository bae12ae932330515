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

    zoomBy(factor) {
        this.state.view = zoom(this.state.view, factor);
    }

    onKeydown(ev) {
        const move = ev.shiftKey ? 10 : 2;
        const keys = {
            ArrowLeft: () => (this.state.split = clamp(this.state.split - move, 0, 100)),
            ArrowRight: () => (this.state.split = clamp(this.state.split + move, 0, 100)),
            ArrowUp: () => (this.state.view = pan(this.state.view, 0, 5)),
            ArrowDown: () => (this.state.view = pan(this.state.view, 0, -5)),
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
        this.zoomBy(ev.deltaY < 0 ? STEP : 1 / STEP);
    }

    /** One finger pulls the picture, or the slider where it is; two fingers zoom. */
    onPointerdown(ev) {
        this.box = ev.currentTarget.getBoundingClientRect();
        this.dragsSlider = Boolean(ev.target.closest(".o_compare_handle"));
        ev.currentTarget.setPointerCapture(ev.pointerId);
        this.fingers.set(ev.pointerId, { x: ev.clientX, y: ev.clientY });
        this.spread = this.distance();
    }

    onPointermove(ev) {
        const before = this.fingers.get(ev.pointerId);
        if (!before) {
            return;
        }
        this.fingers.set(ev.pointerId, { x: ev.clientX, y: ev.clientY });
        if (this.fingers.size === 2) {
            const spread = this.distance();
            this.zoomBy(spread / (this.spread || spread));
            this.spread = spread;
        } else if (this.dragsSlider) {
            const place = (ev.clientX - this.box.left) / this.box.width;
            this.state.split = clamp(place * 100, 0, 100);
        } else {
            this.state.view = pan(
                this.state.view,
                ((ev.clientX - before.x) / this.box.width) * 100,
                ((ev.clientY - before.y) / this.box.height) * 100
            );
        }
    }

    onPointerup(ev) {
        this.fingers.delete(ev.pointerId);
        this.spread = this.distance();
    }

    distance() {
        const [one, two] = this.fingers.values();
        return two ? Math.hypot(one.x - two.x, one.y - two.y) : 0;
    }

    close() {
        return this.env.config.historyBack();
    }
}

registry.category("actions").add("acupuncture_photo_compare", PhotoCompare);
