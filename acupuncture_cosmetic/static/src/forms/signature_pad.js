/** @odoo-module ignore */
// A field to draw a signature in: finger, pen or mouse. What was drawn goes into a hidden
// field of the form as a picture when the form is sent.
(() => {
    "use strict";

    const INK = "#1a2b5c";
    const MOST = 1200; // pixels across, however fine the screen

    class SignaturePad {
        constructor(block, form) {
            this.canvas = block.querySelector("canvas");
            this.picture = block.querySelector("[name=signature]");
            this.strokes = []; // of points, as parts of width and height
            this.before = null; // what was drawn before an error brought the page again
            this.canvas.addEventListener("pointerdown", (event) => this.begin(event));
            this.canvas.addEventListener("pointermove", (event) => this.go(event));
            for (const end of ["pointerup", "pointercancel"]) {
                this.canvas.addEventListener(end, () => (this.stroke = null));
            }
            block.querySelector("button").addEventListener("click", () => this.clear());
            form.addEventListener("formdata", ({ formData }) => {
                formData.set("signature", this.read());
            });
            new ResizeObserver(() => this.fit()).observe(this.canvas);
            this.restore();
        }

        restore() {
            if (this.picture.value.startsWith("data:image/png;base64,")) {
                const image = new Image();
                image.onload = () => {
                    this.before = image;
                    this.draw();
                };
                image.src = this.picture.value;
            }
        }

        /** The canvas has as many pixels as the screen shows of it, within reason. */
        fit() {
            const { width, height } = this.canvas.getBoundingClientRect();
            if (!width) {
                return;
            }
            const scale = Math.min(devicePixelRatio || 1, MOST / width);
            this.canvas.width = Math.round(width * scale);
            this.canvas.height = Math.round(height * scale);
            this.draw();
        }

        place(event) {
            const box = this.canvas.getBoundingClientRect();
            return [
                (event.clientX - box.left) / box.width,
                (event.clientY - box.top) / box.height,
            ];
        }

        begin(event) {
            if (event.button) {
                return;
            }
            event.preventDefault();
            this.canvas.setPointerCapture(event.pointerId);
            this.stroke = [this.place(event)];
            this.strokes.push(this.stroke);
            this.draw();
        }

        go(event) {
            if (this.stroke) {
                const fine = event.getCoalescedEvents?.() || [];
                const events = fine.length ? fine : [event];
                this.stroke.push(...events.map((each) => this.place(each)));
                this.draw();
            }
        }

        clear() {
            this.strokes = [];
            this.before = null;
            this.draw();
        }

        draw() {
            const { canvas } = this;
            const pen = canvas.getContext("2d");
            pen.clearRect(0, 0, canvas.width, canvas.height);
            if (this.before) {
                const { width, height } = this.before;
                const scale = Math.min(canvas.width / width, canvas.height / height);
                pen.drawImage(this.before, 0, 0, width * scale, height * scale);
            }
            pen.strokeStyle = pen.fillStyle = INK;
            pen.lineWidth = Math.max(2, canvas.height / 60);
            pen.lineCap = pen.lineJoin = "round";
            for (const stroke of this.strokes) {
                this.drawStroke(pen, stroke.map(([x, y]) => [x * canvas.width, y * canvas.height]));
            }
            canvas.parentElement.classList.toggle("f-drawn", Boolean(this.before || this.strokes.length));
        }

        drawStroke(pen, points) {
            const [[x, y], ...rest] = points;
            pen.beginPath();
            pen.moveTo(x, y);
            rest.forEach(([nextX, nextY], place) => {
                const [afterX, afterY] = rest[place + 1] || [nextX, nextY];
                pen.quadraticCurveTo(nextX, nextY, (nextX + afterX) / 2, (nextY + afterY) / 2);
            });
            if (!rest.length) {
                pen.lineTo(x + 0.1, y);
            }
            pen.stroke();
        }

        read() {
            return this.before || this.strokes.length ? this.canvas.toDataURL("image/png") : "";
        }
    }

    function start() {
        const block = document.querySelector(".f-pad");
        if (!block) {
            return;
        }
        const { form } = block.querySelector("[name=signature]");
        new SignaturePad(block, form);
        const drawn = form.querySelector("#sign_as_drawn");
        drawn.checked = !form.querySelector("#sign_as_typed").checked;
        const name = form.querySelector("#name");
        const shown = form.querySelector(".f-typed output");
        const show = () => (shown.textContent = name.value);
        name.addEventListener("input", show);
        show();
    }

    document.addEventListener("forms:shown", start);
    if (document.readyState === "loading") {
        document.addEventListener("DOMContentLoaded", start);
    } else {
        start();
    }
})();
