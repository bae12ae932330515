import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { notYetWritten } from "./phrases";

// What the client says is of today: it is never taken over by the dozen.
const NAMES = ["objective", "assessment", "next_plan", "tongue_ids", "pulse_ids"];

/** One tap fills in last time's findings where nothing stands yet, to be read over. */
export class AsLastTime extends Component {
    static template = "acupuncture_cosmetic.AsLastTime";
    static props = { ...standardWidgetProps };

    get day() {
        return this.props.record.data.words_before?.day;
    }

    /** What was written last time for the next time, which is today. */
    get plan() {
        return this.props.record.data.words_before?.texts?.next_plan;
    }

    get found() {
        const { data } = this.props.record;
        const shown = NAMES.filter((name) => name in this.props.record.activeFields);
        return notYetWritten(data.words_before, data, shown);
    }

    get count() {
        const { texts, terms } = this.found;
        return Object.keys(texts).length + Object.keys(terms).length;
    }

    get title() {
        return _t("Fill in what is empty as on %s; read it over before you sign", this.day);
    }

    async take() {
        const { record } = this.props;
        const { texts, terms } = this.found;
        if (Object.keys(texts).length) {
            await record.update(texts);
        }
        for (const [name, found] of Object.entries(terms)) {
            await record.data[name].addAndRemove({ add: found.map((term) => term.id) });
        }
    }
}

registry.category("view_widgets").add("acupuncture_as_last_time", {
    component: AsLastTime,
    fieldDependencies: [{ name: "words_before", type: "json" }],
});

/** On a tablet the notes stand below the face: one tap goes there. */
export class ToNotes extends Component {
    static template = "acupuncture_cosmetic.ToNotes";
    static props = { ...standardWidgetProps };

    go(ev) {
        const notes = ev.target.closest(".o_form_view").querySelector(".o_chart_note");
        notes.scrollIntoView({ block: "start" });
        notes.querySelector("textarea, button").focus({ preventScroll: true });
    }
}

registry.category("view_widgets").add("acupuncture_to_notes", { component: ToNotes });
