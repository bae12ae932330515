import { registry } from "@web/core/registry";
import { patiently } from "./patiently";

const tours = registry.category("web_tour.tours");

const openClara = [
    {
        content: "Clara is on the list",
        trigger: ".o_list_view .o_data_row .o_data_cell:contains('Clara Client')",
        run: "click",
    },
];

/** Front desk: the page says what is next, one press after the other. */
tours.add("acupuncture_client_page_desk", {
    steps: () => patiently([
        ...openClara,
        {
            content: "The course is there, with nothing used; nothing clinical is",
            trigger: ".o_client_course:contains('0 used, 0 booked, 12 left')",
            run() {
                const told = document.querySelector(".o_client_facts").textContent;
                if (/Health history|Plan/.test(told)) {
                    throw new Error("The desk reads of the history");
                }
            },
        },
        {
            content: "Book its sessions",
            trigger: ".o_client_step button:contains('Book the Sessions')",
            run: "click",
        },
        {
            content: "Twelve free dates are proposed",
            trigger: ".modal .o_data_row:nth-child(12) .o_field_badge:contains('Free')",
        },
        {
            content: "Book them all at once",
            trigger: ".modal button[name=action_confirm]",
            run: "click",
        },
        {
            content: "Back to her page",
            trigger: ".o_breadcrumb a:contains('Clara Client')",
            run: "click",
        },
        {
            content: "The forms are next",
            trigger: ".o_client_step button:contains('Send the Forms')",
            run: "click",
        },
        {
            content: "They are on their way, and nothing is left to do",
            trigger: ".o_client_next:contains('Nothing to do now')",
        },
        {
            content: "The line shows twelve visits ahead",
            trigger: ".o_client_visit.o_client_ahead:nth-child(12)",
        },
    ]),
});

/** Practitioner: who is here is started from the page. */
tours.add("acupuncture_client_page_practitioner", {
    steps: () => patiently([
        ...openClara,
        {
            content: "The history is told of",
            trigger: ".o_client_facts:contains('Health history')",
        },
        {
            content: "Start",
            trigger: ".o_client_step button:contains('Start')",
            run: "click",
        },
        {
            content: "The chart opens",
            trigger: ".o_form_view .o_chart_flow",
        },
    ]),
});
