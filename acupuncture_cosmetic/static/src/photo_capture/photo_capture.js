import { Component, onMounted, onWillStart, onWillUnmount, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { sprintf } from "@web/core/utils/strings";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const MODEL = "acupuncture.photo";
const MEGABYTE = 1024 * 1024;
const SIZE = { width: { ideal: 4096 }, height: { ideal: 3072 } };

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
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.video = useRef("video");
        this.file = useRef("file");
        this.state = useState({
            data: null,
            current: 0,
            phase: "baseline",
            facing: "environment",
            live: false,
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
        onMounted(() => this.startCamera());
        onWillUnmount(() => {
            this.gone = true;
            this.stopCamera();
        });
    }

    get shot() {
        return this.state.data.shots[this.state.current];
    }

    get done() {
        return this.state.data.shots.filter((shot) => shot.done).length;
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

    async startCamera() {
        this.stopCamera();
        if (this.state.data.refusal) {
            return;
        }
        try {
            const stream = await navigator.mediaDevices.getUserMedia({
                video: { facingMode: this.state.facing, ...SIZE },
            });
            this.stream = stream;
            if (this.gone || !this.video.el) {
                return this.stopCamera();
            }
            this.video.el.srcObject = stream;
            await this.video.el.play();
            this.state.live = true;
        } catch {
            this.state.live = false; // no camera, no permission, or no https
        }
    }

    stopCamera() {
        for (const track of this.stream?.getTracks() || []) {
            track.stop();
        }
        this.stream = null;
        this.state.live = false;
    }

    switchCamera() {
        this.state.facing = this.state.facing === "user" ? "environment" : "user";
        return this.startCamera();
    }

    async shoot() {
        if (this.state.busy) {
            return;
        }
        if (!this.state.live) {
            return this.file.el.click();
        }
        const video = this.video.el;
        const canvas = document.createElement("canvas");
        canvas.width = video.videoWidth;
        canvas.height = video.videoHeight;
        canvas.getContext("2d").drawImage(video, 0, 0);
        const blob = await new Promise((resolve) =>
            canvas.toBlob(resolve, "image/jpeg", 0.95)
        );
        await this.keep(blob);
    }

    async onFile(ev) {
        const [file] = ev.target.files;
        ev.target.value = "";
        if (file) {
            await this.keep(file);
        }
    }

    async keep(blob) {
        const { data, phase } = this.state;
        this.state.problem = "";
        if (blob.size > data.limit * MEGABYTE) {
            this.state.problem = sprintf(
                _t(
                    "The file is larger than %s MB and was not sent. Set the camera to a smaller picture."
                ),
                data.limit
            );
            return;
        }
        const shot = this.shot;
        this.state.busy = true;
        try {
            const [id] = await this.orm.create(MODEL, [
                {
                    ...data.values,
                    phase,
                    angle: shot.angle,
                    expression: shot.expression,
                    image: await asBase64(blob),
                },
            ]);
            shot.done = id;
            this.advance();
        } catch (error) {
            this.state.problem = error.data?.message || _t("It was not stored. Try again.");
        } finally {
            this.state.busy = false;
        }
    }

    /** On to the next shot that is missing; after the last one, say so. */
    advance() {
        const { shots } = this.state.data;
        const order = shots.map((_, step) => (this.state.current + 1 + step) % shots.length);
        const next = order.find((index) => !shots[index].done);
        if (next === undefined) {
            this.notification.add(_t("All photos of the set are taken."), {
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
