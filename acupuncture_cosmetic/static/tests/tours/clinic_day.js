import { registry } from "@web/core/registry";
import { patiently } from "./patiently";

const tours = registry.category("web_tour.tours");

/** Front desk: from a sold course to twelve booked sessions, then the client arrives. */
tours.add("acupuncture_front_desk", {
    steps: () => patiently([
        {
            content: "The course sold to Clara is waiting to be planned",
            trigger: ".o_kanban_record:contains('Clara Client')",
            run: "click",
        },
        {
            content: "Plan its sessions",
            trigger: ".o_form_view button[name=action_plan_sessions]",
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
            content: "Every credit is reserved",
            trigger:
                ".o_form_view:not(:has(.modal)) .o_credit_progress[aria-label='12 Reserved'], .o_list_view",
        },
    ]),
});

/** Practitioner: start the session of a client who has arrived, sign its chart. */
tours.add("acupuncture_practitioner", {
    steps: () => patiently([
        {
            content: "Today is a day with a clock; its board by state is the second view",
            trigger: ".o_acu_board",
        },
        {
            content: "To the board",
            trigger: ".o_switch_view.o_kanban",
            run: "click",
        },
        {
            content: "Every state is on the screen, from planned to no-show",
            trigger: ".o_clinic_board .o_kanban_group:last-child",
            run() {
                if (this.anchor.getBoundingClientRect().right > window.innerWidth) {
                    throw new Error("The last column is off the screen");
                }
            },
        },
        {
            content: "The client is in the waiting room",
            trigger: ".o_kanban_record:contains('Clara Client')",
            run: "click",
        },
        {
            content: "Begin",
            trigger: ".o_form_view button[name=action_open_gate]",
            run: "click",
        },
        {
            content: "Its chart opens",
            trigger: ".o_form_view .o_chart_flow",
        },
        {
            content: "No needles today: sign",
            trigger: ".o_form_view button[name=action_open_sign]",
            run: "click",
        },
        {
            content: "Yes, it stays as it is",
            trigger: ".modal footer .btn-primary",
            run: "click",
        },
        {
            content: "It is signed",
            trigger: ".o_statusbar_status button.o_arrow_button_current:contains('Signed')",
        },
        {
            content: "Back to the session",
            trigger: ".breadcrumb-item:contains('Clara Client') a",
            run: "click",
        },
        {
            content: "The session took place",
            trigger: ".o_statusbar_status button.o_arrow_button_current:contains('Done')",
        },
    ]),
});

/** Front desk: book a single session from the calendar. */
tours.add("acupuncture_calendar_new", {
    steps: () => patiently([
        {
            content: "The calendar has the button that every view has",
            trigger: ".o_calendar_view .o_session_calendar_new",
            run: "click",
        },
        {
            content: "An empty session opens",
            trigger: ".o_form_view .o_field_widget[name=client_id] input:empty",
        },
    ]),
});

/** Front desk: check a client in by keyboard; move tomorrow's visit by dragging its card. */
tours.add("acupuncture_day", {
    steps: () => patiently([
        {
            content: "The line of now crosses the day",
            trigger: ".o_acu_board .o_acu_now",
        },
        {
            content: "The card of Clara has its next step, one key away",
            trigger: ".o_acu_card:contains('Clara') button[name=action_arrive]",
            async run({ press }) {
                this.anchor.focus();
                await press("Enter");
            },
        },
        {
            content: "She waits",
            trigger: ".o_acu_card:contains('Clara') .o_acu_card_standing:contains('arrived')",
        },
        {
            content: "Tomorrow",
            trigger: "button[title='Day after']",
            run: "click",
        },
        {
            content: "Otto goes to another room",
            trigger: ".o_acu_by button:contains('Rooms')",
            run: "click",
        },
        {
            content: "By dragging",
            trigger: ".o_acu_place:contains('Otto')",
            run: "drag_and_drop .o_acu_column[aria-label='Room 2']",
        },
        {
            content: "There he is",
            trigger: ".o_acu_column[aria-label='Room 2'] .o_acu_card:contains('Otto')",
        },
    ]),
});
