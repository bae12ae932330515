import { onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";

const SIZE = { width: { ideal: 4096 }, height: { ideal: 3072 } };
// What the browser says when it gives no picture, by its name for it.
const REASONS = {
    NotAllowedError: "denied",
    SecurityError: "denied",
    NotFoundError: "missing",
    OverconstrainedError: "missing",
    NotReadableError: "occupied",
    AbortError: "occupied",
};

function halt(stream) {
    for (const track of stream?.getTracks() || []) {
        track.stop();
    }
}

/**
 * A camera that is shown in a video element and let go of with the component.
 *
 * @param {{el: HTMLVideoElement}} video
 * @returns {{status: string, facing: string, start: Function, stop: Function,
 *  turnRound: Function, take: Function}} status: off, starting, live, or why it is
 *  not: denied, missing, occupied, insecure, ended
 */
export function useCamera(video) {
    let stream = null;
    let turn = 0; // what was asked for before the last start or stop comes too late

    function stop(status = "off") {
        turn++;
        halt(stream);
        stream = null;
        camera.status = status;
        if (video.el) {
            video.el.srcObject = null;
        }
    }

    async function show(mine) {
        const { mediaDevices } = browser.navigator;
        const asked = { video: { facingMode: camera.facing, ...SIZE } };
        const found = await mediaDevices.getUserMedia(asked);
        if (mine !== turn) {
            return halt(found);
        }
        stream = found;
        // It was unplugged, or the system took it away; stopping it ourselves is silent.
        found.getVideoTracks()[0]?.addEventListener("ended", () => {
            if (mine === turn) {
                stop("ended");
            }
        });
        video.el.srcObject = found;
        await video.el.play();
        if (mine === turn) {
            camera.status = "live";
        }
    }

    const camera = useState({
        status: "off",
        facing: "environment",
        stop,
        async start() {
            stop("starting");
            if (!browser.navigator.mediaDevices?.getUserMedia) {
                return stop("insecure"); // browsers hide it from pages without https
            }
            const mine = turn;
            try {
                await show(mine);
            } catch (error) {
                if (mine !== turn) {
                    return;
                }
                const reason = REASONS[error.name];
                stop(reason || "occupied");
                if (!reason) {
                    throw error;
                }
            }
        },
        turnRound() {
            camera.facing = camera.facing === "user" ? "environment" : "user";
            return camera.start();
        },
        /** Return what is seen now as a JPEG, or null when nothing is. */
        async take() {
            const { videoWidth: width, videoHeight: height } = video.el;
            const canvas = Object.assign(document.createElement("canvas"), { width, height });
            canvas.getContext("2d").drawImage(video.el, 0, 0);
            return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.95));
        },
    });
    onWillUnmount(() => stop());
    return camera;
}
