import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { click, queryFirst, queryOne, setInputFiles, waitFor } from "@odoo/hoot-dom";
import { Deferred, animationFrame } from "@odoo/hoot-mock";
import { browser } from "@web/core/browser/browser";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    getService,
    makeServerError,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

describe.current.tags("desktop", "acupuncture");
defineMailModels();

const shot = (angle, values = {}) => ({ angle, expression: "neutral", ghost: false, done: false, ...values });
const DATA = () => ({
    client: "Clara",
    refusal: false,
    limit: 1,
    phase: "baseline",
    phases: { baseline: "Before the course", mid: "Mid-course" },
    angles: { front: "Front", neck: "Neck" },
    expressions: { neutral: "Neutral" },
    shots: [shot("front", { ghost: 7 }), shot("neck")],
    values: { client_id: 1, course_id: false, treatment_id: false },
});

let streams;
let answers; // what the browser answers next, in the place of a stream

/** A camera as the browser gives it: a canvas that moves. */
function stream() {
    const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 48 });
    canvas.getContext("2d").fillRect(0, 0, 64, 48);
    const made = canvas.captureStream(30);
    streams.push(made);
    return made;
}

const states = () => streams.map((one) => one.getTracks()[0].readyState);

beforeEach(() => {
    streams = [];
    answers = [];
    patchWithCleanup(browser.navigator.mediaDevices, {
        async getUserMedia() {
            const answer = answers.shift();
            if (answer instanceof Error) {
                throw answer;
            }
            await answer;
            return stream();
        },
    });
    patchWithCleanup(HTMLMediaElement.prototype, { play: async () => {} });
    patchWithCleanup(HTMLVideoElement.prototype, {
        get videoWidth() {
            return 64;
        },
        get videoHeight() {
            return 48;
        },
    });
});

async function open(values = {}) {
    onRpc("acupuncture.photo", "capture_data", () => ({ ...DATA(), ...values }));
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "acupuncture_photo_capture" });
    await animationFrame();
}

const refusal = (name) => new DOMException("no", name);

test("each reason why there is no picture has its words and a way out", async () => {
    const cases = [
        ["NotAllowedError", /may not use the camera/, /Allow the camera/],
        ["NotFoundError", /has no camera/, /Connect a camera/],
        ["NotReadableError", /does not respond/, /Close other programs/],
    ];
    answers.push(refusal(cases[0][0]));
    await open();
    for (const [at, [, title, remedy]] of cases.entries()) {
        expect(".o_photo_no_camera[role=alert]").toHaveText(title);
        expect(".o_photo_no_camera").toHaveText(remedy);
        expect(".o_photo_choose").toHaveCount(1);
        answers.push(cases[at + 1] ? refusal(cases[at + 1][0]) : undefined);
        await contains(".o_photo_again").click();
        await animationFrame();
    }
    expect(".o_photo_no_camera").toHaveCount(0);
    expect("video").not.toHaveAttribute("hidden");
});

test("a page without https says so, and files are left", async () => {
    patchWithCleanup(browser.navigator, { mediaDevices: undefined });
    await open();
    expect(".o_photo_no_camera").toHaveText(/secure connection/);
    expect(".o_photo_again").toHaveCount(0);
    expect(".o_photo_choose").toHaveCount(1);
});

test("while the browser asks, nothing is said to be wrong", async () => {
    const asked = new Deferred();
    answers.push(asked);
    await open();
    expect(".o_photo_no_camera[role=status]").toHaveText(/is starting/);
    expect(".o_photo_shutter").not.toBeEnabled();
    asked.resolve();
    await animationFrame();
    expect(".o_photo_no_camera").toHaveCount(0);
});

test("a client who did not agree: no camera is asked for", async () => {
    patchWithCleanup(browser.navigator.mediaDevices, { getUserMedia: () => expect.step("camera") });
    await open({ refusal: "Clara has not yet agreed" });
    expect(".alert-warning").toHaveText(/not yet agreed/);
    expect(".o_photo_shutter").toHaveCount(0);
    expect.verifySteps([]);
});

test("the camera is let go with the screen, also when it comes too late", async () => {
    await open();
    expect(states()).toEqual(["live"]);
    const late = new Deferred();
    answers.push(late);
    await contains("[aria-label='Other camera']").click();
    expect(states()).toEqual(["ended"]);
    const nothing = { client: "Clara", phases: {}, angles: {}, expressions: {}, photos: [] };
    onRpc("acupuncture.photo", "compare_data", () => nothing);
    await contains(".fa-columns").click();
    await animationFrame();
    expect("video").toHaveCount(0);
    late.resolve();
    await animationFrame();
    expect(states()).toEqual(["ended", "ended"]);
});

test("a camera that is taken away is not shot with", async () => {
    await open();
    streams[0].getTracks()[0].dispatchEvent(new Event("ended"));
    await animationFrame();
    expect(".o_photo_no_camera").toHaveText(/switched off/);
    await contains(".o_photo_again").click();
    await animationFrame();
    expect("video").not.toHaveAttribute("hidden");
});

test("a photo goes to the server once, as the shot that was shown; then the next", async () => {
    onRpc("acupuncture.photo", "create", ({ args: [[values]] }) => {
        const { image, ...rest } = values;
        expect(image).toMatch(/^\/9j\//);
        expect.step(rest);
        return [42];
    });
    await open();
    expect(".o_photo_ghost").toHaveCount(1);
    const shutter = queryOne(".o_photo_shutter");
    shutter.click();
    shutter.click();
    await waitFor(".o_photo_shots li:first-child .fa-check");
    expect.verifySteps([
        { client_id: 1, course_id: false, treatment_id: false, phase: "baseline", angle: "front", expression: "neutral" },
    ]);
    expect(".o_photo_caption").toHaveText("Neck, Neutral");
    expect(".o_photo_ghost").toHaveCount(0);
    expect(".o_photo_capture [role=status]").toHaveText("1 of 2 taken today");
});

test("what the server refuses is said, and the shot stays open", async () => {
    onRpc("acupuncture.photo", "create", () => {
        throw makeServerError({ message: "Clara withdrew the consent to photos" });
    });
    await open();
    await contains(".o_photo_shutter").click();
    await waitFor(".o_photo_problem");
    expect(".o_photo_problem[role=alert]").toHaveText(/withdrew the consent/);
    expect(".o_photo_caption").toHaveText("Front, Neutral");
    expect(".o_photo_shutter").toBeEnabled();
});

test("a file that is too large is not sent", async () => {
    onRpc("acupuncture.photo", "create", () => expect.step("sent"));
    await open();
    queryOne(".o_photo_stage input[type=file]").addEventListener("click", (ev) => ev.preventDefault());
    await click("[aria-label='From a file']");
    expect(".o_photo_stage input[type=file]").not.toHaveAttribute("capture");
    await setInputFiles([new File([new Uint8Array(2 * 1024 * 1024)], "big.jpg")]);
    await waitFor(".o_photo_problem");
    expect(".o_photo_problem").toHaveText(/larger than 1 MB/);
    expect.verifySteps([]);
    expect(queryFirst(".o_photo_shots .fa-check")).toBe(null);
});
