/** @odoo-module ignore */
// The forms work without this file; it saves as one types and makes tapping quicker.
// Answers never rest on the device: they live on the server, not in localStorage.
(() => {
    "use strict";

    const $ = (selector, root = document) => root.querySelector(selector);
    const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

    // ------------------------------------------------------------ the line

    const AUTOSAVE_SECONDS = 20;
    const SEND_SECONDS = 45;

    const text = (name) => $("#saved").dataset[`text${name}`] || "";

    function say(name, failed = false) {
        const status = $("#saved");
        status.textContent = text(name);
        status.classList.toggle("f-failed", failed);
    }

    /** Post and wait no longer than that; who lost the session gets a fresh token. */
    async function post(url, read, seconds, headers = {}) {
        let answer = await tryPost(url, read(), seconds, headers);
        if (answer.status === 400) {
            await renew();
            answer = await tryPost(url, read(), seconds, headers);
        }
        return answer;
    }

    async function tryPost(url, body, seconds, headers) {
        const stop = new AbortController();
        const timer = setTimeout(() => stop.abort(), seconds * 1000);
        try {
            return await fetch(url, { method: "POST", body, headers, signal: stop.signal });
        } finally {
            clearTimeout(timer);
        }
    }

    async function renew() {
        const answer = await fetch($("#saved").dataset.csrf);
        const { csrf } = await answer.json();
        for (const input of $$("[name=csrf_token]")) {
            input.value = csrf;
        }
    }

    const passing = (answer) => answer.status >= 500 || answer.status === 429;

    // ------------------------------------------------------------ autosave

    class Autosave {
        constructor(form) {
            this.form = form;
            this.timer = null;
            this.wait = 700;
            this.dirty = false;
            this.running = null;
            form.addEventListener("input", () => this.later(this.wait));
            form.addEventListener("change", () => this.later(150));
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

        leave() {
            if (this.dirty && this.form.isConnected) {
                this.stop();
                navigator.sendBeacon(this.form.dataset.autosave, this.data());
            }
        }

        data() {
            const typed = new FormData(this.form);
            typed.delete("signature"); // large, and nothing to keep before it is sent
            return new URLSearchParams(typed);
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
            say("Saving");
            try {
                let sent;
                const read = () => (sent = this.data());
                const answer = await post(this.form.dataset.autosave, read, AUTOSAVE_SECONDS);
                if (passing(answer)) {
                    throw new Error(answer.status);
                }
                if (!answer.ok || answer.redirected) {
                    say("Gone", true);
                    return;
                }
                this.wait = 700;
                say("Saved");
                this.take(answer.headers.get("X-Forms-Seen"), await answer.json(), sent);
            } catch {
                this.wait = Math.min(this.wait * 2, 20000);
                say("Failed", true);
                this.later(this.wait);
            }
        }

        /** Take over which state is stored, and what else was written meanwhile. */
        take(seen, { both }, sent) {
            const { form } = this;
            if (seen) {
                form.elements.seen.value = seen;
            }
            if (!both) {
                return;
            }
            if (Object.keys(both).some((name) => name.startsWith("rank_"))) {
                location.reload(); // the order of the taps is drawn anew
                return;
            }
            for (const field of form.elements) {
                if (field.name && field.type !== "hidden" && !field.disabled) {
                    fill(field, both[field.name] || "", sent.get(field.name) || "");
                }
            }
            tell(form, text("Both"));
        }
    }

    /** Show what is stored; what was typed since it was sent stays behind it. */
    function fill(field, value, sent) {
        if (field.type === "checkbox") {
            field.checked = Boolean(value);
        } else if (field.type === "radio") {
            field.checked = field.value === value;
        } else if (field.value === sent) {
            field.value = value;
        } else if (field.value.startsWith(sent)) {
            field.value = value + field.value.slice(sent.length);
        }
    }

    // ------------------------------------------------------------ sending

    /** Say beside the buttons what stands in the way; what was typed stays. */
    function tell(form, words) {
        $(".f-told", form)?.remove();
        const block = document.createElement("div");
        block.className = "f-errors f-told";
        block.setAttribute("role", "alert");
        block.append(words);
        ($(".f-actions", form) || form.lastElementChild).before(block);
        block.scrollIntoView({ block: "nearest" });
    }

    class Sending {
        constructor(form, autosave) {
            this.form = form;
            this.autosave = autosave;
            this.busy = false;
            form.addEventListener("submit", (event) => this.submit(event));
            addEventListener("pageshow", () => (this.busy = false));
        }

        async submit(event) {
            event.preventDefault();
            if (this.busy) {
                return; // a second tap means the first
            }
            this.busy = true;
            this.form.setAttribute("aria-busy", "true");
            $(".f-told", this.form)?.remove();
            try {
                this.autosave?.stop();
                say("Sending");
                // one at a time: what is on its way arrives before the screen is sent
                await this.autosave?.running;
                this.busy = await this.send(event.submitter);
            } catch {
                this.fail("Offline");
            }
            this.form.removeAttribute("aria-busy");
        }

        /** Send the screen and go on; return whether the page is being left. */
        async send(button) {
            const read = () => {
                const typed = new FormData(this.form);
                if (button?.name) {
                    typed.set(button.name, button.value);
                }
                return new URLSearchParams(typed);
            };
            const answer = await post(this.form.action, read, SEND_SECONDS, { "X-Forms": "1" });
            if (passing(answer)) {
                return this.fail("Trouble");
            }
            if ((answer.headers.get("Content-Type") || "").includes("json")) {
                location.assign((await answer.json()).go);
                return true;
            }
            const page = new DOMParser().parseFromString(await answer.text(), "text/html");
            if (answer.ok || answer.status === 422) {
                show(page, this.form.elements.screen?.value);
                return false;
            }
            say("Unsent", true);
            const words = document.createDocumentFragment();
            words.append(...$("main", page).childNodes);
            tell(this.form, words);
            return false;
        }

        fail(name) {
            this.busy = false;
            say("Unsent", true);
            tell(this.form, text(name));
            return false;
        }
    }

    /** Show the answer in place of the page that was sent. */
    function show(page, screen) {
        document.title = page.title;
        for (const part of ["header", "main"]) {
            $(part).replaceWith(document.adoptNode($(part, page)));
        }
        const query = screen ? `?screen=${encodeURIComponent(screen)}` : "";
        history.replaceState(null, "", `/forms${query}#wrap`);
        scrollTo(0, 0);
        start();
        document.dispatchEvent(new Event("forms:shown"));
    }

    // ------------------------------------------------------------ how long

    /** Say while one types how much room is left, shortly before it ends and after. */
    function counting(field) {
        const longest = Number(field.dataset.longest);
        const hint = document.createElement("p");
        hint.className = "f-hint f-left";
        hint.setAttribute("aria-live", "polite");
        const look = () => {
            const left = longest - [...field.value.trim()].length;
            const near = left < longest / 10 && field.value.length > 10;
            hint.classList.toggle("f-error", left < 0);
            hint.textContent = near
                ? `${Math.abs(left)} ${text(left < 0 ? "Over" : "Left")}`
                : "";
        };
        field.after(hint);
        field.addEventListener("input", look);
        look();
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
        for (const sent of $$("main form[method=post]")) {
            new Sending(sent, sent === form ? new Autosave(form) : null);
        }
        $$("[data-longest]").forEach(counting);
        if (!form) {
            return;
        }
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
