/** @odoo-module ignore */
// The forms work without this file; it saves as one types and makes tapping quicker.
// Answers never rest on the device: they live on the server, not in localStorage.
(() => {
    "use strict";

    const $ = (selector, root = document) => root.querySelector(selector);
    const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

    // ------------------------------------------------------------ autosave

    class Autosave {
        constructor(form) {
            this.form = form;
            this.status = $("#saved");
            this.timer = null;
            this.wait = 700;
            this.dirty = false;
            this.running = null;
            form.addEventListener("input", () => this.later(this.wait));
            form.addEventListener("change", () => this.later(150));
            form.addEventListener("submit", (event) => this.submit(event));
            addEventListener("pagehide", () => this.leave());
        }

        later(delay) {
            this.dirty = true;
            clearTimeout(this.timer);
            this.timer = setTimeout(() => this.flush(), delay);
        }

        stop() {
            this.dirty = false;
            clearTimeout(this.timer);
        }

        /** One at a time: what is on its way arrives before the screen is sent. */
        async submit(event) {
            this.stop();
            if (this.running) {
                event.preventDefault();
                await this.running;
                this.form.requestSubmit(event.submitter);
            }
        }

        leave() {
            if (this.dirty) {
                this.stop();
                navigator.sendBeacon(this.form.dataset.autosave, this.data());
            }
        }

        data() {
            const typed = new FormData(this.form);
            typed.delete("signature"); // large, and nothing to keep before it is sent
            return new URLSearchParams(typed);
        }

        say(text, failed = false) {
            this.status.textContent = this.form.dataset[text] || "";
            this.status.classList.toggle("f-failed", failed);
        }

        async flush() {
            clearTimeout(this.timer);
            await this.running;
            if (!this.dirty) {
                return;
            }
            this.dirty = false;
            this.running = this.send();
            await this.running;
            this.running = null;
        }

        async send() {
            this.say("textSaving");
            try {
                let answer = await this.post();
                if (answer.status === 400) {
                    await this.renew(); // the session was renewed under an old page
                    answer = await this.post();
                }
                if (answer.ok && !answer.redirected) {
                    this.wait = 700;
                    this.say("textSaved");
                } else {
                    this.say("textGone", true);
                }
            } catch {
                this.wait = Math.min(this.wait * 2, 20000);
                this.say("textFailed", true);
                this.later(this.wait);
            }
        }

        post() {
            const body = this.data();
            return fetch(this.form.dataset.autosave, { method: "POST", body });
        }

        async renew() {
            const answer = await fetch(this.form.dataset.csrf);
            const { csrf } = await answer.json();
            for (const input of $$("[name=csrf_token]")) {
                input.value = csrf;
            }
        }
    }

    // ------------------------------------------------------------ choices

    function exclusive(form) {
        form.addEventListener("change", ({ target }) => {
            if (target.type !== "checkbox" || !target.checked) {
                return;
            }
            if (target.id === "none") {
                untick($$(".f-rows input[type=checkbox]", form), target);
                $$(".f-chip.f-on .f-chip-button", form).forEach((button) => button.click());
            } else if (target.closest(".f-rows")) {
                untick([$("#none", form)], target);
                const [part, ...code] = target.id.split("_");
                const other = { y: "u", u: "y" }[part];
                untick([document.getElementById(`${other}_${code.join("_")}`)], target);
            }
        });
    }

    function untick(inputs, except) {
        for (const input of inputs) {
            if (input && input !== except) {
                input.checked = false;
            }
        }
    }

    function guardian(form) {
        const block = $(".f-guardian", form);
        if (!block) {
            return;
        }
        const part = (name) => Number($(`#birth_${name}`, form).value);
        const look = () => {
            const year = part("year");
            const adult = new Date(year + 18, part("month") - 1, part("day"));
            const minor = year > 1900 && adult > new Date();
            block.classList.toggle("f-open", minor || Boolean($("#guardian_name").value));
        };
        $(".f-parts", form).addEventListener("input", look);
        look();
    }

    // ------------------------------------------------------------ ranking

    /** Turn each select of a rank into a button: tapped first is most important. */
    function ranking(form) {
        const list = $(".f-chips", form);
        const chips = $$(".f-chip", form);
        if (!chips.length) {
            return;
        }
        const box = document.createElement("div");
        box.className = "f-chip-list";
        chips[0].before(box);
        box.append(...chips);
        const picked = chips
            .filter((chip) => $("select", chip).value)
            .sort((a, b) => $("select", a).value - $("select", b).value);
        const draw = () => {
            for (const chip of chips) {
                const rank = picked.indexOf(chip) + 1;
                $("select", chip).value = rank || "";
                chip.classList.toggle("f-on", rank > 0);
                const button = $(".f-chip-button", chip);
                button.setAttribute("aria-pressed", rank > 0);
                $(".f-rank", button)?.remove();
                if (rank) {
                    const badge = document.createElement("span");
                    badge.className = "f-rank";
                    badge.textContent = rank;
                    button.prepend(badge);
                }
            }
        };
        for (const chip of chips) {
            const button = document.createElement("button");
            button.type = "button";
            button.className = "f-chip-button";
            button.append($("label", chip).textContent);
            button.addEventListener("click", () => {
                const place = picked.indexOf(chip);
                if (place >= 0) {
                    picked.splice(place, 1);
                } else if (picked.length < 10) {
                    picked.push(chip);
                    untick([$("#none", form)]);
                }
                draw();
                list.dispatchEvent(new Event("change", { bubbles: true }));
            });
            chip.prepend(button);
        }
        draw();
    }

    // ------------------------------------------------------------ consents

    /** What is ticked folds its text away; nothing unread is ever hidden. */
    function folding(form) {
        for (const section of $$(".f-document:not(.f-choosing) > .f-section", form)) {
            const heading = $("h3, h4", section);
            const ticks = $$(".f-tick input", section);
            if (!heading || !ticks.length) {
                continue;
            }
            const title = document.createElement("button");
            title.type = "button";
            title.className = "f-section-title";
            title.innerHTML = '<span class="f-mark" aria-hidden="true">✓</span>';
            title.append(heading.textContent);
            const wrapper = document.createElement("h3");
            wrapper.append(title);
            heading.remove();
            section.prepend(wrapper);
            const fold = (folded) => {
                section.classList.toggle("f-folded", folded);
                title.setAttribute("aria-expanded", !folded);
            };
            const look = () => {
                const done = ticks.every((tick) => tick.checked);
                title.classList.toggle("f-ticked", done);
                return done;
            };
            title.addEventListener("click", () => {
                fold(!section.classList.contains("f-folded"));
            });
            section.addEventListener("change", ({ target }) => {
                const before = target.getBoundingClientRect().top;
                fold(look());
                scrollBy(0, target.getBoundingClientRect().top - before);
            });
            fold(look() && !$(".f-wrong", section));
        }
    }

    /** Nothing is ticked for the client, but one tap may say no to all. */
    function refusing(form) {
        const block = $(".f-choices", form);
        if (!block) {
            return;
        }
        const button = document.createElement("button");
        button.type = "button";
        button.className = "f-button f-second f-small";
        button.textContent = block.dataset.textNone;
        button.addEventListener("click", () => {
            for (const input of $$("input[value=declined]", form)) {
                input.checked = true;
            }
            form.dispatchEvent(new Event("change"));
        });
        block.append(button);
    }

    /** Who agrees sees what else there is to tick in the text. */
    function opening(form) {
        form.addEventListener("change", ({ target }) => {
            const text = target.value === "agreed" && $("details", target.closest("section"));
            if (text && text.dataset.ticks) {
                text.open = true;
            }
        });
    }

    // ------------------------------------------------------------ start

    document.documentElement.classList.add("f-js");

    function start() {
        const errors = $("#errors");
        if (errors) {
            errors.focus();
        }
        const form = $("form[data-autosave]");
        if (!form) {
            return;
        }
        new Autosave(form);
        exclusive(form);
        guardian(form);
        ranking(form);
        folding(form);
        refusing(form);
        opening(form);
    }

    if (document.readyState === "loading") {
        document.addEventListener("DOMContentLoaded", start);
    } else {
        start();
    }
})();
