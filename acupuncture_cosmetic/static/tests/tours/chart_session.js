import { registry } from "@web/core/registry";
import { patiently } from "./patiently";

const MOST_CLICKS = 12;
let clicks = 0;

/** A click of the practitioner; they are counted. */
const tap = (content, trigger) => ({
    content,
    trigger,
    run: async (helpers) => {
        clicks += 1;
        await helpers.click();
    },
});

const count = (zone) => [
    tap(`Count out: ${zone}`, `.o_count_zone[data-zone=${zone}] .o_count_button.o_count_next`),
    {
        content: "It is counted",
        trigger: `.o_count_zone[data-zone=${zone}] .o_count_button.btn-success`,
    },
];

/** Practitioner: from the client who is here to the signed chart, as planned. */
registry.category("web_tour.tours").add("chart_normal_session", {
    steps: () => patiently([
        {
            content: "Nothing was clicked yet",
            trigger: ".o_acu_board",
            run() {
                clicks = 0;
            },
        },
        tap(
            "Start from the day",
            ".o_acu_card:contains('Clara') button[name=action_open_gate]"
        ),
        tap(
            "Asked: nothing changed; nothing else is open, so it starts",
            ".modal .o_acu_checklist button:contains('Nothing changed, start')"
        ),
        tap("The chart is filled in as planned: the needles are in", ".o_retention_begin:enabled"),
        {
            content: "The time runs",
            trigger: ".o_retention_running .o_retention_clock",
        },
        // To count the first zone says that they come out: the time is kept by itself.
        ...count("face_upper"),
        {
            content: "With the keyboard the next zone is one key away",
            trigger: ".o_count_zone[data-zone=face_middle] .o_count_next:focus",
        },
        ...["face_middle", "face_lower", "scalp", "arms", "legs"].flatMap(count),
        tap("Sign", ".o_form_view button[name=action_open_sign].btn-primary"),
        {
            content: "Nothing holds the signature; one types what the client says",
            trigger: ".modal .o_chart_sign:not(:has([name=needed])) [name=subjective] textarea",
            run: "edit Slept well",
        },
        tap("The rest is as last time", ".modal .o_as_last_time button"),
        {
            content: "It is read over",
            trigger: ".modal [name=next_plan] textarea:value(Add points at the jaw)",
        },
        {
            content: "Tongue and pulse too",
            trigger: ".modal [name=pulse_ids] .o_examination_chosen:contains(Wiry)",
        },
        tap("Sign it", ".modal footer .btn-primary"),
        {
            content: "Signed",
            trigger: ".o_statusbar_status button.o_arrow_button_current:contains('Signed')",
        },
        {
            content: "It took few clicks",
            trigger: ".o_form_view button[name=action_add_addendum]",
            run() {
                if (clicks > MOST_CLICKS) {
                    throw new Error(`${clicks} clicks from arrived to signed`);
                }
            },
        },
    ]),
});
