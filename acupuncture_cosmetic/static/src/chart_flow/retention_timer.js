import { Component, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { useRecordVerb } from "./record_verb";

const { DateTime } = luxon;
const SOUND_KEY = "acupuncture_cosmetic.retention_sound";
const SECOND = 1000;
const LONGEST = 180; // minutes, as in the record

/** What the timer reads beside the field that it stands for. */
export const TIMER_FIELDS = [
    { name: "removal_at", type: "datetime" },
    { name: "retention_target", type: "integer" },
    { name: "retention_minutes", type: "integer" },
    { name: "is_open", type: "boolean" },
    { name: "is_writable", type: "boolean" },
];

/** From "needles in" to "begin removal": how long they stay, and a call when it is time. */
export class RetentionTimer extends Component {
    static template = "acupuncture_cosmetic.RetentionTimer";
    static props = { ...standardFieldProps, isSecond: { type: Boolean, optional: true } };

    setup() {
        this.verb = useRecordVerb();
        this.state = useState({
            now: DateTime.now(),
            minutes: "", // how long they really stayed, and how one knows
            note: "",
            sound: browser.localStorage.getItem(SOUND_KEY) === "on",
        });
        this.called = this.isOver;
        this.interval = browser.setInterval(() => this.tick(), SECOND);
        onWillUnmount(() => browser.clearInterval(this.interval));
    }

    get data() {
        return this.props.record.data;
    }

    /** idle, running, over, forgotten, out */
    get phase() {
        if (!this.data.needles_in_at) {
            return "idle";
        }
        if (this.data.is_open && (this.isForgotten || (!this.data.removal_at && this.seconds > LONGEST * 60))) {
            return "forgotten";
        }
        if (this.data.removal_at || !this.data.is_open) {
            return "out";
        }
        return this.isOver ? "over" : "running";
    }

    get seconds() {
        const since = this.data.needles_in_at;
        return since ? Math.max(0, Math.floor(this.state.now.diff(since, "seconds").seconds)) : 0;
    }

    get isOver() {
        return this.seconds >= this.data.retention_target * 60;
    }

    /** Nobody keeps needles in for more than three hours. */
    get isForgotten() {
        const { needles_in_at: since, removal_at: until, retention_minutes: kept } = this.data;
        return !kept && since && until && until.diff(since, "minutes").minutes > LONGEST;
    }

    get clock() {
        const [minutes, seconds] = [Math.floor(this.seconds / 60), this.seconds % 60];
        return `${minutes}:${String(seconds).padStart(2, "0")}`;
    }

    get progress() {
        const target = this.data.retention_target * 60;
        return target ? Math.min(100, Math.round((100 * this.seconds) / target)) : 100;
    }

    get words() {
        return {
            idle: _t("The time begins when the needles are in."),
            running: _t("of %s minutes", this.data.retention_target),
            over: _t("Time is up: %s minutes are over", this.data.retention_target),
            forgotten: _t("The timer has run since %s: it was forgotten.", this.since),
            out: _t("%s minutes retained", this.data.retention_minutes),
        }[this.phase];
    }

    get since() {
        return this.data.needles_in_at?.toLocaleString(DateTime.DATETIME_MED_WITH_WEEKDAY) || "";
    }

    async tellMinutes() {
        const { minutes, note } = this.state;
        await this.verb.run("action_tell_minutes", parseInt(minutes, 10) || 0, note.trim() || false);
    }

    get soundWords() {
        return this.state.sound ? _t("A sound calls when it is time") : _t("Silent");
    }

    tick() {
        if (!this.data.needles_in_at || ["out", "forgotten"].includes(this.phase)) {
            return; // nothing runs: nothing is drawn anew
        }
        this.state.now = DateTime.now();
        if (this.phase !== "over") {
            this.called = false;
        } else if (!this.called && !this.props.isSecond) {
            this.called = true;
            this.call();
        }
    }

    /** Vibrate where the device can; ring when the practitioner wants it. */
    call() {
        browser.navigator.vibrate?.([400, 200, 400]);
        if (this.state.sound) {
            this.ring();
        }
    }

    ring() {
        const audio = new AudioContext();
        for (const [tone, at] of [
            [660, 0],
            [880, 0.35],
            [660, 0.7],
        ]) {
            const oscillator = new OscillatorNode(audio, { frequency: tone });
            const gain = new GainNode(audio, { gain: 0.15 });
            oscillator.connect(gain).connect(audio.destination);
            oscillator.start(audio.currentTime + at);
            oscillator.stop(audio.currentTime + at + 0.3);
            oscillator.onended = () => at === 0.7 && audio.close();
        }
    }

    toggleSound() {
        this.state.sound = !this.state.sound;
        browser.localStorage.setItem(SOUND_KEY, this.state.sound ? "on" : "off");
        if (this.state.sound) {
            this.ring();
        }
    }
}

registry.category("fields").add("acupuncture_retention", {
    component: RetentionTimer,
    supportedTypes: ["datetime"],
    fieldDependencies: TIMER_FIELDS,
});
