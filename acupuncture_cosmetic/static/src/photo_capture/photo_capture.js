import { Component, onMounted, onWillStart, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useCamera } from "./camera";
import { TROUBLE } from "./trouble";

const MODEL = "acupuncture.photo";
const MEGABYTE = 1024 * 1024;

/** Return a blob as base64 without its header. */
function asBase64(blob) {
    return new Promise((resolve, reject) => {
        const reader = new FileReader();
        reader.onload = () => resolve(reader.result.split(",")[1] || "");
        reader.onerror = () => reject(reader.error);
        reader.readAsDataURL(blob);
    });
}

/**
 * The camera: shot by shot through a set, the first photo of the same angle shown as a
 * ghost. Without a camera that the browser may use, files are chosen instead.
 */
export class PhotoCapture extends Component {
    static template = "acupuncture_cosmetic.PhotoCapture";
    static props = { ...standardActionServiceProps };

    setup() {
        // No useService: who leaves while a picture is being read has taken it all the same.
        this.orm = this.env.services.orm;
        this.action = useService("action");
        this.notification = useService("notification");
        this.video = useRef("video");
        this.camera = useCamera(this.video);
        this.file = useRef("file");
        this.state = useState({
            data: null,
            current: 0,
            phase: "baseline",
            busy: false,
            problem: "",
            ghost: 35,
            grid: true,
        });
        const { default_client_id, default_course_id, default_treatment_id } =
            this.props.action.context || {};
        onWillStart(async () => {
            const data = await this.orm.call(MODEL, "capture_data", [], {
                client_id: default_client_id || false,
                course_id: default_course_id || false,
                treatment_id: default_treatment_id || false,
            });
            this.state.data = data;
            this.state.phase = data.phase;
            this.state.current = Math.max(
                data.shots.findIndex((shot) => !shot.done),
                0
            );
        });
        onMounted(() => {
            if (!this.state.data.refusal) {
                return this.camera.start();
            }
        });
    }

    get shot() {
        return this.state.data.shots[this.state.current];
    }

    get done() {
        return this.state.data.shots.filter((shot) => shot.done).length;
    }

    get progress() {
        const { done } = this;
        return _t("%(done)s of %(all)s taken today", { done, all: this.state.data.shots.length });
    }

    get ghostUrl() {
        return this.shot.ghost ? `/web/image/${MODEL}/${this.shot.ghost}/image` : "";
    }

    thumbnail(shot) {
        return `/web/image/${MODEL}/${shot.done}/thumbnail`;
    }

    label(shot) {
        const { angles, expressions } = this.state.data;
        return `${angles[shot.angle]}, ${expressions[shot.expression]}`;
    }

    get trouble() {
        return TROUBLE[this.camera.status];
    }

    async shoot() {
        if (this.state.busy) {
            return;
        }
        if (this.camera.status !== "live") {
            return this.chooseFile(true);
        }
        this.state.busy = true;
        const blob = await this.camera.take();
        await this.keep(blob);
    }

    /** On phones and tablets: with their own camera, or any picture there is. */
    chooseFile(byCamera = false) {
        const input = this.file.el;
        if (byCamera) {
            input.setAttribute("capture", "environment");
        } else {
            input.removeAttribute("capture");
        }
        input.click();
    }

    async onFile(ev) {
        const [file] = ev.target.files;
        ev.target.value = "";
        if (file) {
            await this.keep(file);
        }
    }

    async keep(blob) {
        this.state.busy = true;
        try {
            this.state.problem = this.refusalOf(blob) || (await this.send(blob));
        } finally {
            this.state.busy = false;
        }
    }

    refusalOf(blob) {
        const { limit } = this.state.data;
        if (!blob?.size) {
            return _t("The camera did not send a picture. Take the photo again.");
        }
        if (blob.size > limit * MEGABYTE) {
            return _t(
                "The file is larger than %s MB and was not sent. Set the camera to a smaller picture.",
                limit
            );
        }
    }

    /** Store a picture as the present shot; return what stands against it, if anything. */
    async send(blob) {
        const { shot } = this;
        const { data, phase } = this.state;
        try {
            const image = await asBase64(blob);
            const { angle, expression } = shot;
            const values = { ...data.values, phase, angle, expression, image };
            [shot.done] = await this.orm.create(MODEL, [values]);
        } catch (error) {
            if (error instanceof RPCError) {
                return error.data?.message || error.message;
            }
            if (error instanceof ConnectionLostError) {
                return _t("The server cannot be reached; nothing was stored. Try again.");
            }
            if (error instanceof DOMException) {
                return _t("The file cannot be read. Choose it again, or another one.");
            }
            throw error;
        }
        this.advance();
        return "";
    }

    /** On to the next shot that is missing; after the last one, say so. */
    advance() {
        const { shots } = this.state.data;
        const order = shots.map((_, step) => (this.state.current + 1 + step) % shots.length);
        const next = order.find((index) => !shots[index].done);
        if (next === undefined) {
            this.notification.add(_t("All photos of the set have been taken."), {
                type: "success",
            });
        } else {
            this.state.current = next;
        }
    }

    compare() {
        return this.action.doAction({
            type: "ir.actions.client",
            tag: "acupuncture_photo_compare",
            name: _t("Compare Photos"),
            context: { default_client_id: this.state.data.values.client_id },
        });
    }

    close() {
        return this.env.config.historyBack();
    }
}

registry.category("actions").add("acupuncture_photo_capture", PhotoCapture);
